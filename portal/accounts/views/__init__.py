"""Pages of signing in, and of passwords."""
