"""Reads and commands of records, for forms."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from api.schemas.articles import ArticlePatch
from api.schemas.claims import ClaimPatch
from api.schemas.dates import given
from api.schemas.facts import FactPatch
from api.schemas.sources import SourcePatch
from api.schemas.specs import article_spec, claim_values
from api.schemas.tags import TagPatch
from api.serializers.articles import article_record
from api.serializers.claims import claim_record
from api.serializers.facts import fact_record
from api.serializers.sources import source_record
from api.serializers.tags import tag_record
from api.serializers.values import Json
from db.commands.articles import revise_article
from db.commands.claims import revise_claim
from db.commands.facts import revise_fact
from db.commands.sources import revise_source
from db.commands.tags import revise_tag
from db.history import versions
from db.reads import articles, claims, sources, tags
from db.reads.facts import read_fact
from db.reads.reading import Reading
from db.reads.standings import FactDetail, with_standings

StoredT = TypeVar("StoredT")
Revise = Callable[..., None]
Values = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Editing(Generic[StoredT]):
    """How forms read and change a record, like the endpoints of its resource."""

    schema: type[BaseModel]
    read: Callable[[Reading, int], Awaitable[StoredT]]
    read_version: Callable[[Reading, int, int], Awaitable[StoredT]]
    record: Callable[[StoredT], Json]
    revise: Revise
    values: Values = given  # converts a patch to arguments of the command


async def _read_fact(reading: Reading, fact_id: int) -> FactDetail:
    (fact,) = await with_standings(reading, [await read_fact(reading, fact_id)])
    return fact


def _article_values(patch: ArticlePatch) -> Json:
    return {"spec": article_spec(patch)}


EDITED: Mapping[str, Editing[Any]] = {
    "article": Editing(
        ArticlePatch,
        articles.read_article,
        versions.read_article_version,
        article_record,
        revise_article,
        _article_values,
    ),
    "claim": Editing(
        ClaimPatch,
        claims.read_claim,
        versions.read_claim_version,
        claim_record,
        revise_claim,
        claim_values,
    ),
    "fact": Editing(
        FactPatch, _read_fact, versions.read_fact_version, fact_record, revise_fact
    ),
    "source": Editing(
        SourcePatch,
        sources.read_source,
        versions.read_source_version,
        source_record,
        revise_source,
    ),
    "tag": Editing(
        TagPatch, tags.read_tag, versions.read_tag_version, tag_record, revise_tag
    ),
}
