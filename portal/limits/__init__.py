"""How often somebody may ask: keeps the site up under a flood, and guessing slow at forms."""
