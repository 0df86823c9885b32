"""The count of quotes stops at its limit."""

import pytest

from db.commands.claims import withdraw_claim
from db.engine.session import Write
from db.queries.quoted import SORT_LIMIT, count_quoted
from db.values.viewer import LOCAL_VIEWER, READER, Viewer
from tests.db.rows import ID, insert
from tests.db.test_keyset import fill_claims
from tests.factories import make_claim, make_source


def quoted(
    write: Write, source_id: int, *, people: bool, viewer: Viewer = LOCAL_VIEWER
) -> int:
    read = count_quoted(count=1, people=people, viewer=viewer)
    ((total,),) = write.rows(read, source__0=source_id)
    return int(total)


class TestCountQuoted:
    def test_counts_visible_claims(self, write: Write) -> None:
        ministry = make_source(write, kind="organisation")
        tie = {"organisation_id": ministry.id, "relation": "works_for"}
        official = make_source(write, affiliations=[tie])
        gone = make_claim(write, official)
        withdraw_claim(write, gone.id, version=1)
        make_claim(write, ministry)
        make_claim(write, official, ministry)
        make_claim(write, ministry, visibility="restricted")

        assert quoted(write, ministry.id, people=False) == 3
        assert quoted(write, ministry.id, people=False, viewer=READER) == 2
        assert quoted(write, ministry.id, people=True, viewer=READER) == 3

    @pytest.mark.parametrize("people", [False, True])
    def test_stops_at_its_limit(self, write: Write, *, people: bool) -> None:
        insert(write, "source", *({"id": ID + n, "kind": "outlet"} for n in range(2)))
        insert(write, "article", {"id": ID})
        insert(write, "tag", {"id": ID})
        insert(write, "fact", {"id": ID})
        fill_claims(write, [(n, 0, 0, "in") for n in range(SORT_LIMIT + 9)])

        assert quoted(write, ID, people=people) == SORT_LIMIT
