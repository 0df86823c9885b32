"""The list: it has ids, prefixes and roles, and no text that was redacted."""

from pathlib import Path
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from api.cli.failures import CommandError
from api.cli.new_files import complete_file
from api.schemas.types import Instant
from db.engine.reader import Reader
from db.queries.redactions import list_changed_roles, list_redactions, list_revoked
from db.values.types import moment
from db.values.viewer import LOCAL_VIEWER, Role

Name = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Redaction(_Part):
    """A record that was redacted, and when."""

    resource: Name
    id: int
    at: Instant


class ChangedRole(_Part):
    """An analyst by name, and the role they were given."""

    analyst: Name
    role: Role


class Redactions(_Part):
    """What has to be done again to a backup that was made before it was done."""

    redactions: list[Redaction]
    revoked: list[Name]
    roles: list[ChangedRole]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each."""
        return {name: len(getattr(self, name)) for name in Redactions.model_fields}


async def list_all(reader: Reader) -> Redactions:
    """Return what was redacted, revoked and changed until now."""
    redacted = await reader.scan(list_redactions(viewer=LOCAL_VIEWER))
    revoked = await reader.scan(list_revoked(viewer=LOCAL_VIEWER))
    roles = await reader.scan(list_changed_roles(viewer=LOCAL_VIEWER))
    return Redactions(
        redactions=[
            Redaction(resource=row.resource, id=row.record_id, at=moment(row.at))
            for row in redacted
        ],
        revoked=[row.prefix for row in revoked],
        roles=[ChangedRole(analyst=row.name, role=row.role) for row in roles],
    )


def beside(backup: Path) -> Path:
    """Return where the list of a backup is kept."""
    return backup.with_name(f"{backup.name}.redactions")


def save(found: Redactions, target: Path) -> None:
    """Write a list to a file for its owner only, which replaces one that exists."""
    with complete_file(target) as file:
        file.write_bytes(orjson.dumps(found.model_dump(), option=orjson.OPT_UTC_Z))


def load(source: Path) -> Redactions:
    """Return the list in a file; raise ``CommandError`` if it is none."""
    try:
        return Redactions.model_validate_json(source.read_bytes())
    except (OSError, ValidationError) as error:
        message = f"{source} is no list that `onrecord redactions` wrote."
        raise CommandError(message) from error
