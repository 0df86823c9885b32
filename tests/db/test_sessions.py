"""Sessions of pages, as they are stored."""

from datetime import timedelta

from sqlalchemy import select, update

from db.commands.sessions import begin_session, end_session, note_session
from db.engine.session import Write
from db.models import PageSession
from db.queries.sessions import SessionRow, find_session
from db.values.session_tokens import SessionToken
from db.values.types import to_datetime
from db.values.viewer import ADMIN
from tests.keys import FIRST

AGE = timedelta(hours=1)
KEY = FIRST + 1


def found(write: Write, token: SessionToken) -> list[SessionRow]:
    return [*write.rows(find_session(viewer=ADMIN), token_sha256=token.digest)]


def age(write: Write, time: timedelta) -> None:
    earlier = {"created_at": write.now - time, "used_at": write.now - time}
    write.session.execute(update(PageSession).values(earlier))


class TestBeginSession:
    def test_is_found_by_its_token_with_its_key(self, write: Write) -> None:
        token = begin_session(write, KEY, age=AGE)

        (row,) = found(write, token)

        assert (row.id, row.analyst_role) == (KEY, "admin")
        assert to_datetime(row.began_at) == write.now

    def test_stores_no_token(self, write: Write) -> None:
        token = begin_session(write, KEY, age=AGE)

        stored = write.session.scalars(select(PageSession.token_sha256)).all()

        assert stored == [token.digest]
        assert token.text not in repr(token)

    def test_removes_expired_ones(self, write: Write) -> None:
        old = begin_session(write, KEY, age=AGE)
        age(write, 2 * AGE)

        new = begin_session(write, KEY, age=AGE)

        assert (len(found(write, old)), len(found(write, new))) == (0, 1)


class TestEndSession:
    def test_ends_only_that_session(self, write: Write) -> None:
        ended, other = (begin_session(write, KEY, age=AGE) for _ in range(2))

        end_session(write, ended)

        assert (len(found(write, ended)), len(found(write, other))) == (0, 1)


class TestNoteSession:
    def test_stores_the_use_once_a_minute(self, write: Write) -> None:
        token = begin_session(write, KEY, age=AGE)
        (row,) = found(write, token)
        age(write, timedelta(seconds=30))

        note_session(write, row.session_id, key_id=KEY)
        (soon,) = found(write, token)
        age(write, timedelta(seconds=90))
        note_session(write, row.session_id, key_id=KEY)
        (later,) = found(write, token)

        assert to_datetime(soon.used_at) < write.now
        assert to_datetime(later.used_at) == write.now


class TestSessionToken:
    def test_form_token_differs_from_the_token_and_its_digest(self) -> None:
        one, other = SessionToken.fresh(), SessionToken.fresh()

        assert one.form_token == SessionToken(one.text).form_token
        assert one.form_token not in {other.form_token, one.text, one.digest}
