"""Health: scores with their reasons."""
