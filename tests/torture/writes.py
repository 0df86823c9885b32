"""The requests of writers, each with a marker, and the rows each has to create."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from tests.api.bodies import API, Json, claim_in, step, unnamed
from tests.torture.client import Answer, Client

OUTLET = {"name": "The Torture Gazette"}
KEPT = 20  # claims that a writer may continue with
MADE, CHANGED, WITHDRAWN = "create", "update", "withdraw"
State = dict[str, Json | None]  # the response of each path; None for a withdrawn record


@dataclass(frozen=True)
class Write:
    """One request, and the rows that have to exist when it is done.

    Its marker is its key, its reason, and the beginning of every name or text that it
    makes, so that whatever it did can be told from what all others did.
    """

    marker: str
    kind: str
    method: str
    path: str
    body: Json | None
    lines: Counter[tuple[str, str]]  # of the history: resource and action
    leaves: Callable[[Answer], State]
    version: int | None = None

    @property
    def rows(self) -> Counter[str]:
        """Return how many rows of each table begin with the marker."""
        made = {name: n for (name, action), n in self.lines.items() if action == MADE}
        return Counter(made)

    @property
    def address(self) -> str:
        """Return the path with the reason."""
        return f"{API}{self.path}?reason={self.marker}"

    @property
    def headers(self) -> dict[str, str]:
        """Return its Idempotency-Key and If-Match headers."""
        read = {} if self.version is None else {"if_match": f'"v{self.version}"'}
        return read | {"idempotency_key": self.marker}


@dataclass
class Desk:
    """The records of one writer."""

    article: int
    source: int
    fact: int
    claims: dict[int, int] = field(default_factory=dict)  # the version of each

    def note(self, write: Write, answer: Answer) -> None:
        """Continue with the claims of a completed write, unless it was a judgement.

        The same one again would change nothing, and leave no line.
        """
        for path, record in write.leaves(answer).items():
            _, resource, number, *others = path.split("/")
            if resource == "claims" and record and not others and write.method != "PUT":
                self._keep(int(number), record.get("version", 1))

    def _keep(self, claim: int, version: int) -> None:
        self.claims[claim] = version
        if len(self.claims) > KEPT:
            del self.claims[next(iter(self.claims))]

    def draw(self, chance: Random, marker: str) -> Write:
        """Return the next write; no two writers write to one record."""
        makes, edits = MAKES, EDITS if self.claims else ()
        make = chance.choice((*makes, *edits))
        if make in makes:
            return make(self, marker)
        claim = chance.choice(list(self.claims))
        return make(self, marker, claim, self.claims.pop(claim))


def open_desk(client: Client, number: int) -> Desk:
    """Store the records that a writer starts with."""
    named = f"Writer {number}"
    text = f"It rained. It snowed. {named}."
    bodies: dict[str, Json] = {
        "articles": {
            "title": named,
            "outlet": OUTLET,
            "text": text,
        },
        "sources": {"name": named, "kind": "person"},
        "facts": {"statement": f"It rained on day {number}."},
    }
    made = []
    for resource, body in bodies.items():
        answer = client.send("POST", f"{API}/{resource}", body)
        if answer is None or not answer.is_success:
            message = f"nothing can be recorded: {answer}"
            raise RuntimeError(message)
        made.append(answer.json["id"])
    return Desk(*made)


def _source(_: Desk, marker: str) -> Write:
    body = {
        "name": f"{marker} Doe",
        "kind": "person",
        "names": [{"name": f"Alias of {marker}"}],
        "identifiers": [{"scheme": "torture", "value": marker}],
    }
    return _creating("source", marker, body, source=1)


def _claim(desk: Desk, marker: str) -> Write:
    body = _claim_body(desk, marker)
    return _creating("claim", marker, body, claim=1)


def _article(desk: Desk, marker: str) -> Write:
    claims = [
        {key: value for key, value in claim.items() if key != "article_id"}
        for claim in _claim_bodies(desk, marker)
    ]
    chain = [
        unnamed(f"{marker} official") | {"relation": "relays"},
        step(desk.source, 2),
    ]
    claims[0] |= {"attribution": chain, "tags": [f"{marker} tag"]}
    body = {
        "title": f"{marker} Rain",
        "outlet": OUTLET,
        "text": f"It rained. It snowed. {marker}.",
        "claims": claims,
    }
    made = {"article": 1, "claim": len(claims), "source": 1, "tag": 1}
    return _creating("article", marker, body, **made)


def _batch(desk: Desk, marker: str) -> Write:
    claims = _claim_bodies(desk, marker)

    def leaves(answer: Answer) -> State:
        return {f"/claims/{one['id']}": one for one in answer.json["data"]}

    return Write(
        marker,
        "batch",
        "POST",
        "/claims/batch",
        {"mode": "atomic", "claims": claims},
        Counter({("claim", MADE): len(claims)}),
        leaves,
    )


def _patch(_: Desk, marker: str, claim: int, version: int) -> Write:
    def leaves(answer: Answer) -> State:
        return {f"/claims/{claim}": _without_answers(answer.json)}

    body = {"note": marker, "hedges": [marker]}
    return _editing("PATCH", marker, f"/claims/{claim}", body, leaves, version=version)


def _stance(desk: Desk, marker: str, claim: int, version: int) -> Write:
    path = f"/claims/{claim}/stances/{desk.fact}"

    def leaves(answer: Answer) -> State:
        return {path: answer.json, f"/claims/{claim}": {"version": version + 1}}

    body = {"stance": "supports"}
    return _editing("PUT", marker, path, body, leaves, version=version)


def _delete(_: Desk, marker: str, claim: int, version: int) -> Write:
    path = f"/claims/{claim}"
    return _editing(
        "DELETE", marker, path, None, lambda _: {path: None}, version=version
    )


MAKES = (_source, _claim, _article, _batch)
EDITS = (_patch, _stance, _delete)


def _creating(resource: str, marker: str, body: Json, **made: int) -> Write:
    def leaves(answer: Answer) -> State:
        record = answer.json
        created = record.pop("created", [])
        record = _without_answers(record)
        claims = [one["id"] for one in created if one["resource"] == "claim"]
        sent = zip(claims, body.get("claims", ()), strict=True)
        state: State = {f"/claims/{claim}": _as_read(one) for claim, one in sent}
        return {f"/{resource}s/{record['id']}": record} | state

    lines = Counter({(name, MADE): count for name, count in made.items()})
    return Write(marker, resource, "POST", f"/{resource}s", body, lines, leaves)


def _editing(
    method: str,
    marker: str,
    path: str,
    body: Json | None,
    leaves: Callable[[Answer], State],
    *,
    version: int,
) -> Write:
    action = WITHDRAWN if method == "DELETE" else CHANGED
    lines = Counter({("claim", action): 1})
    kind = method.lower()
    return Write(marker, kind, method, path, body, lines, leaves, version)


def _claim_bodies(desk: Desk, marker: str) -> list[Json]:
    return [
        _claim_body(desk, f"{marker} {number}", exact=exact)
        for number, exact in enumerate(("It rained", "It snowed"))
    ]


def _claim_body(desk: Desk, words: str, *, exact: str = "It rained") -> Json:
    spans = [{"part": "content", "exact": exact}]
    text = f"{words} {exact}"
    return claim_in(desk.article, [step(desk.source)], text=text, spans=spans)


def _without_answers(record: Json) -> Json:
    """Return a record without what only writes answer, or what its claims change."""
    told = {"created", "matched", "similar", "anchors", "hidden", "taken", "left"}
    return {name: value for name, value in record.items() if name not in told}


def _as_read(claim: Json) -> Json:
    """Return the response for a claim that was sent, except references by name."""
    steps = [
        {key: value for key, value in one.items() if key != "source"}
        for one in claim["attribution"]
    ]
    return {**claim, "attribution": steps}


def state_after(writes: Iterable[tuple[Write, Answer]]) -> State:
    """Return the expected state after writes that were confirmed in this order."""
    state: State = {}
    for write, answer in writes:
        for path, record in write.leaves(answer).items():
            if record is None:
                state = {k: v for k, v in state.items() if not k.startswith(f"{path}/")}
            state[path] = record
    return state
