"""A restricted record is no match, candidate or conflict for those who may not see it.

Each role that may write sees restricted records; commands rely on the viewer alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

import pytest

from db.commands.articles import RevisionSpec, add_revision, record_article
from db.commands.facts import resolve_fact
from db.commands.sources import register_source, resolve_source
from db.commands.sources.matching import similar_sources
from db.engine.session import Context, Write
from db.errors import DataError
from db.models import Article, Source
from db.values.viewer import VIEWERS, Role
from tests.factories import (
    make_article,
    make_fact,
    make_outlet,
    make_source,
    make_unnamed,
)

Json = dict[str, Any]
HIDDEN: Json = {"visibility": "restricted"}
WIKIDATA = {"scheme": "wikidata", "value": "Q1"}
DOI = {"scheme": "doi", "value": "10.1000/182"}
URL = "https://example.org/rain"
TEXT = " ".join(f"word{number}" for number in range(100))
ANN: Json = {"name": "Ann Érard", "kind": "person"}
OFFICIAL: Json = {"name": "an official", "kind": "anonymous_person"}
RAIN: Json = {"statement": "It rains."}


@dataclass(frozen=True)
class Public:
    """The public records."""

    outlet: Source
    article: Article


Act = Callable[[Write, Public], Any]


def described(**values: Any) -> Act:
    """Return a write that describes a source."""
    spec = {"kind": "person"} | values

    def resolve(write: Write, public: Public) -> Any:
        given = {"source": spec}
        return resolve_source(write, given, "source", article_id=public.article.id)

    return resolve


def article(text: str | None = None, **values: Any) -> Act:
    """Return a write that records an article of the outlet."""

    def record(write: Write, public: Public) -> Any:
        spec = {"outlet_id": public.outlet.id, "title": "Rain"} | values
        revision = RevisionSpec(text) if text else None
        return record_article(write, spec, revision=revision).id

    return record


def revision(write: Write, public: Public) -> Any:
    return str(add_revision(write, public.article.id, RevisionSpec(TEXT)).is_new)


def similar(write: Write, _: Public) -> Any:
    found = register_source(write, ANN | {"name": "ann erard"})
    return similar_sources(write, found.id)


def in_article(text: str | None = None, **values: Any) -> Act:
    """Return a function that hides an article of the outlet."""

    def hide(write: Write, public: Public) -> Any:
        outlet = {"outlet_id": public.outlet.id}
        return make_article(write, text, **outlet | values | HIDDEN)

    return hide


def source(**values: Any) -> Act:
    """Return a function that hides a source."""
    return lambda write, _: make_source(write, **values | HIDDEN)


def fact(write: Write, _: Public) -> Any:
    return make_fact(write, **RAIN, **HIDDEN)


def unnamed(**values: Any) -> Act:
    """Return a function that hides an unnamed source."""
    spec = OFFICIAL | values | HIDDEN
    return lambda write, public: make_unnamed(write, public.article, **spec)


GB, FR = {"country_code": "GB"}, {"country_code": "FR"}
CALLED_ANN: Json = {"names": [{"name": ANN["name"], "kind": "alias"}]}
IDENTIFIED: Json = {"identifiers": [WIKIDATA]}
WITH_DOI: Json = {"identifiers": [DOI]}
CASES: dict[str, tuple[Act, Act]] = {
    "the same name": (source(**ANN), described(**ANN)),
    "nearly the same name": (source(**ANN), described(name="ann erard")),
    "another kind": (source(**ANN), described(**ANN | {"kind": "organisation"})),
    "an alias": (source(**CALLED_ANN), described(**ANN)),
    "an identifier": (source(**IDENTIFIED), described(name="x", **IDENTIFIED)),
    "what contradicts": (source(**ANN, **GB), described(**ANN, **FR)),
    "an unnamed source": (unnamed(), described(**OFFICIAL)),
    "what contradicts that": (unnamed(people=3), described(people=2, **OFFICIAL)),
    "a similar source": (source(**ANN), similar),
    "the same text": (in_article(TEXT), article(TEXT)),
    "nearly the same text": (in_article(TEXT), article(f"{TEXT} more")),
    "the text of a revision": (in_article(TEXT), revision),
    "a statement": (fact, lambda write, _: resolve_fact(write, {"fact": RAIN})),
}
# Keys are unique among public articles, and among restricted ones.
UNTOLD: dict[str, tuple[Act, Act]] = {
    "a web address": (in_article(url=URL), article(url=URL)),
    "an identifier of an article": (in_article(**WITH_DOI), article(**WITH_DOI)),
}


@pytest.fixture
def public(write: Write) -> Public:
    outlet = make_outlet(write)
    return Public(outlet, make_article(write, "Snow.", outlet_id=outlet.id))


def told(write: Write, act: Act, public: Public, hidden: Any = None) -> Any:
    """Return the result of a write with the hidden id masked; roll it back."""
    nested = write.session.begin_nested()
    try:
        answer = act(write, public)
        if isinstance(answer, int):
            answer = hidden is not None and answer == hidden.id
    except DataError as error:
        answer = type(error), str(error), vars(error)
    finally:
        matches = list(write.matches)
        write.matches.clear()
        write.changes.clear()
        nested.rollback()
    return answer, matches


@pytest.mark.parametrize("case", [*CASES, *UNTOLD])
@pytest.mark.parametrize("role", get_args(Role))
def test_matches_nothing_that_may_not_be_seen(
    write: Write, public: Public, case: str, role: Role
) -> None:
    hide, act = (CASES | UNTOLD)[case]
    writer = replace(write, context=Context(viewer=VIEWERS[role]))
    without = told(writer, act, public)
    hidden = hide(write, public)

    found = told(writer, act, public, hidden)

    assert (found == without) == (role == "reader" or case in UNTOLD), (without, found)
