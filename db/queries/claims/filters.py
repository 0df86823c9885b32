"""Filters of claims."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    String,
    and_,
    exists,
    literal_column,
    select,
    true,
)

from db.engine.aliases import aliased
from db.models import (
    Article,
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Fact,
    Source,
    SourceSearch,
    Span,
    Stance,
    Tag,
)
from db.models.source import ANONYMOUS, UNRESOLVED
from db.queries.filters import (
    Binds,
    Condition,
    Filter,
    Shape,
    before,
    binds,
    conditions,
    in_language,
    one_of,
    overlaps_from,
    overlaps_to,
    refers_to,
    since,
    true_or_false,
)
from db.queries.known_by import published
from db.queries.row_tests import RowTests
from db.queries.search import has_one_of, in_index, split_search
from db.queries.survivors import belonged_to, people_of, with_people
from db.queries.visibility import refers, visible
from db.queries.word_indexes import CLAIMS
from db.values.types import UtcDateTime
from db.values.viewer import Viewer

# The roles in a chain, as literals: their plans depend on no value.
SPEAKS: ColumnElement[bool] = literal_column("attribution.position = 1")
ORIGINATES: ColumnElement[bool] = literal_column("attribution.is_origin")


ABOUT = aliased(ClaimSubject, name="about")  # an alias, for the same reason as the next
TAGGED = aliased(ClaimTag, name="tagged")
# An alias: a list may read the table itself first.
STEP = aliased(Attribution, name="step")
# An expression: an index by source would give all steps of a source for each claim.
SOURCE_OF_STEP = STEP.source_id + literal_column("0")
UNNAMED = aliased(Source, name="unnamed")
DESCRIBED = ("source", "speaker")  # roles of sources that a descriptor may name
CHAIN_ROLES = {
    "source": true(),
    "speaker": STEP.position == 1,
    "origin": STEP.is_origin,
}


def _in_chain(role: str, source_id: Any = STEP.source_id) -> Condition:  # noqa: ANN401 - a column
    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        of_claim = STEP.claim_id == Claim.id
        return exists().where(of_claim, source_id.in_(given), CHAIN_ROLES[role])

    return condition


def _in_affiliated_claims(role: str) -> Condition:
    def condition(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
        people = STEP.source_id.in_(with_people(given, viewer))
        then = STEP.source_id.in_(given) | belonged_to(given, viewer, step=STEP)
        said = select(STEP.claim_id).where(people, then, CHAIN_ROLES[role]).cte("said")
        # Otherwise PostgreSQL scans all claims and looks up the people for each of
        # them.
        collected = said.prefix_with("MATERIALIZED")
        return Claim.id.in_(select(collected.c.claim_id))

    return condition


def _has_affiliated_step(role: str) -> Condition:
    def condition(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
        # With OR, PostgreSQL looks up the people once, not for each claim.
        people = STEP.source_id.in_(people_of(given, viewer))
        then = belonged_to(given, viewer, step=STEP)
        named = STEP.source_id.in_(given) | (people & then)
        return exists().where(STEP.claim_id == Claim.id, named, CHAIN_ROLES[role])

    return condition


def _speaker(column: Any) -> Condition:  # noqa: ANN401 - a mapped attribute
    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        return _speaks(column.in_(given))

    return condition


def _speaks(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        STEP.claim_id == Claim.id,
        STEP.position == 1,
        STEP.source_id == Source.id,
        condition,
    )


def _by_described(role: str) -> Condition:
    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        said = select(STEP.claim_id).where(*_is_described(given), CHAIN_ROLES[role])
        return Claim.id.in_(said)

    return condition


def _has_described_step(role: str) -> Condition:
    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        described = _is_described(given)
        return exists().where(STEP.claim_id == Claim.id, CHAIN_ROLES[role], *described)

    return condition


def _is_described(given: Binds) -> list[ColumnElement[bool]]:
    """Match the steps of unnamed sources whose descriptor has one of the phrases."""
    return [
        STEP.source_id == UNNAMED.id,
        UNNAMED.kind.in_(ANONYMOUS),
        SourceSearch.record_id == UNNAMED.id,
        has_one_of(SourceSearch.words, given),
    ]


def _tagged(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    tags = select(Tag.id).where(Tag.match_key.in_(given), visible(Tag, viewer))
    return exists().where(TAGGED.claim_id == Claim.id, TAGGED.tag_id.in_(tags))


def _about(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(
        ABOUT.claim_id == Claim.id,
        ABOUT.source_id.in_(given),
        refers(ABOUT.source_id, Source, viewer),
    )


def _anchored(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return exists().where(Span.claim_id == Claim.id, Span.anchor.in_(given))


def _published_by(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return and_(*(published(Article, at) for at in given))


FILTERS: dict[str, Filter] = {
    **{role: (BigInteger(), _in_chain(role)) for role in CHAIN_ROLES},
    **{
        f"affiliated_{role}": (BigInteger(), _in_affiliated_claims(role))
        for role in CHAIN_ROLES
    },
    **{f"described_{role}": (String(), _by_described(role)) for role in DESCRIBED},
    "article": one_of(Claim.article_id),
    "outlet": refers_to(Source, Claim.outlet_id),
    "form": one_of(Claim.form),
    "act": one_of(Claim.act),
    "terms": one_of(Claim.terms),
    "language": in_language(Claim.language),
    "review": one_of(Claim.review),
    "anonymous": (
        Boolean(),
        lambda given, _: true_or_false(
            _speaks(Source.kind.in_(ANONYMOUS)),
            neither=_speaks(Source.kind == UNRESOLVED),
        ).in_(given),
    ),
    "unresolved": (
        Boolean(),
        lambda given, _: _speaks(Source.kind == UNRESOLVED).in_(given),
    ),
    "hedged": (Boolean(), lambda given, _: Claim.hedges.is_not(None).in_(given)),
    "speaker_kind": (String(), _speaker(Source.kind)),
    "sector": (String(), _speaker(Source.sector)),
    "country": (String(), _speaker(Source.country_code)),
    "tag": (String(), _tagged),
    "subject": (BigInteger(), _about),
    "anchor": (String(), _anchored),
    "said_from": overlaps_from(Claim.said_from, Claim.said_to),
    "said_to": overlaps_to(Claim.said_from, Claim.said_to),
    "about_from": overlaps_from(Claim.about_from, Claim.about_to),
    "about_to": overlaps_to(Claim.about_from, Claim.about_to),
    "dated_from": since(Claim.dated_at),
    "dated_to": before(Claim.dated_at),
    "published_from": overlaps_from(Article.published_from, Article.published_to),
    "published_to": overlaps_to(Article.published_from, Article.published_to),
    "published_by": (UtcDateTime(), _published_by),
    "recorded_from": since(Claim.created_at),
    "recorded_to": before(Claim.created_at),
}
IN_ORDER: dict[str, Filter] = FILTERS | {
    f"affiliated_{role}": (BigInteger(), _has_affiliated_step(role))
    for role in CHAIN_ROLES
}
IN_ORDER |= {
    role: (BigInteger(), _in_chain(role, SOURCE_OF_STEP)) for role in CHAIN_ROLES
}
IN_ORDER |= {
    f"described_{role}": (String(), _has_described_step(role)) for role in DESCRIBED
}
# These filters need a join with the article.
OF_ARTICLES = {"published_from", "published_to", "published_by"}
OF_STANCES = {"fact", "stance"}
# An alias: a list may read the table itself first.
BEARS = aliased(Stance, name="bears")


def _on_fact(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(*_standing(viewer), BEARS.fact_id.in_(given))


# Filters in the test of a claim, which may be in alternatives and exclusions.
TESTS = RowTests(CLAIMS, IN_ORDER | {"fact": (BigInteger(), _on_fact)})


def claim_conditions(
    shape: Shape,
    viewer: Viewer,
    *,
    driver: type[Any] | None = None,
    in_order: bool = False,
) -> list[ColumnElement[bool]]:
    """Return the conditions of every filter in ``shape``.

    Claims of an organisation and its people are found by a list of ids, or, with
    ``in_order``, by a condition on each claim.

    Filters on facts and stances apply to the same stance: that of the ``driver`` if the
    list is read from stances.
    """
    search, others = split_search(shape)
    tests, others = TESTS.conditions(others, viewer)
    plain = tuple(part for part in others if part[0] not in OF_STANCES)
    found = conditions(plain, IN_ORDER if in_order else FILTERS, viewer)
    found += [*in_index(search, Claim.id), *tests]
    judged = tuple(part for part in shape if part[0] in OF_STANCES)
    if not judged:
        return found
    if driver is Stance:
        return [*found, *_judged(judged, Stance)]
    return [*found, exists().where(*_standing(viewer), *_judged(judged, BEARS))]


def _standing(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Return the conditions of a visible stance of a claim that counts."""
    seen = refers(BEARS.fact_id, Fact, viewer)
    return [BEARS.claim_id == Claim.id, BEARS.superseded_at.is_(None), seen]


def _judged(
    shape: Shape,
    table: Any,  # noqa: ANN401 - a mapped class or an alias
) -> list[ColumnElement[bool]]:
    columns = {"fact": table.fact_id, "stance": table.stance}
    return [columns[name].in_(binds(name, count)) for name, count in shape]
