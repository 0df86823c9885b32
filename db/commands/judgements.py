"""The columns of a judgement that come from its write."""

from typing import Any

from db.engine.session import Write


def judged_by(write: Write) -> dict[str, Any]:
    """Return the analyst, time and reason of a judgement as columns."""
    return {
        "analyst_id": write.context.analyst_id,
        "created_at": write.now,
        "reason": write.context.reason,
    }
