"""A claim with all its rows, as objects in a session."""

from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.schemas.claims import ClaimIn, SpanIn, StepIn
from db.models.analyst import LOCAL
from db.models.claim_order import order_of
from db.values.text import fold
from tests.bench.naive.entities import (
    Article,
    Change,
    Claim,
    ClaimTag,
    Revision,
    Source,
    Span,
    Step,
    Tag,
)
from tests.bench.naive.queries import find_claim

CONTEXT = 32  # code points of text kept on either side
TAKEN = {"article_id", "text", "form", "act", "language", "knowledge", "terms"}
TAKEN |= {"method", "review", "visibility"}


class Stored:
    """A claim, and the records created with it."""

    created: tuple[()] = ()

    def __init__(self, claim: Claim) -> None:
        self._claim = claim

    @property
    def matched(self) -> list[dict[str, Any]]:
        """Return the tags that were there."""
        return [
            {
                "pointer": f"/tags/{number}",
                "resource": "tag",
                "id": one.tag.id,
                "name": one.tag.name,
                "filled": [],
            }
            for number, one in enumerate(self._claim.claim_tags)
        ]

    def __getattr__(self, name: str) -> object:
        return getattr(self._claim, name)


def store(session: Session, given: ClaimIn) -> Stored:
    """Store a claim with its rows and its audit entry; read it back."""
    article = session.get_one(Article, given.article_id)
    newest = select(Revision).where(Revision.article_id == article.id)
    revision = session.scalars(newest.order_by(Revision.number.desc())).first()
    now = datetime.now(UTC)
    claim = Claim(**given.model_dump(include=TAKEN))
    claim.version, claim.created_at, claim.updated_at = 1, now, now
    claim.revision_id = revision and revision.id
    claim.dated_at = article.published_from or now
    claim.dated_basis = "published" if article.published_from else "recorded"
    claim.folded = f"{fold(given.text)}\n"
    claim.start = given.spans[0].start
    claim.content_key = _content_key(given)
    claim.steps = [_step(session, step, claim) for step in given.attribution]
    text = revision.text if revision else ""
    claim.spans = [_span(span, text) for span in given.spans]
    claim.claim_tags = [
        ClaimTag(tag=tag, **order_of(claim))
        for tag in session.scalars(select(Tag).where(Tag.name.in_(given.tags)))
    ]
    session.add(claim)
    session.flush()
    change = Change(at=now, analyst_id=LOCAL, request_id=token_hex(16))
    change.action, change.resource = "create", "claim"
    change.record_id, change.version = claim.id, 1
    change.visibility = "public"
    change.digest = change.hash = "0" * 64
    session.add(change)
    session.flush()
    session.expire(claim)
    return Stored(find_claim(session, claim.id) or claim)


def _content_key(given: ClaimIn) -> str:
    speakers = sorted(int(step.source_id or 0) for step in given.attribution)
    printed = f"{fold(given.text)}\n{speakers}\n{given.spans[0].start}"
    return sha256(printed.encode()).hexdigest()[:32]


def _step(session: Session, given: StepIn, claim: Claim) -> Step:
    source = session.get_one(Source, given.source_id)
    return Step(
        position=given.position,
        seq=1,
        source_row=source,
        printed_source_row=source,
        is_origin=True,
        **order_of(claim),
        relation=given.relation,
        as_printed=given.as_printed,
        cue=given.cue,
    )


def _span(given: SpanIn, text: str) -> Span:
    start, end = given.start or 0, given.end or 0
    return Span(
        part=given.part,
        seq=1,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        anchor="exact",
    )
