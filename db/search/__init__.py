"""Full-text search: words of a text, the grammar of queries, and matching.

It contains no SQL and does not know the database.
"""

VERSION = 1  # of the analyser: increment it when indexed words change
