"""The list contains ids, instants, prefixes and roles, and no text of a record."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from api.cli.failures import CommandError
from api.cli.new_files import complete_file
from api.schemas.types import Instant
from db.engine.reader import Reader
from db.queries.embargoes import WITH_EMBARGO
from db.queries.redactions import list_changed_roles, list_redactions, list_revoked
from db.queries.restricted import list_restricted
from db.values.types import to_datetime
from db.values.viewer import LOCAL_VIEWER, Role

Name = Annotated[str, StringConstraints(min_length=1)]
Resource = Literal["article", "claim", "fact", "source", "tag"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Redaction(_Part):
    """A redacted record, and the time of the redaction."""

    resource: Resource
    id: int
    at: Instant


class Restriction(_Part):
    """A restricted record, the end of its embargo, and the time of its last change."""

    resource: Resource
    id: int
    until: Instant | None
    at: Instant


class ChangedRole(_Part):
    """An analyst by name, and the new role."""

    analyst: Name
    role: Role


class Redactions(_Part):
    """Actions that must be repeated on an older backup."""

    redactions: list[Redaction]
    # Lists of earlier versions lack these.
    restrictions: list[Restriction] = Field(default_factory=list)
    revoked: list[Name]
    roles: list[ChangedRole]

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of entries of each kind."""
        return {name: len(getattr(self, name)) for name in Redactions.model_fields}


async def list_all(reader: Reader) -> Redactions:
    """Return all redactions, restrictions, revocations and role changes until now."""
    redacted = await reader.scan(list_redactions(viewer=LOCAL_VIEWER))
    revoked = await reader.scan(list_revoked(viewer=LOCAL_VIEWER))
    roles = await reader.scan(list_changed_roles(viewer=LOCAL_VIEWER))
    return Redactions(
        redactions=[
            Redaction(resource=row.resource, id=row.record_id, at=to_datetime(row.at))
            for row in redacted
        ],
        restrictions=[one async for one in _restrictions(reader)],
        revoked=[row.prefix for row in revoked],
        roles=[ChangedRole(analyst=row.name, role=row.role) for row in roles],
    )


async def _restrictions(reader: Reader) -> AsyncIterator[Restriction]:
    for model in WITH_EMBARGO:
        resource = model.__tablename__
        listed = list_restricted(resource=resource, viewer=LOCAL_VIEWER)
        for row in await reader.scan(listed):
            until = to_datetime(row.embargo_until) if row.embargo_until else None
            at = to_datetime(row.updated_at)
            yield Restriction(resource=resource, id=row.id, until=until, at=at)


def list_path(backup: Path) -> Path:
    """Return the path of the list of a backup."""
    return backup.with_name(f"{backup.name}.redactions")


def save(found: Redactions, target: Path) -> None:
    """Write a list to a file for its owner only, replacing an existing one."""
    with complete_file(target) as file:
        file.write_bytes(orjson.dumps(found.model_dump(), option=orjson.OPT_UTC_Z))


def load(source: Path) -> Redactions:
    """Return the list in a file; raise ``CommandError`` if it is not a list."""
    try:
        return Redactions.model_validate_json(source.read_bytes())
    except (OSError, ValidationError) as error:
        message = f"{source} is not a list from `onrecord redactions`."
        raise CommandError(message) from error
