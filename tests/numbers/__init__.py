"""Measures the size and the form of the code, with their limits."""
