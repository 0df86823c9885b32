"""The chains of the claims of an article, from the outlet to the origins."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

from api.pages.pictures.chain_paths import (
    OTHERS,
    Node,
    Place,
    folded,
    frequent,
    path_of,
)
from api.pages.pictures.marks import (
    WIDTH,
    Glyph,
    Label,
    Line,
    Mark,
    Picture,
    number_of,
    shortened,
)
from api.serializers.values import Json

MOST_CLAIMS = 1_000  # in the order of the text
RARE = "Rare ones are others. "
ONLY_FIRST = f"Only the first {MOST_CLAIMS:,} claims are shown."
ROW, TOP, GAP = 26, 10, 48
Links = Mapping[tuple[Place, Place], int]


def draw_chains(outlet: Json | None, claims: Sequence[Json]) -> Picture:
    """Draw the chains of claims."""
    drawn = claims[:MOST_CLAIMS]
    paths = [path_of(outlet, claim["attribution"]) for claim in drawn]
    columns = frequent(paths)
    links = _links(folded(path, columns) for path in paths)
    rows = [(one[1][0], other[1][0], n) for (one, other), n in links.items()]
    has_rare = any(OTHERS in nodes for nodes in columns.values())
    return Picture(
        "Through whom the claims came",
        _in_words(rows),
        n=len(drawn),
        counted="claims",
        height=TOP + ROW * max(map(len, columns.values()), default=1) + 8,
        marks=[*_marks(columns, links)],
        columns=("Who has it", "From whom", "Claims"),
        rows=rows,
        note=RARE * has_rare + ONLY_FIRST * (len(claims) > len(drawn)),
    )


def _links(paths: Iterable[Iterable[Place]]) -> Links:
    """Return how often each step follows another, the most frequent first."""
    pairs = chain.from_iterable(map(pairwise, paths))
    return dict(Counter(pairs).most_common())


def _in_words(rows: Sequence[tuple[str, str, int]]) -> str:
    said = [f"{a} from {b}, {number_of(n, 'claim')}" for a, b, n in rows[:5]]
    return f"{'; '.join(said)}." if said else "No claim is recorded."


def _marks(columns: Mapping[int, Sequence[Node]], links: Links) -> Iterable[Mark]:
    if not columns:
        yield Label(0, TOP + 16, "No claim is recorded.", "soft")
        return
    wide = WIDTH / len(columns)
    at = _points(columns, wide)
    for (one, other), n in links.items():
        (x, y), (x2, y2) = at[one], at[other]
        title = f"{one[1][0]} from {other[1][0]}: {number_of(n, 'claim')}"
        begins = round(x + wide - GAP, 1)
        yield Line(begins, y, x2 - 2, y2, "bar", min(1 + n / 2, 6), title=title)
    for (_, (name, kind)), (x, y) in at.items():
        yield Glyph(x + 8, y, kind, "soft")
        yield Label(x + 20, y + 4, shortened(name, int(wide / 7) - 4))


def _points(
    columns: Mapping[int, Sequence[Node]], wide: float
) -> Mapping[Place, tuple[float, float]]:
    """Return the position of each node, in columns of this width in pixels."""
    return {
        (column, node): (round(column * wide, 1), TOP + ROW * number + ROW / 2)
        for column, nodes in columns.items()
        for number, node in enumerate(nodes)
    }
