"""Ratings of the reliability of sources by topic: superseded, never edited."""

from db.commands.judgements import judged_by
from db.commands.records import fetch, revised
from db.commands.sources.registering import Spec
from db.engine.session import Write
from db.errors import ConflictError, NotFoundError
from db.models import Rating, Source
from db.values.versions import ReadVersion

DEFAULTS = {"topic": ""}


def rate_source(write: Write, source_id: int, spec: Spec) -> tuple[Source, Rating]:
    """Rate a source; raise ``ConflictError`` if the topic already has a rating."""
    source = fetch(write, Source, source_id, version=None)
    rating = Rating(**DEFAULTS | dict(spec), **judged_by(write))
    _refuse_twin(source, rating)
    with revised(write, source):
        source.ratings.append(rating)
    return source, rating


def rerate_source(
    write: Write, source_id: int, rating_id: int, *, version: ReadVersion, values: Spec
) -> tuple[Source, Rating]:
    """Replace a rating in the given columns; ``version`` is that of the source."""
    source = fetch(write, Source, source_id, version=version)
    former = _standing(source, rating_id)
    same = {"reliability": former.reliability, "topic": former.topic}
    rating = Rating(**same | dict(values), **judged_by(write))
    _refuse_twin(source, rating, former=former)
    with revised(write, source, "supersede"):
        former.superseded_at = write.now
        write.session.flush()  # before its successor is inserted
        source.ratings.append(rating)
    return source, rating


def unrate_source(
    write: Write, source_id: int, rating_id: int, *, version: ReadVersion
) -> None:
    """Withdraw a rating of a source."""
    source = fetch(write, Source, source_id, version=version)
    former = _standing(source, rating_id)
    with revised(write, source, "supersede"):
        former.superseded_at = write.now


def _standing(source: Source, rating_id: int) -> Rating:
    for rating in source.ratings:
        if rating.id == rating_id:
            return rating
    resource = "rating"
    raise NotFoundError(resource, rating_id)


def _refuse_twin(
    source: Source, rating: Rating, *, former: Rating | None = None
) -> None:
    """Raise ``ConflictError`` if another rating of the topic is current.

    The source is locked: until the transaction ends its ratings are those loaded.
    """
    for standing in source.ratings:
        if standing is not former and standing.topic == rating.topic:
            message = "This source is rated on that topic; change that rating."
            raise ConflictError("rating", standing.id, message)
