"""Who and what a claim is about: sources that are found or made."""

from collections.abc import Sequence

from db.commands.sources.registering import Spec, resolve_source
from db.commands.visibility.access import Access
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Claim, ClaimSubject
from db.queries.filters import batch_size, ids
from db.queries.source_matches import LockedSourceRow, find_sources


def resolve_subjects(
    write: Write, given: Sequence[Spec], *, article_id: int, within: Access
) -> list[ClaimSubject]:
    """Return the subjects of a claim; what is made is as seen as ``within``.

    Each of ``given`` has ``source_id``, or ``source`` with the source itself. One that
    was described may be merged: it counts for the survivor.
    """
    printed = []
    for number, one in enumerate(given):
        at = ("subjects", number)
        printed.append(
            resolve_source(
                write,
                one,
                "source",
                article_id=article_id,
                within=within,
                at=at,
            )
        )
    return _rows(_load(write, printed, article_id=article_id))


def keep_printed(claim: Claim, subjects: Sequence[ClaimSubject]) -> None:
    """Let a subject that stays keep its printed source, which may be merged since."""
    printed = {one.source_id: one.printed_source_id for one in claim.subjects}
    for subject in subjects:
        kept = printed.get(subject.source_id, subject.printed_source_id)
        subject.printed_source_id = kept


def _load(
    write: Write, printed: Sequence[int], *, article_id: int
) -> list[LockedSourceRow]:
    """Return the sources, locked; raise ``InvalidError`` for one of another article."""
    if not printed:
        return []
    find = find_sources(count=batch_size(len(printed)), viewer=write.viewer)
    known = {row.id: row for row in write.rows(find, **ids("source", printed))}
    rows = [known[source_id] for source_id in printed]
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
            message = "A source stands once among the subjects."
            raise InvalidError(message, "subjects", number)
        rows[counted] = ClaimSubject(printed_source_id=source.id, source_id=counted)
    return list(rows.values())
