"""Who may do what: every address, every role, and every way around that we could think of."""
