"""Two commits side by side: ``make bench ARGS="--compare REF"``."""
