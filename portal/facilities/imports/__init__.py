"""Taking in lists of facilities that others keep: read, repaired, placed, compared, reported."""
