"""What follows from recorded rows: pure functions, wherever the rows were read."""
