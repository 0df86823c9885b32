"""The processing of sent texts, and their maximum lengths."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

from api.http.dependencies.preconditions import _versions
from api.http.strict_requests import parse as parse_json
from api.pages import import_files
from api.pages.accepted import accepts_page
from api.pages.forms import MAX_FIELDS
from api.pages.marked_text import Marked, lines_of, paragraphs
from api.pages.multipart import fields_of
from api.pages.word_diff import word_diff
from api.schemas.types.texts import clean
from api.server.session_cookies import _cookie
from db.derived import candidates, likeness, near_texts, spelling, wording
from db.derived.anchoring.alignment import Alignment, Expected
from db.derived.anchoring.finding import Quote, find_places
from db.derived.anchoring.folding import fold as fold_quote
from db.derived.anchoring.nearest import nearest
from db.derived.anchoring.reanchoring import reanchor
from db.derived.anchoring.searchable import SearchableText
from db.derived.estimative import estimates
from db.search import snippets, stemming, suggesting
from db.search.analyser import search_text
from db.search.grammar import parse as parse_query
from db.search.matching import FTS5, outline, written
from db.search.ranking import score
from db.search.splitting import split
from db.search.trees import Field, Filtered, replaced
from db.values import names, text
from db.values.dates import parse_date
from db.values.identifiers import identifier_key
from db.values.stored_text import as_stored, find_long_run
from db.values.urls import url_key
from db.values.written_forms import is_blank

ARTICLE = 100_000  # characters; it may have 50 times as many
QUOTE = 20_000
WORDS = 20  # of the text between two claims
QUERY = parse_query('rain OR a OR "a a" OR "word wo"* OR -b ab*')
REFUSALS = (ValueError, HTTPException)


@dataclass(frozen=True)
class Step:
    """Something that is done with a text, and the largest text it is measured with."""

    name: str
    work: Callable[[str], object]
    largest: int

    def run(self, sent: str) -> None:
        """Run it, ignore its result, and store nothing."""
        likeness._alike.cache_clear()  # noqa: SLF001 - or it is done once
        stemming._stem.cache_clear()  # noqa: SLF001 - or it is done once
        with suppress(*REFUSALS):
            self.work(sent)


def _find(sent: str) -> None:
    stored = SearchableText(sent)
    for exact in (sent[-9:], f"{sent[:QUOTE]}x", "e", "nowhere at all"):
        if not find_places(stored, Quote(exact, "not before", "")).found:
            nearest(stored, exact)


def _like(name: str) -> None:
    likeness.likeness(name, f"{name[::-1]}x")


def _reanchor(sent: str) -> None:
    stored = SearchableText(sent)
    for exact in (sent[:QUOTE], sent[-9:], f"{sent[:QUOTE:2]}"):
        around = {"prefix": sent[:32], "suffix": sent[-32:]}
        reanchor(stored, exact, **around, expected=Expected(len(sent) // 2))


def _mark(sent: str) -> None:
    """Mark a claim every few words, each to the end of the text."""
    starts = range(0, len(sent), WORDS)
    lines = list(lines_of(sent))
    paragraphs(sent, lines, [Marked(at, "content", at, len(sent)) for at in starts])


def _multipart(sent: str) -> None:
    given = sent.encode(errors="replace").decode("latin-1")
    with suppress(*REFUSALS):
        fields_of(f"multipart/form-data; {given}; boundary=b", b"--b--", most=1)
    for body in (sent, f'--b\r\nContent-Disposition: {sent}; name="a"\r\n\r\n'):
        whole = f"--b\r\n{body}\r\n--b--".encode(errors="replace")
        with suppress(*REFUSALS):
            fields_of("multipart/form-data; boundary=b", whole, most=1000)


def _form(sent: str) -> None:
    with suppress(UnicodeError):
        parse_qs(f"a={sent}", errors="strict", max_num_fields=MAX_FIELDS)


def _lines(sent: str) -> None:
    import_files.claim_lines(list(import_files.numbered(sent)))


def _find_snippet(sent: str) -> None:
    snippets.snippet(QUERY, [snippets.Text("text", sent)], "en")


def _as_filter(field: Field) -> Filtered:
    return Filtered(field.name, tuple(one.text for one in field.values))


def _query(sent: str) -> None:
    """Read a query, and write it as the databases want it."""
    parts = split(replaced(parse_query(sent), _as_filter))
    for node in filter(None, (parts.words, parts.rest)):
        outline(node)
    if parts.words:
        written(parts.words, FTS5)


def _suggest(sent: str) -> None:
    suggesting.best_match([sent, f"x{sent}"], [suggesting.typed_words(sent[:200])])


def _guess(sent: str) -> None:
    wording.hedges_in(sent)
    wording.guessed_form(sent, sent[-1:], sent[:1], attributed=True)


STEPS = (
    Step("storing", as_stored, ARTICLE),
    Step("folding for quotes", fold_quote, ARTICLE),
    Step("finding a quote", _find, ARTICLE),
    Step("comparing lines", lambda sent: Alignment(sent, f"x{sent}y"), ARTICLE),
    Step("finding words again", _reanchor, ARTICLE),
    Step("comparing words", lambda sent: word_diff(sent, f"x{sent[::-1]}y"), 4000),
    Step("marking claims", _mark, ARTICLE),
    Step("sampling", near_texts.signature, ARTICLE),
    Step("a form with files", _multipart, ARTICLE),
    Step("a form", _form, ARTICLE),
    Step("lines of an import", _lines, ARTICLE),
    Step("JSON text", lambda sent: parse_json(f'["{sent}"]'.encode()), ARTICLE),
    Step("JSON", lambda sent: parse_json(sent.encode()), ARTICLE),
    Step("runs of marks", find_long_run, 80_000),
    Step("cleaning", clean, 20_000),
    Step("blank", is_blank, 20_000),
    Step("words of a claim", lambda sent: search_text([sent], "en"), 20_000),
    Step("a snippet", _find_snippet, 20_000),
    Step("a snippet of an article", _find_snippet, ARTICLE),
    Step("ranking", lambda sent: score(QUERY, sent), 20_000),
    Step("guessing forms", _guess, 20_000),
    Step("folding", text.fold, 10_000),
    Step("a statement", names.statement_key, 2000),
    Step("a name", names.match_key, 2000),
    Step("a descriptor", names.descriptor_key, 2000),
    Step("cookies", lambda sent: _cookie(sent, "onrecord"), 32_000),
    Step("Accept", accepts_page, 32_000),
    Step("If-Match", lambda sent: _versions([f'"a",{sent}x']), 32_000),
    Step("an address", lambda sent: url_key(f"http://google.com/{sent}"), 2000),
    Step("a host", lambda sent: url_key(f"http://{sent}.org/"), 2000),
    Step("a query of one", lambda sent: url_key(f"http://a.b/?{sent}"), 2000),
    Step("a DOI", lambda sent: identifier_key("doi", f"10.1234{sent}"), 2000),
    Step("a date", parse_date, 2000),
    Step("a query", _query, 1000),
    Step("spelling", spelling.words_of, 500),
    Step("likeness", _like, 500),
    Step("parts of a name", lambda sent: candidates.parts_of([sent]), 500),
    Step("suggesting", _suggest, 500),
    Step("hedges", lambda sent: estimates([sent]), 500),
)
