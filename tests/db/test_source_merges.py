"""A merge followed by an unmerge changes nothing, whatever was done in between."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select

from db.commands.claims import revise_claim
from db.commands.sources import (
    merge_source,
    revise_source,
    unmerge_source,
)
from db.engine.session import Write
from db.errors import ConflictError
from db.models import Attribution, Claim, Identity, Source
from db.queries.verify import CHECKS
from db.values.viewer import LOCAL_VIEWER
from tests.factories import chain_of, make_article, make_claim, make_outlet
from tests.rounds import drawn

SOURCES = 5
CHECKED = (
    "claim.survivors",
    "claim.outlet",
    "source.survivors",
    "source.circles",
    "source.identities",
)


class Desk:
    """Outlets with claims, and the claims of each survivor by a model."""

    def __init__(self, write: Write) -> None:
        self.write = write
        self.sources = [make_outlet(write) for _ in range(SOURCES)]
        self.into: dict[int, int] = {}  # the target of each merge
        self.printed: dict[int, int] = {}  # the source that each claim was printed of
        for source in self.sources:
            self.claim(source)

    def left_of(self, source_id: int) -> int:
        while source_id in self.into:
            source_id = self.into[source_id]
        return source_id

    def version(self, source_id: int) -> int:
        found = select(Source.version).where(Source.id == source_id)
        return self.write.session.execute(found).scalar_one()

    def claim(self, source: Source) -> None:
        """Record a claim of the survivor of a source, which printed it itself."""
        left = next(s for s in self.sources if s.id == self.left_of(source.id))
        article = make_article(self.write, outlet_id=left.id)
        self.printed[make_claim(self.write, left, article=article).id] = left.id

    def merge(self, one: int, other: int) -> None:
        survivor = self.left_of(other)
        if one in self.into or survivor == one:
            return
        merge_source(self.write, one, into_id=survivor, version=self.version(one))
        self.into[one] = survivor

    def part(self, one: int) -> None:
        if one in self.into:
            unmerge_source(self.write, one, version=self.version(one))
            del self.into[one]

    def counted(self) -> dict[int, int]:
        """Return the source that each claim counts for, and the outlet too."""
        rows = self.write.session.execute(
            select(Attribution.claim_id, Attribution.source_id, Claim.outlet_id)
            .join(Claim, Claim.id == Attribution.claim_id)
            .where(Attribution.claim_id.in_(self.printed))
        ).all()
        assert all(row.outlet_id == row.source_id for row in rows)
        return {row.claim_id: row.source_id for row in rows}

    def stored(self) -> dict[int, Any]:
        """Return the stored columns of the sources, except times of changes."""
        left_out = {"version", "updated_at"}
        columns = [c for c in Source.__table__.columns if c.key not in left_out]
        ids = [source.id for source in self.sources]
        rows = self.write.session.execute(select(*columns).where(Source.id.in_(ids)))
        return {row.id: tuple(row) for row in rows.all()}

    def broken(self) -> list[int]:
        return [
            row.id
            for name in CHECKED
            for row in self.write.rows(CHECKS[name].builder(viewer=LOCAL_VIEWER))
        ]


@pytest.fixture
def desk(write: Write) -> Desk:
    return Desk(write)


places = st.integers(0, SOURCES - 1)
steps = st.lists(
    st.tuples(st.sampled_from(["merge", "part", "claim"]), places, places), max_size=14
)


def play(desk: Desk, moves: Sequence[tuple[str, int, int]]) -> None:
    for move, one, other in moves:
        source = desk.sources[one]
        if move == "claim":
            desk.claim(source)
        elif move == "merge":
            desk.merge(source.id, desk.sources[other].id)
        else:
            desk.part(source.id)


often = drawn(5, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TestMergesAndUnmerges:
    @often
    @given(moves=steps)
    def test_count_each_claim_for_the_survivor_of_its_source(
        self, write: Write, moves: list[tuple[str, int, int]]
    ) -> None:
        desk = Desk(write)

        play(desk, moves)

        expected = {one: desk.left_of(printed) for one, printed in desk.printed.items()}
        assert desk.counted() == expected
        assert desk.broken() == []

    @often
    @given(moves=steps, after=steps)
    def test_restore_the_former_state(
        self,
        write: Write,
        moves: list[tuple[str, int, int]],
        after: list[tuple[str, int, int]],
    ) -> None:
        desk = Desk(write)
        play(desk, [move for move in moves if move[0] != "part"])
        into, stored, counted = dict(desk.into), desk.stored(), desk.counted()

        play(desk, [move for move in after if move[0] == "merge"])
        for one in reversed([one for one in desk.into if one not in into]):
            desk.part(one)

        assert (desk.into, desk.stored(), desk.counted()) == (into, stored, counted)
        standing = select(Identity.id).where(Identity.superseded_at.is_(None))
        ids = [source.id for source in desk.sources]
        of_these = write.session.scalars(standing.where(Identity.source_a_id.in_(ids)))
        assert len(of_these.all()) == len(into)


class TestEditsInBetween:
    def test_are_kept(self, desk: Desk, write: Write) -> None:
        one, other, *_ = desk.sources
        claim_id = next(c for c, printed in desk.printed.items() if printed == one.id)
        desk.merge(one.id, other.id)
        revise_source(write, other.id, version=1, name="Renamed")
        edited: dict[str, Any] = {"columns": {"note": "x"}}
        late = make_outlet(write)
        chain = chain_of(other, late)
        revise_claim(write, claim_id, version=1, attribution=chain, **edited)

        desk.part(one.id)

        claim = write.session.get_one(Claim, claim_id)
        assert (claim.note, claim.version) == ("x", 2)
        steps = select(Attribution.printed_source_id, Attribution.source_id).where(
            Attribution.claim_id == claim_id
        )
        found = write.session.execute(steps.order_by(Attribution.position)).all()
        assert found == [(one.id, one.id), (late.id, late.id)]
        assert other.name == "Renamed"

    def test_sources_of_one_chain_cannot_be_merged(
        self, desk: Desk, write: Write
    ) -> None:
        one, other, third, *_ = desk.sources
        desk.merge(one.id, other.id)
        make_claim(write, other, third)

        with pytest.raises(ConflictError, match="1 claim has both"):
            merge_source(
                write, third.id, into_id=other.id, version=desk.version(third.id)
            )


class TestVersions:
    def test_of_claims_and_the_survivor_stay_the_same(
        self, desk: Desk, write: Write
    ) -> None:
        one, other, *_ = desk.sources
        write.changes.clear()

        desk.merge(one.id, other.id)

        assert desk.version(other.id) == 1
        lines = {(change.resource, change.action) for change in write.changes}
        assert lines == {("source", "merge"), ("identity", "create")}
