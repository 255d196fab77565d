"""Strong login under attack: a provider that lies, browsers that cheat, addresses that fail."""
