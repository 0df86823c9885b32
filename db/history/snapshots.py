"""The images of records at an instant, each read once."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import orjson

from db.queries.as_recorded import list_images_at
from db.queries.snapshot_reads import list_children, list_records, make_images
from db.queries.snapshot_references import find_seen, left_of, references_in
from db.queries.snapshots import Image, children_of
from db.reads.reading import Builder, Reading
from db.values.types import AnyRow

# Of records, which images that were kept before there were such do not have.
LATER_COLUMNS: Image = {"embargo_until": None}
See = Callable[[str, Sequence[int]], Awaitable[Iterable[int]]]


async def images_now(
    reading: Reading, resource: str, record_ids: Sequence[int]
) -> dict[int, Image]:
    """Return the images of records as they are, withdrawn or not."""
    records = partial(list_records, resource=resource)
    rows = await reading.scan_each(records, "record", record_ids)
    children = {}
    for name in children_of(resource):
        builder = partial(list_children, resource=resource, name=name)
        children[name] = await reading.scan_each(builder, "record", record_ids)
    return make_images(resource, rows, children)


async def as_seen(
    reading: Reading, images: Sequence[tuple[str, Image]]
) -> list[Image | None]:
    """Return what is left of images, each of a resource, for this reader now."""

    async def see(resource: str, record_ids: Sequence[int]) -> Iterable[int]:
        builder = partial(find_seen, resource=resource)
        rows = await reading.scan_each(builder, "record", record_ids)
        return [row.id for row in rows]

    return await _left_of(reading, images, see)


async def _left_of(
    reading: Reading, images: Sequence[tuple[str, Image]], see: See
) -> list[Image | None]:
    """Return what is left of images if only what ``see`` finds may be referred to."""
    if reading.viewer.sees_restricted:
        return [image for _, image in images]
    wanted: dict[str, set[int]] = defaultdict(set)
    for resource, image in images:
        for target, record_id in references_in(resource, image):
            wanted[target].add(record_id)
    seen = {
        (target, record_id)
        for target, record_ids in wanted.items()
        for record_id in await see(target, sorted(record_ids))
    }
    return [left_of(resource, image, seen) for resource, image in images]


class Snapshot:
    """The record as it was at an instant, for those who may see it now and could then.

    What is restricted, or was so then, was not there for others.
    """

    def __init__(self, reading: Reading, at: datetime) -> None:
        self.reading = reading
        self.at = at
        self._images: dict[str, dict[int, Image | None]] = {}

    async def images(
        self, resource: str, record_ids: Iterable[int | None]
    ) -> dict[int, Image]:
        """Return the images of those records that were there then, as they are seen."""
        whole = await self._whole(resource, record_ids)
        images = [(resource, image) for image in whole.values()]
        left = await _left_of(self.reading, images, self._whole)
        found = zip(whole, left, strict=True)
        return {record_id: image for record_id, image in found if image is not None}

    async def _whole(
        self, resource: str, record_ids: Iterable[int | None]
    ) -> dict[int, Image]:
        """Return the same with all that they refer to."""
        known = self._images.setdefault(resource, {})
        wanted = {record_id for record_id in record_ids if record_id is not None}
        missing = sorted(wanted - known.keys())
        if missing:
            known.update(dict.fromkeys(missing))
            known.update(await self._load(resource, missing))
        found = ((record_id, known[record_id]) for record_id in wanted)
        return {record_id: image for record_id, image in found if image is not None}

    async def image(self, resource: str, record_id: int) -> Image | None:
        """Return the image of a record, if it was there then."""
        return (await self.images(resource, [record_id])).get(record_id)

    async def read(
        self,
        builder: Builder[Any],
        values: Mapping[str, Any] | None = None,
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[AnyRow]:
        """Run a read that asks for the instant of this snapshot."""
        bound = {"at": self.at, **(values or {})}
        return await self.reading.scan(builder, bound, **shape)

    async def _load(
        self, resource: str, record_ids: Sequence[int]
    ) -> dict[int, Image | None]:
        # In this order: what changes meanwhile is found by its change then.
        live = await images_now(self.reading, resource, record_ids)
        builder = partial(list_images_at, resource=resource)
        rows = await self.reading.scan_each(
            builder, "record", record_ids, values={"at": self.at}
        )
        made = {
            record_id: image
            for record_id, image in live.items()
            if instant_of(image["created_at"]) <= self.at
        }
        found = {**made, **{row.record_id: _image(row.before) for row in rows}}
        if self.reading.viewer.sees_restricted:
            return found
        return {
            record_id: image
            for record_id, image in found.items()
            if image and image["visibility"] == "public"
        }


def instant_of(text: str) -> datetime:
    """Return an instant of an image as one that can be compared."""
    return datetime.fromisoformat(text)


def row_of(image: Image, **more: Any) -> SimpleNamespace:  # noqa: ANN401 - columns
    """Return an image as a row, with more columns."""
    return SimpleNamespace(**{**image, **more})


def _image(stored: Any) -> Image | None:  # noqa: ANN401 - as the driver gives it
    image: Image | None = orjson.loads(stored) if isinstance(stored, str) else stored
    return image and LATER_COLUMNS | image
