"""The contract of the search: its generator, its oracle, and the suite that every engine passes."""
