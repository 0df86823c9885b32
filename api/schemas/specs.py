"""Converts request bodies to the arguments of commands."""

from collections.abc import Callable, Mapping
from typing import Any

from api.schemas.articles import ArticleColumns, ArticleIn, RevisionIn
from api.schemas.assessments import AssessmentIn
from api.schemas.claims import ClaimBody, ClaimColumns
from api.schemas.dates import flatten, given
from api.schemas.sources import AffiliationIn, AffiliationPatch, SourceIn
from db.commands.articles import RevisionSpec
from db.commands.claims import ClaimSpec, Selector, Step

Spec = dict[str, Any]
# Not columns of an article: they create its first revision and its claims.
WITH_ARTICLE = {"text", "captured_at", "archive_url", "claims", "new"}
PLACE_OF_CLAIM = {
    "article_id",
    "revision_id",
}  # passed separately when a claim is recorded


def source_spec(source: SourceIn) -> Spec:
    """Return a source as commands take it."""
    return _source(given(source))


def affiliation_spec(affiliation: AffiliationIn | AffiliationPatch) -> Spec:
    """Return an affiliation as commands take it."""
    return _affiliation(given(affiliation))


def article_spec(article: ArticleColumns) -> Spec:
    """Return the columns of an article, and its outlet if that is described."""
    values = {k: v for k, v in given(article).items() if k not in WITH_ARTICLE}
    if values.get("outlet"):
        values["outlet"] = _source(values["outlet"])
    return values


def revision_spec(article: ArticleIn) -> RevisionSpec | None:
    """Return the text of a new article."""
    if article.text is None:
        return None
    return RevisionSpec(article.text, article.captured_at, article.archive_url)


def new_revision_spec(revision: RevisionIn) -> tuple[RevisionSpec, Spec]:
    """Return a new text, and the columns of its article that change with it."""
    columns = {k: v for k, v in given(revision).items() if k not in WITH_ARTICLE}
    spec = RevisionSpec(revision.text, revision.captured_at, revision.archive_url)
    return spec, columns


def claim_spec(claim: ClaimBody) -> ClaimSpec:
    """Return a claim as commands take it."""
    values = claim_values(claim)
    return ClaimSpec(
        columns=values["columns"],
        attribution=values["attribution"],
        spans=values.get("spans", ()),
        tags=values.get("tags", ()),
        stances=values.get("stances", ()),
        subjects=values.get("subjects", ()),
    )


def claim_values(claim: ClaimColumns) -> Spec:
    """Return the sent columns of a claim, and its new parts."""
    columns = given(claim)
    parts = _pop_parts(columns)
    if "hedges" in columns:
        columns["hedges"] = columns["hedges"] or None
    for name in PLACE_OF_CLAIM if isinstance(claim, ClaimBody) else ():
        columns.pop(name, None)
    return parts | {"columns": columns}


def _pop_parts(columns: Spec) -> Spec:
    """Remove the new parts from a patch, and return them."""
    return {
        name: [make(one) for one in columns.pop(name)]
        for name, make in CLAIM_PARTS.items()
        if name in columns
    }


def assessment_spec(assessment: AssessmentIn) -> tuple[Spec, list[Spec]]:
    """Return an assessment and its evidence."""
    values = given(assessment)
    evidence = [{"bearing": "supports"} | one for one in values.pop("evidence", ())]
    if values.get("as_of", ...) is None:
        del values["as_of"]
    if values.get("assessor"):
        values["assessor"] = _source(values["assessor"])
    return values, evidence


def _step(step: Mapping[str, Any]) -> Step:
    return Step(**_naming(step))


def _naming(given: Mapping[str, Any]) -> Spec:
    """Return the id or the description of a source."""
    values = dict(given)
    if values.get("source"):
        values["source"] = _source(values["source"])
    return values


CLAIM_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "attribution": _step,
    "subjects": _naming,
    "spans": lambda span: Selector(**span),
    "tags": str,
    "stances": dict,
}


def _source(values: Mapping[str, Any]) -> Spec:
    spec = dict(values)
    if "affiliations" in spec:
        spec["affiliations"] = [_affiliation(one) for one in spec["affiliations"]]
    if "names" in spec:
        spec["names"] = [{"kind": "alias"} | name for name in spec["names"]]
    return spec


def _affiliation(values: Mapping[str, Any]) -> Spec:
    spec = flatten(values)
    if spec.get("organisation"):
        spec["organisation"] = _source(spec["organisation"])
    return spec
