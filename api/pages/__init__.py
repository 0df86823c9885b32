"""The pages that the server itself shows to people."""
