from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from db.commands.claims import (
    link_claim,
    restore_claim,
    revise_claim,
    unlink_claim,
    withdraw_claim,
)
from db.engine.session import (
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.errors import ConflictError, InvalidError, NotFoundError, StaleError
from db.models import Claim, ClaimLink
from db.queries.claim_links import list_links
from db.queries.keyset import Place
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.test_races import Work, at_once, do, failures
from tests.factories import make_claim
from tests.rounds import drawn

KINDS = ["repeats", "confirms", "denies", "corrects", "retracts", "answers"]


@pytest.fixture
def claim(write: Write) -> Claim:
    return make_claim(write, text="It rained.")


@pytest.fixture
def other(write: Write) -> Claim:
    return make_claim(write, text="It did not rain.")


@pytest.fixture
def committed(emptied: Engine) -> SessionFactory:
    return make_session_factory(emptied)


def link(claim: Claim, other: Claim, kind: str = "denies") -> Work:
    def work(write: Write) -> int:
        made, _ = link_claim(write, claim.id, other_id=other.id, kind=kind)
        return made.id

    return work


def page(
    write: Write, claim: Claim, after: int | None = None, **shape: Any
) -> list[Any]:
    whole = {"limit": 99, "viewer": LOCAL_VIEWER} | shape
    read = list_links(place=Place(after=after is not None), **whole)
    return list(write.rows(read, claim=claim.id, after__0=after))


def walk(write: Write, claim: Claim, limit: int) -> Iterator[int]:
    """Yield the ids of all links of a claim, by pages of ``limit``."""
    after = None
    while rows := page(write, claim, after, limit=limit):
        yield from (row.id for row in rows)
        after = rows[-1].id


class TestLinkClaim:
    def test_creates_one_version_and_one_audit_entry_of_the_linking_claim(
        self, write: Write, claim: Claim, other: Claim
    ) -> None:
        write.changes.clear()

        made, version = link_claim(write, claim.id, other_id=other.id, kind="answers")

        (row,) = page(write, claim)
        assert (made, version) == (row, 2)
        assert (row.claim_id, row.other_id) == (claim.id, other.id)
        assert (row.claim_text, row.other_text) == ("It rained.", "It did not rain.")
        (change,) = write.changes
        assert (change.action, change.record_id, change.version) == (
            "update",
            claim.id,
            2,
        )
        assert change.before is not None
        assert change.before["links"] == []
        assert other.version == 1

    def test_conflict_names_the_existing_link_and_keeps_the_transaction(
        self, write: Write, claim: Claim, other: Claim
    ) -> None:
        known = link(claim, other)(write)

        with pytest.raises(ConflictError, match="already exists") as caught:
            link(claim, other)(write)

        assert (caught.value.resource, caught.value.record_id) == ("link", known)
        again = [link(claim, other, "answers")(write), link(other, claim)(write)]
        assert [row.id for row in page(write, claim)] == [known, *again]

    def test_refuses_to_link_a_claim_to_itself(
        self, write: Write, claim: Claim
    ) -> None:
        with pytest.raises(InvalidError, match="cannot be linked to itself") as caught:
            link(claim, claim)(write)

        assert caught.value.path == ("other_id",)
        assert (claim.version, page(write, claim)) == (1, [])

    def test_refuses_withdrawn_claims(
        self, write: Write, claim: Claim, other: Claim
    ) -> None:
        withdraw_claim(write, other.id, version=1)

        with pytest.raises(InvalidError, match="No such claim") as caught:
            link(claim, other)(write)

        assert (caught.value.path, caught.value.code) == (("other_id",), "not_found")
        with pytest.raises(NotFoundError):
            link(other, claim)(write)


class TestUnlinkClaim:
    def test_creates_one_version_and_one_audit_entry_of_the_linking_claim(
        self, write: Write, claim: Claim, other: Claim
    ) -> None:
        link_id = link(claim, other)(write)
        write.changes.clear()

        unlink_claim(write, claim.id, link_id, version=2)

        assert write.session.scalars(select(ClaimLink)).all() == []
        (change,) = write.changes
        assert (change.action, change.version, claim.version) == ("update", 3, 3)
        assert change.before is not None
        assert [one["kind"] for one in change.before["links"]] == ["denies"]

    def test_refuses_a_stale_version_and_the_linked_claim(
        self, write: Write, claim: Claim, other: Claim
    ) -> None:
        link_id = link(claim, other)(write)

        with pytest.raises(StaleError):
            unlink_claim(write, claim.id, link_id, version=1)
        with pytest.raises(NotFoundError, match=f"No link with id {link_id}"):
            unlink_claim(write, other.id, link_id, version=1)


class TestListLinks:
    def test_lists_only_links_between_visible_claims(
        self, write: Write, claim: Claim, other: Claim
    ) -> None:
        link(claim, other)(write)
        link(other, claim)(write)
        shown = page(write, claim)

        withdraw_claim(write, other.id, version=2)
        withdrawn = page(write, claim), page(write, other)
        restore_claim(write, other.id, version=3)
        restored = page(write, claim)
        restricted = {"visibility": "restricted"}
        revise_claim(write, other.id, version=4, columns=restricted)
        hidden = page(write, claim, viewer=READER), page(write, other, viewer=READER)

        assert len(shown) == 2
        assert withdrawn == hidden == ([], [])
        assert restored == page(write, claim) == shown

    @drawn(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        links=st.lists(
            st.tuples(st.permutations(range(3)), st.sampled_from(KINDS)), max_size=12
        ),
        limit=st.integers(1, 4),
    )
    def test_pages_have_every_link_once_in_both_directions(
        self, write: Write, links: list[Any], limit: int
    ) -> None:
        with write.session.begin_nested() as savepoint:
            claims = [make_claim(write) for _ in range(3)]
            different = {(one, other, kind) for (one, other, _), kind in links}
            rows = {
                link(claims[one], claims[other], kind)(write): {one, other}
                for one, other, kind in sorted(different, key=str, reverse=True)
            }

            for number, claim in enumerate(claims):
                expected = sorted(
                    link_id for link_id, ends in rows.items() if number in ends
                )
                assert list(walk(write, claim, limit)) == expected
            savepoint.rollback()


class TestRaces:
    def test_the_same_link_is_stored_once(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        claim, other = do(committed, make_claim), do(committed, make_claim)

        answers = at_once(emptied, [link(claim, other)] * 8)

        (made,) = (answer for answer in answers if isinstance(answer, int))
        assert failures(answers) == [ConflictError] * 7
        assert {one.record_id for one in answers if one != made} == {made}

    def test_different_links_are_all_stored(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        claim, other = do(committed, make_claim), do(committed, make_claim)

        answers = at_once(emptied, [link(claim, other, kind) for kind in KINDS])

        assert failures(answers) == []
        rows = do(committed, lambda write: page(write, claim))
        assert [row.id for row in rows] == sorted(answers)
        version = do(
            committed, lambda write: write.session.get(Claim, claim.id).version
        )
        assert version == 1 + len(KINDS)

    def test_linking_back_does_not_wait_for_the_other_transaction(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        claim, other = do(committed, make_claim), do(committed, make_claim)

        with ThreadPoolExecutor(1) as pool, write_transaction(committed) as write:
            there = link(claim, other)(write)
            linked_back = pool.submit(do, committed, link(other, claim))
            if emptied.dialect.name == "postgresql":
                linked_back.result(5)

        found = {row.id for row in do(committed, lambda write: page(write, claim))}
        assert found == {there, linked_back.result()}

    def test_only_one_of_several_unlinks_of_a_version_succeeds(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        claim, other = do(committed, make_claim), do(committed, make_claim)
        given = [do(committed, link(claim, other, kind)) for kind in KINDS]

        def unlink(link_id: int) -> Work:
            version = 1 + len(KINDS)
            return lambda write: unlink_claim(write, claim.id, link_id, version=version)

        answers = at_once(emptied, [unlink(link_id) for link_id in given])

        assert failures(answers) == [StaleError] * 5
        gone = given[answers.index(None)]
        left = [row.id for row in do(committed, lambda write: page(write, claim))]
        assert left == [link_id for link_id in given if link_id != gone]
