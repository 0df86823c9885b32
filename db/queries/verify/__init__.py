"""What must hold and no constraint can: each check finds the records that break it.

A check is named by the resource of the ids it selects; a record that has children is
named for what is wrong with these.
"""

from collections.abc import Mapping
from typing import NamedTuple

from db.queries.verify import (
    anchors,
    chains,
    circles,
    dependence,
    derived,
    judgements,
    merges,
)
from db.queries.verify.violations import FOUND, Builder

__all__ = ["CHECKS", "FOUND", "Check"]


class Check(NamedTuple):
    """What holds, in a sentence, and the read that selects where it does not."""

    sentence: str
    builder: Builder


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
        "The last steps say how it began, and those before how it was passed on.",
        chains.relations,
    ),
    "claim.unattributed": Check(
        "The chain is empty if the form is unattributed, and only then.",
        chains.unattributed,
    ),
    "claim.unnamed": Check(
        "An unnamed source stands in claims of the article that printed it.",
        chains.unnamed,
    ),
    "claim.survivors": Check(
        "A step leads to the source that is left after merges.", chains.survivors
    ),
    "claim.outlet": Check(
        "A claim counts for the outlet of its article, as it is left after merges.",
        merges.outlets,
    ),
    "claim.span_words": Check(
        "A span lies in the text, and holds what stands there and around it.",
        anchors.words,
    ),
    "claim.span_context": Check(
        "A span keeps 32 characters on either side, or all there are.",
        anchors.context,
    ),
    "claim.span_positions": Check(
        "A span belongs to a position that the chain has.", anchors.positions
    ),
    "claim.span_seqs": Check(
        "The spans of one part of a claim are numbered from 1 without gaps.",
        anchors.seqs,
    ),
    "claim.start": Check(
        "A claim starts where the first span of its content starts.", anchors.start
    ),
    "claim.dated": Check(
        "A claim is dated by when it was said, else published, else recorded.",
        derived.dated,
    ),
    "claim.copies": Check(
        "The steps, tags and stances of a claim carry what it is listed by.",
        derived.copies,
    ),
    "article.text_length": Check(
        "A revision with a text knows its length.", derived.text_length
    ),
    "article.revisions": Check(
        "The revisions of an article are numbered from 1 without gaps.",
        derived.revisions,
    ),
    "source.identifiers": Check(
        "An identifier is live and visible as its source is.", derived.identifiers
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
        "The outlet of a live article, and what it reprints, are live.",
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
        "Affiliations lead to organisations, groups and outlets.",
        dependence.affiliations,
    ),
    "article.circles": Check(
        "No article is a reprint of its own reprints.", circles.reprints
    ),
    "source.survivors": Check(
        "A merged source knows what is left of it, and that is merged no further.",
        merges.survivors,
    ),
    "source.identities": Check(
        "Two that are merged are not judged to be different.", merges.identities
    ),
    "source.circles": Check("No source is merged into itself.", circles.merges),
    "claim.stances": Check(
        "A stance counts for the fact that is left after merges, or waits behind one.",
        judgements.stances,
    ),
    "fact.assessments": Check(
        "An assessment counts for what is left after merges, or waits behind another.",
        judgements.assessments,
    ),
    "fact.outcomes": Check(
        "An outcome counts for what is left after merges, or waits behind another.",
        judgements.outcomes,
    ),
    "fact.openings": Check(
        "No outcome was known before its fact opened.", judgements.openings
    ),
    "fact.assessors": Check(
        "Assessors are named, or our own desk.", judgements.assessors
    ),
    "fact.live": Check(
        "What a live fact is part of, or lives on in, is live.", judgements.live_facts
    ),
    "fact.circles": Check("No fact is merged into itself.", circles.merged_facts),
    "fact.parts": Check("No fact is part of its own parts.", circles.parts),
}
