"""How people hear of what happened: an inbox, and mail."""
