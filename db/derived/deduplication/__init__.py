"""Folds articles and sources that count as one on one side of a fact.

The same source is counted once, and merged articles are counted once. Four more rules
can each be switched off; a rule joins only sources and articles on the same side:

* ``reprint``: an article and its reprints, and reprints of reprints. In these and in
merged articles, unnamed sources of the same kind, name and ordinal are the same. An
outlet that speaks in its own voice in a reprint repeats the outlet of the original
article, or, without that outlet on this side, the outlet of the first reprint.
* ``member_of``: an organisation or a group, and its members.
* ``group_in_article``: an unnamed group, and unnamed people or groups of the same
organisation in the same article. A vague group ("the sources stressed") counts as the
first described group of its article, or as its first source, and joins no other
sources with each other.
* ``same_relay``: unnamed sources of different articles with the same kind, name and
ordinal whose claims come through the same named source.

An affiliation joins only sources whose claims on this side all date from its duration.
Sources that were judged to be different are never joined, nor are the groups that they
belong to.

A folded source is counted under the source that it was folded into.
"""

from db.derived.deduplication.counted import FOLDS, Counted, Fold, Folded
from db.derived.deduplication.rules import VAGUE, Deduplication

__all__ = ["FOLDS", "VAGUE", "Counted", "Deduplication", "Fold", "Folded"]
