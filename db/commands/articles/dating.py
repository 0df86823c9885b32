"""The dates that claims take from their article."""

from db.commands.claims import redate_claims
from db.commands.dating import (
    interval_of,
    refuse_later_than_tomorrow,
    refuse_published_before,
)
from db.engine.session import Write
from db.models import Article
from db.values.dates import Interval


def follow_date(write: Write, article: Article, before: Interval) -> None:
    """Move the dates of the claims of an article if its date has changed.

    Raise ``InvalidError`` if the new date is in the future, or if claims of the article
    would have been said after it.
    """
    published = interval_of(article, "published")
    if published == before:
        return
    refuse_later_than_tomorrow(write, published, "published")
    refuse_published_before(write, article.id, published)
    redate_claims(write, article.id, published)
