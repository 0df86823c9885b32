"""Loads the article of a file with its unnamed sources and its claims."""

from typing import Any

from db.commands.articles import RevisionSpec, add_revision, record_article
from db.commands.claims import (
    ClaimSpec,
    Selector,
    Step,
    link_claim,
    load_article,
    record_claim,
)
from db.commands.sources import register_source
from db.errors import ConflictError
from seeds.format import Article, Claim
from seeds.format import Step as SeedStep
from seeds.load.loading import Loading, claims_in
from seeds.load.sources import Loaded, source_spec

APART = {
    *("key", "said", "about", "tags", "attribution", "subjects"),
    *("stances", "spans", "links"),
}


def load_article_of(load: Loading, loaded: Loaded) -> int | None:
    """Return the id of the article, which is recorded unless it was loaded before.

    Return None if the file has no article, or if an analyst recorded the same address.
    """
    if load.seed.article is None:
        return None
    for source in load.seed.unnamed:
        if source.key in loaded:
            return loaded[source.key].article_id
    return _record(load, load.seed.article)


def _record(load: Loading, article: Article) -> int | None:
    texts = [RevisionSpec(one.text, one.captured_at) for one in article.texts]
    with load.telling("article", article.title or ""):
        try:
            columns, first = _columns(load, article), next(iter(texts), None)
            article_id = record_article(load.write, columns, revision=first).id
        except ConflictError:
            return None  # an analyst recorded this address
    _register_unnamed(load, article_id)
    _record_claims(load, article, article_id)
    for text in texts[1:]:
        add_revision(load.write, article_id, text, new=True)
    return article_id


def _register_unnamed(load: Loading, article_id: int) -> None:
    for source in load.seed.unnamed:
        with load.telling("source", source.key):
            unnamed = source_spec(load, source) | {"article_id": article_id}
            load.ids[source.key] = register_source(load.write, unnamed).id


def _record_claims(load: Loading, article: Article, article_id: int) -> None:
    context = load_article(load.write, article_id)
    for claim in load.seed.claims:
        with load.telling("claim", claim.key):
            spec = _claim(load, article, claim)
            claim_id = record_claim(load.write, context, spec).id
            _link(load, claim, claim_id)


def _link(load: Loading, claim: Claim, claim_id: int) -> None:
    """Link a claim to claims of files that were loaded before, if they exist."""
    for link in claim.links:
        seed, article_id = load.before[link.file]
        others = claims_in(load.write, seed, article_id)
        if other_id := others.get(link.claim):
            link_claim(load.write, claim_id, other_id=other_id, kind=link.kind)


def _columns(load: Loading, article: Article) -> dict[str, Any]:
    published = article.published.columns("published") if article.published else {}
    apart = {"outlet", "published", "reprints", "texts"}
    spec = article.model_dump(exclude=apart) | published
    if article.reprints:
        spec["root_article_id"] = load.before[article.reprints][1]
    spec["outlet_id"] = load.ids[article.outlet] if article.outlet else None
    return spec


def _claim(load: Loading, article: Article, claim: Claim) -> ClaimSpec:
    columns = claim.model_dump(exclude=APART)
    columns |= {"hedges": list(claim.hedges) or None, "language": article.language}
    columns |= _dates(claim)
    steps = [_step(load, step) for step in claim.attribution]
    subjects = [{"source_id": load.ids[key]} for key in claim.subjects]
    spans = [Selector(**span.model_dump()) for span in claim.spans]
    return ClaimSpec(columns, steps, spans, claim.tags, subjects=subjects)


def _dates(claim: Claim) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, date in {"said": claim.said, "about": claim.about}.items():
        columns |= date.columns(name) if date else {}
    return columns


def _step(load: Loading, step: SeedStep) -> Step:
    return Step(
        position=step.position,
        relation=step.relation,
        source_id=load.ids[step.source],
        as_printed=step.as_printed,
        cue=step.cue,
    )
