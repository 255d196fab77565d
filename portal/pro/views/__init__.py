"""Pages of PRO.ONE."""
