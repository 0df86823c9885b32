"""The dates of articles, and of the claims that have no date of their own."""

from db.commands.claims import redate_claims
from db.commands.dating import (
    interval_of,
    refuse_later_than_tomorrow,
    refuse_published_before,
)
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Article
from db.values.dates import Interval, lies_after


def refuse_wrong_dates(write: Write, article: Article) -> None:
    """Raise ``InvalidError`` if a date of an article is impossible.

    No date is later than tomorrow, and no update precedes the publication.
    """
    published, updated = (
        interval_of(article, "published"),
        interval_of(article, "updated"),
    )
    refuse_later_than_tomorrow(write, published, "published")
    refuse_later_than_tomorrow(write, updated, "updated")
    if lies_after(published, updated):
        message = (
            "updated must not be before the article was published: send the date of "
            "the last update, or correct the date of publication."
        )
        raise InvalidError(message, "updated")


def follow_date(write: Write, article: Article, before: Interval) -> None:
    """Update the dates of the claims of an article if its date has changed.

    Raise ``InvalidError`` if a claim would have been said after its publication.
    """
    published = interval_of(article, "published")
    if published == before:
        return
    refuse_published_before(write, article.id, published)
    redate_claims(write, article.id, published)
