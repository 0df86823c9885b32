"""Whether twice the input takes at most twice the time, for any input."""
