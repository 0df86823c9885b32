"""The largest number of rows that is counted exactly."""

MAX_TOTAL = 10_000
