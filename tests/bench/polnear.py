"""A record of the 84 real articles of PolNeAR, with their claims as reviewed ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from api.app import create_app
from api.settings import PREFIX, Serving
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.engine.writer import make_writer
from tests.bench.machine import ROOT
from tests.client import Client
from tests.keys import keep_keys_at, shown
from tests.real.conftest import DATA
from tests.real.test_polnear import Json, article_of, articles

FILE = DATA / "polnear" / "dev" / "dev.jsonl.gz"


@contextmanager
def polnear() -> Iterator[str | None]:
    """Record the articles in a SQLite file; provide its URL, or None without them."""
    if not FILE.is_file():
        yield None
        return
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'polnear.db'}"
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["url"] = url
        command.upgrade(config, "head")
        keep_keys_at(url)
        _record(url)
        yield url


def _record(url: str) -> None:
    """Record all articles over HTTP, as the tests do."""
    engine = make_engine(url)
    serving = Serving(rate_limit="", log_requests=False)
    app = create_app(make_reader(url), make_writer(engine, connections=2), serving)
    with Client(app, headers=shown()) as client:
        for row in articles():
            body = article_of(row)
            body["claims"] = [_reviewed(claim) for claim in body["claims"]]
            answer = client.post(f"{PREFIX}/articles", json=body)
            if answer.status_code != 201:
                raise RuntimeError(row["id"], answer.text[:500])
    engine.dispose()


def _reviewed(claim: Json) -> Json:
    """Return a claim as recorded by hand, since imported ones are drafts."""
    return {**claim, "method": "manual"}
