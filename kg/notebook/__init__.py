"""A store or an endpoint in Python and in notebooks."""
