"""An error names a record only to callers who may read that record."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.problems import Problem
from db.values.viewer import Role
from tests.api.bodies import API, Json, claim_in, day, said_by, walk
from tests.api.fact_records import WHY
from tests.api.identity_records import Identified
from tests.conftest import ROOT
from tests.keys import shown

SECRET = "Zzyzx"  # noqa: S105 - in the names, words and addresses of all that is hidden
HIDDEN = {"visibility": "restricted"}
EMBARGOED: Json = HIDDEN | {"embargo_until": "2999-01-01"}
TEXT = f"“It rained,” said {SECRET}. “It rained,” said others."
ANY = {"if-match": "*"}
COMMON = {"type", "title", "status", "detail", "instance", "request_id", "errors"}
CANDIDATES_OF_A_VALUE = "errors[].candidates"


class Asking(Identified):
    """Creates hidden records, and sends requests that conflict with them."""

    def hidden(self, kind: str = "person", **values: Any) -> int:
        return self.source(kind, **{"name": SECRET} | HIDDEN | values)

    def hidden_article(self, **values: Any) -> int:
        body = {"title": SECRET, "text": TEXT, "published": day(2)}
        return int(self.post("/articles", body | HIDDEN | values)["id"])

    def hidden_claim(self, **values: Any) -> Json:
        given = {"text": SECRET} | HIDDEN | values
        chain = given.pop("chain", None) or self.source()
        return self.say(chain, self.fact(), **given)

    def send(self, method: str, path: str, body: Any = None, **params: str) -> Any:
        headers = ANY if path.count("/") > 1 else None
        return self.client.request(
            method,
            API + path,
            json=body,
            params=WHY | params if method != "GET" else params,
            headers=headers,
            follow_redirects=False,
        )

    def claim_of(self, source: Json) -> Callable[[], Any]:
        """Return a function that records a claim of a described source."""
        step = {"position": 1, "relation": "said", "source": source}
        claim = claim_in(self.article(), [step])
        return lambda: self.send("POST", "/claims", claim)

    def ask(self, path: str, **params: str) -> Any:
        return self.send("GET", path, **params)


@dataclass(frozen=True)
class Refusal:
    """A request that conflicts with a hidden record, and the problem member."""

    told: str  # the member of the problem
    status: int
    plant: Callable[[Asking], Callable[[], Any]]

    def __str__(self) -> str:
        return f"{self.status} {self.plant.__name__}"


REFUSALS: list[Refusal] = []


def refused(told: str, status: int = 409) -> Callable[[Any], Any]:
    def add(plant: Callable[[Asking], Callable[[], Any]]) -> Any:
        REFUSALS.append(Refusal(told, status, plant))
        return plant

    return add


@refused("candidates")
def name_of_another_kind(asking: Asking) -> Any:
    asking.hidden("organisation")
    return asking.claim_of({"name": SECRET, "kind": "person"})


@refused("candidates")
def identifiers_of_two(asking: Asking) -> Any:
    given = [{"scheme": "wikidata", "value": f"Q{number}"} for number in (1, 2)]
    for one in given:
        asking.hidden(name=f"{SECRET} {one['value']}", identifiers=[one])
    return asking.claim_of({"name": "Anna", "kind": "person", "identifiers": given})


@refused("candidates")
def name_that_a_source_is_given(asking: Asking) -> Any:
    asking.hidden()
    other, name = asking.source(), {"name": SECRET, "kind": "alias"}
    return lambda: asking.send("POST", f"/sources/{other}/names", name)


@refused("candidates")
def statement_of_two_facts(asking: Asking) -> Any:
    for _ in range(2):
        asking.fact(statement=f"{SECRET} rains.", **HIDDEN)
    claim = claim_in(asking.article(), said_by(asking.source()))
    claim["stances"] = [{"fact": {"statement": f"{SECRET} rains."}, "stance": "denies"}]
    return lambda: asking.send("POST", "/claims", claim)


@refused("candidates", 422)
def place_in_a_text(asking: Asking) -> Any:
    article = asking.hidden_article()
    claim = claim_in(article, said_by(asking.source()), text="It rained")
    claim["spans"] = [{"part": "content", "exact": "It rained"}]
    return lambda: asking.send("POST", "/claims", claim)


@refused(CANDIDATES_OF_A_VALUE, 422)
def date_before_what_was_said(asking: Asking) -> Any:
    article = asking.hidden_article(**EMBARGOED)
    asking.hidden_claim(article=article, at=2, **EMBARGOED)
    earlier = {"published": day(1)}
    return lambda: asking.send("PATCH", f"/articles/{article}", earlier)


@refused(CANDIDATES_OF_A_VALUE, 422)
def filter_by_a_name(asking: Asking) -> Any:
    for code in ("GB", "IN"):
        asking.hidden(country_code=code, new=True)
    return lambda: asking.ask("/claims", source=SECRET)


@refused(CANDIDATES_OF_A_VALUE, 422)
def field_of_a_search(asking: Asking) -> Any:
    for code in ("GB", "IN"):
        asking.hidden(country_code=code, new=True)
    return lambda: asking.ask("/search", q=f"rain source:{SECRET}")


@refused("conflict")
def claim_that_repeats_another(asking: Asking) -> Any:
    article, speaker = asking.hidden_article(), asking.source()
    claim = claim_in(article, said_by(speaker), text=SECRET, **HIDDEN)
    asking.post("/claims", claim)
    return lambda: asking.send("POST", "/claims", claim)


@refused("conflict")
def address_of_an_article(asking: Asking) -> Any:
    url = {"url": f"https://example.org/{SECRET}"}
    asking.hidden_article(**url, **EMBARGOED)
    return lambda: asking.send("POST", "/articles", {"title": "Rain"} | url | EMBARGOED)


@refused("conflict")
def reference_to_what_is_restricted(asking: Asking) -> Any:
    fact, parent = asking.fact(), asking.fact(statement=SECRET, **EMBARGOED)
    return lambda: asking.send("PATCH", f"/facts/{fact}", {"parent_id": parent})


@refused("conflict")
def write_to_a_merged_record(asking: Asking) -> Any:
    merged, survivor = (asking.hidden(name=f"{SECRET} {each}") for each in "ab")
    asking.joined(merged, survivor)
    return lambda: asking.send("PATCH", f"/sources/{merged}", {"note": "rain"})


@refused("count")
def source_that_is_used(asking: Asking) -> Any:
    speaker = asking.source()
    asking.hidden_claim(chain=speaker)
    return lambda: asking.send("DELETE", f"/sources/{speaker}")


@refused("count")
def text_of_another_article(asking: Asking) -> Any:
    outlet = asking.source("outlet")
    asking.hidden_article(outlet_id=outlet)
    again = {"title": "Rain", "outlet_id": outlet, "text": TEXT, **HIDDEN}
    return lambda: asking.send("POST", "/articles", again)


@refused("chain")
def merge_of_two_that_are_judged(asking: Asking) -> Any:
    one, other = asking.source(), asking.source()
    asking.judged(one, other, "different")
    body = {"merged_into_id": other}
    return lambda: asking.send("POST", f"/sources/{one}/merge", body)


@refused("chain")
def judgement_that_others_contradict(asking: Asking) -> Any:
    one, middle, other = (asking.source() for _ in range(3))
    asking.judged(one, middle)
    asking.judged(middle, other)
    return lambda: asking.judge(one, other, "different")


@refused("reason", 410)
def withdrawn_record(asking: Asking) -> Any:
    claim = asking.hidden_claim()["id"]
    asking.send("DELETE", f"/claims/{claim}", reason=SECRET)
    return lambda: asking.ask(f"/claims/{claim}")


@refused("replaced_by", 410)
def withdrawn_record_that_another_corrects(asking: Asking) -> Any:
    wrong, right = (asking.hidden_claim() for _ in range(2))
    link = {"other_id": wrong["id"], "kind": "corrects"}
    asking.post(f"/claims/{right['id']}/links", link)
    asking.send("DELETE", f"/claims/{wrong['id']}")
    return lambda: asking.ask(f"/claims/{wrong['id']}")


@refused("location", 308)
def merged_record(asking: Asking) -> Any:
    merged, survivor = (asking.hidden(name=f"{SECRET} {each}") for each in "ab")
    asking.joined(merged, survivor)
    return lambda: asking.ask(f"/sources/{merged}")


@refused("errors", 410)
def version_that_is_erased(asking: Asking) -> Any:
    source = asking.hidden()
    asking.send("POST", f"/sources/{source}/redact")
    return lambda: asking.ask(f"/sources/{source}", version="1")


@refused("detail", 412)
def version_that_is_old(asking: Asking) -> Any:
    source = asking.hidden()
    path = f"{API}/sources/{source}"
    return lambda: asking.client.patch(path, json={}, headers={"if-match": '"v7"'})


every_refusal = pytest.mark.parametrize("refusal", REFUSALS, ids=str)


@pytest.fixture
def asking(client: TestClient) -> Asking:
    return Asking(client)


def told_in(answer: Any, member: str) -> Any:
    """Return the value of ``member`` in an error."""
    if member == "location":
        return answer.headers.get("location")
    problem = answer.json()
    if member == CANDIDATES_OF_A_VALUE:
        return [one.get("candidates") for one in problem["errors"]][:1]
    return problem.get(member)


@every_refusal
class TestRefusal:
    def test_names_the_record_to_callers_who_may_read_it(
        self, asking: Asking, refusal: Refusal
    ) -> None:
        send = refusal.plant(asking)

        answer = send()

        assert answer.status_code == refusal.status, answer.text
        assert told_in(answer, refusal.told) not in (None, [], [None])

    def test_reveals_nothing_to_callers_who_may_not_read_it(
        self, asking: Asking, refusal: Refusal
    ) -> None:
        send = refusal.plant(asking)
        role: Role = "analyst" if refusal.told == "chain" else "reader"
        asking.client.headers.update(shown(role))

        answer = send()

        assert answer.status_code in {403, 404, 422}
        assert answer.json().keys() == COMMON
        assert not [one for one in answer.json()["errors"] if "candidates" in one]
        assert SECRET not in answer.text

    def test_is_audited_as_a_read_if_reading_the_record_is(
        self, asking: Asking, refusal: Refusal
    ) -> None:
        send = refusal.plant(asking)
        last = walk(asking.client, "/changes")[-1]["id"]

        answer = send()

        later = walk(asking.client, f"/changes?after={last}")
        noted = {(line["action"], line["request_id"]) for line in later}
        reading = ("read", answer.headers["x-request-id"])
        assert noted == ({reading} if refusal.told == "chain" else set())


class TestTable:
    """docs/security.md lists the members of refusals."""

    @pytest.fixture
    def documented(self) -> Sequence[str]:
        page = (ROOT / "docs" / "security.md").read_text("utf-8")
        section = page.partition("## Data in refusals")[2].partition("\n## ")[0]
        return re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)

    def test_has_every_member_of_a_problem(self, documented: Sequence[str]) -> None:
        members = Problem.model_fields.keys() - COMMON

        assert {*members, CANDIDATES_OF_A_VALUE} <= {*documented}

    def test_has_a_test_of_each_member(self, documented: Sequence[str]) -> None:
        assert {one.told for one in REFUSALS} == {*documented}


@dataclass(frozen=True)
class Erased:
    """A redacted record, and a write with its former content."""

    path: str
    again: Callable[[], Any]


def erased_source(asking: Asking) -> Erased:
    ids: Json = {"identifiers": [{"scheme": "wikidata", "value": SECRET}]}
    source = asking.source(name=SECRET, **ids)
    return Erased(
        f"/sources/{source}", asking.claim_of({"name": SECRET, "kind": "person"} | ids)
    )


def erased_article(asking: Asking) -> Erased:
    body: Json = {
        "title": SECRET,
        "text": TEXT * 9,
        "url": f"https://example.org/{SECRET}",
    }
    body |= {"outlet_id": asking.source("outlet")}
    article = asking.post("/articles", body)["id"]
    return Erased(
        f"/articles/{article}", lambda: asking.send("POST", "/articles", body)
    )


def erased_claim(asking: Asking) -> Erased:
    body = claim_in(asking.article(), said_by(asking.source()), text=SECRET)
    claim = asking.post("/claims", body)["id"]
    return Erased(f"/claims/{claim}", lambda: asking.send("POST", "/claims", body))


def erased_fact(asking: Asking) -> Erased:
    body = {"statement": f"{SECRET} rains.", "slug": SECRET.lower()}
    fact = asking.post("/facts", body)["id"]
    return Erased(f"/facts/{fact}", lambda: asking.send("POST", "/facts", body))


def erased_tag(asking: Asking) -> Erased:
    tag = asking.post("/tags", {"name": SECRET})["id"]
    return Erased(
        f"/tags/{tag}", lambda: asking.send("POST", "/tags", {"name": SECRET})
    )


@pytest.mark.parametrize(
    "plant",
    [erased_source, erased_article, erased_claim, erased_fact, erased_tag],
    ids=lambda plant: plant.__name__,
)
class TestErasedText:
    def test_does_not_conflict_with_a_write_of_the_same_content(
        self, asking: Asking, plant: Callable[[Asking], Erased]
    ) -> None:
        """An error would confirm a guess of the erased content."""
        erased = plant(asking)
        asking.send("POST", f"{erased.path}/redact").raise_for_status()

        answer = erased.again()

        assert answer.status_code == 201, answer.text
        assert not answer.json().get("matched")
        assert not answer.json().get("similar")
