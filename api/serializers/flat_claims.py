"""Claims as rows of plain values."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import orjson

from api.schemas.claims import FlatClaim
from api.serializers.shape import serializer
from api.serializers.values import Json
from db.engine.rows import StoredInstant
from db.models.source import UNNAMED
from db.queries.claims import ClaimRow, StepRow, TagOfClaimRow
from db.queries.stances import StanceRow
from db.reads.claims import ClaimDetail, ClaimPage
from db.values.types import json_instant, to_datetime

BY_NAME = {*UNNAMED, "person"}
BETWEEN, ARROW, JOINT = "; ", " ← ", " and "
LENGTHS = {"year": 4, "month": 7, "day": 10}
INSTANTS = {"hour", "minute", "second"}
DATE_PARTS = ("from", "to", "precision")
CHAINED = (
    *("speaker", "speaker_kind", "speaker_id"),
    *("origin", "origin_kind", "origin_id"),
    *("chain", "tags", "stances"),
)


def flat_claim(claim: ClaimDetail) -> Json:
    """Return a single claim as one row of plain values."""
    return _flat(claim.row, claim.steps, tags=claim.tags, stances=claim.stances)


def flat_rows(found: ClaimPage) -> list[Json]:
    """Return the claims of a page, which has all columns and parts, as plain rows."""
    parts = found.parts
    return [
        _flat(
            row,
            parts.chains.get(row.id, ()),
            tags=parts.tags.get(row.id, ()),
            stances=parts.stances.get(row.id, ()),
        )
        for row in found.page.rows
        if isinstance(row, ClaimRow)
    ]


def _flat(
    row: ClaimRow,
    steps: Sequence[StepRow],
    *,
    tags: Iterable[TagOfClaimRow],
    stances: Iterable[StanceRow],
) -> Json:
    return _row(
        row,
        **_ends("speaker", [step for step in steps if step.position == 1]),
        **_ends("origin", [step for step in steps if step.is_origin]),
        chain=_chain(row, steps),
        tags=_joined(tag.name for tag in tags),
        stances=_joined(f"{one.slug}: {one.stance}" for one in stances),
    )


def _ends(name: str, steps: Sequence[StepRow]) -> Json:
    """Return names, kinds and the first id of the sources at one end of a chain."""
    return {
        name: _joined(step.name for step in steps),
        f"{name}_kind": _joined(step.kind for step in steps),
        f"{name}_id": steps[0].source_id if steps else None,
    }


def _joined(values: Iterable[str]) -> str | None:
    return BETWEEN.join(values) or None


def _chain(row: ClaimRow, steps: Sequence[StepRow]) -> str | None:
    """Return the chain with its outlet: “CNN ← senior US defense official ← NATO”."""
    positions: dict[int, list[StepRow]] = {}
    for step in steps:
        positions.setdefault(step.position, []).append(step)
    links = [JOINT.join(map(_printed, joint)) for joint in positions.values()]
    outlet = row.article_outlet_name
    if outlet and not _speaks_itself(row.article_outlet_id, positions.get(1, ())):
        links.insert(0, outlet)
    return ARROW.join(links) or None


def _speaks_itself(outlet_id: int | None, speakers: Sequence[StepRow]) -> bool:
    """Return whether an outlet, possibly merged, is the only speaker of a chain."""
    named = [{step.source_id, step.printed_source_id} for step in speakers]
    return len(named) == 1 and outlet_id in named[0]


def _printed(step: StepRow) -> str:
    """Return the name in a step: “the Pentagon” as printed, but never “he”."""
    by_name = step.printed_kind in BY_NAME or not step.as_printed
    return step.printed_name if by_name else str(step.as_printed)


def _hedges(row: ClaimRow) -> str | None:
    hedges = orjson.loads(row.hedges) if isinstance(row.hedges, str) else row.hedges
    return BETWEEN.join(hedges) if hedges else None


def _written(
    start: StoredInstant | None, end: StoredInstant | None, precision: str | None
) -> str | None:
    """Return a fuzzy date as text (ISO 8601, extended format for its ends)."""
    if start is None and end is None:
        return None
    first, last = _instant(start), _instant(end)
    if start is None or precision is None:
        return f"{first}/{last}"
    return _to_precision(first, precision)


def _to_precision(first: str, precision: str) -> str:
    """Return the known part of an instant."""
    if precision == "quarter":
        return f"{first[:4]}-Q{(int(first[5:7]) + 2) // 3}"
    return first if precision in INSTANTS else first[: LENGTHS[precision]]


def _instant(stored: StoredInstant | None) -> str:
    if stored is None:
        return ".."
    return f"{to_datetime(stored).isoformat().removesuffix('+00:00')}Z"


def _date(name: str) -> Any:  # noqa: ANN401 - a function of a row
    def date(row: ClaimRow) -> str | None:
        return _written(*(getattr(row, f"{name}_{part}") for part in DATE_PARTS))

    return date


_row = serializer(
    FlatClaim,
    ClaimRow,
    parts=CHAINED,
    outlet=attrgetter("article_outlet_name"),
    outlet_id=attrgetter("article_outlet_id"),
    url=attrgetter("article_url"),
    published_from=lambda row: json_instant(row.article_published_from),
    published_to=lambda row: json_instant(row.article_published_to),
    published_precision=attrgetter("article_published_precision"),
    hedges=_hedges,
    published=_date("article_published"),
    said=_date("said"),
    about=_date("about"),
)
