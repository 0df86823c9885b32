"""Changes to existing sources."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from db.commands.lifecycle import Lifecycle, Needed
from db.commands.namesakes import mark_namesakes
from db.commands.records import fetch, revised, set_values
from db.commands.sources.naming import name_source
from db.commands.uses import refuse_if_used
from db.commands.visibility.access import access_of, give_access, strictest
from db.commands.visibility.propagate import restrict_source
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Article, Source
from db.models.source import TARGETS, UNNAMED
from db.queries.dependents import (
    affiliated_sources,
    articles_of_outlet,
    claims_about_source,
    claims_of_source,
    sources_merged_into,
)
from db.values.versions import ReadVersion


def revise_source(
    write: Write,
    source_id: int,
    *,
    version: ReadVersion,
    **values: Any,  # noqa: ANN401 - any column's
) -> None:
    """Set the given columns of a source."""
    source = fetch(write, Source, source_id, version=version)
    with _revising(write, source):
        set_values(source, values)


@contextmanager
def _revising(write: Write, source: Source) -> Iterator[None]:
    """Store the changes that the block makes to a source, and computed columns."""
    kind, named = source.kind, _named(source)
    with revised(write, source):
        yield
        _refuse_kind(write, source, kind)
        if _named(source) != named:
            name_source(source)
        access = access_of(source)
        if source.article_id:
            article = write.session.get_one(Article, source.article_id)
            access = strictest(access, access_of(article))
        give_access(source, access)
    if _named(source) != named:
        mark_namesakes(write, [source])
    restrict_source(write, source)


def _named(source: Source) -> tuple[str, str, str | None]:
    """Return the columns that determine the keys of a source."""
    return source.name, source.kind, source.language


def _depends_on(source: Source) -> Iterable[Needed]:
    return [(Article, [source.article_id])]


LIFECYCLE = Lifecycle(
    Source,
    used_by=[
        ("claim", claims_of_source),
        ("claim", claims_about_source),
        ("article", articles_of_outlet),
        ("source", sources_merged_into),
    ],
    depends_on=_depends_on,
    revising=_revising,
)
withdraw_source, restore_source = LIFECYCLE.withdraw, LIFECYCLE.restore
revert_source = LIFECYCLE.revert


def _refuse_kind(write: Write, source: Source, before: str) -> None:
    """Raise an error for a kind that the source, or its users, cannot have."""
    kind = source.kind
    if (kind in UNNAMED) != (source.article_id is not None):
        message = "A named source cannot become unnamed, nor an unnamed one named."
        raise InvalidError(message, "kind")
    if kind != before:
        _refuse_survivor(write, source.id)
    if kind != before == "outlet":
        _refuse_outlet(write, source.id)
    _refuse_affiliated(write, source)


def _refuse_affiliated(write: Write, source: Source) -> None:
    """Raise an error for a kind that the affiliations with this source do not allow."""
    unfit = tuple(name for name, kinds in TARGETS.items() if source.kind not in kinds)
    if unfit:
        affiliated = affiliated_sources(relations=unfit, viewer=write.viewer)
        refuse_if_used(write, source.id, "source", users=affiliated)


def _refuse_survivor(write: Write, source_id: int) -> None:
    users = sources_merged_into(viewer=write.viewer)
    refuse_if_used(write, source_id, "source", users=users)


def _refuse_outlet(write: Write, source_id: int) -> None:
    users = articles_of_outlet(viewer=write.viewer)
    refuse_if_used(write, source_id, "article", users=users)
