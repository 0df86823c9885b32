"""Finds words in texts: offsets, quotes, and later texts. No SQL, no HTTP."""
