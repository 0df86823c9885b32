"""Pictures of the record: marks made of the JSON of the API, and written as SVG."""
