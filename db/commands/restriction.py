"""Keeps records at least as restricted as those they hang on.

A claim as its article and every source it names; what was merged as what is left of it.
"""

from sqlalchemy import ColumnElement, select

from db.commands.records import fetch, revised
from db.models import Article, Attribution, Claim, Fact, Source
from db.queries.visibility import visible
from db.session import Write

RESTRICTED = "restricted"
Hanging = Claim | Source | Fact


def strictest(*visibilities: str) -> str:
    """Return the visibility of what hangs on records with these."""
    return RESTRICTED if RESTRICTED in visibilities else "public"


def set_visibility(record: Hanging, visibility: str) -> None:
    """Set who sees a record; the identifiers of a source are seen with it."""
    record.visibility = visibility
    if isinstance(record, Source):
        for identifier in record.identifiers:
            identifier.visibility = visibility


def restrict_article(write: Write, article: Article) -> None:
    """Restrict the claims in an article and the unnamed sources it printed."""
    _restrict(write, Claim, Claim.article_id == article.id)
    _restrict(write, Source, Source.article_id == article.id)


def restrict_source(write: Write, source: Source) -> None:
    """Restrict the claims that a source stands in, and the sources merged into it."""
    steps = select(Attribution.claim_id).where(
        (Attribution.source_id == source.id)
        | (Attribution.printed_source_id == source.id)
    )
    _restrict(write, Claim, Claim.id.in_(steps))
    # Those merged into it lead to it.
    _restrict(write, Source, Source.survivor_id == source.id)


def restrict_fact(write: Write, fact: Fact) -> None:
    """Restrict the facts merged into a fact: they lead to it."""
    _restrict(write, Fact, Fact.merged_into_id == fact.id)


def _restrict(
    write: Write, model: type[Hanging], condition: ColumnElement[bool]
) -> None:
    """Restrict the records that match, each with a line of its own in the history."""
    open_ones = select(model.id).where(
        condition,
        model.visibility != RESTRICTED,
        visible(model, write.viewer, withdrawn=True),
    )
    for record_id in write.session.scalars(open_ones.order_by(model.id)).all():
        record = fetch(
            write, model, record_id, version=None, withdrawn=True, merged=True
        )
        with revised(write, record):
            set_visibility(record, RESTRICTED)
        if isinstance(record, Source):
            restrict_source(write, record)
        elif isinstance(record, Fact):
            restrict_fact(write, record)
