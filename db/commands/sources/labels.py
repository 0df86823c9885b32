"""Labels that tell sources of one name apart."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from db.engine.session import Write
from db.models import Source
from db.queries.visibility import visible


def distinct_labels(write: Write, sources: Sequence[Source]) -> Mapping[int, str]:
    """Return a label for each source that no other one of them has.

    Namesakes get an organisation, else a country, else an identifier, else their id.
    """
    organisations = _organisations(write, sources)
    levels: list[Mapping[int, str | None]] = [
        organisations,
        {one.id: one.country_code for one in sources},
        {
            one.id: f"{one.identifiers[0].scheme}:{one.identifiers[0].value}"
            for one in sources
            if one.identifiers
        },
        {one.id: f"#{one.id}" for one in sources},
    ]
    names = Counter(one.name for one in sources)
    labels = {one.id: one.name for one in sources if names[one.name] == 1}
    for level in levels:
        open_ones = [one for one in sources if one.id not in labels]
        told = {one.id: (one.name, level.get(one.id)) for one in open_ones}
        counted = Counter(told.values())
        for source_id, (name, mark) in told.items():
            if mark and counted[name, mark] == 1:
                labels[source_id] = f"{name} · {mark}"
    return labels


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
