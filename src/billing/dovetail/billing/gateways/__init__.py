"""Payment gateways that ship with billing."""
