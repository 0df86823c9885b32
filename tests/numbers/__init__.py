"""Measures the size and the form of the code, beside the limits that it keeps."""
