"""Loads the record that ships with the product: once, and never over anybody's work.

Every source of a seed file, named or unnamed, has the identifier ``seed:<file>/<key>``.
Whoever has it, live or withdrawn, was loaded before and stays as analysts left it. A
fact is found again by its slug, also if it has another one by now, and a claim by its
words, if no other claim of its article has them. What was ever judged of these, even if
it stands no more, is not judged again.
"""

from seeds.load.files import Count, LoadReport, load_seeds

__all__ = ["Count", "LoadReport", "load_seeds"]
