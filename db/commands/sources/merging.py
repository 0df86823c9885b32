"""Merges of sources, and their reversal.

A step of a chain keeps the printed source, and counts for the survivor of its merges.
So do the subjects of a claim and, through its article, its outlet. All other references
to a merged source remain.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select, update

from db.commands.merging import (
    MERGED_INTO,
    lock_survivor,
    merged_before,
    merged_into,
    refuse_other_access,
    repoint_survivors,
)
from db.commands.outlets import repoint_outlets
from db.commands.records import fetch, revised
from db.commands.sources.identities import (
    COLUMNS,
    append,
    current_judgement,
    supersede,
)
from db.commands.sources.identity_conflicts import Pair, ordered, refuse_sameness
from db.commands.subjects import repoint_subjects
from db.engine.aliases import aliased
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Affiliation, Article, Attribution, Claim, Identity, Source
from db.models.identity import MERGE
from db.models.source import UNNAMED, kinds_like
from db.values.versions import ReadVersion

OTHER = aliased(Attribution, name="other")
UNSYNCHRONISED = {"synchronize_session": False}


def merge_source(
    write: Write, source_id: int, *, into_id: int, version: ReadVersion
) -> None:
    """Merge a source into another, which then represents both.

    Raise ``InvalidError`` if the other source cannot be a survivor, ``ConflictError``
    if a judgement, an affiliation or a chain says that the two differ.
    """
    write.lock_register()
    source = fetch(write, Source, source_id, version=version)
    survivor = lock_survivor(write, Source, source_id, into_id=into_id)
    _refuse_unlike(source, survivor)
    _refuse_affiliated(write, source_id, into_id)
    _refuse_joint_chain(write, source_id, into_id)
    _judge_same(write, ordered(source_id, into_id))
    family = _family(write, source_id)
    with revised(write, source, "merge"):
        source.merged_into_id = source.survivor_id = survivor.id
    repoint_survivors(
        write, Source, Source.survivor_id == source_id, survivor_id=into_id
    )
    _repoint_attributions(write, Attribution.source_id == source_id, into_id)
    repoint_outlets(write, Claim.outlet_id == source_id, into_id)
    repoint_subjects(write, family)


def unmerge_source(write: Write, source_id: int, *, version: ReadVersion) -> None:
    """Undo the merge of a source; earlier merges into it remain."""
    write.lock_register()
    source = fetch(write, Source, source_id, version=version, merged=True)
    pair = ordered(source_id, merged_into(source))
    merged = merged_before(write, source)
    _restore_judgement(write, pair)
    with revised(write, source, "unmerge"):
        source.merged_into_id = source.survivor_id = None
    repoint_survivors(write, Source, Source.id.in_(merged), survivor_id=source_id)
    family = [source_id, *merged]
    printed = Attribution.printed_source_id.in_(family)
    _repoint_attributions(write, printed, source_id)
    articles = select(Article.id).where(Article.outlet_id.in_(family))
    repoint_outlets(write, Claim.article_id.in_(articles), source_id)
    repoint_subjects(write, family)


def _refuse_unlike(source: Source, survivor: Source) -> None:
    if survivor.kind not in kinds_like(source.kind):
        message = (
            f"A source of kind {source.kind} cannot be merged into a {survivor.kind}."
        )
        if {source.kind, survivor.kind} & set(UNNAMED):
            message = "Judge the identity of an unnamed source instead of merging it."
        raise InvalidError(message, MERGED_INTO, code="wrong_kind")
    if source.article_id != survivor.article_id:
        message = (
            "Unnamed sources are merged only within the article that printed them."
        )
        raise InvalidError(message, MERGED_INTO)
    refuse_other_access(source, survivor)


def _refuse_affiliated(write: Write, source_id: int, into_id: int) -> None:
    """Raise ``ConflictError`` if one source is affiliated with the other."""
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
            "a source cannot be merged with its organisation."
        )
        raise ConflictError("source", found.source_id, message)


def _refuse_joint_chain(write: Write, source_id: int, into_id: int) -> None:
    """Raise ``ConflictError`` if a claim, live or withdrawn, has both in its chain."""
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


def _judge_same(write: Write, pair: Pair) -> None:
    """Judge two sources to be the same, unless that is contradicted."""
    refuse_sameness(write, pair)
    judged = current_judgement(write, pair)
    if judged and judged.judgement == "same":
        return
    if judged:
        supersede(write, judged)
    same = {"judgement": "same", "basis": MERGE, "visibility": "restricted"}
    append(write, pair, spec=same)


def _restore_judgement(write: Write, pair: Pair) -> None:
    """Replace the judgement of a merge by the judgement before it."""
    judged = current_judgement(write, pair)
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
    """Return a source and the sources merged into it."""
    merged = select(Source.id).where(Source.survivor_id == source_id)
    return [source_id, *write.session.scalars(merged.order_by(Source.id)).all()]


def _repoint_attributions(
    write: Write, steps: ColumnElement[bool], survivor_id: int
) -> None:
    """Set the source for which steps count, without new versions of claims."""
    statement = update(Attribution).where(steps).values(source_id=survivor_id)
    write.session.execute(statement, execution_options=UNSYNCHRONISED)
