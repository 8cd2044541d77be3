"""A business day over HTTP, for people to watch and for tests to repeat."""
