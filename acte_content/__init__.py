"""What ONE's editors write, and the ACTE scheme built on it."""
