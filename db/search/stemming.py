"""Stems: the common part of the forms of a word, by language."""

from functools import cache, lru_cache

import Stemmer

STEMS_REMEMBERED = 1 << 16
MAX_STEMMED = 200  # letters: the algorithms are quadratic
# The script of a word determines its possible languages; the first is used if the
# record does not name one of them.
LANGUAGES = {
    "Latin": {
        "en": "english",
        "cs": "czech",
        "da": "danish",
        "de": "german",
        "es": "spanish",
        "et": "estonian",
        "fi": "finnish",
        "fr": "french",
        "hu": "hungarian",
        "id": "indonesian",
        "it": "italian",
        "lt": "lithuanian",
        "nb": "norwegian",
        "nl": "dutch",
        "nn": "norwegian",
        "no": "norwegian",
        "pl": "polish",
        "pt": "portuguese",
        "ro": "romanian",
        "sv": "swedish",
        "tr": "turkish",
    },
    "Cyrillic": {"ru": "russian"},
    "Arabic": {"ar": "arabic"},
    "Greek": {"el": "greek"},
    "Armenian": {"hy": "armenian"},
    "Hindi": {"hi": "hindi"},
}
SCRIPTS = {
    "Latin": (range(0x41, 0x250), range(0x1E00, 0x1F00)),
    "Greek": (range(0x370, 0x400), range(0x1F00, 0x2000)),
    "Cyrillic": (range(0x400, 0x530),),
    "Armenian": (range(0x530, 0x590),),
    "Arabic": (range(0x600, 0x780),),
    "Hindi": (range(0x900, 0x980),),
}


def stem(word: str, language: str | None) -> str:
    """Return the stem of a word in lower case, or the word itself if it has none.

    Words of more than 200 letters are not stemmed. ``language`` is a language tag. A
    word in a script that the language does not use gets the default language of its
    script.
    """
    if len(word) > MAX_STEMMED:
        return word
    algorithm = _algorithm(_script(word), language and language.partition("-")[0])
    return _stem(word, algorithm) if algorithm else word


@lru_cache(STEMS_REMEMBERED)
def _stem(word: str, algorithm: str) -> str:
    return str(_stemmer(algorithm).stemWord(word))


@cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)  # without a cache, which is not thread-safe


@cache
def _algorithm(script: str | None, language: str | None) -> str | None:
    if script is None:
        return None
    spoken = LANGUAGES[script]
    if language is None or _is_of_another_script(language, script):
        return next(iter(spoken.values()))
    return spoken.get(language)


def _is_of_another_script(language: str, script: str) -> bool:
    return any(
        language in spoken for other, spoken in LANGUAGES.items() if other != script
    )


def _script(word: str) -> str | None:
    code = ord(word[-1])
    return next(
        (
            script
            for script, blocks in SCRIPTS.items()
            if any(code in block for block in blocks)
        ),
        None,
    )
