"""How much more than usual is drawn at random: ``make fuzz`` sets it to 10."""

import os

ROUNDS = int(os.environ.get("TEST_ROUNDS", "1"))
