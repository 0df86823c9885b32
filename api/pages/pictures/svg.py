"""Pictures as SVG: escaped by the template engine, in light and dark colours."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from api.pages.dates import day_of
from api.pages.pictures.marks import WIDTH, Glyph, Mark, Picture
from api.pages.rendering import STATIC, templates
from api.settings import TITLE
from db.values import clock

FONT = (
    "12px system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Liberation Sans,sans-serif"
)
# Each ink, in light and in dark colours.
INKS = {
    "paper": ("#fdfdfb", "#15171a"),
    "ink": ("#17191c", "#e8e8e5"),
    "soft": ("#555b63", "#a4aab2"),
    "rule": ("#dcdcd6", "#33383e"),
    "bar": ("#8b929b", "#858c95"),
    "for": ("#1c5c9c", "#85b8ee"),
    "against": ("#8a5a00", "#e0b04f"),
    "accent": ("#b3301a", "#f08a72"),
}
LIGHT, DARK = (
    "".join(f".{ink}{{color:{colours[mode]}}}" for ink, colours in INKS.items())
    for mode in (0, 1)
)
STYLE = (
    f"text{{fill:currentColor;font:{FONT}}}.head{{font-weight:600}}{LIGHT}"
    f"@media(prefers-color-scheme:dark){{{DARK}}}"
)
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; sandbox; "
    "frame-ancestors 'none'"
)
SYMBOL = re.compile(r'<symbol id="(\w+)" viewBox="0 0 16 16">(.*?)</symbol>')
OWN = {"diamond": '<path fill="currentColor" d="M8 2l5 6-5 6-5-6z"/>'}
SYMBOLS = OWN | dict(SYMBOL.findall((STATIC / "icons.svg").read_text("utf-8")))


def svg_of(picture: Picture) -> bytes:
    """Return a picture as SVG, with its source, its number and the date inside."""
    return (
        templates.get_template("picture.svg")
        .render(
            picture=picture,
            width=WIDTH,
            height=picture.full_height,
            foot=foot_of(picture),
            style=STYLE,
            symbols=sorted(_symbols(picture.marks)),
            drawn=SYMBOLS,
        )
        .encode()
    )


def foot_of(picture: Picture) -> str:
    """Return source, number and date of a picture, and its omissions."""
    said = f"Source: {TITLE}. n = {picture.n:,} {picture.counted}."
    return (
        f"{said} As of {day_of(picture.as_of or clock.now())}. {picture.note}".rstrip()
    )


def _symbols(marks: Iterable[Mark]) -> set[str]:
    return {mark.symbol for mark in marks if isinstance(mark, Glyph)}
