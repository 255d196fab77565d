"""The pages of MY.ONE."""
