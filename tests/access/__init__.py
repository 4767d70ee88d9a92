"""Who may open which door: every route, every role, every place."""
