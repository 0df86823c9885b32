"""Which articles and sources count as one on one side of a fact.

The same source is counted once, and so are articles that were merged. Beyond that there
are four rules, each of which can be left out; a rule joins only what is present on the
same side:

* ``reprint``: an article and its reprints, also reprints of reprints. In them, and in
  merged articles, unnamed sources of the same kind, name and ordinal are the same. An
  outlet that speaks in its own voice in a reprint repeats the outlet of the original
  article, or, if that is not present on this side, the outlet of the first reprint.
* ``member_of``: an organisation or a group, and its members.
* ``group_in_article``: an unnamed group, and unnamed people or groups of the same
  organisation in the same article. A vague group ("the sources stressed") is some of
  the unnamed sources of its article: it counts as the first group, or the first source,
  among them, and does not join the others with each other.
* ``same_relay``: unnamed sources of different articles that have the same kind, name
  and ordinal, and that come through the same named source.

An affiliation joins only sources all of whose claims on this side are dated while it
held. Sources that were judged to be different are never joined, nor are those that were
joined with them.

A folded source is counted under the source into which it was folded.
"""

from db.derived.deduplication.counted import FOLDS, Counted, Fold, Folded
from db.derived.deduplication.rules import VAGUE, Deduplication

__all__ = ["FOLDS", "VAGUE", "Counted", "Deduplication", "Fold", "Folded"]
