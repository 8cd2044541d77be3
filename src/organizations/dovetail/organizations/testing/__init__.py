"""What tests of projects with organizations are made with."""
