"""The product and other programs on the same database: ``make bench-peers``.

The others are installed into folders that are deleted at the end. They give rows as
they are stored, to everybody; the product gives claims with their references.
"""
