"""Authentication: which analyst sends a request, with which key."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.server.callers import ANONYMOUS, UNKNOWN, Caller, RejectedCaller
from api.server.local_requests import is_local, is_loopback
from api.settings import Serving
from db.commands.keys import USE_PRECISION, note_use
from db.engine.reader import Reader
from db.engine.session import Context, Write
from db.engine.writer import Writer
from db.errors import UnavailableError
from db.models.analyst import LOCAL
from db.queries.keys import SecretKeyRow, find_key, has_ended
from db.values import clock
from db.values.credentials import Credential
from db.values.types import moment
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


class Authentication:
    """Find the caller of each request; endpoints decide which role they require.

    The key is queried for each request, so a revoked key stops working at once.
    """

    def __init__(
        self, app: ASGIApp, *, reader: Reader, writer: Writer, serving: Serving
    ) -> None:
        self.app = app
        self._reader, self._writer = reader, writer
        self._public_read = serving.public_read
        self._has_proxies = bool(serving.trusted_proxies)
        self._local_read = is_loopback(serving.host)
        self._noting: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the ``caller`` to the state of the request."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["caller"] = await self._caller(scope)
        await self.app(scope, receive, send)

    async def _caller(self, scope: Scope) -> Caller | RejectedCaller:
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        if not sent:
            return ANONYMOUS if self._may_read_without_key(scope) else REQUIRED
        credential = _credential(sent)
        if credential is None:
            return MALFORMED
        return await self._holder(credential, local=self._is_local(scope))

    def _is_local(self, scope: Scope) -> bool:
        """Return whether a request is local; behind a known proxy no request is."""
        return not self._has_proxies and is_local(scope)

    def _may_read_without_key(self, scope: Scope) -> bool:
        return self._public_read or (self._local_read and self._is_local(scope))

    async def _holder(
        self, credential: Credential, *, local: bool
    ) -> Caller | RejectedCaller:
        """Return the caller who has a key; it is looked up for each request."""
        find = find_key(viewer=ADMIN)
        try:
            rows = await self._reader.rows(find, prefix=credential.prefix)
        except UnavailableError as error:
            return RejectedCaller(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        if not rows or not credential.proves(rows[0].secret_sha256):
            return UNKNOWN
        if rows[0].analyst_id == LOCAL and not local:
            return LOCAL_ONLY
        return self._admitted(rows[0])

    def _admitted(self, row: SecretKeyRow) -> Caller | RejectedCaller:
        now = clock.now()
        if has_ended(row, now):
            return UNKNOWN
        if row.last_used_at is None or moment(row.last_used_at) < now - USE_PRECISION:
            noting = asyncio.create_task(self._note_use(row.id))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
        return Caller(row.analyst_role, row.id, row.analyst_id)

    async def _note_use(self, key_id: int) -> None:
        """Store when the key was used; skip it if the database cannot be written to."""

        def work(write: Write) -> None:
            note_use(write, key_id)

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
