"""Loads the records that ship with the product, without changing any others.

Every source of a seed file, named or unnamed, has the identifier ``seed:<file>/<key>``.
A source with this identifier, live or withdrawn, was loaded before and stays as it is.
A fact is found by its slug, even if its slug was changed, and a claim by its words, if
no other claim of its article has them. Judgements that were ever recorded, even if they
are superseded, are not recorded again.
"""

from seeds.load.files import Count, LoadReport, load_seeds

__all__ = ["Count", "LoadReport", "load_seeds"]
