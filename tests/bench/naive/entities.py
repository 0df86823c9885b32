"""The product's tables as mapped objects that load each other."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import DeclarativeBase, relationship

from db.models.base import Base as Product
from db.models.source import UNNAMED

TABLES = Product.metadata.tables
DATE_LENGTHS = {"year": 4, "month": 7, "quarter": 7}
STEP, SOURCE, ARTICLE = TABLES["attribution"], TABLES["source"], TABLES["article"]
SUBJECT = TABLES["claim_subject"]
FACT, STANCE = TABLES["fact"], TABLES["stance"]


class Base(DeclarativeBase):
    """Maps the tables that are there."""

    metadata = Product.metadata


class Dated:
    """Gathers the columns of a fuzzy date."""

    def date(self, name: str) -> dict[str, Any] | None:
        """Return the date called ``name``, or nothing if it is unknown."""
        parts = ("from", "to", "precision", "text")
        date = {part: getattr(self, f"{name}_{part}") for part in parts}
        return date if any(date.values()) else None


class Source(Base):
    """A source."""

    __table__ = SOURCE


class Revision(Base):
    """A text of an article."""

    __table__ = TABLES["revision"]


class Article(Base, Dated):
    """An article."""

    __table__ = ARTICLE

    outlet_source = relationship(
        Source, primaryjoin=SOURCE.c.id == ARTICLE.c.outlet_id, viewonly=True
    )

    @property
    def published(self) -> dict[str, Any] | None:
        """Return when it was published."""
        return self.date("published")

    @property
    def outlet(self) -> dict[str, Any] | None:
        """Return who published it."""
        return self.outlet_source and self.ref(self.outlet_source)

    def ref(self, source: Any) -> dict[str, Any]:
        """Return a source as this article's claims show it."""
        label = source.name
        if source.kind in UNNAMED:
            words = [self.outlet_source.name] if self.outlet_source else []
            published: datetime | None = self.published_from
            if published:
                length = DATE_LENGTHS.get(self.published_precision, 10)
                words.append(published.isoformat()[:length])
            place = f"{' '.join(words)} · " if words else ""
            label = f"{source.name} · {place}#{source.id}"
        return {
            "id": source.id,
            "name": source.name,
            "label": label,
            "kind": source.kind,
        }


class Step(Base):
    """One step of a claim's chain."""

    __table__ = STEP

    source_row = relationship(Source, foreign_keys=[STEP.c.source_id])
    printed_source_row = relationship(Source, foreign_keys=[STEP.c.printed_source_id])

    def shown(self, article: Article) -> dict[str, Any]:
        """Return this step as it was printed in an article."""
        return {
            "position": self.position,
            "seq": self.seq,
            "source_id": self.source_id,
            "source": article.ref(self.source_row),
            "printed_source_id": self.printed_source_id,
            "printed_source": article.ref(self.printed_source_row),
            "is_origin": self.is_origin,
            "relation": self.relation,
            "as_printed": self.as_printed,
            "cue": self.cue,
        }


class Subject(Base):
    """A source that a claim is about."""

    __table__ = SUBJECT

    source_row = relationship(Source, foreign_keys=[SUBJECT.c.source_id])
    printed_source_row = relationship(
        Source, foreign_keys=[SUBJECT.c.printed_source_id]
    )

    def shown(self, article: Article) -> dict[str, Any]:
        """Return this subject as it was recorded in an article."""
        return {
            "source_id": self.source_id,
            "source": article.ref(self.source_row),
            "printed_source_id": self.printed_source_id,
            "printed_source": article.ref(self.printed_source_row),
        }


class Span(Base):
    """The place of words."""

    __table__ = TABLES["span"]


class Tag(Base):
    """A tag."""

    __table__ = TABLES["tag"]


class ClaimTag(Base):
    """A tag on a claim."""

    __table__ = TABLES["claim_tag"]

    tag = relationship(Tag)


class Fact(Base):
    """A fact."""

    __table__ = FACT


class Stance(Base):
    """The stance of a claim on a fact."""

    __table__ = STANCE

    fact_row = relationship(Fact, foreign_keys=[STANCE.c.fact_id])

    @property
    def fact(self) -> dict[str, Any]:
        """Return the fact as a claim shows it."""
        row = self.fact_row
        return {"id": row.id, "slug": row.slug, "statement": row.statement}


class Change(Base):
    """An audit entry."""

    __table__ = TABLES["change"]


class Claim(Base, Dated):
    """A claim with all that belongs to it."""

    __table__ = TABLES["claim"]

    printed_hedges = TABLES["claim"].c.hedges
    article = relationship(Article)
    revision = relationship(
        Revision,
        primaryjoin=TABLES["revision"].c.id == TABLES["claim"].c.revision_id,
        foreign_keys=[TABLES["claim"].c.revision_id],
        viewonly=True,
    )
    # The product's own mapping writes the same columns.
    steps = relationship(
        Step, order_by=(STEP.c.position, STEP.c.seq), overlaps="attribution"
    )
    subject_rows = relationship(
        Subject,
        primaryjoin=and_(
            SUBJECT.c.claim_id == TABLES["claim"].c.id,
            SUBJECT.c.source_id.is_not(None),
        ),
        order_by=SUBJECT.c.id,
        viewonly=True,
    )
    spans = relationship(Span, order_by=TABLES["span"].c.id, overlaps="spans")
    claim_tags = relationship(
        ClaimTag, order_by=TABLES["claim_tag"].c.id, overlaps="tags"
    )

    stances = relationship(
        Stance,
        primaryjoin=and_(
            STANCE.c.claim_id == TABLES["claim"].c.id, STANCE.c.superseded_at.is_(None)
        ),
        order_by=STANCE.c.id,
        viewonly=True,
    )

    @property
    def hedges(self) -> list[str]:
        """Return the printed hedges."""
        return self.printed_hedges or []

    @property
    def said(self) -> dict[str, Any] | None:
        """Return when it was said."""
        return self.date("said")

    @property
    def about(self) -> dict[str, Any] | None:
        """Return the time it speaks of."""
        return self.date("about")

    @property
    def dated(self) -> dict[str, Any]:
        """Return its position in time."""
        return {"at": self.dated_at, "basis": self.dated_basis}

    @property
    def speakers(self) -> list[dict[str, Any]]:
        """Return the sources nearest to the outlet."""
        steps = [step for step in self.steps if step.position == 1]
        return [self.article.ref(step.source_row) for step in steps]

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return where it began."""
        steps = [step for step in self.steps if step.is_origin]
        return [self.article.ref(step.source_row) for step in steps]

    @property
    def attribution(self) -> list[dict[str, Any]]:
        """Return the chain."""
        return [step.shown(self.article) for step in self.steps]

    @property
    def printed_in(self) -> list[dict[str, Any]]:
        """Return where it was printed; the benchmark merges no claims."""
        own = {"claim_id": self.id, "article_id": self.article_id, "text": self.text}
        return [own | {"article": self.article}]

    @property
    def subjects(self) -> list[dict[str, Any]]:
        """Return the subjects."""
        return [one.shown(self.article) for one in self.subject_rows]

    @property
    def tags(self) -> list[str]:
        """Return the names of its tags."""
        return [one.tag.name for one in self.claim_tags]
