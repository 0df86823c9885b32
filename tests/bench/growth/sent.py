"""Requests to the whole application: of any size, or about records of any size."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from logging import ERROR
from urllib.parse import quote

import orjson
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import NullPool, create_engine
from structlog import configure, make_filtering_bound_logger

from api.app import create_app
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.engine.writer import make_writer
from tests.api.bodies import API, Json, claim_in, unnamed
from tests.api.pages.signing_in import ORIGIN, form_token
from tests.client import Client
from tests.keys import in_session, keep_keys, keep_sessions, shown

MEGABYTE = 1 << 20
WORDS = 32  # of a query
NUMBERS = count(1)  # for names that no request had before
KEY, SESSION = shown("editor"), in_session("editor")
TEXT = '{"text": "' + "It rained. " * 900 + '"}\n'
Send = Callable[[TestClient, int], Response]


@dataclass(frozen=True)
class Sent:
    """A request that has a size, and the largest one that is measured."""

    name: str
    send: Send
    largest: int

    def run(self, client: TestClient, size: int) -> None:
        """Send it; raise ``RuntimeError`` if it is refused."""
        _accepted(self.send(client, size))


def read_list(path: str, client: TestClient) -> None:
    """Read a list; raise ``RuntimeError`` if it is refused."""
    _accepted(client.get(f"{API}{quote(path, safe='/?=&')}", headers=KEY))


def _accepted(answer: Response) -> None:
    if not answer.is_success:
        raise RuntimeError(answer.text[:500])


def _post(client: TestClient, path: str, body: Json) -> Response:
    headers = {**KEY, "content-type": "application/json"}
    return client.post(f"{API}{path}", content=orjson.dumps(body), headers=headers)


def _batch(client: TestClient, size: int) -> Response:
    """Record claims of as many new sources, each by itself."""
    chains = ([unnamed(f"Source {next(NUMBERS)}", "person")] for _ in range(size))
    claims = [claim_in(1, one, text=f"It rained {next(NUMBERS)}.") for one in chains]
    return _post(client, "/claims/batch", {"mode": "each", "claims": claims})


def _import(repeated: str, client: TestClient, size: int) -> Response:
    """Preview the import of a file of this size, with a last line that is refused."""
    client.cookies.clear()
    client.headers.update(SESSION)
    text = repeated * (size // len(repeated)) + "\n{}"
    answer = client.post(
        "/data/import",
        data={"form_token": form_token(client, "/data/import")},
        files={"file": ("claims.jsonl", text.encode(), "text/plain")},
        headers={"origin": ORIGIN},
    )
    del client.headers["cookie"]
    return answer


def _filter(repeated: str, client: TestClient, size: int) -> Response:
    """Save a filter with a query of this size."""
    query = "&".join([repeated] * (size // (len(repeated) + 1)))
    name = f"Filter {next(NUMBERS)}"
    return _post(client, "/filters", {"name": name, "kind": "claim", "query": query})


def _query(repeated: str, client: TestClient, size: int) -> Response:
    """Search for this many words."""
    parts = size // len(repeated.split())
    query = quote(" OR ".join([repeated] * parts))
    return client.get(f"{API}/claims?q={query}&include=total", headers=KEY)


def _speaker(client: TestClient, size: int) -> Response:
    """Search for claims by so many unnamed sources."""
    names = ",".join(["officials"] * size)
    return client.get(f"{API}/claims?q={quote(f'speaker:{names}')}", headers=KEY)


def _cookie(client: TestClient, size: int) -> Response:
    quotes = '\\"' * (size // 2)
    return client.get("/help", headers={"cookie": f'onrecord="{quotes}"'})


SENT = (
    Sent("a batch of new sources", _batch, 1000),
    Sent("an import of empty lines", partial(_import, "\n"), MEGABYTE),
    Sent("an import of a long line", partial(_import, "[1]"), MEGABYTE),
    Sent("an import of long texts", partial(_import, TEXT), MEGABYTE),
    Sent("a saved filter", partial(_filter, "tag=" + "%72" * 25), 4000),
    Sent("a query of words", partial(_query, "the"), WORDS),
    Sent("a query of groups", partial(_query, "(the said)"), WORDS),
    Sent("a query of phrases", partial(_query, '"of the"'), WORDS),
    Sent("a query of speakers", _speaker, WORDS),
    Sent("a cookie of quotes", _cookie, 16_000),
)
# What is read of a record, and of one with twice the claims.
READS = (
    "/claims?facets=outlet,source,form,act,stance,year,language",
    "/claims?q=the&facets=outlet,source,form,act,stance,year,language",
    "/articles?facets=outlet,kind,year,language",
    "/facts?facets=status,kind,stance,year",
    "/sources?facets=kind,sector,country",
    "/claims?q=speaker:officials&include=total",
    "/claims?q=-speaker:officials the&include=total",
    "/search?q=the OR of OR said",
)


@contextmanager
def served(url: str) -> Iterator[TestClient]:
    """Serve a database, with the keys and sessions of tests."""
    keeping = create_engine(url, poolclass=NullPool)
    keep_keys(keeping)
    keep_sessions(keeping)
    keeping.dispose()
    quiet = make_filtering_bound_logger(ERROR)
    configure(wrapper_class=quiet)
    engine = make_engine(url, connections=2)
    app = create_app(
        make_reader(url, connections=2), make_writer(engine, connections=2)
    )
    with Client(app) as client:
        yield client
    engine.dispose()
