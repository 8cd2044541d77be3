"""What tests of contexts, ours and downstream, are made with."""
