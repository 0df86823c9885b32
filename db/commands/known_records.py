"""The records that the claims of a request refer to, each read and locked once."""

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from copy import copy
from functools import lru_cache, partial
from typing import Any, TypeVar

from db.commands.called_sources import CalledSources
from db.commands.merging import survivors_of
from db.commands.new_records import FactKey, NewRecords, NotStoredError
from db.commands.rarity import StoredRarities
from db.commands.visibility.access import Access, access_of, present_access
from db.engine.prepared import Prepared, RowT
from db.engine.session import Write
from db.engine.session.joining import PreparedRead
from db.models import Base, Fact, Source, Tag
from db.models.unmapped import unmapped
from db.queries.articles import LockedArticleRow, find_articles
from db.queries.facts import FoundFactRow, find_facts, find_facts_called
from db.queries.filters import batch_of, batch_size, ids, portions
from db.queries.named_records import NamedRecordRow
from db.queries.snapshot_references import Reference
from db.queries.source_matches import LockedSourceRow, find_sources
from db.queries.tags import FoundTagRow, find_tags
from db.values.names import match_key
from db.values.viewer import READER, Viewer

NEW_SOURCE, NEW_TAG = unmapped(Source), unmapped(Tag)
T = TypeVar("T")
PORTION = 1000  # ids per lookup
TAG_KEYS = 1024  # in memory: most claims have the same few tags

tag_key = lru_cache(TAG_KEYS)(match_key)


def rows_of(
    write: Write,
    builder: Callable[..., Prepared[RowT]],
    record_ids: Collection[int],
    *,
    name: str,
    viewer: Viewer,
) -> Iterator[RowT]:
    """Yield the rows that a builder finds for ids, bound as ``name``."""
    for read, values in reads_of(builder, record_ids, name=name, viewer=viewer):
        yield from write.rows(read, **values)


def reads_of(
    builder: Callable[..., Prepared[RowT]],
    record_ids: Collection[int],
    *,
    name: str,
    viewer: Viewer,
) -> list[tuple[Prepared[RowT], Mapping[str, int]]]:
    """Return the reads that find ids, bound as ``name``."""
    return [
        (builder(count=batch_size(len(some)), viewer=viewer), ids(name, some))
        for some in portions(sorted(record_ids), PORTION)
    ]


def _reads_of_tags(
    keys: Sequence[str], viewer: Viewer
) -> Iterator[tuple[Prepared[FoundTagRow], Mapping[str, str]]]:
    """Yield the reads that find tags by their match keys."""
    for some in portions(keys, PORTION):
        count, values = batch_of("key", some)
        yield find_tags(count=count, viewer=viewer), values


class KnownRecords:
    """Sources, articles and facts by id, and ids of tags by match key.

    Missing records are looked up again: the same request may create them. With
    ``stores_later``, new sources, tags and facts are stored together with the claims.
    """

    def __init__(self, write: Write, *, stores_later: bool = False) -> None:
        self.write = write
        self._sources: dict[int, LockedSourceRow] = {}
        self._articles: dict[int, LockedArticleRow] = {}
        self._facts: dict[int, FoundFactRow] = {}
        self._tags: dict[Viewer, dict[str, int]] = {}
        self.public: set[Reference] = set()  # records that are known to be public
        self.names: dict[Reference, NamedRecordRow] = {}  # of stored records
        self.rarities = StoredRarities()
        self.called = CalledSources(write, keeps=stores_later)
        self.new, self.stores_later = NewRecords(write), stores_later

    def of(self, write: Write) -> "KnownRecords":
        """Return the same records for the write of another caller."""
        other = copy(self)
        other.write = write
        return other

    def at_once(self) -> "KnownRecords":
        """Return the same records; new ones are stored when they are described."""
        other = copy(self)
        other.called = CalledSources(self.write, keeps=False)
        other.new, other.stores_later = NewRecords(self.write), False
        return other

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Forget the new records and the matches of the block if it raises."""
        matched, made = len(self.write.matches), len(self.new)
        try:
            yield
        except Exception:
            del self.write.matches[matched:]
            self.forget_new(made)
            raise

    def forget_new(self, beyond: int = 0) -> None:
        """Forget all but the first records that are not stored yet."""
        for record in self.new.remove_after(beyond):
            self.public.discard((record.__tablename__, record.id))
            if isinstance(record, NEW_SOURCE):
                self.called.remove(record)
                del self._sources[record.id]
            elif isinstance(record, NEW_TAG):
                self._forget_tag(record)
            else:
                del self._facts[record.id]

    def _forget_tag(self, tag: Tag) -> None:
        for tags in self._tags.values():
            if tags.get(tag.match_key) == tag.id:
                del tags[tag.match_key]

    def refuse_at_once(self) -> None:
        """Raise ``NotStoredError`` if new records are stored later."""
        if self.stores_later:
            raise NotStoredError

    def add_source(self, source: Source) -> None:
        """Add a source that will be stored with the claims."""
        self.new.add(self.write, source)
        self.called.add(source)
        self._keep(LockedSourceRow.of_record(source))

    def add_tag(self, tag: Tag) -> None:
        """Add a tag that will be stored with the claims."""
        self.new.add(self.write, tag)
        viewers = {self.write.viewer}
        if tag.visibility == "public":
            viewers.add(READER)
            self.public.add(("tag", tag.id))
        for viewer in viewers:
            self._tags.setdefault(viewer, {})[tag.match_key] = tag.id

    def add_fact(self, fact: Fact) -> None:
        """Add a fact that will be stored with the claims."""
        self.new.add(self.write, fact)
        self._facts[fact.id] = FoundFactRow.of_record(fact)

    def source_access(self, source_id: int) -> Access:
        """Return the access of a source, which is not locked if it is stored."""
        if new := self.new.source(source_id):
            return access_of(new)
        return present_access(self.write, Source, source_id)

    def read_named(
        self, *, sources: Iterable[int], facts: Iterable[int], tags: Iterable[str]
    ) -> None:
        """Read sources and facts by id, and public tags by name, together."""
        keys, viewer = list(dict.fromkeys(map(tag_key, tags))), self.write.viewer
        wanted: dict[str, Sequence[PreparedRead]] = {
            "source": reads_of(find_sources, {*sources}, name="source", viewer=viewer),
            "fact": reads_of(find_facts, {*facts}, name="fact", viewer=viewer),
            "tag": list(_reads_of_tags(keys, READER)),
        }
        wanted["rarity"] = self.rarities.reads(wanted)
        keep: Mapping[str, Callable[[Any], None]] = {
            "source": self._keep_sources,
            "fact": self._keep_facts,
            "tag": partial(self._keep_tags, viewer=READER),
            "rarity": self.rarities.keep,
        }
        reads = [(name, read) for name, some in wanted.items() for read in some]
        found = self.write.rows_together([read for _, read in reads])
        for (name, _), rows in zip(reads, found, strict=True):
            keep[name](rows)

    def survivors(
        self, source_ids: Collection[int | None]
    ) -> Mapping[int | None, int | None]:
        """Return the survivor of each source, or the source itself, by id."""
        new = (one for one in source_ids if self.new.source(one or 0))
        return survivors_of(self.write, source_ids) | {one: one for one in new}

    def find_or_lock(self, find: Callable[[], T | None]) -> T | None:
        """Return the result of ``find``, or lock the creation and return ``None``.

        ``find`` runs again under the lock: another transaction may have been faster.
        """
        found = find()
        if found is None:
            self.called.lock()
            found = find()
        return found

    def keep(self, record: Base) -> None:
        """Add a public source, fact or tag that its caller stores."""
        if isinstance(record, Source):
            self._keep(LockedSourceRow.of_record(record))
        elif isinstance(record, Fact):
            self._facts[record.id] = FoundFactRow.of_record(record)
        elif isinstance(record, Tag):
            self._tags.setdefault(READER, {})[record.match_key] = record.id

    def sources(self, source_ids: Iterable[int]) -> Mapping[int, LockedSourceRow]:
        """Return the sources that exist."""
        wanted, known = dict.fromkeys(source_ids), self._sources
        new = wanted.keys() - known.keys()
        self._keep_sources(self._read(find_sources, "source", new) if new else ())
        return {one: known[one] for one in wanted if one in known}

    def _keep_sources(self, rows: Iterable[LockedSourceRow]) -> None:
        for row in rows:
            self._keep(row)
            if not row.has_namesakes:  # else its label has to be read
                self._name(("source", row.id), row.name, row.kind)

    def _keep(self, row: LockedSourceRow) -> None:
        self._sources[row.id] = row
        if row.visibility == "public":
            self.public.add(("source", row.id))

    def _name(self, of: Reference, name: str, kind: str | None = None) -> None:
        self.names[of] = NamedRecordRow((*of, name, kind, None))

    def articles(self, article_ids: Iterable[int]) -> Mapping[int, LockedArticleRow]:
        """Return the articles that exist."""
        wanted, known = dict.fromkeys(article_ids), self._articles
        for row in self._read(find_articles, "article", wanted.keys() - known.keys()):
            known[row.id] = row
        return {one: known[one] for one in wanted if one in known}

    def facts(self, fact_ids: Iterable[int]) -> Mapping[int, FoundFactRow]:
        """Return the facts that exist."""
        wanted, known = dict.fromkeys(fact_ids), self._facts
        self._keep_facts(self._read(find_facts, "fact", wanted.keys() - known.keys()))
        return {one: known[one] for one in wanted if one in known}

    def _keep_facts(self, rows: Iterable[FoundFactRow]) -> None:
        for row in rows:
            self._facts[row.id] = row
            self._name(("fact", row.id), row.statement, row.slug)

    def called_facts(self, by: FactKey, key: str) -> list[FoundFactRow]:
        """Return the facts with a slug or a statement, and new ones."""
        find = find_facts_called(by=by, viewer=self.write.viewer)
        stored, new = self.write.rows(find, called=key), self.new.fact(by, key)
        return [*stored, self._facts[new]] if new else list(stored)

    def _read(
        self, find: Callable[..., Prepared[RowT]], name: str, record_ids: Iterable[int]
    ) -> Iterator[RowT]:
        viewer = self.write.viewer
        return rows_of(self.write, find, [*record_ids], name=name, viewer=viewer)

    def tags(self, keys: Iterable[str], viewer: Viewer) -> dict[str, int]:
        """Return the tags that the viewer may see, and maybe others.

        The caller has to add tags that it creates.
        """
        known = self._tags.setdefault(viewer, {})
        new = [one for one in dict.fromkeys(keys) if one not in known]
        for find, values in _reads_of_tags(new, viewer):
            self._keep_tags(self.write.rows(find, **values), viewer)
        return known

    def _keep_tags(self, rows: Sequence[FoundTagRow], viewer: Viewer) -> None:
        known = self._tags.setdefault(viewer, {})
        known |= {row.match_key: row.id for row in rows}
        for row in rows:
            self._name(("tag", row.id), row.name)
        if viewer == READER:
            self.public |= {("tag", row.id) for row in rows}

    def read_tags(self, names: Iterable[str]) -> None:
        """Look up the public tags with these names."""
        self.tags(map(tag_key, names), READER)
