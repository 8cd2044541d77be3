"""The host: composes the five distributions into one REST API."""
