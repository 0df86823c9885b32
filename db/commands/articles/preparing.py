"""Prepares an article before its write transaction, which blocks other writes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.commands.articles.revisions import RevisionSpec
from db.commands.claims import ClaimSpec, Selector, anchor_all
from db.commands.sources import Spec
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.models import Span
from db.search.records import article_words


@dataclass(frozen=True)
class NewText:
    """A text that is not stored yet."""

    text: SearchableText
    sent: SentText


def prepare(
    revision: RevisionSpec, claims: Sequence[ClaimSpec], article: Spec
) -> tuple[RevisionSpec, list[ClaimSpec]]:
    """Return a text in stored form with its signature, and its claims with offsets.

    Raise ``InvalidError`` for all words that are not in the text, as recording does.
    """
    new = NewText(SearchableText(revision.sent.stored), revision.sent)
    anchored = anchor_all([(new, claim) for claim in claims])
    stored = replace(revision, text=revision.sent.stored)
    prepare_revision(stored, article)
    pairs = zip(claims, anchored, strict=True)
    return stored, [
        replace(claim, spans=[_selector(span) for span in spans]).prepare()
        for claim, spans in pairs
    ]


def prepare_revision(revision: RevisionSpec, article: Spec) -> None:
    """Compute what depends on the text that becomes the newest of an article.

    The words by which the article will be found are remembered until it is stored.
    """
    revision.prepare()
    title, language = article.get("title"), article.get("language")
    article_words(title, revision.sent.stored, language)


def _selector(span: Span) -> Selector:
    return Selector(span.part, span.position, span.start, span.end)
