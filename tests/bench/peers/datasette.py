"""Datasette on the SQLite file of the product."""

import subprocess
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from sqlalchemy import make_url, select

from api.settings import PREFIX
from db.engine.session import make_engine
from db.models import ClaimSearch
from tests.bench.measuring import Measured
from tests.bench.peers.questions import Questions, reading
from tests.bench.samples import draw
from tests.bench.servers import Server, free_port, run

NAME, PACKAGE = "Datasette", "datasette<1"
NEEDS = ()  # programs
QUERIES = 200  # pairs of words that stand in a claim
FTS = {"_fts_table": "claim_fts", "_fts_pk": "id"}
OF_SOURCE = """
SELECT claim.*, article.title, outlet.name FROM attribution
JOIN claim ON claim.id = attribution.claim_id
JOIN article ON article.id = claim.article_id
LEFT JOIN source AS outlet ON outlet.id = article.outlet_id
WHERE attribution.source_id = :source
ORDER BY attribution.dated_at DESC, attribution.claim_id DESC LIMIT 50
"""


def install(folder: Path) -> Path:
    """Install Datasette into an environment of its own, and return its program."""
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", PACKAGE]
    subprocess.run(pip, check=True)
    return folder / "bin" / "datasette"


@contextmanager
def serve(program: Path, url: str) -> Iterator[Server]:
    """Serve the file of a database."""
    port = free_port()
    command = [str(program), "serve", str(make_url(url).database)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    command += ["--setting", "sql_time_limit_ms", "10000"]
    with run("datasette", command, port=port, told={}) as server:
        yield server


def questions(url: str, *, seed: int) -> Questions:
    """Return the questions to both, about the same sources, claims and words."""
    name = Path(str(make_url(url).database)).stem
    samples, random = draw(url, seed), Random(seed)
    sources = [path.split("/")[-2] for path in samples.paths["W1"]]
    claims = [path.split("/")[-1] for path in samples.paths["W2"]]
    words = _pairs(url, random.sample(claims, min(QUERIES, len(claims))), random)
    of_source = ({"sql": OF_SOURCE, "source": one} for one in sources)
    searches = ({"_search": pair, "_size": 50, "_nocount": 1, **FTS} for pair in words)
    return {
        "newest 50 claims of a source": (
            reading(samples.paths["W1"]),
            reading([f"/{name}.json?{urlencode(one)}" for one in of_source]),
        ),
        "one claim by its id": (
            reading(samples.paths["W2"]),
            reading([f"/{name}/claim/{one}.json" for one in claims]),
        ),
        "50 claims that have two words": (
            reading([f"{PREFIX}/claims?{urlencode({'q': pair})}" for pair in words]),
            reading(
                [f"/{name}/claim_search.json?{urlencode(one)}" for one in searches]
            ),
        ),
    }


def check(_: Server, url: str, cells: Sequence[Measured]) -> None:
    """Do nothing: its statuses tell errors, which are counted."""


def _pairs(url: str, claims: Sequence[str], random: Random) -> Sequence[str]:
    """Return two words of each claim; Datasette would split others."""
    engine = make_engine(url)
    with engine.connect() as connection:
        of = ClaimSearch.record_id.in_(map(int, claims))
        rows = connection.scalars(select(ClaimSearch.words).where(of)).all()
    engine.dispose()
    return [" ".join(random.choices(row.split(), k=2)) for row in rows]
