"""The log-ins that `make run` prints; known to everybody, so in development only."""

EMAIL = "demo@dovetail.example"
OPERATOR = "operator@dovetail.example"
"""Who may see the admin, and so has a second factor."""
PASSWORD = "a demo of dovetail"  # noqa: S105
SECRET = "DOVETAILDEMODOVETAILDEMODOVETAIL"  # noqa: S105
"""What the operator's app computes codes from; any app that does takes it."""
