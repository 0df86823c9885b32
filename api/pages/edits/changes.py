"""The changes that a form makes to a record."""

from pydantic import BaseModel

from api.pages.edits.merging import Texts
from api.pages.edits.offered import OFFERED
from api.pages.edits.records import EDITED
from api.pages.forms import Form, value_of
from api.pages.parsing import parsed
from api.pages.rendering import as_sent
from api.serializers.values import Json
from db.engine.session import Write
from db.errors import NoVersionError, RedactedError
from db.reads.reading import Reading


async def read_record(reading: Reading, resource: str, record_id: int) -> Json:
    """Return a record in the form of the API."""
    editing = EDITED[resource]
    found: Json = as_sent(editing.record(await editing.read(reading, record_id)))
    return found


async def read_base(
    reading: Reading, resource: str, record: Json, version: int
) -> Texts:
    """Return the fields of the version from which a form was made.

    If it can no longer be read, use the newest version.
    """
    editing = EDITED[resource]
    if record["version"] != version:
        try:
            found = await editing.read_version(reading, record["id"], version)
            return texts_of(resource, as_sent(editing.record(found)))
        except (NoVersionError, RedactedError):
            pass
    return texts_of(resource, record)


def texts_of(resource: str, record: Json) -> Texts:
    """Return the contents of the fields in the form of a record."""
    return {one.name: one.show(record[one.name]) for one in OFFERED[resource]}


def sent(resource: str, form: Form, base: Texts) -> Texts:
    """Return the contents of the fields of a form. A missing choice stays unchanged."""
    found = {}
    for one in OFFERED[resource]:
        text = value_of(form, one.name).replace("\r\n", "\n")
        found[one.name] = base[one.name] if one.is_filled and not text else text
    return found


def patch_of(resource: str, base: Texts, yours: Texts) -> BaseModel:
    """Return the patch of the fields that differ from ``base``."""
    body: Json = {}
    for one in OFFERED[resource]:
        if yours[one.name] != base[one.name]:
            body |= one.body(yours[one.name])
    return parsed(EDITED[resource].schema, body)


def revise(
    resource: str, record_id: int, version: int, patch: BaseModel, write: Write
) -> None:
    """Change a record, as ``PATCH`` does."""
    editing = EDITED[resource]
    editing.revise(write, record_id, version=version, **editing.values(patch))
