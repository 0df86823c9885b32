"""Recomputes the derived columns of an erased record."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement

from db.commands.sources.naming import name_source, source_key
from db.models import Article, Editable, Fact, Source, Tag
from db.queries.snapshots import Snapshot
from db.values.names import match_key, statement_key


def _derive_tag(tag: Tag) -> None:
    tag.match_key = match_key(tag.name)


def _derive_article(article: Article) -> None:
    for revision in article.revisions:
        revision.text = None


def _derive_fact(fact: Fact) -> None:
    fact.statement_key = statement_key(fact.statement)


def _alike_source(source: Source, after: Snapshot) -> ColumnElement[bool]:
    key = source_key(after["name"], kind=source.kind, language=after["language"])
    return Source.match_key == key


# Functions that set the columns of a record that no snapshot has.
DERIVE: Mapping[type[Editable], Callable[[Any], None]] = {
    Source: name_source,
    Tag: _derive_tag,
    Article: _derive_article,
    Fact: _derive_fact,
}
# Conditions for other records with the new name of a record; only these have unique
# names.
ALIKE: Mapping[type[Editable], Callable[[Any, Snapshot], ColumnElement[bool]]] = {
    Tag: lambda _, after: Tag.match_key == match_key(after["name"]),
    Fact: lambda _, after: Fact.slug == after["slug"],
    Source: _alike_source,
}
