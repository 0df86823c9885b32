"""Valid records with defaults for everything that a test does not need."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from db.commands.articles import RevisionSpec, record_article
from db.commands.claims import (
    ArticleContext,
    ClaimSpec,
    Selector,
    Step,
    load_article,
    record_claim,
)
from db.commands.facts import register_fact
from db.commands.records import locked_with_children
from db.commands.sources import register_source
from db.engine.session import Write
from db.models import Article, Claim, Fact, Source

_serial = count(1)


def make_source(write: Write, **values: Any) -> Source:
    defaults = {"name": f"Source {next(_serial)}", "kind": "person"}
    return register_source(write, defaults | values)


def make_outlet(write: Write, **values: Any) -> Source:
    return make_source(write, kind="outlet", **values)


def make_unnamed(write: Write, article: Article, **values: Any) -> Source:
    kind = {"kind": "anonymous_person", "article_id": article.id}
    return make_source(write, **kind | values)


def make_article(write: Write, text: str | None = None, **values: Any) -> Article:
    defaults = {"title": f"Article {next(_serial)}"}
    revision = None if text is None else RevisionSpec(text)
    return record_article(write, defaults | values, revision=revision)


def make_fact(write: Write, **values: Any) -> Fact:
    return register_fact(write, {"statement": f"It rains {next(_serial)}."} | values)


def chain_of(*sources: Source) -> list[Step]:
    """Return a chain through ``sources``, the first nearest the outlet."""
    relations = [*["relays"] * (len(sources) - 1), "said"]
    return [
        Step(position, relation, source.id)
        for position, (source, relation) in enumerate(
            zip(sources, relations, strict=True), 1
        )
    ]


def make_claim(
    write: Write,
    *sources: Source,
    article: Article | None = None,
    spans: tuple[Selector, ...] = (),
    tags: tuple[str, ...] = (),
    stances: Sequence[Mapping[str, Any]] = (),
    about: Sequence[Source] = (),
    **columns: Any,
) -> Claim:
    article = article or make_article(write)
    chain = chain_of(*(sources or (make_source(write),)))
    words = {"text": f"It rained {next(_serial)}.", "form": "direct_quote"}
    context = load_article(write, article.id)
    subjects = [{"source_id": one.id} for one in about]
    spec = ClaimSpec(words | columns, chain, spans, tags, stances, subjects)
    return recorded_claim(write, context, spec)


def recorded_claim(write: Write, article: ArticleContext, spec: ClaimSpec) -> Claim:
    claim_id = record_claim(write, article, spec).id
    return write.session.scalars(
        locked_with_children(Claim).where(Claim.id == claim_id)
    ).one()
