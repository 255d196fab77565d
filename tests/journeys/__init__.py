"""What people do, in the real browser, on a running site."""
