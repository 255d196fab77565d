"""What must never happen: on every address, in every answer."""
