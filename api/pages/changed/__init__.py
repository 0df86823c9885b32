"""Changes of records in words for readers of pages."""
