"""The records that exist at each moment of the fuzzing."""

import re
from random import Random
from typing import Any

from sqlalchemy import Engine, select

from api.schemas.facts import SLUG
from api.settings import MAX_ID
from db.models import (
    Affiliation,
    Article,
    Assessment,
    Claim,
    ClaimLink,
    Fact,
    Rating,
    Revision,
    Source,
    SourceIdentifier,
    SourceName,
    Stance,
    Tag,
)

Json = dict[str, Any]
# What a name in a path, a query or a body is the id of.
MODELS: dict[str, Any] = {
    "source_id": Source,
    "article_id": Article,
    "claim_id": Claim,
    "other_id": Claim,
    "tag_id": Tag,
    "outlet_id": Source,
    "organisation_id": Source,
    "assessor_id": Source,
    "fact_id": Fact,
    "parent_id": Fact,
    "merged_into_id": Source,
    "root_article_id": Article,
    "revision_id": Revision,
    "source": Source,
    "speaker": Source,
    "origin": Source,
    "outlet": Source,
    "organisation": Source,
    "article": Article,
    "fact": Fact,
}
# What a name in a path is the id of, and what the path calls its owner.
CHILDREN: dict[str, tuple[Any, str]] = {
    "name_id": (SourceName, "source_id"),
    "identifier_id": (SourceIdentifier, "source_id"),
    "affiliation_id": (Affiliation, "source_id"),
    "rating_id": (Rating, "source_id"),
    "link_id": (ClaimLink, "claim_id"),
    "assessment_id": (Assessment, "fact_id"),
}
DIGITS = re.compile(r"[0-9]{1,19}")
JUDGED = (Rating, Assessment)  # only the current ones can be requested


class Existing:
    """The present content of the database, so that requests can refer to it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def an_id(self, name: str, chance: Random) -> int | None:
        """Return the id of some record that a parameter of this name may be about."""
        model = MODELS[name]
        found = select(model.id)
        if name.startswith("outlet"):
            found = found.where(Source.kind == "outlet")
        elif name.startswith("organisation"):
            found = found.where(Source.kind.in_(["organisation", "group", "outlet"]))
        return self._one(found.order_by(model.id), chance)

    def a_child(self, name: str, chance: Random) -> Json:
        """Return the ids of some part of a record, and of the record."""
        model, owner = CHILDREN[name]
        children = select(model.id).order_by(model.id)
        if model in JUDGED:
            children = children.where(model.superseded_at.is_(None))
        child = self._one(children, chance)
        found = select(getattr(model, owner)).where(model.id == child)
        return {} if child is None else {name: child, owner: self._one(found, chance)}

    def a_revision(self, chance: Random) -> Json:
        """Return the number of some revision, and the id of its article."""
        found = select(Revision.article_id, Revision.number)
        return self._row(found.order_by(Revision.id), chance)

    def a_stance(self, chance: Random) -> Json:
        """Return the ids of a claim and of a fact that it bears on."""
        standing = Stance.superseded_at.is_(None)
        found = select(Stance.claim_id, Stance.fact_id).where(standing)
        return self._row(found.order_by(Stance.id), chance)

    def version(self, name: str, record_id: Any) -> int | None:
        """Return the version of the record that a path is about, if there is one."""
        model, key = MODELS[name], str(record_id)
        if DIGITS.fullmatch(key) and int(key) <= MAX_ID:
            called = model.id == int(key)
        elif model is Fact and re.fullmatch(SLUG, key):
            called = Fact.slug == key
        else:
            return None
        found: int | None = self._one(select(model.version).where(called), Random(0))
        return found

    def a_fact_key(self, fact_id: int, chance: Random) -> str:
        """Return the keys of a fact in a path: its id, or its slug."""
        slug = self._one(select(Fact.slug).where(Fact.id == fact_id), chance)
        return chance.choice((str(fact_id), slug or "gone"))

    def _row(self, found: Any, chance: Random) -> Json:
        with self._engine.connect() as connection:
            rows = connection.execute(found).mappings().all()
        return dict(chance.choice(rows)) if rows else {}

    def _one(self, found: Any, chance: Random) -> Any:
        with self._engine.connect() as connection:
            ids = connection.scalars(found).all()
        return chance.choice(ids) if ids else None
