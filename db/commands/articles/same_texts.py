"""Near-duplicate texts: the same article in one outlet, reprints in several."""

from sqlalchemy import delete

from db.commands.outlets import lock_outlet
from db.commands.records import fetch
from db.derived.near_texts import Signature, nearest, signature
from db.engine.session import Write, insert_rows
from db.errors import ConflictError
from db.models import Article, ArticleBand
from db.queries.filters import named
from db.queries.same_texts import (
    list_alike,
    list_same_text,
    list_unsampled,
)

NOT_STORED = 0
SOME = 200  # articles per transaction


def signature_of(article: Article) -> Signature | None:
    """Return the signature of the newest text of an article, if it is long enough."""
    text = article.revisions[-1].text if article.revisions else None
    return signature(text or "")


def refuse_recorded_text(
    write: Write, article: Article, sampled: Signature | None
) -> None:
    """Raise ``ConflictError`` if the outlet has published the text in another article.

    Until the transaction ends, no other transaction can record a text of this outlet.
    """
    if not article.revisions:
        return
    outlet_id = lock_outlet(write, article.outlet_id)
    if outlet_id is None:
        return
    write.lock_texts(outlet_id)
    of_outlet = {"article": article.id or NOT_STORED, "outlet": outlet_id}
    near = _near(write, sampled, of_outlet) if sampled else []
    same = write.rows(
        list_same_text(count=len(near), viewer=write.viewer, of_outlet=True),
        sha256=article.revisions[-1].text_sha256,
        **named({"near": near}),
        **of_outlet,
    )
    if same:
        raise _recorded(same[0].article_id, len(same))


def _recorded(article_id: int, count: int) -> ConflictError:
    """Return the error for a text that other articles of its outlet have."""
    message = (
        f"Article {article_id} of the same outlet has the same text, or nearly the "
        'same: send "new": true if this is a different article.'
    )
    return ConflictError("article", article_id, message, count=count)


def store_new_signature(
    write: Write, article: Article, sampled: Signature | None, *, new: bool
) -> None:
    """Store the signature of the new text of an article.

    Raise ``ConflictError`` if its outlet has published that text in another article,
    unless ``new`` says that this article is different.
    """
    if not new:
        refuse_recorded_text(write, article, sampled)
    store_signature(write, article.id, sampled)


def sample_text(write: Write, article: Article) -> bool:
    """Store the signature of the newest text of a live article.

    Return whether it has one.
    """
    sampled = signature_of(article)
    store_signature(write, article.id, sampled)
    return sampled is not None


def store_signature(write: Write, article_id: int, sampled: Signature | None) -> None:
    """Replace the stored signature of an article."""
    forget_text(write, article_id)
    add_signature(write, article_id, sampled)


def add_signature(write: Write, article_id: int, sampled: Signature | None) -> None:
    """Store the signature of an article that has none."""
    rows = signature_rows(article_id, sampled)
    insert_rows(write.connection, [(ArticleBand, rows)])


def signature_rows(article_id: int, sampled: Signature | None) -> list[dict[str, int]]:
    """Return the rows of the signature of an article, one for each band."""
    return [
        {"article_id": article_id, "band": band, "hash": hashed}
        for band, hashed in enumerate(sampled or ())
    ]


def sample_texts(write: Write, *, after: int) -> tuple[int | None, int]:
    """Store signatures of the next live articles without one after ``after``.

    Return the last of these articles, if any, and how many got a signature.
    """
    rows = write.rows(list_unsampled(limit=SOME, viewer=write.viewer), article=after)
    articles = [fetch(write, Article, row.id, version=None) for row in rows]
    count = sum(sample_text(write, article) for article in articles)
    return (articles[-1].id if articles else None), count


def forget_text(write: Write, article_id: int) -> None:
    """Remove the signature of an article."""
    of_article = ArticleBand.article_id == article_id
    write.session.execute(
        delete(ArticleBand).where(of_article),
        execution_options={"synchronize_session": False},
    )


def _near(write: Write, sampled: Signature, of_outlet: dict[str, int]) -> list[int]:
    alike = write.rows(
        list_alike(viewer=write.viewer, of_outlet=True),
        **named({"hash": sampled}),
        **of_outlet,
    )
    return nearest(sampled, alike)
