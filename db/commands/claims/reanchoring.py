"""Claims anchored anew in a later text of their article."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.commands.changes import log_change
from db.commands.claims.computed_columns import content_key_of, copy_order, place
from db.commands.claims.context import ArticleContext
from db.commands.claims.spans import not_found, quoted
from db.derived.anchoring.alignment import Alignment, Expected
from db.derived.anchoring.reanchoring import Anchored, reanchor
from db.derived.anchoring.searchable import SearchableText
from db.engine.session import Write
from db.errors import InvalidError, raise_all
from db.models import Claim, Span
from db.queries.revisions import newest_text, revision_text
from db.queries.snapshots import children_of, snapshot_of
from db.values.viewer import LOCAL_VIEWER

LOST = {"anchor": "orphaned"}
Values = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What becomes of a claim: its revision, and the values of each of its spans."""

    claim: Claim
    revision_id: int | None
    spans: Sequence[Values]

    @property
    def changes(self) -> bool:
        """Return whether anything of the claim becomes different."""
        return self.revision_id != self.claim.revision_id or any(
            getattr(span, name) != value
            for span, values in zip(self.claim.spans, self.spans, strict=True)
            for name, value in values.items()
        )


class LaterText:
    """A text of an article, in which spans of its earlier texts are looked for."""

    def __init__(
        self, write: Write, article_id: int, revision_id: int, *, text: SearchableText
    ) -> None:
        self.revision_id = revision_id
        self.text = text
        self._write, self._article_id = write, article_id
        self._expected: dict[int | None, Callable[[int, int], Expected]] = {}

    def find(self, span: Span, revision_id: int | None) -> Anchored | None:
        """Return where the words of a span stand that was anchored in a revision."""
        if revision_id not in self._expected:
            self._expected[revision_id] = self._follow(revision_id)
        return reanchor(
            self.text,
            span.exact,
            prefix=span.prefix,
            suffix=span.suffix,
            expected=self._expected[revision_id](span.start, span.end),
        )

    def _follow(self, revision_id: int | None) -> Callable[[int, int], Expected]:
        """Return what tells where a place of a revision would be in this text."""
        found = self._write.rows(
            revision_text(viewer=LOCAL_VIEWER),
            article=self._article_id,
            revision=revision_id,
        )
        if not found or found[0].text is None:
            return _unknown
        return Alignment(found[0].text, self.text.text).expected


def _unknown(start: int, _: int) -> Expected:
    return Expected(start)


def reanchor_claims(write: Write, article_id: int) -> int:
    """Anchor the claims of an article in its newest text; return how many changed.

    A claim then points to that text if all words of its content stand there; else it
    stays where they stood, and the spans that lost theirs are orphaned. For any writer,
    all claims are anchored. The article is locked.
    """
    found = write.rows(newest_text(viewer=LOCAL_VIEWER), article=article_id)
    if not found or found[0].text is None:
        return 0
    text = SearchableText(found[0].text)
    newest = LaterText(write, article_id, found[0].id, text=text)
    claims = [one for one in _claims(write, article_id) if _is_open(one, newest)]
    plans = [plan for claim in claims if (plan := _plan(claim, newest)).changes]
    if plans:
        _carry_out(write, article_id, sorted(plans, key=_precedence))
    return len(plans)


def move_spans(write: Write, claim: Claim, article: ArticleContext) -> list[Span]:
    """Return the spans of a claim in another text of its article.

    Raise ``InvalidError`` for all words that are not there.
    """
    if article.text is None or article.revision_id is None:
        message = "The article has no text to find this in."
        numbers = range(len(claim.spans))
        raise_all([InvalidError(message, "spans", number) for number in numbers])
        return []
    later = LaterText(write, article.id, article.revision_id, text=article.text)
    moved, wrong = list[Span](), list[InvalidError]()
    for number, span in enumerate(claim.spans):
        found = later.find(span, claim.revision_id)
        if found is None:
            error = not_found(article.text, span.exact)
            wrong.append(error.below("spans", number))
            continue
        same = {"part": span.part, "position": span.position, "seq": span.seq}
        moved.append(Span(**same, **_values(article.text, found)))
    raise_all(wrong)
    return moved


def _claims(write: Write, article_id: int) -> Sequence[Claim]:
    """Load and lock the live claims of an article that have spans."""
    children = (getattr(Claim, name) for name in children_of("claim"))
    statement = (
        select(Claim)
        .where(Claim.article_id == article_id, Claim.withdrawn_at.is_(None))
        .where(Claim.id.in_(select(Span.claim_id)))
        .options(*(selectinload(child) for child in children))
        .order_by(Claim.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return write.session.scalars(statement).all()


def _is_open(claim: Claim, newest: LaterText) -> bool:
    """Return whether a claim, or a span of it, is not anchored in the newest text."""
    is_elsewhere = claim.revision_id != newest.revision_id
    return is_elsewhere or any(span.anchor == "orphaned" for span in claim.spans)


def _plan(claim: Claim, newest: LaterText) -> Plan:
    if claim.revision_id == newest.revision_id:
        return Plan(claim, newest.revision_id, _found_again(claim, newest))
    spans = [newest.find(span, claim.revision_id) for span in claim.spans]
    if not _has_its_words(claim, spans):
        return _lost(claim, [found is None for found in spans])
    values = [_values(newest.text, found) if found else LOST for found in spans]
    return Plan(claim, newest.revision_id, values)


def _has_its_words(claim: Claim, found: Sequence[Anchored | None]) -> bool:
    """Return whether all content of a claim, or else all its spans, is found."""
    pairs = zip(claim.spans, found, strict=True)
    content = [place for span, place in pairs if span.part == "content"]
    return None not in (content or found)


def _found_again(claim: Claim, newest: LaterText) -> list[Values]:
    """Return the new values of the spans of a claim that is only partly orphaned."""
    orphaned = [span.anchor == "orphaned" for span in claim.spans]
    found = [
        newest.find(span, claim.revision_id) if lost else None
        for span, lost in zip(claim.spans, orphaned, strict=True)
    ]
    return [_values(newest.text, one) if one else {} for one in found]


def _lost(claim: Claim, lost: Sequence[bool]) -> Plan:
    """Return that a claim stays in its text, where some of its spans stood."""
    return Plan(claim, claim.revision_id, [LOST if one else {} for one in lost])


def _precedence(plan: Plan) -> tuple[int, int, int]:
    """Return which claims get their place first, should two want the same."""
    doubtful = sum(values.get("anchor") != "exact" for values in plan.spans)
    return doubtful, plan.claim.start, plan.claim.id


def _values(text: SearchableText, found: Anchored) -> Values:
    return quoted(text.text, found.start, found.end) | {"anchor": found.anchor}


def _carry_out(write: Write, article_id: int, plans: Sequence[Plan]) -> None:
    """Store what becomes of claims, each as a new version with its audit entry."""
    keys = _Keys(write, article_id, plans)
    snapshots = {plan.claim.id: snapshot_of(plan.claim) for plan in plans}
    with write.session.no_autoflush:
        for plan in plans:
            _set(plan)
            if not keys.take(plan.claim):
                # The words stand there once, and another claim has them already.
                content = [span.part == "content" for span in plan.claim.spans]
                _restore(plan.claim, snapshots[plan.claim.id])
                _set(_lost(plan.claim, content))
                keys.take(plan.claim)
    for plan in plans:
        plan.claim.version += 1
        plan.claim.updated_at = write.now
        copy_order(plan.claim)
        log_change(write, "update", plan.claim, before=snapshots[plan.claim.id])
    keys.store()


def _set(plan: Plan) -> None:
    plan.claim.revision_id = plan.revision_id
    for span, values in zip(plan.claim.spans, plan.spans, strict=True):
        for name, value in values.items():
            setattr(span, name, value)
    place(plan.claim)


def _restore(claim: Claim, snapshot: Values) -> None:
    """Give a claim the revision and the spans of its snapshot."""
    claim.revision_id = snapshot["revision_id"]
    for span, values in zip(claim.spans, snapshot["spans"], strict=True):
        for name, value in values.items():
            setattr(span, name, value)


class _Keys:
    """The content keys of an article's claims: no two live ones may have the same."""

    def __init__(self, write: Write, article_id: int, plans: Sequence[Plan]) -> None:
        self._session = write.session
        changing = {plan.claim.id for plan in plans}
        live = select(Claim.id, Claim.visibility, Claim.content_key).where(
            Claim.article_id == article_id, Claim.withdrawn_at.is_(None)
        )
        rows = self._session.execute(live).all()
        self._stored = {(row.visibility, row.content_key): row.id for row in rows}
        self._taken = {
            (row.visibility, row.content_key) for row in rows if row.id not in changing
        }
        self._keys: dict[int, tuple[Claim, str]] = {}

    def take(self, claim: Claim) -> bool:
        """Note the key that a claim now has, unless another one has it."""
        key = (claim.visibility, content_key_of(claim))
        if key in self._taken:
            return False
        self._taken.add(key)
        self._keys[claim.id] = claim, key[1]
        return True

    def store(self) -> None:
        """Set the keys. A key that passes from one claim to another needs two steps."""
        for claim, key in self._keys.values():
            holder = self._stored.get((claim.visibility, key), claim.id)
            if holder != claim.id:
                self._keys[holder][0].content_key = f"{holder:032}"
        self._session.flush()
        for claim, key in self._keys.values():
            claim.content_key = key
        self._session.flush()
