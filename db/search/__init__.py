"""Search of texts: words of a text, the grammar of a query, and what matches it.

It knows no SQL, and not which database finds what it describes.
"""

VERSION = 1  # of the words in the index: raise it where they change
