"""A user model such as a project has that knows nothing of Dovetail: integer key, username."""
