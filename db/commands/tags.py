"""Writes to tags."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db.commands.known_records import NEW_TAG, KnownRecords, tag_key
from db.commands.lifecycle import Lifecycle
from db.commands.records import create, fetch, revised, set_values
from db.commands.visibility.access import PUBLIC, Access, described_access
from db.engine.session import Write
from db.models import Tag
from db.queries.dependents import claims_with_tag
from db.values.names import match_key
from db.values.versions import ReadVersion
from db.values.viewer import READER, Viewer


def make_tag(
    write: Write,
    *,
    name: str,
    visibility: str = "public",
    embargo_until: datetime | None = None,
    embargo_inherited: bool = False,
    note: str | None = None,
) -> Tag:
    """Store a new tag and return it with its id."""
    tag = Tag(
        name=name,
        match_key=match_key(name),
        visibility=visibility,
        embargo_until=embargo_until,
        embargo_inherited=embargo_inherited,
        note=note,
    )
    create(write, tag)
    return tag


def resolve_tags(
    write: Write,
    names: Sequence[str],
    *,
    within: Access = PUBLIC,
    known: KnownRecords | None = None,
) -> list[int]:
    """Return the ids of the tags with ``names``. Create the missing ones.

    A public record finds and creates public tags. A record with the restricted access
    ``within`` also finds restricted tags, and creates restricted ones. Names with the
    same match key are one tag.
    """
    wanted = _by_key(names)
    if not wanted:
        return []
    viewer, known = tags_seen(write, within), known or KnownRecords(write)
    found = known.tags(wanted, viewer)
    if wanted.keys() - found.keys():
        known.called.lock()
        found = known.tags(wanted, viewer)
    _note_matches(write, names, found)
    for key, name in wanted.items():
        if key not in found:
            access = described_access({}, within=within)
            found[key] = _create(known, name, access)
    return [found[key] for key in wanted]


def _create(known: KnownRecords, name: str, access: Mapping[str, Any]) -> int:
    """Create a tag, now or with the claims that have it; return its id."""
    if not known.stores_later:
        return make_tag(known.write, name=name, **access).id
    tag = NEW_TAG(name=name, match_key=tag_key(name), **access)
    known.add_tag(tag)
    return tag.id


def tags_seen(write: Write, within: Access) -> Viewer:
    """Return the access of tags that a record with the access ``within`` may have."""
    return READER if within == PUBLIC else write.viewer


def _by_key(names: Sequence[str]) -> dict[str, str]:
    """Return the first name with each match key."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(tag_key(name), name)
    return found


def _note_matches(write: Write, names: Sequence[str], known: Mapping[str, int]) -> None:
    for number, name in enumerate(names):
        if (found := known.get(tag_key(name))) is not None:
            write.add_match("tag", found, name, at=("tags", number))


def revise_tag(
    write: Write,
    tag_id: int,
    *,
    version: ReadVersion,
    **values: Any,  # noqa: ANN401 - any column's
) -> None:
    """Set the given columns of a tag."""
    tag = fetch(write, Tag, tag_id, version=version)
    with revised(write, tag):
        name = tag.name
        set_values(tag, values)
        if tag.name != name:
            tag.match_key = match_key(tag.name)


LIFECYCLE = Lifecycle(Tag, used_by=[("claim", claims_with_tag)])
withdraw_tag, restore_tag = LIFECYCLE.withdraw, LIFECYCLE.restore
revert_tag = LIFECYCLE.revert
