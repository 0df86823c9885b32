"""Names in a form for comparison: in Latin letters, without common words.

Transliteration maps letter by letter and follows no particular language: it only has to
make two spellings of one name nearly equal.
"""

import re
from collections.abc import Mapping, Sequence

from db.values.text import fold

WORD = re.compile(r"[^\W_]+")
SILENT = re.compile(r"['’ʼ`´]")
# Legal forms of companies.
FORMS = re.compile(
    r"\b(sp z o o|s a|l l c|l p|s r l|aktiengesel+schaft|obshchestvo"
    r"|(open |public )?joint stock|(limited )?liability"
    r"|aktsionernoe|publichnoe|otkrytoe|s ogranichennoi otvetstvennost[iy]u"
    r"|societatea cu raspundere limitata)\b"
)
COMMON_WORD_LIST = (  # legal forms, and titles of persons
    "the ltd limited inc incorporated llc llp lp gmbh ag kg ooo oao zao pao ao jsc "
    "ojsc pjsc plc co company corp corporation sa srl spa bv nv oy ab as sarl mr mrs "
    "ms dr prof sir lord president minister general"
)
COMMON_WORDS = frozenset(COMMON_WORD_LIST.split())
LETTERS = "абвгдезииклмнопрстуфхц"
CYRILLIC: Mapping[int, str] = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіґ", "abvgdeziiklmnoprstufyeig", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": ""}
    | {"ь": "", "ю": "yu", "я": "ya", "ё": "e", "ї": "i", "є": "e", "ў": "u"}
    | {"ћ": "c", "ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dz", "ј": "j"}
)
LATIN = (
    *(("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш")),
    *(("yu", "ю"), ("ya", "я"), *zip("abvgdeziyklmnoprstufhc", LETTERS, strict=True)),
)
# Different spellings of one sound.
SOUNDS = (
    *(
        ("shch", "sh"),
        ("sch", "sh"),
        ("kh", "h"),
        ("zh", "j"),
        ("ck", "k"),
        ("ph", "f"),
    ),
    *(("ts", "c"), ("tz", "c"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ie", "i")),
    *(("th", "t"), ("iy", "i"), ("y", "i"), ("j", "i"), ("w", "v"), ("q", "k")),
    ("x", "ks"),
)
DOUBLED = re.compile(r"(.)\1+")
PARTICLES = {"ben": "bin", "ibn": "bin", "el": "al"}


def romanised(text: str) -> str:
    """Return a folded name with its Cyrillic letters in Latin."""
    return fold(SILENT.sub("", text).casefold().translate(CYRILLIC))


def words_of(name: str) -> Sequence[str]:
    """Return the distinct, distinctive words of a name, in their order."""
    whole = " ".join(WORD.findall(romanised(name)))
    distinctive = [w for w in FORMS.sub(" ", whole).split() if w not in COMMON_WORDS]
    found = (PARTICLES.get(word, word) for word in distinctive or whole.split())
    return tuple(dict.fromkeys(found))


def in_cyrillic(word: str) -> str:
    """Return a word in Cyrillic letters, exact enough to search for parts of it."""
    for latin, cyrillic in LATIN:
        word = word.replace(latin, cyrillic)
    return word


def sound_of(word: str) -> str:
    """Return a word with a single spelling for each sound."""
    for written, sound in SOUNDS:
        word = word.replace(written, sound)
    return DOUBLED.sub(r"\1", word)
