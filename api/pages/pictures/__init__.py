"""Pictures of the record: marks built from the JSON of the API, written as SVG."""
