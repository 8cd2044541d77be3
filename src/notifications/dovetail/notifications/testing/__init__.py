"""What tests of projects with notifications are made with."""
