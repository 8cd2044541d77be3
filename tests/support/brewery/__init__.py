"""An app of a project's own that publishes and hears, for tests that kill the processes."""
