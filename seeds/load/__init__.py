"""Loads the records that ship with the product, without changing others.

Every source of a seed file, named or unnamed, has the identifier ``seed:<file>/<key>``.
A source with this identifier, live or withdrawn, was loaded before and stays unchanged.
A fact is matched by its slug, even a former one, and a claim by its words, if no other
claim of its article has them. Judgements that were ever recorded, even superseded ones,
are not recorded again.
"""

from seeds.load.files import Count, LoadReport, load_seeds

__all__ = ["Count", "LoadReport", "load_seeds"]
