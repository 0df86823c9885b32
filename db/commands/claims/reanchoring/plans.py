"""Plans how each claim of an article follows a new text."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.commands.claims.reanchoring.later_texts import (
    LaterText,
    Values,
    anchored_values,
)
from db.derived.anchoring.reanchoring import Anchored
from db.models import Claim

LOST = {"anchor": "orphaned"}


@dataclass(frozen=True)
class Plan:
    """The new state of a claim: its revision, and the values of each span."""

    claim: Claim
    revision_id: int | None
    spans: Sequence[Values]

    @property
    def changes(self) -> bool:
        """Return whether the plan changes the claim."""
        return self.revision_id != self.claim.revision_id or any(
            getattr(span, name) != value
            for span, values in zip(self.claim.spans, self.spans, strict=True)
            for name, value in values.items()
        )


def is_open(claim: Claim, newest: LaterText) -> bool:
    """Return whether a claim, or a span of it, is not anchored in the newest text."""
    is_elsewhere = claim.revision_id != newest.revision_id
    return is_elsewhere or any(span.anchor == "orphaned" for span in claim.spans)


def plan_of(claim: Claim, newest: LaterText) -> Plan:
    """Return the plan for a claim in the newest text of its article."""
    if claim.revision_id == newest.revision_id:
        return Plan(claim, newest.revision_id, _found_again(claim, newest))
    spans = [newest.find(span, claim.revision_id) for span in claim.spans]
    if not _has_its_words(claim, spans):
        return lost_plan(claim, [found is None for found in spans])
    values = [anchored_values(newest.text, found) if found else LOST for found in spans]
    return Plan(claim, newest.revision_id, values)


def _has_its_words(claim: Claim, found: Sequence[Anchored | None]) -> bool:
    """Return whether all content of a claim, or else all its spans, was found."""
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
    return [anchored_values(newest.text, one) if one else {} for one in found]


def lost_plan(claim: Claim, lost: Sequence[bool]) -> Plan:
    """Return the plan that keeps a claim in its text, with some spans orphaned."""
    return Plan(claim, claim.revision_id, [LOST if one else {} for one in lost])


def precedence(plan: Plan) -> tuple[int, int, int]:
    """Return a sort key: claims that come first win a contested position."""
    doubtful = sum(values.get("anchor") != "exact" for values in plan.spans)
    return doubtful, plan.claim.start, plan.claim.id
