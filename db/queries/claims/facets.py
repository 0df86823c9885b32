"""Columns of the newest claims of a list, for counting."""

from sqlalchemy import case, func, select

from db.engine.prepared import prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Attribution, Claim, Fact, Source, Stance
from db.models.claim import Act, Form
from db.models.stance import StanceValue
from db.queries.claims.found import newest_ids
from db.queries.claims.lists import list_claims
from db.queries.filters import Shape
from db.queries.search import among, has_words, split_search
from db.queries.visibility import refers, visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class CountedClaimRow(Row):
    """A claim with the columns to count; ``outlet`` is null if it is hidden."""

    id: int = column(Claim.id)
    outlet: int | None = column(Claim.outlet_id)
    form: Form = column(Claim.form)
    act: Act = column(Claim.act)
    language: str | None = column(Claim.language)
    dated_at: StoredInstant = column(Claim.dated_at)


class SourceCountRow(Row):
    """A source, and the number of claims with it in their chains."""

    value: int = column(Attribution.source_id)
    claims: int = column(func.count(Attribution.claim_id.distinct()))


class StanceCountRow(Row):
    """A stance, and the number of claims with it on a fact."""

    value: StanceValue = column(Stance.stance)
    claims: int = column(func.count(Stance.claim_id.distinct()))


@prepared(CountedClaimRow)
def list_counted_claims(
    *, shape: Shape, limit: int, viewer: Viewer, withdrawn: bool
) -> AnySelect:
    """Select the newest claims that match every filter of ``shape``."""
    newest = _newest(shape, limit=limit, viewer=viewer, withdrawn=withdrawn)
    shown = case((refers(Claim.outlet_id, Source, viewer), Claim.outlet_id))
    counted = CountedClaimRow.select(outlet=shown)
    return counted.where(among(Claim.id, newest))


@prepared(SourceCountRow)
def count_sources_of_claims(
    *, shape: Shape, limit: int, viewer: Viewer, withdrawn: bool
) -> AnySelect:
    """Count the newest claims by the sources in their chains."""
    newest = _newest(shape, limit=limit, viewer=viewer, withdrawn=withdrawn)
    counted = SourceCountRow.select().where(among(Attribution.claim_id, newest))
    return counted.group_by(Attribution.source_id)


@prepared(StanceCountRow)
def count_stances_of_claims(
    *, shape: Shape, limit: int, viewer: Viewer, withdrawn: bool
) -> AnySelect:
    """Count the newest claims by their stances on facts."""
    newest = _newest(shape, limit=limit, viewer=viewer, withdrawn=withdrawn)
    counted = StanceCountRow.select().where(among(Stance.claim_id, newest))
    seen = refers(Stance.fact_id, Fact, viewer)
    return counted.where(Stance.superseded_at.is_(None), seen).group_by(Stance.stance)


def _newest(shape: Shape, *, limit: int, viewer: Viewer, withdrawn: bool) -> AnySelect:
    """Select the ids of the newest claims of a list, as the list selects them."""
    search, _ = split_search(shape)
    if has_words(search):
        seen = visible(Claim, viewer, withdrawn=withdrawn)
        return newest_ids(shape, limit, seen=seen, viewer=viewer)
    read = list_claims(shape=shape, limit=limit, viewer=viewer, withdrawn=withdrawn)
    found = read.statement.subquery("found")
    return select(found.c.id)
