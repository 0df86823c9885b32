"""The chain of audit entries is valid after all commands, and detects alterations."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from db.commands.redaction import redact
from db.commands.sealing import attest_portion
from db.commands.tags import make_tag
from db.engine.session import SessionFactory, Write, write_transaction
from db.history.chain import Chain, altered_records, check_chain
from db.models import Change, Tag
from db.queries.snapshots import LOGGED
from db.reads.within import read_within
from db.values.chain import GENESIS, Link, content_digest, link_hash, state_digest
from tests.db.rows import insert
from tests.db.test_redaction import MAKERS
from tests.db.told import tell

LINK = Link(
    at=datetime(2022, 3, 21, tzinfo=UTC),
    analyst_id=1,
    request_id=None,
    batch_id=None,
    action="create",
    resource="claim",
    record_id=1,
    version=1,
    visibility="public",
    digest="d",
    state=None,
    shape=None,
)


def chain_of(write: Write) -> Chain:
    return read_within(write, check_chain)


def altered(write: Write) -> dict[str, list[int]]:
    """Return the records that are not as they were left, by resource."""
    found = {name: read_within(write, altered_records, name) for name in LOGGED}
    return {name: ids for name, ids in found.items() if ids}


def is_whole(write: Write) -> bool:
    chain = chain_of(write)
    return not (chain.unlinked or chain.altered or altered(write))


def hashes(write: Write) -> list[str]:
    return list(write.session.scalars(select(Change.hash).order_by(Change.id)))


class TestLinkHash:
    def test_covers_every_column_and_the_previous_hash(self) -> None:
        others = {
            "at": datetime(2022, 3, 22, tzinfo=UTC),
            **dict.fromkeys(("request_id", "action", "resource", "state"), "x"),
            **dict.fromkeys(("visibility", "digest", "shape"), "x"),
            **dict.fromkeys(("analyst_id", "batch_id", "record_id", "version"), 2),
        }
        assert others.keys() == {*Link._fields}

        linked = {link_hash(GENESIS, LINK._replace(**{k: others[k]})) for k in others}

        linked |= {link_hash(GENESIS, LINK), link_hash("1" * 64, LINK)}
        assert len(linked) == len(others) + 2


class TestContentDigest:
    def test_covers_the_snapshot_the_reason_and_erased_text(self) -> None:
        found = {
            content_digest("salt", "{}", reason="why"),
            content_digest("other", "{}", reason="why"),
            content_digest("salt", None, reason="why"),
            content_digest("salt", "{}", reason=None),
            content_digest("salt", "{}", reason="why", erased=[(1, None, None)]),
            content_digest("salt", "{}", reason="why", erased=[(1, "{}", None)]),
        }

        assert len(found) == 6


class TestStateDigest:
    def test_is_the_same_in_any_order_of_keys_and_children(self) -> None:
        one = {"id": 1, "hedges": ["a", "b"], "tags": [{"id": 2}, {"id": 3, "x": None}]}
        other = {"tags": [{"x": None, "id": 3}, {"id": 2}], "hedges": ["a", "b"]}

        assert state_digest("s", one) == state_digest("s", other | {"id": 1})

    def test_changes_with_words_and_with_their_order(self) -> None:
        one: dict[str, Any] = {"id": 1, "hedges": ["a", "b"], "tags": [{"id": 2}]}
        others = [{"hedges": ["b", "a"]}, {"tags": []}, {"tags": [{"id": 3}]}]

        found = {state_digest("s", one | other) for other in [{}, *others]}

        assert len(found) == 4


class TestChain:
    def test_is_valid_after_writes_of_every_kind(
        self, sessions: SessionFactory
    ) -> None:
        with write_transaction(sessions) as write:
            tell(write)

        with write_transaction(sessions) as write:
            chain = chain_of(write)
            assert is_whole(write)
        assert chain.entries > 30

    @pytest.mark.parametrize("resource", MAKERS)
    def test_is_valid_and_keeps_its_hashes_after_a_redaction(
        self, sessions: SessionFactory, resource: str
    ) -> None:
        before = redacted(sessions, resource)

        with write_transaction(sessions) as write:
            assert is_whole(write)
            assert hashes(write)[: len(before)] == before

    @pytest.mark.parametrize("resource", MAKERS)
    def test_a_redaction_erases_the_salts_of_earlier_entries(
        self, sessions: SessionFactory, resource: str
    ) -> None:
        redacted(sessions, resource)

        with write_transaction(sessions) as write:
            newest = select(Change).order_by(Change.id.desc())
            redaction = write.session.scalars(
                newest.where(Change.resource == resource, Change.action == "redact")
            ).first()
            assert redaction
            salts = select(Change.salt).where(
                Change.resource == resource, Change.record_id == redaction.record_id
            )
            found = write.session.scalars(salts.order_by(Change.id)).all()
        assert len(found) > 1
        assert [bool(salt) for salt in found] == [*[False] * (len(found) - 1), True]

    @pytest.mark.parametrize(
        ("values", "redact_first"),
        [
            ({"reason": "another"}, True),
            ({"before": {"id": 1}}, True),
            ({"salt": None}, False),
            ({"salt": "0" * 32}, False),
        ],
    )
    def test_detects_entries_altered_after_or_without_a_redaction(
        self, sessions: SessionFactory, values: dict[str, Any], redact_first: bool
    ) -> None:
        tag_id = a_tag(sessions)
        if redact_first:
            with write_transaction(sessions) as write:
                redact(write, "tag", tag_id, version=1)

        with write_transaction(sessions) as write:
            first = select(Change.id).where(Change.resource == "tag").limit(1)
            entry = write.session.scalar(first.order_by(Change.id))
            change = update(Change).where(Change.id == entry).values(values)
            write.session.execute(change)
            assert chain_of(write).altered


class TestAttestPortion:
    def test_attests_bulk_records_once(self, sessions: SessionFactory) -> None:
        with write_transaction(sessions) as write:
            insert(write, "tag", {})
            id_ = write.session.scalars(select(Tag.id)).one()
        with write_transaction(sessions) as write:
            assert attest_portion(write, "tag", after=0) == (id_, 1)
        with write_transaction(sessions) as write:
            assert attest_portion(write, "tag", after=0) == (0, 0)
            assert is_whole(write)

            write.session.execute(update(Tag).values(note="altered"))

            assert altered(write) == {"tag": [id_]}


def a_tag(sessions: SessionFactory) -> int:
    with write_transaction(sessions) as write:
        return make_tag(write, name="rain").id


def redacted(sessions: SessionFactory, resource: str) -> list[str]:
    """Make a record and redact it; return the hashes of the entries before that."""
    with write_transaction(sessions) as write:
        record = MAKERS[resource](write)
    with write_transaction(sessions) as write:
        before = hashes(write)
        redact(write, resource, record.id, version=record.version)
    return before
