"""Authentication: the analyst, key or session behind a request."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from starlette.types import Scope

from api.server.callers import ANONYMOUS, UNKNOWN, Caller, RejectedCaller, SignedIn
from api.server.local_requests import is_local, is_loopback
from api.server.session_cookies import is_encrypted, session_token
from api.settings import Serving
from db.commands.keys import USE_PRECISION, note_use
from db.commands.sessions import note_session
from db.engine.reader import Reader
from db.engine.session import Context, Write
from db.engine.writer import Writer
from db.errors import UnavailableError
from db.models.analyst import LOCAL
from db.queries.keys import SecretKeyRow, find_key, has_ended
from db.queries.sessions import SessionRow, find_session
from db.values import clock
from db.values.credentials import Credential
from db.values.session_tokens import SessionToken
from db.values.types import to_datetime
from db.values.viewer import ADMIN

SCHEME = "bearer"
MALFORMED = RejectedCaller("Send one API key, as `Authorization: Bearer onr_…`.")
REQUIRED = RejectedCaller(
    "Requires an API key: send it as `Authorization: Bearer onr_…`."
)
LOCAL_ONLY = RejectedCaller(
    "The key of the database's owner works only in requests from this machine to "
    "localhost, and not behind a proxy: use the key of a named analyst, as "
    "`onrecord key create --analyst NAME` makes it."
)


class Authenticator:
    """Finds the caller of each request.

    Keys and sessions are looked up for each request, so that a revocation takes effect
    at once.
    """

    def __init__(self, reader: Reader, writer: Writer, serving: Serving) -> None:
        self._reader, self._writer = reader, writer
        self._public_read = serving.public_read
        self._has_proxies = bool(serving.trusted_proxies)
        self._local_read = is_loopback(serving.host)
        self._idle = timedelta(minutes=serving.session_idle)
        self.session_age = timedelta(hours=serving.session_age)
        self._noting: set[asyncio.Task[None]] = set()

    async def caller(self, scope: Scope) -> Caller | RejectedCaller:
        """Return the caller of a request."""
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        if sent:
            credential = _credential(sent)
            return await self.holder(scope, credential) if credential else MALFORMED
        return await self._signed_in(scope) or self._without_key(scope)

    def is_local(self, scope: Scope) -> bool:
        """Return whether a request is local; with trusted proxies, no request is."""
        return not self._has_proxies and is_local(scope)

    def may_sign_in(self, scope: Scope) -> bool:
        """Return whether no other machine can read the content of a request."""
        return is_encrypted(scope) or self.is_local(scope)

    async def holder(
        self, scope: Scope, credential: Credential
    ) -> Caller | RejectedCaller:
        """Return the caller with this key, which is looked up for each request."""
        find = find_key(viewer=ADMIN)
        try:
            rows = await self._reader.rows(find, prefix=credential.prefix)
        except UnavailableError as error:
            return RejectedCaller(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        if not rows or not credential.proves(rows[0].secret_sha256):
            return UNKNOWN
        if rows[0].analyst_id == LOCAL and not self.is_local(scope):
            return LOCAL_ONLY
        return self._admitted(rows[0])

    def _without_key(self, scope: Scope) -> Caller | RejectedCaller:
        is_open = self._public_read or (self._local_read and self.is_local(scope))
        return ANONYMOUS if is_open else REQUIRED

    def _admitted(self, row: SecretKeyRow) -> Caller | RejectedCaller:
        now = clock.now()
        if has_ended(row, now):
            return UNKNOWN
        if (
            row.last_used_at is None
            or to_datetime(row.last_used_at) < now - USE_PRECISION
        ):
            self._note(partial(note_use, key_id=row.id))
        return Caller(row.analyst_role, row.id, row.analyst_id)

    async def _signed_in(self, scope: Scope) -> SignedIn | RejectedCaller | None:
        """Return the analyst in whose session a page is requested, if there is one."""
        token = session_token(scope)
        if token is None or not self.may_sign_in(scope):
            return None
        find = find_session(viewer=ADMIN)
        try:
            rows = await self._reader.rows(find, token_sha256=token.digest)
        except UnavailableError as error:
            return RejectedCaller(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        for row in rows:
            if row.analyst_id != LOCAL or self.is_local(scope):
                return self._in_session(row, token)
        return None

    def _in_session(self, row: SessionRow, token: SessionToken) -> SignedIn | None:
        now = clock.now()
        if has_ended(row, now) or self._is_over(row, now):
            return None
        if to_datetime(row.used_at) < now - USE_PRECISION:
            self._note(partial(note_session, session_id=row.session_id, key_id=row.id))
        return SignedIn(
            row.analyst_role,
            row.id,
            row.analyst_id,
            name=row.analyst_name,
            token=token,
        )

    def _is_over(self, row: SessionRow, now: datetime) -> bool:
        """Return whether a session is too old, or unused for too long."""
        is_old = to_datetime(row.began_at) <= now - self.session_age
        return is_old or to_datetime(row.used_at) <= now - self._idle

    def _note(self, work: Callable[[Write], None]) -> None:
        """Store a use of a key or session in the background."""
        noting = asyncio.create_task(self._write(work))
        self._noting.add(noting)
        noting.add_done_callback(self._noting.discard)

    async def _write(self, work: Callable[[Write], None]) -> None:
        """Run a write; skip it if the database is not writable."""
        try:
            await self._writer.run(work, Context())
        except UnavailableError:
            return


def _credential(sent: Sequence[bytes]) -> Credential | None:
    """Return the key in the ``Authorization`` header, or ``None``."""
    scheme, _, text = sent[0].decode("latin-1").partition(" ")
    if len(sent) > 1 or scheme.lower() != SCHEME:
        return None
    return Credential.parse(text.strip())
