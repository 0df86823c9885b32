"""Checks of rules that no constraint can enforce; each selects the violating records.

The name of a check begins with the resource whose ids it selects. If a child violates
the rule, its parent is selected.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from db.engine.prepared import Prepared
from db.queries.indexed_words import ROWS, WordsRow, list_words
from db.queries.verify import (
    addresses,
    anchors,
    chains,
    circles,
    dependence,
    derived,
    judgements,
    keys,
    merges,
    names,
)
from db.queries.verify.violations import MAX_VIOLATIONS, Builder

__all__ = ["CHECKS", "COMPUTED", "MAX_VIOLATIONS", "Check", "ComputedCheck"]


class Check(NamedTuple):
    """A rule as a sentence, and the read of the records that violate it."""

    sentence: str
    builder: Builder


class ComputedCheck(NamedTuple):
    """A rule as a sentence, and the read of rows that Python checks.

    The words of records of a ``resource`` are long: they are read in portions, each
    after the id ``after``.
    """

    sentence: str
    rows: Callable[
        ...,
        Prepared[addresses.AddressRow] | Prepared[WordsRow] | Prepared[names.NamedRow],
    ]
    resource: str | None = None


CHECKS: Mapping[str, Check] = {
    "claim.positions": Check(
        "The positions of a chain run from 1 without gaps.", chains.positions
    ),
    "claim.seqs": Check(
        "The steps that share a position are numbered from 1 without gaps.",
        chains.seqs,
    ),
    "claim.origins": Check(
        "The steps at the last position, and no others, are the origins.",
        chains.origins,
    ),
    "claim.relations": Check(
        "The relations of the last steps are of origins, and those before of carriers.",
        chains.relations,
    ),
    "claim.unattributed": Check(
        "The chain is empty if the form is unattributed, and only then.",
        chains.unattributed,
    ),
    "claim.unnamed": Check(
        "An unnamed source is only in claims of the article that printed it.",
        chains.unnamed,
    ),
    "claim.survivors": Check(
        "The source of a step is the survivor of its printed source.", chains.survivors
    ),
    "claim.subjects": Check(
        "A subject counts for the survivor of its source, or an earlier one does.",
        merges.subjects,
    ),
    "claim.outlet": Check(
        "The outlet of a claim is the survivor of its article's outlet.",
        merges.outlets,
    ),
    "claim.span_words": Check(
        "A span has the words at its place in the text, and those around it.",
        anchors.words,
    ),
    "claim.span_context": Check(
        "A span has 32 characters of text on each side, or all up to its ends.",
        anchors.context,
    ),
    "claim.span_positions": Check(
        "The position of a span exists in the chain.", anchors.positions
    ),
    "claim.span_seqs": Check(
        "The spans of one part of a claim are numbered from 1 without gaps.",
        anchors.seqs,
    ),
    "claim.start": Check(
        "A claim starts where the first span of its content starts.", anchors.start
    ),
    "source.namesakes": Check(
        "No unnamed source of an article has the name of another one.", keys.namesakes
    ),
    "source.labels": Check(
        "Named sources with namesakes are marked as such.", derived.namesakes
    ),
    "tag.namesakes": Check("No tag has the name of another one.", keys.tags),
    "claim.repeated": Check("No claim of an article repeats another one.", keys.claims),
    "claim.dated": Check(
        "The date of a claim is when it was said, else published, else recorded.",
        derived.dated,
    ),
    "claim.copies": Check(
        "The steps, subjects, tags and stances of a claim have copies of its sort "
        "keys.",
        derived.copies,
    ),
    "article.text_length": Check(
        "The stored length of a revision is that of its text.", derived.text_length
    ),
    "article.revisions": Check(
        "The revisions of an article are numbered from 1 without gaps.",
        derived.revisions,
    ),
    "article.address_copies": Check(
        "The addresses of an article have its visibility and withdrawal, and include "
        "its url.",
        addresses.copies,
    ),
    "article.bands": Check(
        "The text of a live article has a sample of 16 parts, if it is long enough.",
        derived.bands,
    ),
    "article.identifiers": Check(
        "An identifier has the visibility and withdrawal of its article.",
        derived.article_identifiers,
    ),
    "source.identifiers": Check(
        "An identifier has the visibility and withdrawal of its source.",
        derived.identifiers,
    ),
    "claim.restricted": Check(
        "A claim is at least as restricted as its article and its sources.",
        dependence.restricted_claims,
    ),
    "source.restricted": Check(
        "An unnamed source is at least as restricted as its article.",
        dependence.restricted_sources,
    ),
    "claim.live": Check(
        "The article, the sources, the tags and the facts of a live claim are live.",
        dependence.live_claims,
    ),
    "article.live": Check(
        "The outlet of a live article, and the article it reprints, are live.",
        dependence.live_articles,
    ),
    "source.live": Check(
        "The article that printed a live unnamed source is live.",
        dependence.live_sources,
    ),
    "article.outlet": Check(
        "An article is published by a source of kind outlet.", dependence.outlets
    ),
    "source.affiliations": Check(
        "An affiliation is with a source of a kind that its relation may lead to.",
        dependence.affiliations,
    ),
    "article.circles": Check(
        "No article is a reprint of its own reprints.", circles.reprints
    ),
    "source.survivors": Check(
        "A merged source has its final survivor, which is not merged.",
        merges.survivors,
    ),
    "article.merges": Check(
        "A merged article has its final survivor, which is not merged.",
        merges.survivors_of_articles,
    ),
    "article.merge_circles": Check(
        "No article is merged into itself.", circles.merged_articles
    ),
    "claim.merges": Check(
        "A merged claim has its final survivor, which is not merged.",
        merges.survivors_of_claims,
    ),
    "claim.survivor": Check(
        "The survivor of a merged claim is live.", merges.live_survivors
    ),
    "source.identities": Check(
        "Two merged sources are not judged to be different.", merges.identities
    ),
    "source.circles": Check("No source is merged into itself.", circles.merges),
    "claim.circles": Check("No claim is merged into itself.", circles.merged_claims),
    "claim.stances": Check(
        "A stance counts for the survivor of its fact, or another stance does.",
        judgements.stances,
    ),
    "fact.assessments": Check(
        "An assessment counts for the survivor of its fact, or another one does.",
        judgements.assessments,
    ),
    "fact.outcomes": Check(
        "An outcome counts for the survivor of its fact, or another one does.",
        judgements.outcomes,
    ),
    "fact.openings": Check(
        "No outcome was known before its fact opened.", judgements.openings
    ),
    "fact.assessors": Check(
        "Assessors are named sources, or our own desk.", judgements.assessors
    ),
    "fact.live": Check(
        "The parent and the survivor of a live fact are live.", judgements.live_facts
    ),
    "fact.circles": Check("No fact is merged into itself.", circles.merged_facts),
    "fact.parts": Check("No fact is part of its own parts.", circles.parts),
}
# Rules that no database can evaluate.
COMPUTED: Mapping[str, ComputedCheck] = {
    "article.addresses": ComputedCheck(
        "An article is found by its address, which no other live article has: see "
        "`onrecord rekey`.",
        addresses.list_addresses,
    ),
    **{
        f"{resource}.words": ComputedCheck(
            f"{resource.capitalize()}s are found by the words that they have: see "
            "`onrecord search --rebuild`.",
            list_words,
            resource,
        )
        for resource in ROWS
    },
    "source.names": ComputedCheck(
        "A source is suggested by the words of its names.", names.sources
    ),
    "source.outlet_names": ComputedCheck(
        "An outlet is suggested by the words of its names.", names.outlets
    ),
    "fact.names": ComputedCheck(
        "A fact is suggested by the words of its statement.", names.facts
    ),
    "tag.names": ComputedCheck(
        "A tag is suggested by the words of its name.", names.tags
    ),
}
