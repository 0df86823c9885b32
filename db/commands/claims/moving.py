"""Moves claims to another article if they were recorded in the wrong one."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from db.commands.claims.context import ArticleContext
from db.commands.claims.reanchoring.later_texts import anchored_values, later_text
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Article, Claim, Source, Span
from db.queries.visibility import visible

PLACE = ("start", "end", "exact", "prefix", "suffix")


def refuse_missing_article(write: Write, article_id: int) -> None:
    """Raise ``InvalidError`` if a claim cannot be moved to an article."""
    seen = visible(Article, write.viewer)
    found = write.session.execute(
        select(Article.survivor_id).where(Article.id == article_id, seen)
    ).one_or_none()
    if found is None:
        raise InvalidError.not_found("article", "article_id")
    if found.survivor_id:
        raise InvalidError.merged("article", found.survivor_id, "article_id")


def refuse_bound_sources(
    write: Write, printed: Sequence[int], article_id: int, *, at: str
) -> None:
    """Raise ``InvalidError`` if one of the sources is unnamed in another article.

    ``at`` is the part of the claim that refers to them.
    """
    bound = select(Source.id, Source.article_id).where(
        Source.id.in_(printed),
        Source.article_id.is_not(None),
        Source.article_id != article_id,
    )
    found = write.session.execute(bound.order_by(Source.id)).first()
    if found is not None:
        message = (
            f"Source {found.id} is unnamed and belongs to article {found.article_id}: "
            f"send the {at} of the claim in the other article."
        )
        raise InvalidError(message, at, code="other_article")


def carried_spans(
    write: Write, claim: Claim, article: ArticleContext
) -> Iterator[Span]:
    """Yield the spans of a claim, anchored in the text of another article.

    Spans whose words are missing there are orphaned.
    """
    later = later_text(write, article)
    for span in claim.spans:
        found = later.find(span, claim.revision_id) if later else None
        if later is None or found is None:
            values = {name: getattr(span, name) for name in PLACE}
            values["anchor"] = "orphaned"
        else:
            values = anchored_values(later.text, found)
        yield Span(part=span.part, position=span.position, seq=span.seq, **values)
