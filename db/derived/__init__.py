"""Results computed from loaded rows by pure functions without SQL."""
