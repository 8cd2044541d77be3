"""How the API speaks: views, problems, pages and their description."""
