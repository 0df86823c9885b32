"""Reads of sessions of pages; only the role decides who may read them."""

from db.engine.prepared import parameter, prepared
from db.engine.rows import StoredInstant, column
from db.models import Analyst, ApiKey, PageSession
from db.queries.keys import KeyStateRow
from db.queries.visibility import keys_seen
from db.values.types import AnySelect
from db.values.viewer import Viewer


class SessionRow(KeyStateRow):
    """A session with the state of its key, and its analyst."""

    session_id: int = column(PageSession.id)
    began_at: StoredInstant = column(PageSession.created_at)
    used_at: StoredInstant = column(PageSession.used_at)
    last_used_at: StoredInstant | None = column(ApiKey.last_used_at)
    analyst_id: int = column(ApiKey.analyst_id)
    analyst_name: str = column(Analyst.name)


@prepared(SessionRow)
def find_session(*, viewer: Viewer) -> AnySelect:
    """Select the session whose token has the digest ``token_sha256``."""
    return (
        SessionRow.select()
        .select_from(PageSession)
        .join(ApiKey, ApiKey.id == PageSession.key_id)
        .join(Analyst, Analyst.id == ApiKey.analyst_id)
        .where(PageSession.token_sha256 == parameter("token_sha256"), keys_seen(viewer))
    )
