"""API keys for tests: one for an analyst of each role."""

from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert

from api.server.callers import ROLES
from db.engine.session import make_engine
from db.models import Analyst, ApiKey, PageSession
from db.models.analyst import LOCAL
from db.values.credentials import Credential
from db.values.session_tokens import SessionToken
from db.values.viewer import Role

# Never updated: that would be another write, and tests count writes.
USED_AT = datetime(9000, 1, 1, tzinfo=UTC)
MADE_AT = datetime(2022, 1, 1, tzinfo=UTC)
# `local` is there from the first migration.
FIRST = 9_000_000_000_000  # far from the ids that anything else is given, or asks for
ANALYSTS: dict[Role, int] = {
    "admin": LOCAL,
    "reader": FIRST + 2,
    "analyst": FIRST + 3,
    "editor": FIRST + 4,
}
CREDENTIALS: dict[Role, Credential] = {
    role: Credential(f"{number:012x}", f"{number:048x}")
    for role, number in ANALYSTS.items()
}
TOKENS = {role: SessionToken(f"session-of-{role}") for role in CREDENTIALS}
# What deletes the keys and the analysts that a test has made. As text: SQLAlchemy would
# take four times as long to build it, after every test.
DELETES_OF_OTHERS = [
    f"DELETE FROM {table} WHERE {column} NOT IN ({', '.join(map(repr, kept))})"
    for table, column, kept in (
        ("api_key", "prefix", [one.prefix for one in CREDENTIALS.values()]),
        ("analyst", "id", list(ANALYSTS.values())),
    )
]


def shown(role: Role = "admin") -> dict[str, str]:
    """Return the header that shows the key of a role."""
    return {"Authorization": f"Bearer {CREDENTIALS[role]}"}


def in_session(role: Role) -> dict[str, str]:
    """Return the header with the cookie of a session of a role."""
    return {"Cookie": f"onrecord={TOKENS[role].text}"}


def keep_sessions(engine: Engine) -> None:
    """Store a session of each key of the tests, and no other."""
    now = datetime.now(UTC)
    sessions = [
        {
            "key_id": FIRST + number,
            "token_sha256": token.digest,
            "created_at": now,
            "used_at": now,
        }
        for number, token in enumerate(TOKENS.values(), 1)
    ]
    with engine.begin() as connection:
        connection.execute(delete(PageSession))
        connection.execute(insert(PageSession), sessions)


def keep_keys(engine: Engine) -> None:
    """Store the keys of the tests only."""
    made = {"kind": "human", "created_at": MADE_AT}
    analysts = [
        made | {"id": ANALYSTS[role], "name": f"{role} of tests", "role": role}
        for role in ROLES
        if role != "admin"
    ]
    keys = [
        {
            "id": FIRST + number,
            "analyst_id": ANALYSTS[role],
            "prefix": credential.prefix,
            "secret_sha256": credential.digest,
            "created_at": MADE_AT,
            "created_by_id": LOCAL,
            "last_used_at": USED_AT,
        }
        for number, (role, credential) in enumerate(CREDENTIALS.items(), 1)
    ]
    with engine.begin() as connection:
        connection.execute(delete(PageSession))
        connection.execute(delete(ApiKey))
        connection.execute(delete(Analyst).where(Analyst.id != LOCAL))
        connection.execute(insert(Analyst), analysts)
        connection.execute(insert(ApiKey), keys)


def keep_keys_at(url: str) -> None:
    """Store the keys in a database of their own connection."""
    engine = make_engine(url, connections=1)
    keep_keys(engine)
    engine.dispose()
