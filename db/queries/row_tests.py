"""Tests of rows: the part of a query that an index cannot evaluate.

Words and values are bound as filters. One more filter, whose name starts with the
outline of the test, tells how to combine them.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, count, filterfalse, islice

from sqlalchemy import (
    ColumnElement,
    String,
    exists,
    false,
    func,
)

from db.engine.aliases import aliased
from db.queries.filters import Filter, Shape, Values, binds
from db.queries.search import combined, has_one_of
from db.queries.word_indexes import WordIndex
from db.search.matching import needles, outline
from db.search.trees import Filtered, Node, ends, leaves
from db.values.viewer import Viewer

TEST = "test"
OUTLINE, PIECE, VALUES = f"{TEST} ", f"{TEST}_piece", f"{TEST}_values"


def tested_values(node: Node) -> Values:
    """Return a test in the form in which it is bound."""
    tested = enumerate(one for one in ends(node) if isinstance(one, Filtered))
    pieces = list(chain.from_iterable(map(needles, leaves(node))))
    found = {f"{VALUES}{number}": one.values for number, one in tested}
    return {**found, PIECE: pieces, f"{OUTLINE}{outline(node)}": []}


def _is_test(part: tuple[str, int]) -> bool:
    return part[0].startswith(TEST)


class RowTests:
    """The tests of a kind of records, which use the filters of its list."""

    def __init__(self, index: WordIndex, known: Mapping[str, Filter]) -> None:
        self._index, self._known = index, known

    def conditions(
        self, shape: Shape, viewer: Viewer
    ) -> tuple[list[ColumnElement[bool]], Shape]:
        """Return the conditions of the test among filters, and the other filters."""
        tests = dict(filter(_is_test, shape))
        outlines = [name for name in tests if name.startswith(OUTLINE)]
        found = [combined(name, self._step(tests, viewer)) for name in outlines]
        return found, tuple(filterfalse(_is_test, shape))

    def _step(
        self, tests: Mapping[str, int], viewer: Viewer
    ) -> Callable[[str], ColumnElement[bool]]:
        pieces, numbers = iter(binds(PIECE, tests[PIECE], String())), count()

        def condition(step: str) -> ColumnElement[bool]:
            if step.isdecimal():
                return self._has_words(islice(pieces, int(step)))
            name = f"{VALUES}{next(numbers)}"
            type_, matching = self._known[step]
            found = matching(binds(name, tests[name], type_), viewer)
            # A filter of a column without a value is null, not false.
            return func.coalesce(found, false())

        return condition

    def _has_words(self, pieces: Iterable[object]) -> ColumnElement[bool]:
        # An alias: a list may read the table itself first.
        rows = aliased(self._index.rows, name="tested")
        of_record = rows.record_id == self._index.record.id
        return exists().where(of_record, has_one_of(rows.words, pieces))
