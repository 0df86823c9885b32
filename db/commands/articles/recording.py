"""New articles."""

from collections.abc import Sequence

from db.commands.articles.addresses import (
    canonical_in,
    sent_addresses,
    store_addresses,
    with_present,
)
from db.commands.articles.columns import article_columns, check_root, derive
from db.commands.articles.dating import refuse_wrong_dates
from db.commands.articles.identifiers import store_identifiers
from db.commands.articles.revisions import RevisionSpec, make_revision
from db.commands.articles.same_texts import add_signature, refuse_recorded_text
from db.commands.claims import ClaimSpec, known_to, new_context, record_claims
from db.commands.outlets import lock_outlet
from db.commands.records import create
from db.commands.sources import Spec
from db.commands.visibility.access import access_in
from db.engine.session import Write
from db.models import Article

DEFAULTS = {"kind": "news", "visibility": "public"}
NOTHING: Spec = {}


def record_article(
    write: Write,
    spec: Spec,
    *,
    revision: RevisionSpec | None = None,
    claims: Sequence[ClaimSpec] = (),
    new: bool = False,
) -> Article:
    """Store an article with its text and all its claims; return it with its id.

    ``spec`` has its columns; ``outlet`` may describe an outlet instead of
    ``outlet_id``, and ``addresses`` and ``identifiers`` are arrays. Offsets in claims
    refer to the text as sent. Raise ``ConflictError`` if the outlet has published
    nearly the same text, unless ``new`` says that this article is different.
    """
    article = _article(write, spec)
    sent = sampled = None
    if revision:
        sent, sampled = revision.sent, revision.signature
        article.revisions = [make_revision(write, revision)]
    if claims:
        write.lock_register()  # for their sources; after the lock of texts
    if not new:
        refuse_recorded_text(write, article, sampled)
    create(write, article)
    add_signature(write, article.id, sampled)
    if claims:
        outlet_id = lock_outlet(write, article.outlet_id)
        context = new_context(article, outlet_id=outlet_id, sent=sent)
        record_claims(known_to(write, claims), [(context, claim) for claim in claims])
    return article


def _article(write: Write, spec: Spec) -> Article:
    """Return a new article with checked addresses and identifiers."""
    columns = article_columns(write, spec, within=access_in(spec))
    article = new_article(write, columns, sent=spec)
    check_root(write, article)
    return article


def new_article(write: Write, columns: Spec, *, sent: Spec = NOTHING) -> Article:
    """Return a new article with its addresses and identifiers, not yet stored."""
    article = Article(**DEFAULTS | dict(columns))
    addresses = sent_addresses(sent.get("addresses", ()))
    if article.url is None:
        article.url = canonical_in(addresses)
    refuse_wrong_dates(write, article)
    derive(article)
    store_addresses(article, with_present(addresses, article.url))
    store_identifiers(article, sent.get("identifiers", ()))
    return article
