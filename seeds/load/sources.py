"""Loads sources: existing ones keep their columns and get the identifier."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from db.commands.sources import add_child, resolve_source
from db.engine.session import Write
from db.queries.filters import batch_of
from db.queries.identifiers import IdentifiedRow, find_identified
from db.queries.survivors import find_survivor
from seeds.format import Named, Source
from seeds.load.loading import SCHEME, Loading

Loaded = Mapping[str, IdentifiedRow]


def loaded_before(load: Loading) -> Loaded:
    """Return the sources that were loaded before, live or withdrawn, by their keys."""
    sources = (*load.seed.sources, *load.seed.unnamed)
    keys = {load.identifier(source)["value"]: source.key for source in sources}
    found = _identified(load.write, SCHEME, list(keys), withdrawn=True)
    return {keys[row.value]: row for row in found}


def load_named(load: Loading, loaded: Loaded) -> None:
    """Find or create the named sources."""
    for source in load.seed.named_in_order():
        with load.telling("source", source.key):
            row = loaded.get(source.key)
            load.ids[source.key] = (
                row.survivor_id if row else _match_or_register(load, source)
            )


def source_spec(load: Loading, source: Source) -> dict[str, Any]:
    """Return the arguments of the command for ``source``, with its identifier."""
    spec = source.model_dump(exclude={"key", "affiliations"})
    spec["identifiers"] = [*spec["identifiers"], load.identifier(source)]
    spec["affiliations"] = [
        {
            "organisation_id": load.ids[tie.organisation] if tie.organisation else None,
            "relation": tie.relation,
            "title": tie.title,
        }
        for tie in source.affiliations
    ]
    return spec


def _identified(
    write: Write, scheme: str, values: Sequence[str], *, withdrawn: bool = False
) -> Sequence[IdentifiedRow]:
    if not values:
        return []
    size, named = batch_of("value", values)
    find = find_identified(count=size, viewer=write.viewer, withdrawn=withdrawn)
    return write.rows(find, scheme=scheme, **named)


def _match_or_register(load: Loading, source: Named) -> int:
    """Return the id of an existing or a new source, which now has the identifier."""
    write, own = load.write, load.identifier(source)
    holders = _holders(write, source)
    same = [row for row in holders.values() if row.kind == source.kind]
    if same:
        source_id = same[0].survivor_id
    else:
        spec = _without_identifiers(source_spec(load, source), holders)
        found_id = resolve_source(write, {"source": spec}, "source")
        (survivor,) = write.rows(find_survivor(viewer=write.viewer), source=found_id)
        source_id = survivor.id
    if not _identified(write, SCHEME, [own["value"]]):
        add_child(write, source_id, "identifiers", spec=own)
    return source_id


def _holders(write: Write, source: Named) -> Mapping[tuple[str, str], IdentifiedRow]:
    """Return the sources that have the identifiers of a source now."""
    return {
        (one.scheme, one.value): row
        for one in source.identifiers
        for row in _identified(write, one.scheme, [one.value])
    }


def _without_identifiers(
    spec: dict[str, Any], held: Collection[tuple[str, str]]
) -> dict[str, Any]:
    """Leave out the identifiers that sources of another kind have: these keep them."""
    free = [
        one for one in spec["identifiers"] if (one["scheme"], one["value"]) not in held
    ]
    return {**spec, "identifiers": free}
