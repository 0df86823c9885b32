"""Analysts and their keys, as the command line creates them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.commands import keys
from db.engine.session import Write
from db.errors import InvalidError, NotFoundError
from db.models import Analyst, ApiKey
from db.models.analyst import LOCAL


class TestGiveRole:
    def test_changes_the_role_of_an_analyst(self, write: Write) -> None:
        ann = Analyst(name="Ann", kind="human", role="reader", created_at=write.now)
        write.session.add(ann)
        write.session.flush()

        found = keys.give_role(write, "Ann", "editor")

        assert (found.id, found.role) == (ann.id, "editor")

    def test_refuses_an_unknown_name(self, write: Write) -> None:
        with pytest.raises(InvalidError) as error:
            keys.give_role(write, "Nobody", "editor")

        assert error.value.code == "not_found"

    def test_refuses_to_change_the_local_analyst(self, write: Write) -> None:
        with pytest.raises(InvalidError, match="administrator"):
            keys.give_role(write, "local", "reader")

        local = write.session.scalar(select(Analyst).where(Analyst.id == LOCAL))
        assert local is not None
        assert local.role == "admin"


class TestMakeKey:
    def test_stores_no_secret(self, write: Write) -> None:
        made, credential = keys.make_key(write, LOCAL, note="mine", expires_at=None)

        names = [column.key for column in ApiKey.__table__.columns]
        stored = [str(getattr(made, name)) for name in names]
        assert made.prefix == credential.prefix
        assert str(credential) not in stored

    @pytest.mark.parametrize(
        ("analyst_id", "days", "field"),
        [(LOCAL, 0, "expires_at"), (LOCAL, -1, "expires_at"), (-1, 1, "analyst_id")],
    )
    def test_refuses_a_past_expiry_and_an_unknown_analyst(
        self, write: Write, analyst_id: int, days: int, field: str
    ) -> None:
        end = write.now + timedelta(days=days)

        with pytest.raises(InvalidError) as error:
            keys.make_key(write, analyst_id, note=None, expires_at=end)

        assert error.value.path == (field,)


class TestRevokeKey:
    def test_keeps_the_time_of_the_first_revocation(
        self, write: Write, later: Write
    ) -> None:
        made, _ = keys.make_key(write, LOCAL, note=None, expires_at=None)

        for each in (write, later):
            keys.revoke_key(each, made.id)

        write.session.refresh(made)
        assert made.revoked_at == write.now

    def test_does_not_find_an_unknown_key(self, write: Write) -> None:
        with pytest.raises(NotFoundError):
            keys.revoke_key(write, -1)


class TestHistory:
    def test_has_exactly_one_entry_for_each_change(self, write: Write) -> None:
        ann = keys.make_analyst(write, "Ann", kind=None, role="reader")
        key, _ = keys.make_key(write, ann.id, note=None, expires_at=None)

        for _ in range(2):
            keys.give_role(write, "Ann", "editor")
        for _ in range(2):
            keys.revoke_key(write, key.id)
        keys.note_use(write, key.id)

        done = [(one.resource, one.record_id, one.action) for one in write.changes]
        assert done == [
            ("analyst", ann.id, "create"),
            ("api_key", key.id, "create"),
            ("analyst", ann.id, "update"),
            ("api_key", key.id, "withdraw"),
        ]
