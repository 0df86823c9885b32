"""Captured texts of articles."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from db.commands.articles.columns import derive
from db.commands.articles.dating import follow_date, refuse_wrong_dates
from db.commands.articles.same_texts import store_new_signature
from db.commands.claims import reanchor_claims
from db.commands.dating import interval_of, refuse_future
from db.commands.records import fetch, revised, set_values
from db.derived.anchoring.sent_text import SentText
from db.derived.near_texts import Signature, signature
from db.engine.session import Write
from db.errors import NotFoundError
from db.models import Article, Revision

LONG = 10_000  # characters of a text that takes milliseconds to sign


@dataclass(frozen=True)
class RevisionSpec:
    """A captured text as sent; it is stored in NFC with LF line ends."""

    text: str
    captured_at: datetime | None = None
    archive_url: str | None = None

    @cached_property
    def sent(self) -> SentText:
        """Return the sent text, with its stored form."""
        return SentText(self.text)

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the stored text."""
        return sha256(self.sent.stored.encode()).hexdigest()

    @cached_property
    def signature(self) -> Signature | None:
        """Return the signature of the stored text, if it is long enough."""
        return signature(self.sent.stored)

    @property
    def is_long(self) -> bool:
        """Return whether preparing the text takes milliseconds."""
        return len(self.text) > LONG

    def prepare(self) -> None:
        """Compute what depends on the text alone, before the write blocks others."""
        _ = self.sha256, self.signature


class Added(NamedTuple):
    """The newest revision of an article, and whether its text is new."""

    revision: Revision
    is_new: bool


def add_revision(
    write: Write,
    article_id: int,
    spec: RevisionSpec,
    *,
    columns: Mapping[str, Any] | None = None,
    new: bool = False,
) -> Added:
    """Make a text the newest of an article, and anchor all its claims in it.

    ``columns`` (title, byline, dates) of the article are set with it. If the newest
    text is the same, only these columns and the given data of its capture change. Raise
    ``ConflictError`` if another article of its outlet has nearly the same text, unless
    ``new`` says that this article is different.
    """
    article = fetch(write, Article, article_id, version=None)
    made = make_revision(write, spec)
    newest = next(reversed(article.revisions), None)
    values = _differing(article, columns or {})
    if newest and newest.text_sha256 == made.text_sha256:
        _complete(write, article, spec, values=values)
        return Added(article.revisions[-1], False)
    with _changed(write, article, values):
        made.number = newest.number + 1 if newest else 1
        article.revisions.append(made)
    store_new_signature(write, article, spec.signature, new=new)
    reanchor_claims(write, article_id)
    return Added(article.revisions[-1], True)


def _complete(
    write: Write,
    article: Article,
    spec: RevisionSpec,
    *,
    values: Mapping[str, Any],
) -> None:
    """Update the data of the capture of the newest text, if they differ."""
    newest = article.revisions[-1]
    captured = _differing(newest, _captured(spec))
    if values or captured:
        with _changed(write, article, values):
            set_values(newest, captured)


@contextmanager
def _changed(
    write: Write, article: Article, values: Mapping[str, Any]
) -> Iterator[None]:
    """Set columns of an article with its text; its claims follow its date."""
    published = interval_of(article, "published")
    with revised(write, article):
        yield
        set_values(article, values)
        refuse_wrong_dates(write, article)
        derive(article)
    follow_date(write, article, published)


def reanchor_article(write: Write, article_id: int) -> int | None:
    """Anchor the claims of an article in its newest text; return how many changed.

    Return ``None`` if the article does not exist.
    """
    try:
        fetch(write, Article, article_id, version=None)
    except NotFoundError:
        return None
    return reanchor_claims(write, article_id)


def make_revision(write: Write, spec: RevisionSpec) -> Revision:
    """Return the first revision of a text, in stored form."""
    text = spec.sent.stored
    if spec.captured_at:
        refuse_future(write, spec.captured_at, "captured_at")
    return Revision(
        number=1,
        captured_at=spec.captured_at or write.now,
        text=text,
        text_sha256=spec.sha256,
        text_length=len(text),
        archive_url=spec.archive_url,
    )


def _captured(spec: RevisionSpec) -> dict[str, Any]:
    """Return the given columns of a capture: its time and address."""
    captured = {"captured_at": spec.captured_at, "archive_url": spec.archive_url}
    return {name: value for name, value in captured.items() if value is not None}


def _differing(record: Article | Revision, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ``values`` that differ from the record."""
    return {
        name: value for name, value in values.items() if getattr(record, name) != value
    }
