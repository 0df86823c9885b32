"""Results that are computed from loaded rows: pure functions without SQL."""
