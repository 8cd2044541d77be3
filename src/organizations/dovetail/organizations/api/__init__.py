"""The HTTP layer; a project mounts `urls`."""
