"""Places through time: what becomes of them, and of the work that comes after."""
