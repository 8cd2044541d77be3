"""`base` for every deployment, `development` for a checkout, `testing` for the composed suite."""
