"""Where words stand in a text: offsets, quotes, and later texts. No SQL, no HTTP."""
