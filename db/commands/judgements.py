"""What every judgement keeps of the write that made it."""

from typing import Any

from db.engine.session import Write


def judged_by(write: Write) -> dict[str, Any]:
    """Return who judges, when and why, as columns of a judgement."""
    return {
        "analyst_id": write.context.analyst_id,
        "created_at": write.now,
        "reason": write.context.reason,
    }
