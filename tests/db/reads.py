"""A read of every builder, and values with which it finds something."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from db.engine.prepared import Prepared
from db.models import Described
from db.queries import (
    anchors,
    article_keys,
    articles,
    as_recorded,
    assessments,
    candidates,
    changes,
    claim_links,
    claim_places,
    claims,
    dependents,
    embargoes,
    facts,
    identifiers,
    identities,
    indexed_words,
    keys,
    named_records,
    namesakes,
    quoted,
    recent_claims,
    redactions,
    replacements,
    restricted,
    revisions,
    saved_filters,
    seed_lookups,
    sessions,
    snapshot_references,
    snapshots,
    source_children,
    source_matches,
    sources,
    stances,
    stats,
    stored_responses,
    survivors,
    tagged_claims,
    tags,
    to_do,
)
from db.queries.embargoes import WITH_EMBARGO
from db.queries.filters import named, shape_of
from db.queries.keyset import Place
from db.queries.search import index_values
from db.queries.verify import CHECKS, COMPUTED, chain
from db.queries.word_indexes import INDEXES
from db.search.grammar import parse
from db.values.names import statement_key
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.draft_counts import draft_counts
from tests.db.fact_claim_reads import on_facts
from tests.db.rated_facts import rated
from tests.db.search_reads import searched
from tests.db.suggestion_reads import of_names
from tests.db.text_reads import of_texts
from tests.db.told import DAY, HOUR, LATER, MONDAY, SLUG, WORDS, Told
from tests.keys import CREDENTIALS, FIRST

SEEN: dict[str, Any] = {"viewer": LOCAL_VIEWER}
URL, IDENTIFIER = {"url": ["a.org"]}, {"identifier": ["wikidata", "Q1"]}


@dataclass(frozen=True)
class Read:
    """A builder, the shape it is called with, and the values its read is run with."""

    builder: Callable[..., Prepared]
    shape: dict[str, Any]
    values: dict[str, Any]

    @property
    def prepared(self) -> Prepared:
        return self.builder(**self.shape)


def reads(told: Told) -> Iterator[Read]:
    """Yield a read of every builder, with values that find something."""
    for filters in (
        {"source": [told.source]},
        {"speaker": [told.unnamed], "review": ["reviewed", "disputed"]},
        {"origin": [told.source, told.outlet]},
        {"subject": [told.organisation], "about_to": [LATER]},
        {"subject": [told.organisation, told.source], "hedged": [True]},
        {"tag": ["uno"]},
        {"tag": ["uno", "dos"]},
        {"article": [told.article], "hedged": [True], "anonymous": [True]},
        {"outlet": [told.outlet], "speaker_kind": ["anonymous_person"]},
        {"affiliated_source": [told.organisation], "anchor": ["exact"]},
        {"dated_from": [MONDAY], "dated_to": [MONDAY + HOUR]},
        {"said_from": [MONDAY], "said_to": [MONDAY + HOUR]},
        {"published_from": [MONDAY], "recorded_from": [MONDAY]},
        {**index_values(parse("rained")), "form": ["direct_quote"]},
        {**index_values(parse('"it rained" -snow')), "published_from": [MONDAY]},
        {"language": ["en", "zh-Hant"]},
        {"fact": [told.fact], "stance": ["supports"]},
        {"fact": [told.fact, told.whole], "published_by": [MONDAY + DAY]},
        {"stance": ["supports", "denies"]},
        {},
    ):
        yield from listed(claims, "claims", filters)
    yield from (Read(*one) for one in searched(told, SEEN))
    yield from (Read(*one) for one in draft_counts(told, SEEN))
    for module, name, filters in (
        (articles, "articles", {"source": [told.source], "identifier": ["guid", "a"]}),
        (
            articles,
            "articles",
            index_values(parse('"el dijo" OR article')) | URL,
        ),
        (sources, "sources", {"article": [told.article], "anonymous": [True, False]}),
        (
            sources,
            "sources",
            index_values(parse("olena")) | IDENTIFIER,
        ),
        (sources, "sources", {"organisation": [told.organisation]}),
        (tags, "tags", {}),
    ):
        yield from listed(module, name, filters)
    for filters in (
        index_values(parse("uno")) | {"kind": ["other"]},
        {"verdict": ["true"], "outcome": ["yes"]},
        {"code": facts.named_codes(["happened"])},
        {"outcome": ["none"], "due_before": [MONDAY + DAY], "due_since": [MONDAY]},
        {"overdue": [MONDAY + DAY]},
        {},
    ):
        yield from listed(facts, "facts", filters, until=LATER)
        yield from listed(facts, "facts", filters, {"as_of": True}, until=LATER)
    for viewer in (LOCAL_VIEWER, READER):
        for withdrawn in (False, True):
            yield from singles(told, {"viewer": viewer, "withdrawn": withdrawn})
    yield from found(told)
    yield from named_so(told)
    yield from judged(told)
    yield from (Read(*one) for one in of_names(told, SEEN))
    yield from (Read(*one) for one in rated(told, SEEN, LATER))
    yield from recorded(told)
    yield from recognisable(told)
    yield from chained(told)
    yield from counted(told)
    yield from whole(told)
    yield from opening()
    yield from ending()
    yield from recent()
    for check in CHECKS.values():
        yield Read(check.builder, SEEN, {})
    for computed in COMPUTED.values():
        of_words = {"resource": computed.resource} if computed.resource else {}
        yield Read(computed.rows, SEEN | of_words, {"after": 0})
    yield from searched_texts(told)


def searched_texts(told: Told) -> Iterator[Read]:
    """Yield the reads of the texts in which records were found."""
    for resource in INDEXES:
        one = SEEN | {"resource": resource, "count": 1}
        record = {"record__0": getattr(told, resource)}
        yield Read(indexed_words.list_searched, one, record)


def ending() -> Iterator[Read]:
    """Yield the reads of embargoes that have ended."""
    yield Read(embargoes.find_ended, SEEN, {"at": MONDAY})
    for model in embargoes.WITH_EMBARGO:
        for inherited in (False, True) if issubclass(model, Described) else (False,):
            shape = {"resource": model.__tablename__, "inherited": inherited}
            limited = SEEN | shape | {"limit": 9}
            yield Read(embargoes.list_ended, limited, {"at": MONDAY})


def recent() -> Iterator[Read]:
    """Yield the reads of the latest claims."""
    until = {"until": LATER}
    yield Read(recent_claims.find_dated, SEEN | {"offset": 0}, until)
    stretches = {"from__0": MONDAY, "from__1": MONDAY + DAY, "from__2": LATER}
    shape = SEEN | {"count": 2, "most": 9}
    yield Read(recent_claims.count_claims_dated, shape, stretches)
    yield Read(claims.count_claims, SEEN | {"most": 9}, {})
    newest = SEEN | {"newest": 9, "limit": 9}
    for waiting in (
        to_do.list_lost_claims,
        to_do.list_recent_namesakes,
        to_do.list_recent_unresolved,
    ):
        yield Read(waiting, newest, {})
    yield Read(facts.count_facts, SEEN | {"most": 9}, until)


def opening() -> Iterator[Read]:
    """Yield the reads of keys, which are there from the start."""
    yield Read(keys.get_key, SEEN, {"key": FIRST + 1})
    yield Read(saved_filters.get_saved_filter, SEEN, {"owner": 1, "filter": 1})
    yield Read(keys.get_key_state, SEEN, {"key": FIRST + 1})
    yield Read(keys.list_keys, SEEN | {"limit": 9}, {})
    yield Read(keys.find_any_key, SEEN, {})
    yield Read(stored_responses.find_expired, SEEN, {"at": LATER})
    yield Read(sessions.find_session, SEEN, {"token_sha256": "0" * 64})
    yield Read(keys.find_key, SEEN, {"prefix": CREDENTIALS["admin"].prefix})


def listed(
    module: Any,
    name: str,
    filters: dict[str, list[Any]],
    shaped: dict[str, Any] | None = None,
    **bound: Any,
) -> Iterator[Read]:
    shape = {"shape": shape_of(filters)} | SEEN | (shaped or {})
    values = named(filters) | bound
    yield Read(getattr(module, f"list_{name}"), shape | {"limit": 9}, values)
    yield Read(getattr(module, f"count_{name}"), shape, values)


def singles(told: Told, seen: dict[str, Any]) -> Iterator[Read]:
    of_claim, of_source = {"claim__0": told.claim}, {"source": told.source}
    yield Read(claims.get_claim, seen, {"claim": told.claim})
    shown = {"viewer": seen["viewer"]}
    yield Read(claims.find_claims, shown | {"count": 1}, of_claim)
    yield Read(claims.list_prints, shown, {"claim": told.claim})
    for part in ("speakers", "steps", "subjects", "spans", "tags"):
        yield Read(getattr(claims, f"list_{part}"), seen | {"count": 1}, of_claim)
    yield Read(stances.list_stances, seen | {"count": 1}, of_claim)
    yield Read(sources.get_source, seen, of_source)
    for part in source_children.CHILD_ORDERS:
        yield Read(getattr(source_children, f"list_{part}"), seen, of_source)
    of_article = {"article": told.article}
    yield Read(articles.get_article, seen, of_article)
    for keys_of in (article_keys.list_addresses, article_keys.list_identifiers):
        yield Read(keys_of, seen, of_article)
    yield Read(revisions.get_revision, seen, of_article | {"number": 1})
    yield Read(tags.get_tag, seen, {"tag": told.tag})
    few = shown | {"count": 1, "most": 9}
    yield Read(tagged_claims.count_tagged, few, {"tag__0": told.tag})
    for by, called in (("id", told.fact), ("slug", "uno")):
        of_fact = {"fact": called, "until": LATER}
        yield Read(facts.get_fact, seen | {"by": by}, of_fact)
    yield Read(facts.find_fact_id, seen, {"fact": "uno"})
    q1 = {"scheme": "wikidata", "value__0": "Q1"}
    yield Read(identifiers.find_identified, seen | {"count": 1}, q1)


def found(told: Told) -> Iterator[Read]:
    one, of_article = SEEN | {"count": 1}, {"article": told.article}
    yield Read(anchors.count_anchors, SEEN, of_article)
    for find, shape, texts in of_texts(SEEN, told.root, told.outlet):
        yield Read(find, shape, texts)
    yield Read(anchors.articles_to_anchor, SEEN, {})
    for read in (anchors.list_lost, revisions.newest_text, claim_places.list_places):
        yield Read(read, SEEN, of_article)
    yield Read(revisions.revision_text, SEEN, of_article | {"revision": told.revision})
    texts = revisions.newest_texts
    for find in (texts, articles.find_articles, survivors.list_articles_merged_into):
        yield Read(find, one, {"article__0": told.article})
    yield Read(claims.list_said_since, SEEN, of_article | {"since": MONDAY})
    for find in (
        source_matches.find_sources,
        sources.list_source_refs,
        survivors.list_merged_into,
    ):
        yield Read(find, one, {"source__0": told.source})
    of_source, people = {"source__0": told.source}, one | {"people": True}
    yield Read(quoted.count_quoted, people, of_source)
    of_people = {"organisation__0": told.organisation}
    yield Read(survivors.list_people, one | {"limit": 9}, of_people)
    yield Read(survivors.find_survivor, SEEN, {"source": told.double})
    by_name, olena = SEEN | {"by": "folded"}, {"called": "olena"}
    yield Read(namesakes.list_shared_names, one, {"source__0": "ministry"})
    kinds = {"kinds": ("person", "group")}
    yield Read(source_matches.find_named_sources, by_name | kinds, olena)
    yield Read(source_matches.find_called, by_name | one, {"called__0": "olena"})
    yield Read(source_matches.find_named_source, SEEN, {"source": told.source})
    official = {"kind": "anonymous_person", "match_key": "official", "ordinal": 1}
    yield Read(source_matches.find_unnamed_source, SEEN, of_article | official)
    yield Read(tags.find_tags, SEEN | {"count": 2}, {"key__0": "uno", "key__1": "dos"})
    yield Read(facts.find_facts, one, {"fact__0": told.fact})
    yield Read(
        named_records.list_named_records,
        SEEN | {"shape": tuple((one, 1) for one in named_records.NAMES)},
        of_source
        | {"article__0": told.article, "claim__0": told.claim}
        | {"fact__0": told.fact, "tag__0": told.tag},
    )
    yield Read(facts.find_slugs, SEEN | {"count": 1}, {"slug__0": SLUG})
    for by, called in (
        ("id", told.fact),
        ("slug", "uno"),
        ("statement_key", statement_key("Uno.")),
    ):
        yield Read(facts.find_facts_called, SEEN | {"by": by}, {"called": called})
    for count, used in (
        (dependents.claims_of_source, told.source),
        (dependents.claims_about_source, told.organisation),
        (dependents.articles_of_outlet, told.outlet),
        (dependents.claims_in_article, told.article),
        (dependents.reprints_of_article, told.root),
        (dependents.articles_merged_into, told.article),
        (dependents.claims_with_tag, told.tag),
        (dependents.claims_of_fact, told.fact),
        (dependents.parts_of_fact, told.whole),
        (dependents.facts_merged_into, told.fact),
        (dependents.sources_merged_into, told.source),
    ):
        yield Read(count, SEEN, {"used": used})


def named_so(told: Told) -> Iterator[Read]:
    """Yield the reads of records by name, identifier or relation."""
    works_for = SEEN | {"relations": ("works_for", "part_of")}
    of_organisation = {"used": told.organisation}
    yield Read(dependents.affiliated_sources, works_for, of_organisation)
    yield Read(tags.find_tag_called, SEEN, {"key": "uno", "tag": told.tag})
    for by, called in (("id", told.source), ("folded", "олена")):
        one = SEEN | {"count": 1, "by": by}
        yield Read(namesakes.list_namesakes, one, {"source__0": called})


def judged(told: Told) -> Iterator[Read]:
    page, until = {"place": Place(), "limit": 9} | SEEN, {"until": LATER}
    yield Read(stances.list_stances_of_claim, page, {"claim": told.claim})
    one = {"claim": told.claim, "fact": told.fact}
    yield Read(stances.get_stance, SEEN, one)
    of_fact = {"fact": told.fact} | until
    yield Read(assessments.list_assessments, page, of_fact)
    of_assessment = {"assessment__0": told.assessment}
    yield Read(assessments.list_evidence, SEEN | {"count": 1}, of_assessment)
    for builder, shape, values in on_facts(told, SEEN):
        yield Read(builder, shape, values)


def recorded(told: Told) -> Iterator[Read]:
    at, one = {"at": MONDAY}, SEEN | {"count": 1}
    for resource in snapshots.RECORDS:
        of_one = {"record__0": getattr(told, resource)} | at
        yield Read(as_recorded.list_snapshots_at, one | {"resource": resource}, of_one)
    yield Read(as_recorded.list_merged_facts, SEEN, at)
    yield Read(as_recorded.list_merged_sources, SEEN, at)
    lately = {"at": LATER}
    of_fact = {"fact__0": told.fact} | lately
    yield Read(as_recorded.list_claims_judged, one, of_fact)
    linked = {"claim__0": told.linked} | lately
    yield Read(as_recorded.list_claims_linking, one, linked)
    of_source = {"source__0": told.source} | lately
    yield Read(as_recorded.list_judged_different, one, of_source)
    yield Read(as_recorded.list_claims_quoting, one, of_source)
    of_outlet = {"outlet__0": told.outlet} | lately
    yield Read(as_recorded.list_claims_printed, one, of_outlet)


def recognisable(told: Told) -> Iterator[Read]:
    one = SEEN | {"count": 1}
    in_article, of_fact = {"article": told.article}, {"fact": told.fact}
    yield Read(seed_lookups.find_called, one, {"slug__0": SLUG})
    yield Read(seed_lookups.find_once_called, one, {"slug__0": SLUG})
    yield Read(seed_lookups.find_printed, one, in_article | {"text__0": WORDS})
    yield Read(seed_lookups.list_judged_in_article, SEEN, in_article)
    yield Read(seed_lookups.list_ever_held, SEEN, of_fact)
    yield Read(seed_lookups.list_ever_settled, SEEN, of_fact)


def counted(told: Told) -> Iterator[Read]:
    bounds = {"from": [MONDAY], "to": [LATER]}
    looked_for, within = {"top": 9} | named(bounds), {"bounds": shape_of(bounds)}
    filters = {"article": [told.article], "hedged": [True]}
    narrowed = SEEN | within | {"shape": shape_of(filters), "limit": 9}
    for by in (None, "outlet", "source", "kind", "form", "act", "stance", "sector"):
        for bucket in (None, "day", "week", "month", "year"):
            shape = narrowed | {"by": by, "bucket": bucket}
            values = looked_for | named(filters)
            yield Read(stats.count_claims_by, shape, values)
    for bucket in (None, "month"):
        shape = narrowed | {"bucket": bucket}
        values = looked_for | named(filters)
        yield Read(stats.count_unnamed_by_outlet, shape, values)
    shape = SEEN | within | {"time": "published"}
    yield Read(stats.count_separate_sources, shape, looked_for)
    for by in (None, "state", "kind", "outcome", "verdict"):
        shape = SEEN | within | {"by": by, "bucket": "month", "limit": 9}
        yield Read(stats.count_facts_by, shape, looked_for | {"until": LATER})


def chained(told: Told) -> Iterator[Read]:
    of_claim, record = SEEN | {"resource": "claim"}, {"record": told.claim}
    for builder in (redactions.list_redactions, redactions.list_revoked):
        yield Read(builder, SEEN, {})
    yield Read(redactions.list_changed_roles, SEEN, {})
    for model in WITH_EMBARGO:
        yield Read(
            restricted.list_restricted, SEEN | {"resource": model.__tablename__}, {}
        )
    of_key = SEEN | {"limit": 9}
    yield Read(keys.list_key_events, of_key, {"key": told.key})
    yield Read(chain.list_entries, SEEN, {"after": 0})
    yield Read(chain.find_newest, SEEN, {})
    yield Read(chain.find_redaction, of_claim, record | {"after": 0})
    yield Read(chain.list_erased, of_claim, record | {"until": 1 << 40})
    yield Read(chain.list_logged, of_claim, {"after": 0})
    yield Read(chain.list_states, of_claim | {"count": 1}, {"record__0": told.claim})
    yield Read(chain.list_unlogged, SEEN | {"resource": "api_key"}, {})
    unattested = {"after": 0, "shape": "other"}
    yield Read(chain.list_unattested, of_claim, unattested)


def whole(told: Told) -> Iterator[Read]:
    page = {"place": Place(), "limit": 9} | SEEN
    yield Read(revisions.list_revisions, page, {"article": told.article})
    yield Read(claim_links.list_links, page, {"claim": told.claim})
    yield Read(saved_filters.list_saved_filters, page, {"owner": 1})
    yield Read(source_children.list_ratings, page, {"source": told.source})
    yield Read(identities.list_identities, page, {"source": told.source})
    two = {"one": told.source, "other": told.double}
    yield Read(identities.get_identity, SEEN, two)
    one = SEEN | {"count": 1}
    yield Read(identities.list_different, one, {"source__0": told.source})
    for read in (identities.list_judged, candidates.list_own_names):
        yield Read(read, SEEN, {"source": told.source})
    like = SEEN | {"count": 1, "kinds": ("person",)}
    others = {"source": told.double, "part__0": "олен"}
    yield Read(candidates.list_names_like, like, others)
    of_claim = {"resource": "claim"} | SEEN
    yield Read(changes.list_history, page | of_claim, {"record": told.claim})
    yield Read(changes.find_withdrawal, of_claim, {"record": told.claim})
    yield Read(replacements.find_correction, SEEN, {"record": told.linked})
    yield Read(replacements.find_reprinted, SEEN, {"record": told.article})
    of_version = {"record": told.claim, "number": 1}
    yield Read(changes.find_version, of_claim, of_version)
    feed = page | {"since": True}
    yield Read(changes.list_feed, feed, {"after": 0, "since": MONDAY})
    yield Read(changes.find_newest_change, SEEN, {})
    found = {"resource": "source", "count": 1} | SEEN
    yield Read(snapshot_references.find_visible, found, {"record__0": told.source})
    yield from _of_snapshots(told)


def _of_snapshots(told: Told) -> Iterator[Read]:
    for resource, record_id in {
        "source": told.source,
        "article": told.article,
        "claim": told.claim,
        "fact": told.fact,
        "tag": told.tag,
        "identity": told.identity,
    }.items():
        record = {"record__0": record_id}
        of_one = {"resource": resource, "count": 1} | SEEN
        for trimmed in ({}, {"trimmed": True}):
            yield Read(snapshots.list_records, of_one | trimmed, record)
            for name in snapshots.children_of(resource):
                named = of_one | trimmed | {"name": name}
                yield Read(snapshots.list_children, named, record)
