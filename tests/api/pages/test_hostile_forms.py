"""Every form of the pages, sent by each role with random fields, and forged."""

import re
from collections.abc import Iterator, Mapping
from random import Random

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages.routers import ROUTERS
from db.values.viewer import Role
from tests.api.bodies import API
from tests.api.conftest import Make
from tests.api.pages.signing_in import ORIGIN, browser_of, form_token
from tests.conftest import ROOT

OPEN = {"/sign-in", "/sign-out"}  # they are for everybody, and end the session
FORMS = sorted(
    route.path
    for router in ROUTERS
    for route in router.routes
    if "POST" in route.methods and route.path not in OPEN
)
NAME = re.compile(r'name="([a-z_]+)"')
TEMPLATES = (ROOT / "api/pages/templates").glob("*.html")
FIELDS = sorted(
    {name for one in TEMPLATES for name in NAME.findall(one.read_text("utf-8"))}
    - {"form_token"}
)
ROLES: tuple[Role, ...] = ("reader", "analyst", "editor", "admin")
ROUNDS = 3  # in which each form is sent with other values
HOSTILE = (
    *(
        "",
        " ",
        "0",
        "-1",
        "9" * 19,
        "9" * 400,
        "1.0",
        "1e3",
        "NaN",
        "٣",
        "true",
        "null",
    ),
    *("\0", "\u202e", "\ufeff", "e" + "\u0301" * 40, "a" * 70_000, "a\r\nb", "%00"),
    *("[" * 300 + "]" * 300, '{"claims": [[]]}', '{"a": ' * 100, "[1]\n{}", '"'),
    *("2022-13-45", "99999-01-01", "2022-02-30T25:61", "0000", "-0001-01-01"),
    *("//evil.example", "/\\evil.example", "https://evil.example/", "javascript:1"),
    *(
        "'; DROP TABLE claim; --",
        "{{7*7}}",
        "${7*7}",
        "<script>x</script>",
        "q=a&b=%ff",
    ),
)
USUAL = (
    *("1", "2", "3", "It rained.", "Ann", "weather", "claims", "public", "2022-03-21"),
    *("person", "outlet", "paraphrase", "assertion", "said", "yes", "true", "supports"),
    *(
        "tagged",
        "untagged",
        "reviewed",
        "draft",
        "reader",
        "/claims",
        "en",
        "observation",
    ),
)


def addresses(ids: Mapping[str, int]) -> Iterator[str]:
    """Yield the address of each form, for a record that is there."""
    for path in FORMS:
        resources = ids if "{resource}" in path else ["article"]
        for resource in resources:
            address = path.replace("{resource}", f"{resource}s")
            own = address.split("/")[1].removesuffix("s")
            record = str(ids.get(own, 1))
            yield re.sub(r"\{\w+\}", record, address)


@pytest.fixture
def ids(
    client: TestClient, make_source: Make, make_article: Make, make_claim: Make
) -> Mapping[str, int]:
    """The ids of a record of each kind."""
    article = make_article(title="Rain", text="It rained. It froze.")
    source = make_source(name="Ann", kind="person")
    claim = make_claim(
        article_id=article["id"],
        tags=["weather"],
        stances=[{"fact": {"statement": "It rained."}, "stance": "supports"}],
    )
    return {
        "article": article["id"],
        "source": source["id"],
        "claim": claim["id"],
        "fact": claim["stances"][0]["fact"]["id"],
        "tag": client.get(f"{API}/tags").json()["data"][0]["id"],
    }


def newest_entry(client: TestClient) -> int:
    found = client.get(f"{API}/changes?limit=1000").json()["data"]
    return int(found[-1]["id"])


def send_form(
    browser: TestClient, address: str, fields: Mapping[str, str], **headers: str
) -> Response:
    return browser.post(
        address,
        data=dict(fields),
        headers={"origin": ORIGIN, **headers},
        follow_redirects=False,
    )


def some_fields(chance: Random) -> Mapping[str, str]:
    """Return some fields with usual values, and a few with hostile ones."""
    usual = chance.sample(FIELDS, chance.randint(0, len(FIELDS)))
    hostile = chance.sample(FIELDS, chance.randint(1, 4))
    fields = {one: chance.choice(USUAL) for one in usual}
    return fields | {one: chance.choice(HOSTILE) for one in hostile}


class TestForms:
    @pytest.mark.parametrize("role", ROLES)
    def test_random_fields_cause_no_server_error(
        self, client: TestClient, ids: Mapping[str, int], role: Role
    ) -> None:
        browser, chance = browser_of(client, role), Random(role)
        token = {"form_token": form_token(browser)}
        before = newest_entry(client)

        for address in addresses(ids):
            for _ in range(ROUNDS):
                fields = some_fields(chance)
                answer = send_form(browser, address, fields | token)

                assert answer.status_code < 500, (address, fields)
                assert "evil" not in answer.headers.get("location", ""), fields
                assert "<script>x" not in answer.text, (address, fields)

        assert role != "reader" or newest_entry(client) == before

    def test_forged_forms_are_refused(
        self, client: TestClient, ids: Mapping[str, int]
    ) -> None:
        browser, other = browser_of(client, "admin"), browser_of(client, "editor")
        fields = dict.fromkeys(FIELDS, "1")
        own = fields | {"form_token": form_token(browser)}
        of_other = fields | {"form_token": form_token(other)}
        before = newest_entry(client)

        for address in addresses(ids):
            for forged in (
                send_form(browser, address, fields),
                send_form(browser, address, of_other),
                send_form(browser, address, own, origin="https://evil.example"),
                send_form(browser, address, own, **{"sec-fetch-site": "cross-site"}),
            ):
                assert forged.status_code == 403, address

        assert newest_entry(client) == before
