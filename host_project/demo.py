"""The login that `make run` prints."""

EMAIL = "demo@dovetail.example"
PASSWORD = "a demo of dovetail"  # noqa: S105  (known to everybody, in development only)
