"""Values without clinical opinion."""
