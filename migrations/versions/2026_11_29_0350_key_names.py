"""Store a match key with each name, and fold names by the new rules.

Records that have one key under the new rule and had two before stay apart: the later
one gets a key of its own, which ends in its id. `onrecord verify` lists these.

Revision ID: 9c4e7a15d2f8
Revises: e07b52d9a3f8
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "9c4e7a15d2f8"
down_revision = "e07b52d9a3f8"
branch_labels = None
depends_on = None

BATCH = 5000
UNNAMED = ("anonymous_person", "anonymous_group", "unresolved")
NAMED = ("source", "source_name", "tag")
UNNAMED_LIVE = sa.text("withdrawn_at IS NULL AND article_id IS NOT NULL")
LIVE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    for table in NAMED:
        key = sa.Column(
            "match_key", sa.String(), nullable=False, server_default=sa.text("''")
        )
        op.add_column(table, key)
    _key_sources()
    _key_names()
    _key_tags()
    _key_facts()
    _fold_articles()
    _key_claims()
    _index("match_key", "match_key")
    op.create_index("ix_source_match_key", "source", ["match_key"])
    op.create_index("ix_source_name_match_key", "source_name", ["match_key"])


def downgrade() -> None:
    op.drop_index("ix_source_name_match_key", "source_name")
    op.drop_index("ix_source_match_key", "source")
    # Two live names with one folded form could not exist before: their keys differ.
    _index("folded", "name")
    for table in NAMED:
        op.drop_column(table, "match_key")


def _index(of_source: str, of_tag: str) -> None:
    """Make the keys of unnamed sources and of tags unique by other columns."""
    op.drop_index("uq_source_live_unnamed", "source")
    op.drop_index("uq_tag_live_name", "tag")
    op.create_index(
        "uq_source_live_unnamed",
        "source",
        ["article_id", "kind", of_source, "ordinal", "visibility"],
        unique=True,
        sqlite_where=UNNAMED_LIVE,
        postgresql_where=UNNAMED_LIVE,
    )
    op.create_index(
        "uq_tag_live_name",
        "tag",
        [of_tag, "visibility"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _rows(table: str, *columns: str) -> Iterator[list[Any]]:
    """Yield batches of rows of a table, in the order of their ids."""
    found = sa.table(table, *map(sa.column, ("id", *columns)))
    last = 0
    while True:
        query = sa.select(found).where(found.c.id > last).order_by(found.c.id)
        rows = op.get_bind().execute(query.limit(BATCH)).all()
        if not rows:
            return
        yield list(rows)
        last = rows[-1].id


def _set(table: str, values: list[dict[str, Any]]) -> None:
    if values:
        columns = ", ".join(f"{name} = :{name}" for name in values[0] if name != "id")
        changed = f"UPDATE {table} SET {columns} WHERE id = :id"  # noqa: S608 - names from above
        op.get_bind().execute(sa.text(changed), values)


class _Taken:
    """The keys of live records."""

    def __init__(self) -> None:
        self._keys: set[tuple[Any, ...]] = set()

    def apart(self, key: str, row: sa.Row[Any], *of: str | int) -> str:
        """Return a key, with the record's id appended if a live record has the key."""
        if row.withdrawn_at is not None:
            return key
        whole = (key, row.visibility, *of)
        if whole in self._keys:
            return f"{key}\n{row.id}"
        self._keys.add(whole)
        return key


def _key_sources() -> None:
    taken = _Taken()
    columns = ("name", "kind", "language", "article_id", "ordinal", "visibility")
    for rows in _rows("source", *columns, "withdrawn_at"):
        values = []
        for row in rows:
            if row.kind in UNNAMED:
                key = descriptor_key(row.name, language=row.language)
                key = taken.apart(key, row, row.article_id, row.kind, row.ordinal)
            else:
                key = match_key(row.name, language=row.language)
            values.append({"id": row.id, "folded": fold(row.name), "match_key": key})
        _set("source", values)


def _key_names() -> None:
    for rows in _rows("source_name", "name", "language"):
        _set(
            "source_name",
            [
                {
                    "id": row.id,
                    "folded": fold(row.name),
                    "match_key": match_key(row.name, language=row.language),
                }
                for row in rows
            ],
        )


def _key_tags() -> None:
    taken = _Taken()
    for rows in _rows("tag", "name", "visibility", "withdrawn_at"):
        _set(
            "tag",
            [
                {"id": row.id, "match_key": taken.apart(match_key(row.name), row)}
                for row in rows
            ],
        )


def _key_facts() -> None:
    for rows in _rows("fact", "statement"):
        _set(
            "fact",
            [
                {
                    "id": row.id,
                    "folded": fold(row.statement),
                    "statement_key": _digest(statement_form(row.statement)),
                }
                for row in rows
            ],
        )


def _fold_articles() -> None:
    for rows in _rows("article", "title"):
        values = [{"id": row.id, "folded": fold(row.title or "")} for row in rows]
        _set("article", values)


def _key_claims() -> None:
    """Compute the key of each claim again, except keys that are the claim's own id."""
    columns = ("text", "statement", "start", "content_key", "article_id", "visibility")
    # Two live claims of one article share one key at most: keys include the article.
    taken: dict[tuple[Any, ...], int] = {}
    for rows in _rows("claim", *columns, "withdrawn_at"):
        speakers = _speakers(rows[0].id, rows[-1].id)
        values = []
        for row in rows:
            key = row.content_key
            if key != f"{row.id:032}":
                spoken = sorted(speakers[row.id])
                key = _digest(f"{match_key(row.text)}\n{spoken}\n{row.start}")
            whole = row.article_id, key, row.visibility
            if row.withdrawn_at is None and taken.setdefault(whole, row.id) != row.id:
                key = f"apart-{row.id:026}"
            folded = f"{fold(row.text)}\n{fold(row.statement or '')}"
            values.append({"id": row.id, "folded": folded, "content_key": key})
        # First unused keys: a new key may be the old key of a later claim.
        _set(
            "claim",
            [{"id": v["id"], "content_key": f"new-{v['id']:028}"} for v in values],
        )
        _set("claim", values)


def _speakers(first: int, last: int) -> dict[int, list[int]]:
    step = sa.table(
        "attribution",
        *map(sa.column, ("claim_id", "position", "printed_source_id")),
    )
    found: dict[int, list[int]] = defaultdict(list)
    query = sa.select(step.c.claim_id, step.c.printed_source_id).where(
        step.c.position == 1, step.c.claim_id.between(first, last)
    )
    for claim_id, source_id in op.get_bind().execute(query).all():
        found[claim_id].append(source_id)
    return found


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


# The rest is copied from the application at the time of this migration.

QUOTES = "“”„‟«»″〝〞〟＂「」『』"
APOSTROPHES = "‘’‚‛‹›′ʼ`´＇"
DASHES = "‐‑‒–—―−⸺⸻﹘﹣－"
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u202f\u205f\u3000\u2028\u2029" + (
    "".join(map(chr, range(0x2000, 0x200B)))
)
ONE_FOR_ONE = str.maketrans(
    dict.fromkeys(QUOTES, '"')
    | dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(DASHES, "-")
    | dict.fromkeys(SPACES, " ")
)
# Arabic letters that keyboards and languages write in different forms.
ARABIC = str.maketrans(
    {
        "\u0622": "\u0627",  # alef with madda
        "\u0623": "\u0627",  # alef with hamza above
        "\u0625": "\u0627",  # alef with hamza below
        "\u0671": "\u0627",  # alef wasla
        "\u0649": "\u064a",  # alef maksura
        "\u06cc": "\u064a",  # Farsi yeh
        "\u06a9": "\u0643",  # keheh
        "\u0640": "",  # tatweel
    }
)
ARABIC_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFF))
JOINERS = "\u200c\u200d"
# Besides these signs, visible format characters: numbers, ayahs, pounds.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_SEEN_AS_WELL = frozenset("\U000110bd\U000110cd")
_UNSEEN_MARKS = (
    range(0x34F, 0x350),
    range(0x180B, 0x1810),
    range(0xFE00, 0xFE10),
    range(0xE0100, 0xE01F0),
)


def is_invisible(character: str) -> bool:
    """Return whether a character is invisible: format, selector or control."""
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _SEEN | _SEEN_AS_WELL
    if category == "Cc":
        return character not in SPACES
    return any(ord(character) in block for block in _UNSEEN_MARKS)


def presented_letters(character: str) -> str:
    """Return the letters of a presentation form of Arabic; any other unchanged."""
    if not any(ord(character) in block for block in ARABIC_FORMS):
        return character
    letters = unicodedata.normalize("NFKC", character)
    return character if " " in letters else letters


MAPPED_BELOW = 0x20000
LONG_RUN = 30  # combining marks in a row; printed text has a few


def as_stored(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, in time linear in its length."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if unified.isascii():
        return unified
    return unicodedata.normalize("NFC", _long_runs().sub(_sorted_run, unified))


@cache
def _long_runs() -> re.Pattern[str]:
    marks = [
        one
        for one in map(chr, range(0x80, MAPPED_BELOW))
        if unicodedata.combining(unicodedata.normalize("NFD", one)[0])
    ]
    return re.compile(f"[{_character_class(marks)}]{{{LONG_RUN},}}")


def _sorted_run(run: re.Match[str]) -> str:
    """Return a run of marks in canonical order.

    The standard library sorts by insertion: 40,000 marks would take it three seconds.
    """
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in run[0])
    return "".join(sorted(marks, key=unicodedata.combining))


def _character_class(characters: list[str]) -> str:
    """Return the content of a character class of a pattern for ``characters``."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


ASCII_FORMS = str.maketrans(
    {"`": "'"} | dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f", " ")
)
# Letters that Unicode does not decompose, as other keyboards type them.
PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ŋ": "n",
        "ĸ": "k",
        "ƒ": "f",
        "ɨ": "i",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ƴ": "y",
        "ə": "e",
        "ɛ": "e",
        "ɔ": "o",
        "ẞ": "ss",
        "ß": "ss",
        "ʻ": "'",
        "ґ": "г",
        "ѐ": "е",
        "ѝ": "и",
        "ӏ": "i",
    }
)
# Marks of Latin, Greek and Cyrillic letters; vowels of Arabic and Hebrew, which most
# texts leave out. The marks of other scripts distinguish letters.
DROPPED_MARKS = (
    range(0x300, 0x370),
    range(0x483, 0x48A),
    range(0x591, 0x5C8),
    range(0x610, 0x61B),
    range(0x64B, 0x660),
    range(0x670, 0x671),
    range(0x6D6, 0x6DD),
    range(0x6DF, 0x6E5),
    range(0x6E7, 0x6E9),
    range(0x6EA, 0x6EE),
    range(0x1AB0, 0x1B00),
    range(0x1DC0, 0x1E00),
    range(0x20D0, 0x2100),
    range(0xFE20, 0xFE30),
)


def fold(text: str) -> str:
    """Return ``text`` as it is searched: casefolded, without accents and style.

    Letters that other keyboards lack become those that are typed for them; quotes,
    dashes, spaces and Arabic letters take one form; invisible characters are dropped.
    """
    if text.isascii() and text.isprintable():
        return text.casefold().translate(ASCII_FORMS)
    return as_stored(text.translate(_FOLDED))


class _FoldedCharacters(dict[int, str]):
    """The folded form of each character, computed on first use."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < KEPT_BELOW:
            self[code] = folded
        return folded


_FOLDED = _FoldedCharacters()


def _fold_character(character: str) -> str:
    composed = unicodedata.normalize("NFC", presented_letters(character))
    unified = composed.translate(ONE_FOR_ONE)
    # Twice: a styled letter, such as mathematical bold, has no lower case.
    for _ in range(2):
        unified = unicodedata.normalize("NFKD", unified).translate(PLAIN_LETTERS)
        unified = "".join(one for one in unified if not _is_dropped(one)).casefold()
        unified = unified.translate(ARABIC).translate(PLAIN_LETTERS)
        unified = unified.translate(ONE_FOR_ONE)
    return "".join(one for one in unified if not _is_dropped(one))


def _is_dropped(character: str) -> bool:
    code = ord(character)
    if unicodedata.category(character)[0] == "M" and any(
        code in block for block in DROPPED_MARKS
    ):
        return True
    return is_invisible(character)


# Glyphs for several letters; no other letter has a lower case of several letters.
LIGATURES = (*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18), 0x587)
KEPT_BELOW = 0x30000  # beyond, there are only rare ideographs
DOTLESS = str.maketrans({"I": "ı", "İ": "i"})
TURKIC = frozenset({"az", "tr", "crh", "tt", "kk-latn"})
# Scripts whose letters change their form or their reading where they join.
JOINED = (
    r"\u0600-\u08ff\u0900-\u0dff\u0e80-\u10ff\u1700-\u18af\u1900-\u1aaf\u1b00-\u1c4f"
    r"\ua800-\ua9ff\uaa00-\uaadf\uabc0-\uabff\U00010a00-\U00010fff"
    r"\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
JOINER = re.compile(
    rf"(?<=([{JOINED}]))([{JOINERS}])[{JOINERS}]*(?=[{JOINED}])|[{JOINERS}]+"
)
HAMZA = re.compile("(?<=\u0627)[\u064b-\u065f\u0670]+")
HAMZA_MARKS = str.maketrans(dict.fromkeys("\u0653\u0654\u0655", ""))
SPACE = re.compile(" {2,}")
ARTICLES = re.compile(r"\A(?:(?:an?|the) )+(?=\S)")
FULL_STOPS = " .\u3002\uff0e\uff61\u0964\u06d4\u0589"


def match_key(text: str, *, language: str | None = None) -> str:
    """Return a key that is equal for two names if, and only if, they are the same.

    Letter case, spaces, quotes, dashes, Arabic letters and invisible characters take
    one form; no letter and no mark of a letter is lost. In Turkish and its relatives
    the capital of “ı” is “I”.
    """
    stored = as_stored(text)
    if language and _is_turkic(language):
        stored = stored.translate(DOTLESS)
    unified = HAMZA.sub(_without_hamza, stored.translate(_UNIFIED))
    unified = JOINER.sub(r"\2", unified)
    key = as_stored(SPACE.sub(" ", unified).strip(" "))
    return key or stored


def descriptor_key(text: str, *, language: str | None = None) -> str:
    """Return the match key of an article's words for an unnamed source.

    A leading article is no part of it: “a NATO official” is “NATO official”.
    """
    return ARTICLES.sub("", match_key(text, language=language))


def statement_form(text: str) -> str:
    """Return the match key of a sentence, with or without its full stop."""
    key = match_key(text)
    return key.rstrip(FULL_STOPS) or key


class _UnifiedCharacters(dict[int, str]):
    """The key form of each character, in NFD, computed on first use."""

    def __missing__(self, code: int) -> str:
        unified = _unify(chr(code))
        if code < KEPT_BELOW:
            self[code] = unified
        return unified


_UNIFIED = _UnifiedCharacters()


def _unify(character: str) -> str:
    if character in JOINERS:
        return character
    letters = unicodedata.normalize("NFD", presented_letters(character))
    lower = "".join(map(_lower, letters)).translate(ARABIC).translate(ONE_FOR_ONE)
    return "".join(one for one in lower if not is_invisible(one))


@cache
def _is_turkic(language: str) -> bool:
    tag = language.lower()
    return tag in TURKIC or tag.partition("-")[0] in TURKIC


def _lower(letter: str) -> str:
    """Return the lower case of a letter: one letter, with all of its marks."""
    if ord(letter) in LIGATURES:
        return unicodedata.normalize("NFD", letter.casefold())
    if unicodedata.category(letter)[0] == "M":
        return letter
    folded = letter.casefold()
    return folded if len(folded) == 1 else letter.lower()


def _without_hamza(marks: re.Match[str]) -> str:
    return marks[0].translate(HAMZA_MARKS)
