"""The paths of claims through their chains, with rare sources folded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from api.serializers.values import Json

MOST_NODES, MOST_COLUMNS = 12, 5
Node = tuple[str, str]  # the name of a source, and its kind
Place = tuple[int, Node]  # the position in a chain, and its source
NOBODY: Node = ("nobody named", "unattributed")
OTHERS: Node = ("others", "group")
NO_OUTLET: Node = ("the article", "document")


def path_of(outlet: Json | None, steps: Sequence[Json]) -> list[Place]:
    """Return the path of a claim, the outlet first; joint speakers are one node."""
    first = _node(outlet, NO_OUTLET)
    named: dict[int, list[Node]] = defaultdict(list)
    for step in steps:
        named[step["position"]].append(_node(step["source"], NOBODY))
    nodes = [_joint(found) for _, found in sorted(named.items())] or [NOBODY]
    whole = nodes if nodes[0] == first else [first, *nodes]
    return list(enumerate(whole[:MOST_COLUMNS]))


def _node(source: Json | None, missing: Node) -> Node:
    if source is None:
        return missing
    return source["name"] or "", source["kind"] or "unresolved"


def _joint(nodes: Sequence[Node]) -> Node:
    return " and ".join(name for name, _ in nodes), nodes[0][1]


def frequent(paths: Iterable[Sequence[Place]]) -> Mapping[int, Sequence[Node]]:
    """Return the most frequent nodes of each column, with ``OTHERS`` for the rest."""
    columns: dict[int, list[Node]] = defaultdict(list)
    for (column, node), _ in Counter(
        one for path in paths for one in path
    ).most_common():
        columns[column].append(node)
    return {
        column: nodes if len(nodes) <= MOST_NODES else [*nodes[:MOST_NODES], OTHERS]
        for column, nodes in columns.items()
    }


def folded(
    path: Iterable[Place], columns: Mapping[int, Sequence[Node]]
) -> Iterable[Place]:
    """Yield the places of a path, with rare ones as ``OTHERS``."""
    for column, node in path:
        yield column, node if node in columns[column] else OTHERS
