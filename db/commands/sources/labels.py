"""Labels that tell sources of one name apart."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from db.engine.session import Write
from db.models import Source
from db.queries.visibility import visible

Marks = Mapping[int, str | None]  # by the id of the source


def distinct_labels(write: Write, sources: Sequence[Source]) -> Mapping[int, str]:
    """Return a label for each source that no other one of them has.

    Namesakes get an organisation, else a country, else an identifier, else their id.
    """
    names = Counter(one.name for one in sources)
    labels = {one.id: one.name for one in sources if names[one.name] == 1}
    for marks in _marks(write, sources):
        labels |= _told_apart([one for one in sources if one.id not in labels], marks)
    return labels


def _marks(write: Write, sources: Sequence[Source]) -> Iterator[Marks]:
    """Yield what namesakes are told apart by, the most telling first."""
    yield _organisations(write, sources)
    yield {one.id: one.country_code for one in sources}
    yield {
        one.id: f"{one.identifiers[0].scheme}:{one.identifiers[0].value}"
        for one in sources
        if one.identifiers
    }
    yield {one.id: f"#{one.id}" for one in sources}


def _told_apart(sources: Sequence[Source], marks: Marks) -> dict[int, str]:
    """Return labels for the sources whose mark no namesake has."""
    marked = {one.id: (one.name, marks.get(one.id)) for one in sources}
    times = Counter(marked.values())
    return {
        source_id: f"{name} · {mark}"
        for source_id, (name, mark) in marked.items()
        if mark and times[name, mark] == 1
    }


def _organisations(write: Write, sources: Sequence[Source]) -> dict[int, str | None]:
    """Return the name of the first visible organisation of each source."""
    first = {
        one.id: one.affiliations[0].organisation_id
        for one in sources
        if one.affiliations
    }
    seen = select(Source.id, Source.name).where(
        Source.id.in_(first.values()), visible(Source, write.viewer, withdrawn=True)
    )
    names = {row.id: row.name for row in write.session.execute(seen)} if first else {}
    return {
        source_id: names.get(organisation) for source_id, organisation in first.items()
    }
