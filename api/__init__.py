"""HTTP and the command line."""

import gc

VERSION = "0.1.0"

# Modules stay once they are imported: looking for garbage among them meanwhile takes
# a quarter of the time in which a process starts.
gc.set_threshold(50_000, 20, 100)
