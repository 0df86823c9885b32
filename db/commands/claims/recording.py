"""Records new claims: one, or all claims of a request."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from db.commands.claims.anchoring import anchor_all
from db.commands.claims.context import ArticleContext, outlets_of
from db.commands.claims.making import ClaimSpec, NewClaim, new_claim
from db.commands.claims.storing import refused, store_claims, store_described
from db.commands.known_records import KnownRecords
from db.commands.new_records import NotStoredError
from db.commands.sources.matching import read_called
from db.engine.session import Write
from db.errors import ConflictError, DataError, RepeatedItemError
from db.models import Claim, Span


def record_claims(
    known: KnownRecords, claims: Sequence[tuple[ArticleContext, ClaimSpec]]
) -> list[NewClaim]:
    """Store the claims of one request and return them.

    Report the errors of all spans together. Otherwise report the first refused claim;
    if it repeats another claim of the request, refer to that one.
    """
    write, new = known.write, list[NewClaim]()
    anchored = anchor_all(claims, in_time=write.in_time)
    for number, (article, spec) in enumerate(claims):
        try:
            with write.match_prefix("claims", number):
                claim = _new_claim(known, article, spec, spans=anchored[number])
        except DataError as error:
            _refuse(new, refused(known, new))  # an earlier claim may be refused
            error.prefix_path("claims", number)
            raise
        new.append(NewClaim(claim, article, spec, write, known.names))
    _refuse(new, store_claims(known, new))
    return new


def _refuse(claims: Sequence[NewClaim], refused: Mapping[int, DataError]) -> None:
    """Raise the error of the first refused claim, or of the claim that it repeats."""
    for number, error in refused.items():
        if (first := _repeated(error, claims)) is not None:
            again = RepeatedItemError("claim", "claims", first)
            again.path = ("claims", number)
            raise again from error
        error.prefix_path("claims", number)
        raise error


def _repeated(error: DataError, claims: Sequence[NewClaim]) -> int | None:
    """Return the index of the claim of the request that another one repeats."""
    if isinstance(error, ConflictError) and error.resource == "claim":
        for number, claim in enumerate(claims):
            if claim.id == error.record_id:
                return number
    return None


def _new_claim(
    known: KnownRecords,
    article: ArticleContext,
    spec: ClaimSpec,
    *,
    spans: list[Span] | None,
) -> Claim:
    """Return a new claim; first store what earlier claims describe, if it must."""
    try:
        return new_claim(known, article, spec, spans=spans)
    except NotStoredError:
        store_described(known)
        claim = new_claim(known.at_once(), article, spec, spans=spans)
        known.called.forget()  # it may have new sources
        return claim


def record_claim(
    write: Write,
    article: ArticleContext,
    spec: ClaimSpec,
    *,
    spans: list[Span] | None = None,
) -> NewClaim:
    """Store a claim with its parts, and return it.

    ``spans`` are the spans of the spec if they are already anchored.
    """
    known = known_to(write, [spec])
    claim = _new_claim(known, article, spec, spans=spans)
    return _recorded(known, NewClaim(claim, article, spec, write, known.names))


def record_at_once(write: Write, article: ArticleContext, spec: ClaimSpec) -> NewClaim:
    """Store a claim after the records that it describes, and return it."""
    known = known_to(write, [spec]).at_once()
    claim = new_claim(known, article, spec)
    return _recorded(known, NewClaim(claim, article, spec, write, known.names))


def _recorded(known: KnownRecords, new: NewClaim) -> NewClaim:
    for error in store_claims(known, [new]).values():
        raise error
    return new


def known_to(
    write: Write, specs: Sequence[ClaimSpec], *, article_ids: Iterable[int] = ()
) -> KnownRecords:
    """Read all records that claims refer to by id or by name, and the outlets."""
    known = KnownRecords(write, stores_later=True)
    outlets = outlets_of(known.articles(article_ids).values())
    known.read_named(
        sources=chain(outlets, *(spec.source_ids() for spec in specs)),
        facts=chain(*(spec.fact_ids() for spec in specs)),
        tags=chain(*(spec.tags for spec in specs)),
    )
    read_called(known, chain(*(spec.described for spec in specs)))
    return known
