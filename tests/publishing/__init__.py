"""What everybody may read of the figures, and that it gives nobody away."""
