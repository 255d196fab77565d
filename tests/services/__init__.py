"""The real servers of the tests, started and stopped by themselves on ports of their own."""
