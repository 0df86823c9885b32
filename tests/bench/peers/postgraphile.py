"""PostGraphile on the PostgreSQL database of the product."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, make_url, select

from api.schemas.claims.answers import ClaimOut
from db.engine.session import make_engine
from db.models import Attribution, Base, Claim
from tests.bench.load import client
from tests.bench.measuring import Measured
from tests.bench.peers.questions import Questions, Requests, reading, writing
from tests.bench.samples import as_bytes, draw
from tests.bench.servers import Server, free_port, run
from tests.bench.workloads import WRITE_PATH

NAME = "PostGraphile"
NEEDS = ("node", "npm")  # npm installs the Node that PostGraphile needs, too
PACKAGES = ("postgraphile@5.1.5", "node@22.23.3")
PATH = "/graphql"
FIRST = 10**12  # id of the first claim that is created through it
INSERTS = """
mutation ($claim: ClaimInput!, $attribution: AttributionInput!) {
  createClaim(input: {claim: $claim}) { claim { rowId } }
  createAttribution(input: {attribution: $attribution}) { attribution { rowId } }
}
"""
Json = dict[str, Any]


def _named(model: type[Base]) -> Mapping[str, str]:
    """Return the columns of a model by their names in GraphQL."""
    names = [column.name for column in model.__table__.columns]
    words = ((name, name.split("_")) for name in names)
    named = {
        first + "".join(word.capitalize() for word in others): name
        for name, (first, *others) in words
    }
    return {"rowId": named.pop("id"), **named}


CLAIM, STEP = _named(Claim), _named(Attribution)
# The columns of a claim that the API sends under the same names.
ROW = [name for name, column in CLAIM.items() if column in ClaimOut.model_fields]
FIELDS = ",".join(CLAIM[name] for name in ROW)
OF_SOURCE = f"""
query ($source: BigInt!) {{
  allAttributions(condition: {{sourceId: $source}},
    orderBy: [DATED_AT_DESC, CLAIM_ID_DESC], first: 50) {{
    nodes {{ claimByClaimId {{
      {" ".join(CLAIM)} articleByArticleId {{ title sourceByOutletId {{ name }} }}
    }} }}
  }}
}}
"""
ONE = "query ($id: BigInt!) {{ claimByRowId(rowId: $id) {{ {} }} }}"
WHOLE_ROW, SENT_ROW = (ONE.format(" ".join(names)) for names in (CLAIM, ROW))


def install(folder: Path) -> Path:
    """Install PostGraphile with its Node into a folder, which is returned."""
    npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel", "error"]
    command = [*npm, "--prefix", str(folder), *PACKAGES]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return folder / "node_modules" / ".bin"


@contextmanager
def serve(programs: Path, url: str) -> Iterator[Server]:
    """Serve the tables of a database."""
    port = free_port()
    plain = make_url(url).set(drivername="postgresql")
    connection = plain.render_as_string(hide_password=False)
    command = [str(programs / name) for name in ("node", "postgraphile")]
    command += ["--preset", "postgraphile/presets/amber", "--schema", "public"]
    command += ["--connection", connection, "--host", "127.0.0.1", "--port", str(port)]
    told = os.environ | {"GRAPHILE_ENV": "production"}
    with run("postgraphile", command, port=port, told=told) as server:
        yield server


def questions(url: str, *, seed: int) -> Questions:
    """Return the questions to both, about the same sources and claims."""
    samples = draw(url, seed)
    sources = [{"source": path.split("/")[-2]} for path in samples.paths["W1"]]
    paths = samples.paths["W2"]
    claims = [{"id": path.split("/")[-1]} for path in paths]
    return {
        "newest 50 claims of a source": (
            reading(samples.paths["W1"]),
            _asking(OF_SOURCE, sources),
        ),
        "one claim with all its parts, or its row": (
            reading(paths),
            _asking(WHOLE_ROW, claims),
        ),
        "the row of a claim": (
            reading([f"{path}?fields={FIELDS}" for path in paths]),
            _asking(SENT_ROW, claims),
        ),
        "a claim, or two inserts": (
            writing(WRITE_PATH, as_bytes(samples.writes())),
            writing(PATH, map(orjson.dumps, _inserts(url))),
        ),
    }


def check(server: Server, url: str, cells: Sequence[Measured]) -> None:
    """Raise if a query or an insert failed: errors have the status 200, too."""
    for query, variables in ((OF_SOURCE, {"source": 1}), (WHOLE_ROW, {"id": 1})):
        body = orjson.dumps({"query": query, "variables": variables})
        if "errors" in orjson.loads(server.ask(PATH, body).body):
            raise RuntimeError(server.said())
    engine = make_engine(url)
    with engine.connect() as connection:
        created = select(func.count(Claim.id)).where(Claim.id >= FIRST)
        stored = connection.scalar(created) or 0
    engine.dispose()
    sent = sum(one.outcome.requests for one in cells[-1].rounds)
    if stored < sent:
        message = f"{sent - stored} of {sent} inserts failed: {server.said()}"
        raise RuntimeError(message)


def _asking(query: str, variables: Sequence[Json]) -> Requests:
    """Return requests with each of these variables, in any order."""
    bodies = (orjson.dumps({"query": query, "variables": one}) for one in variables)
    requests = [client.post(PATH, body) for body in bodies]
    return partial(client.drawn, requests)


def _inserts(url: str) -> Iterator[Json]:
    """Yield a claim and its step again and again, each time with keys of their own."""
    claim, step = _stored(url)
    for number in count():
        id_ = FIRST + number
        key = {"rowId": id_, "contentKey": f"x{number:031}"}
        of = {"rowId": id_, "claimId": id_}
        variables = {"claim": claim | key, "attribution": step | of}
        yield {"query": INSERTS, "variables": variables}


def _stored(url: str) -> Sequence[Json]:
    """Return the first claim that has a step, and this step, as GraphQL takes them."""
    engine = make_engine(url)
    with engine.connect() as connection:
        steps = select(Attribution.__table__).order_by(Attribution.id).limit(1)
        step = connection.execute(steps).mappings().one()
        claims = select(Claim.__table__).where(Claim.id == step["claim_id"])
        claim = connection.execute(claims).mappings().one()
    engine.dispose()
    return [
        {name: row[column] for name, column in names.items()}
        for names, row in ((CLAIM, claim), (STEP, step))
    ]
