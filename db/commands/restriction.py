"""Keeps a claim at least as restricted as its article and every source it names."""

from sqlalchemy import ColumnElement, select

from db.commands.records import fetch, revised
from db.models import Article, Attribution, Claim, Source
from db.queries.visibility import visible
from db.session import Write

RESTRICTED = "restricted"


def strictest(*visibilities: str) -> str:
    """Return the visibility of what hangs on records with these."""
    return RESTRICTED if RESTRICTED in visibilities else "public"


def restrict_article(write: Write, article: Article) -> None:
    """Restrict the claims in an article and the unnamed sources it printed."""
    _restrict(write, Claim, Claim.article_id == article.id)
    _restrict(write, Source, Source.article_id == article.id)


def restrict_source(write: Write, source: Source) -> None:
    """Restrict the claims that a source stands in."""
    for identifier in source.identifiers:
        identifier.visibility = source.visibility
    steps = select(Attribution.claim_id).where(
        (Attribution.source_id == source.id)
        | (Attribution.printed_source_id == source.id)
    )
    _restrict(write, Claim, Claim.id.in_(steps))


def _restrict(
    write: Write, model: type[Claim | Source], condition: ColumnElement[bool]
) -> None:
    """Restrict the records that match, each with a line of its own in the history."""
    open_ones = select(model.id).where(
        condition,
        model.visibility != RESTRICTED,
        visible(model, write.viewer, withdrawn=True),
    )
    for record_id in write.session.scalars(open_ones.order_by(model.id)).all():
        record = fetch(write, model, record_id, version=None, withdrawn=True)
        with revised(write, record):
            record.visibility = RESTRICTED
            if isinstance(record, Source):
                restrict_source(write, record)
