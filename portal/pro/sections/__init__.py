"""The sections of the signalétique: what each shows, its form, and whom it concerns."""
