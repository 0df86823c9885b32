"""Loads the record that ships with the product: once, and never over anybody's work.

Every source of a seed file, named or unnamed, has the identifier ``seed:<file>/<key>``.
Whoever has it, live or withdrawn, was loaded before and stays as analysts left it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.commands.articles import record_article
from db.commands.claims import ClaimSpec, Step, load_article, record_claim
from db.commands.sources import add_child, register_source, resolve_source
from db.errors import ConflictError, DataError
from db.queries.filters import batch_size
from db.queries.identifiers import find_identified
from db.queries.sources import get_source
from db.session import Context, SessionFactory, Write, write_transaction
from db.types import AnyRow
from seeds import format as seed_format
from seeds.errors import SeedError
from seeds.format import SeedFile, read_seed_file

DATA = Path(__file__).parent / "data"
SCHEME = "seed"


@dataclass(frozen=True)
class Count:
    """How many records of one kind a load made, and how many it left as they are."""

    added: int
    present: int


@dataclass(frozen=True)
class LoadReport:
    """What loading did."""

    sources: Count
    articles: Count
    claims: Count


@dataclass(frozen=True)
class Loading:
    """One file on its way into the record."""

    write: Write
    seed: SeedFile
    ids: dict[str, int] = field(default_factory=dict)  # of its sources, by their keys

    def identifier(self, source: seed_format.Source) -> dict[str, str]:
        """Return what ``source`` is found again by."""
        return {"scheme": SCHEME, "value": f"{self.seed.key}/{source.key}"}


def load_seeds(sessions: SessionFactory, *, folder: Path = DATA) -> LoadReport:
    """Load what is missing of every seed file, each in a transaction of its own.

    Raise ``SeedError`` for a file that is wrong or cannot be matched with the record.
    """
    seeds = [read_seed_file(path) for path in sorted(folder.glob("*.json"))]
    shipped: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for seed in seeds:
        shipped += _size(seed)
        with write_transaction(sessions, Context(reason="seeds")) as write:
            _load(Loading(write, seed))
            made = (change for change in write.changes if change.action == "create")
            added.update(change.resource for change in made)
    counts = {
        resource: Count(added[resource], shipped[resource] - added[resource])
        for resource in ("source", "article", "claim")
    }
    return LoadReport(counts["source"], counts["article"], counts["claim"])


def _size(seed: SeedFile) -> Counter[str]:
    return Counter(
        source=len(seed.sources) + len(seed.unnamed),
        article=int(seed.article is not None),
        claim=len(seed.claims),
    )


def _load(load: Loading) -> None:
    load.write.hold_register()  # two processes that start together load once
    loaded = _loaded(load)
    for source in load.seed.named_in_order():
        with _telling(load, "source", source.key):
            row = loaded.get(source.key)
            load.ids[source.key] = (
                _survivor(load.write, row) if row else _match_or_register(load, source)
            )
    article = load.seed.article
    if article and not any(source.key in loaded for source in load.seed.unnamed):
        _record_article(load, article)


def _loaded(load: Loading) -> Mapping[str, AnyRow]:
    """Return the sources that were loaded before, live or withdrawn, by their keys."""
    sources = (*load.seed.sources, *load.seed.unnamed)
    keys = {load.identifier(source)["value"]: source.key for source in sources}
    found = _identified(load.write, SCHEME, list(keys), withdrawn=True)
    return {keys[row.value]: row for row in found}


def _identified(
    write: Write, scheme: str, values: Sequence[str], *, withdrawn: bool = False
) -> Sequence[AnyRow]:
    if not values:
        return []
    size = batch_size(len(values))
    padded = [*values, *[values[0]] * (size - len(values))]
    named = {f"value__{number}": value for number, value in enumerate(padded)}
    find = find_identified(count=size, viewer=write.viewer, withdrawn=withdrawn)
    return write.rows(find, scheme=scheme, **named)


def _survivor(write: Write, row: AnyRow) -> int:
    """Return the id of the source that ``row`` was merged into, or its own."""
    find = get_source(viewer=write.viewer, withdrawn=True)
    while row.merged_into_id:
        (row,) = write.rows(find, source=row.merged_into_id)
    source_id: int = row.id
    return source_id


def _match_or_register(load: Loading, source: seed_format.Named) -> int:
    """Return the source that is meant, an analyst's or a new one, now with its key."""
    write, own = load.write, load.identifier(source)
    holders = {
        (one.scheme, one.value): row
        for one in source.identifiers
        for row in _identified(write, one.scheme, [one.value])
    }
    same = [row for row in holders.values() if row.kind == source.kind]
    if same:
        source_id = _survivor(write, same[0])
    else:
        # Identifiers that sources of another kind have stay with these.
        spec = _spec(load, source)
        spec["identifiers"] = [
            one
            for one in spec["identifiers"]
            if (one["scheme"], one["value"]) not in holders
        ]
        source_id = resolve_source(write, {"source": spec}, "source")
    if not _identified(write, SCHEME, [own["value"]]):
        add_child(write, source_id, "identifiers", spec=own)
    return source_id


def _spec(load: Loading, source: seed_format.Source) -> dict[str, Any]:
    """Return ``source`` as the commands take it, its key among the identifiers."""
    spec = source.model_dump(exclude={"key", "affiliations"})
    spec["identifiers"] = [*spec["identifiers"], load.identifier(source)]
    spec["affiliations"] = [
        {
            "organisation_id": load.ids[tie.organisation],
            "relation": tie.relation,
            "title": tie.title,
        }
        for tie in source.affiliations
    ]
    return spec


def _record_article(load: Loading, article: seed_format.Article) -> None:
    """Record the article with its unnamed sources and its claims."""
    published = article.published.columns("published") if article.published else {}
    spec = article.model_dump(exclude={"outlet", "published"}) | published
    spec["outlet_id"] = load.ids[article.outlet] if article.outlet else None
    with _telling(load, "article", article.title or ""):
        try:
            article_id = record_article(load.write, spec).id
        except ConflictError:
            return  # an analyst recorded what stands at this address
    for source in load.seed.unnamed:
        with _telling(load, "source", source.key):
            unnamed = _spec(load, source) | {"article_id": article_id}
            load.ids[source.key] = register_source(load.write, unnamed).id
    context = load_article(load.write, article_id)
    for claim in load.seed.claims:
        with _telling(load, "claim", claim.key):
            record_claim(load.write, context, _claim(load, article, claim))


def _claim(
    load: Loading, article: seed_format.Article, claim: seed_format.Claim
) -> ClaimSpec:
    apart = {"key", "said", "about", "tags", "attribution"}
    columns = claim.model_dump(exclude=apart)
    columns |= {"hedges": list(claim.hedges) or None, "language": article.language}
    for name, date in {"said": claim.said, "about": claim.about}.items():
        columns |= date.columns(name) if date else {}
    steps = [
        Step(
            position=step.position,
            relation=step.relation,
            source_id=load.ids[step.source],
            as_printed=step.as_printed,
            cue=step.cue,
        )
        for step in claim.attribution
    ]
    return ClaimSpec(columns, steps, tags=claim.tags)


@contextmanager
def _telling(load: Loading, what: str, key: str) -> Iterator[None]:
    """Say which record of which file cannot be loaded."""
    try:
        yield
    except DataError as error:
        message = f"{load.seed.key}.json, {what} {key}: {error}"
        if candidates := getattr(error, "candidates", ()):
            ids = ", ".join(str(candidate["id"]) for candidate in candidates)
            message += (
                f" They are {ids}: give the one that is meant the identifier "
                f"{SCHEME}:{load.seed.key}/{key}."
            )
        raise SeedError(message) from error
