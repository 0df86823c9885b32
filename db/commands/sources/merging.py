"""Sources that turn out to be one, and those that turn out to be two after all.

A step of a chain keeps the source that was printed, and counts for another: the one
that is left after merges; so does a claim with the outlet of its article. All else that
names a merged source still does.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import aliased

from db.commands.records import fetch, revised
from db.commands.sources.identities import COLUMNS, append, standing, supersede
from db.commands.sources.identity_conflicts import Pair, ordered, refuse_sameness
from db.commands.visibility.access import access_of
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Affiliation, Article, Attribution, Claim, Identity, Source
from db.models.identity import MERGE
from db.models.source import UNNAMED, kinds_like
from db.queries.visibility import visible
from db.values.versions import ReadVersion

AT = "merged_into_id"
OTHER = aliased(Attribution, name="other")
UNSYNCHRONISED = {"synchronize_session": False}


def merge_source(
    write: Write, source_id: int, *, into_id: int, version: ReadVersion
) -> None:
    """Let a source live on in another, which from then on answers for both.

    Raise ``InvalidError`` if the other one is none to merge into, ``ConflictError`` if
    something says that the two are not one.
    """
    write.hold_register()
    source = fetch(write, Source, source_id, version=version)
    survivor = _survivor(write, source, into_id)
    _refuse_affiliated(write, source_id, into_id)
    _refuse_joint_chain(write, source_id, into_id)
    _hold_same(write, ordered(source_id, into_id))
    with revised(write, source, "merge"):
        source.merged_into_id = source.survivor_id = survivor.id
    _lead(write, Source.survivor_id == source_id, into_id)
    _count_for(write, Attribution.source_id == source_id, into_id)
    _print_for(write, Claim.outlet_id == source_id, into_id)


def unmerge_source(write: Write, source_id: int, *, version: ReadVersion) -> None:
    """Let a merged source stand by itself again, with all that was merged into it."""
    write.hold_register()
    source = fetch(write, Source, source_id, version=version, merged=True)
    into_id, survivor_id = source.merged_into_id, source.survivor_id
    if into_id is None or survivor_id is None:
        message = "This source is not merged into another."
        raise ConflictError("source", source_id, message)
    below = _below(write, source_id, survivor_id)
    _release_same(write, ordered(source_id, into_id))
    with revised(write, source, "unmerge"):
        source.merged_into_id = source.survivor_id = None
    _lead(write, Source.id.in_(below), source_id)
    whole = [source_id, *below]
    _count_for(write, Attribution.printed_source_id.in_(whole), source_id)
    articles = select(Article.id).where(Article.outlet_id.in_(whole))
    _print_for(write, Claim.article_id.in_(articles), source_id)


def _survivor(write: Write, source: Source, into_id: int) -> Source:
    """Return and lock the source that another can be merged into."""
    if into_id == source.id:
        message = "A source is not merged into itself."
        raise InvalidError(message, AT)
    found = write.session.scalar(
        select(Source)
        .where(Source.id == into_id, visible(Source, write.viewer))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        message = "No such source."
        raise InvalidError(message, AT, code="not_found")
    if found.merged_into_id:
        message = f"This source is now {found.merged_into_id}."
        raise InvalidError(message, AT, code="merged")
    _refuse_unlike(source, found)
    return found


def _refuse_unlike(source: Source, survivor: Source) -> None:
    if survivor.kind not in kinds_like(source.kind):
        message = f"One of kind {source.kind} is not merged into a {survivor.kind}."
        if {source.kind, survivor.kind} & set(UNNAMED):
            message = "Who an unnamed source is, is judged under its identities."
        raise InvalidError(message, AT, code="wrong_kind")
    if source.article_id != survivor.article_id:
        message = (
            "Unnamed sources are merged only within the article that printed them."
        )
        raise InvalidError(message, AT)
    if access_of(source) != access_of(survivor):
        message = "One of the two is restricted for longer: make both so, or neither."
        raise ConflictError("source", survivor.id, message)


def _refuse_affiliated(write: Write, source_id: int, into_id: int) -> None:
    """Raise ``ConflictError`` if one of the two belongs to the other."""
    one, other = (_family(write, each) for each in (source_id, into_id))
    ends = Affiliation.source_id, Affiliation.organisation_id
    either = (
        ends[0].in_(here) & ends[1].in_(there)
        for here, there in ((one, other), (other, one))
    )
    tied = select(*ends).where(or_(*either)).order_by(Affiliation.id).limit(1)
    found = write.session.execute(tied).one_or_none()
    if found is not None:
        message = (
            f"Source {found.source_id} is affiliated with {found.organisation_id}: "
            "a source is not merged with whom it belongs to."
        )
        raise ConflictError("source", found.source_id, message)


def _refuse_joint_chain(write: Write, source_id: int, into_id: int) -> None:
    """Raise ``ConflictError`` if a claim, live or withdrawn, came through both."""
    joint = (
        select(func.count(), func.min(Attribution.claim_id))
        .join(OTHER, OTHER.claim_id == Attribution.claim_id)
        .where(Attribution.source_id == source_id, OTHER.source_id == into_id)
    )
    count, example = write.session.execute(joint).one()
    if count:
        many = "claim has" if count == 1 else "claims have"
        message = f"{count} {many} both of these sources in one chain."
        raise ConflictError("claim", example, message, count=count)


def _hold_same(write: Write, pair: Pair) -> None:
    """Let it stand that two sources are one, unless that is contradicted."""
    refuse_sameness(write, pair)
    judged = standing(write, pair)
    if judged and judged.judgement == "same":
        return
    if judged:
        supersede(write, judged)
    same = {"judgement": "same", "basis": MERGE, "visibility": "restricted"}
    append(write, pair, spec=same)


def _release_same(write: Write, pair: Pair) -> None:
    """Take back what the merge of a pair judged, for what was judged before."""
    judged = standing(write, pair)
    if judged is None or judged.basis != MERGE:
        return
    former = write.session.scalar(
        select(Identity).where(
            Identity.source_a_id == judged.source_a_id,
            Identity.source_b_id == judged.source_b_id,
            Identity.superseded_at == judged.created_at,
        )
    )
    supersede(write, judged)
    if former:
        append(write, pair, spec={name: getattr(former, name) for name in COLUMNS})


def _family(write: Write, source_id: int) -> Sequence[int]:
    """Return a source and those merged into it."""
    merged = select(Source.id).where(Source.survivor_id == source_id)
    return [source_id, *write.session.scalars(merged.order_by(Source.id)).all()]


def _below(write: Write, source_id: int, survivor_id: int) -> Sequence[int]:
    """Return what was merged into a source before that was merged itself."""
    merged = select(Source.id, Source.merged_into_id)
    merged = merged.where(Source.survivor_id == survivor_id)
    into = {row.id: row.merged_into_id for row in write.session.execute(merged).all()}
    below = [source_id]
    for above in below:  # which grows on the way
        below += sorted(one for one, into_id in into.items() if into_id == above)
    return below[1:]


def _lead(write: Write, merged: ColumnElement[bool], survivor_id: int) -> None:
    """Let merged sources know what is left of them."""
    led = update(Source).where(merged).values(survivor_id=survivor_id)
    write.session.execute(led, execution_options=UNSYNCHRONISED)


def _count_for(write: Write, steps: ColumnElement[bool], survivor_id: int) -> None:
    """Let steps count for a source; no claim changes with it."""
    counted = update(Attribution).where(steps).values(source_id=survivor_id)
    write.session.execute(counted, execution_options=UNSYNCHRONISED)


def _print_for(write: Write, claims: ColumnElement[bool], survivor_id: int) -> None:
    """Let claims count as printed by an outlet."""
    printed = update(Claim).where(claims).values(outlet_id=survivor_id)
    write.session.execute(printed, execution_options=UNSYNCHRONISED)
