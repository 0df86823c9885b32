"""How many random cases tests draw: ``make fuzz`` multiplies them by 10."""

import os

ROUNDS = int(os.environ.get("TEST_ROUNDS", "1"))
