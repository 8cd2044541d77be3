"""A context as a project might write it, that announces what happens in a pantry."""
