"""The subjects of a claim: sources, matched or created."""

from collections.abc import Sequence

from db.commands.known_records import KnownRecords
from db.commands.sources.registering import Spec, check_usable, resolve_source
from db.commands.visibility.access import Access
from db.errors import InvalidError, RequestPath
from db.models import Claim, ClaimSubject
from db.models.unmapped import unmapped
from db.queries.source_matches import LockedSourceRow

NEW_SUBJECT = unmapped(ClaimSubject)


def resolve_subjects(
    known: KnownRecords, given: Sequence[Spec], *, article_id: int, within: Access
) -> list[ClaimSubject]:
    """Return the subjects of a claim; new sources get at least the access ``within``.

    They are not mapped objects. Each of ``given`` has ``source_id``, or a description
    ``source``. A described source may be merged: it counts for the survivor.
    """
    if not given:
        return []
    printed = [
        resolve_source(
            known.write,
            one,
            "source",
            article_id=article_id,
            within=within,
            at=("subjects", number),
            known=known,
        )
        if one.get("source")
        else _usable(known, one["source_id"], ("subjects", number, "source_id"))
        for number, one in enumerate(given)
    ]
    return _rows(_load(known, printed, article_id=article_id))


def _usable(known: KnownRecords, source_id: int, at: RequestPath) -> int:
    """Return the id of a source given by id; raise if it cannot be used."""
    found = known.sources([source_id])
    if not found:
        raise InvalidError.not_found("source", *at)
    check_usable(found[source_id], (), at)
    return source_id


def keep_printed(claim: Claim, subjects: Sequence[ClaimSubject]) -> None:
    """Keep the printed source of each unchanged subject, even a merged one."""
    printed = {one.source_id: one.printed_source_id for one in claim.subjects}
    for subject in subjects:
        kept = printed.get(subject.source_id, subject.printed_source_id)
        subject.printed_source_id = kept


def _load(
    known: KnownRecords, printed: Sequence[int], *, article_id: int
) -> list[LockedSourceRow]:
    """Lock and return the sources; raise ``InvalidError`` for another article's."""
    found = known.sources(printed)
    rows = [found[source_id] for source_id in printed]
    _check_articles(rows, article_id)
    return rows


def _check_articles(sources: Sequence[LockedSourceRow], article_id: int) -> None:
    for number, source in enumerate(sources):
        if source.article_id not in {None, article_id}:
            message = "This unnamed source belongs to another article."
            raise InvalidError(message, "subjects", number)


def _rows(sources: Sequence[LockedSourceRow]) -> list[ClaimSubject]:
    rows = dict[int, ClaimSubject]()
    for number, source in enumerate(sources):
        counted = source.survivor_id or source.id
        if counted in rows:
            message = "A source occurs only once among the subjects."
            raise InvalidError(message, "subjects", number)
        rows[counted] = NEW_SUBJECT(printed_source_id=source.id, source_id=counted)
    return list(rows.values())
