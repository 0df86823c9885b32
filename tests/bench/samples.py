"""The requests: drawn from the database, the same for all programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from secrets import token_hex
from typing import Any, TypeVar
from urllib.parse import quote

import orjson
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from starlette.requests import Request

from api.http.cursors import next_page
from api.settings import PAGE_SIZE, PREFIX
from db.derived.verdicts import RATED_FALSE
from db.engine.session import make_engine
from db.models import (
    Article,
    Assessment,
    Attribution,
    Claim,
    ClaimTag,
    Revision,
    Source,
    Stance,
    Tag,
)
from tests.bench.workloads import PARTS

SOURCES = 20  # big ones, and as many middle ones
IDS = 5000
OF_EACH_FILTER = 6
ARTICLES = 200  # that get new claims
CLAIMS_OF_FACT = 100  # of the fact whose page is requested
QUOTED = 60  # characters of an article's text
ACTS = ("denial", "prediction", "no_evidence", "demand", "question", "opinion")
STATS = f"{PREFIX}/stats/claims?by=outlet&bucket=month"
DERIVED_OF_FACT = ("timeline", "corroboration")
T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True)
class Requests:
    """Paths to read and bodies to write."""

    paths: dict[str, list[str]]  # of each workload, or part of one
    background: dict[str, str]  # a path that is requested while a part is measured
    bodies: list[Json]

    def writes(self) -> Iterator[Json]:
        """Yield claims without end, no two of them the same."""
        run = token_hex(4)
        for number in count():
            body = self.bodies[number % len(self.bodies)]
            yield body | {"text": f"{body['text']} ({run}{number:08d})"}


@dataclass(frozen=True)
class Samples(Requests):
    """Requests that were drawn, and how deep the deep page is."""

    depth: int  # rows before the deep page
    largest: int  # claims of the source that has most of them
    claims_on_fact: int  # claims on the fact that has most of them
    stances: int  # of the source that has most of them


def draw(database_url: str, seed: int) -> Samples:
    """Draw samples from the record."""
    engine = make_engine(database_url)
    random = Random(seed)
    with Session(engine) as session:
        counted = _most(session, Attribution.source_id)
        source, largest = counted[0]
        depth = max(0, min(largest * 9 // 10, largest - PAGE_SIZE - 1))
        full = [one for one, claims in counted if claims > PAGE_SIZE] or [source]
        paths = {
            "W1": [_claims_of(one) for one in _big_and_middle(full, 2 * SOURCES)],
            "W2": [f"{PREFIX}/claims/{one}" for one in _claim_ids(session, random)],
            "F": _filters(session),
            "D first": [_claims_of(source)],
            "D deep": [_deep(session, source, depth)],
        }
        fact, claims_on_fact = _never_rated_false(session)
        speaker, stances = _most_stances(session)
        paths |= _of_facts(fact, speaker)
        paths |= dict.fromkeys(PARTS["B"], paths["W2"])
        paths |= _pages(session, _big_and_middle(full, SOURCES))
        bodies = _bodies(session, random, [one for one, _ in counted[:SOURCES]])
    engine.dispose()
    return Samples(
        paths,
        background={"B stats": STATS, "B corroboration": paths["K corroboration"][0]},
        bodies=bodies,
        depth=depth,
        largest=largest,
        claims_on_fact=claims_on_fact,
        stances=stances,
    )


def _of_facts(fact_id: int, source_id: int) -> dict[str, list[str]]:
    path = f"{PREFIX}/facts/{fact_id}"
    parts = {name: [f"{path}/{name}"] for name in ("claims", *DERIVED_OF_FACT)}
    return {
        "K fact": [path],
        **{f"K {name}": paths for name, paths in parts.items()},
        "A stats": [STATS],
        "A record": [f"{PREFIX}/sources/{source_id}/record"],
    }


def _pages(session: Session, sources: Sequence[int]) -> dict[str, list[str]]:
    """Return the addresses of pages; that of a fact with a usual number of claims."""
    articles = _big_and_middle(
        [one for one, _ in _most(session, Claim.article_id)], SOURCES
    )
    facts = _most(session, Stance.fact_id)
    fact = min(facts, key=lambda one: abs(one[1] - CLAIMS_OF_FACT))[0]
    return {
        "P reader": [f"/articles/{one}" for one in articles],
        "P fact": [f"/facts/{fact}"],
        "P source": [f"/sources/{one}" for one in sources],
    }


def _never_rated_false(session: Session) -> tuple[int, int]:
    """Return the fact with most claims of those never rated false, and their number.

    The limit does not work out which claims came after such a verdict.
    """
    false = Assessment.verdict.in_(RATED_FALSE)
    rated = set(session.scalars(select(Assessment.fact_id).where(false)))
    return next(one for one in _most(session, Stance.fact_id) if one[0] not in rated)


def _most_stances(session: Session) -> tuple[int, int]:
    """Return the source whose own claims bear on facts most often, and how often."""
    counts = (
        select(Attribution.source_id, func.count().label("number"))
        .join(Stance, Stance.claim_id == Attribution.claim_id)
        .join(Source, Source.id == Attribution.source_id)
        .where(Attribution.is_origin, Source.kind.in_(("person", "organisation")))
        .group_by(Attribution.source_id)
        .order_by(func.count().desc(), Attribution.source_id)
    )
    row = session.execute(counts.limit(1)).one()
    return row[0], row[1]


def _most(session: Session, key: ColumnElement[Any] | Any) -> list[tuple[Any, int]]:
    """Return the values of ``key`` with their numbers, the most frequent first."""
    number = func.count().label("number")
    counts = select(key, number).where(key.is_not(None)).group_by(key)
    rows = session.execute(counts.order_by(number.desc(), key))
    return [(row[0], row[1]) for row in rows]


def _big_and_middle(values: Sequence[T], wanted: int) -> list[T]:
    """Return values from the beginning and as many from the middle."""
    half, middle = wanted // 2, len(values) // 2
    return list(dict.fromkeys([*values[:half], *values[middle : middle + half]]))


def _claims_of(source_id: int) -> str:
    return f"{PREFIX}/sources/{source_id}/claims"


def _claim_ids(session: Session, random: Random) -> list[int]:
    last = session.scalar(select(func.max(Claim.id))) or 0
    drawn = random.sample(range(1, last + 1), min(IDS, last))
    return list(session.scalars(select(Claim.id).where(Claim.id.in_(drawn))))


def _filters(session: Session) -> list[str]:
    """Return plain filters, and of each kind as many, so that none prevails."""

    def usual(key: Any) -> list[Any]:
        counted = [value for value, _ in _most(session, key)]
        return _big_and_middle(counted, OF_EACH_FILTER)

    names = dict(session.execute(select(Tag.id, Tag.name)).all())
    values = {
        "act": list(ACTS),
        "article": usual(Claim.article_id),
        "outlet": usual(Article.outlet_id),
        "tag": [quote(names[tag]) for tag in usual(ClaimTag.tag_id)],
        "hedged": ["true"] * OF_EACH_FILTER,
        "anonymous": ["true"] * OF_EACH_FILTER,
    }
    return [
        f"{PREFIX}/claims?{name}={value}"
        for name, given in values.items()
        for value in given
    ]


def _deep(session: Session, source_id: int, depth: int) -> str:
    """Return the page of a source's claims that ``depth`` rows come before."""
    path = _claims_of(source_id)
    if not depth:
        return path
    before = (
        select(Attribution.dated_at, Attribution.claim_id)
        .where(Attribution.source_id == source_id)
        .order_by(Attribution.dated_at.desc(), Attribution.claim_id.desc())
        .offset(depth - 1)
        .limit(1)
    )
    key = tuple(session.execute(before).one())
    asked = {"type": "http", "path": path, "query_string": b"", "headers": []}
    cursor, _ = next_page(Request(asked), key)
    return f"{path}?cursor={cursor}"


def _bodies(session: Session, random: Random, speakers: Sequence[int]) -> list[Json]:
    """Return claims as they are posted: words of an article, and who said them."""
    last = session.scalar(select(func.max(Article.id))) or 0
    drawn = random.sample(range(1, last + 1), min(ARTICLES, last))
    texts = (
        select(Revision.article_id, Revision.text)
        .where(Revision.article_id.in_(drawn), Revision.text_length >= QUOTED)
        .order_by(Revision.article_id, Revision.number)
    )
    newest = dict(session.execute(texts).all())
    named = select(Source.id).where(
        Source.id.in_(speakers), Source.article_id.is_(None)
    )
    sources = list(session.scalars(named))
    tag = session.scalar(select(Tag.name).order_by(Tag.id).limit(1))
    return [
        _body(article, str(text), sources[number % len(sources)], tag=str(tag))
        for number, (article, text) in enumerate(newest.items())
    ]


def _body(article_id: int, text: str, source_id: int, *, tag: str) -> Json:
    return {
        "article_id": article_id,
        "text": text[:QUOTED],
        "form": "mixed_quote",
        "act": "assertion",
        "language": "en",
        "attribution": [
            {
                "position": 1,
                "source_id": source_id,
                "relation": "said",
                "as_printed": "the speaker",
                "cue": "said",
            }
        ],
        "spans": [{"part": "content", "start": 0, "end": QUOTED}],
        "tags": [tag],
    }


def as_bytes(bodies: Iterator[Json]) -> Iterator[bytes]:
    """Yield the JSON of each body."""
    return map(orjson.dumps, bodies)
