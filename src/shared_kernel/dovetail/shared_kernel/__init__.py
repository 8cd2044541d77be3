"""What at least two contexts need, and no context's nouns."""
