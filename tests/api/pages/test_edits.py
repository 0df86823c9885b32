"""The forms that change records, each with fields of its own."""

import pytest
from fastapi.testclient import TestClient

from api.pages.edits.merging import merged
from api.pages.edits.offered import OFFERED
from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import Words, page_of

CHANGES = {
    "article": {
        "title": "Rain in Minsk",
        "outlet": "The Post",
        "url": "https://example.com/rain",
        "published": "2022-03",
        "availability": "corrected",
    },
    "claim": {"said": "2022-Q1", "hedges": "may\nmight", "tags": "rain\nsnow"},
    "fact": {"statement": "It rained twice.", "place": "Minsk"},
    "source": {"name": "Ann Berg", "country_code": "UA"},
    "tag": {
        "name": "Rain",
        "note": "Also snow.",
        "visibility": "restricted",
        "embargo_until": "2122-03-22",
    },
}
WRONG = {
    "article": ("published", "some day"),
    "claim": ("about", "some day"),
    "fact": ("kind", "rumour"),
    "source": ("people", "two"),
    "tag": ("visibility", "secret"),
}


@pytest.fixture
def records(make_article: Make, make_claim: Make, fact: Json) -> dict[str, Json]:
    """One record of each resource."""
    article = make_article(title="Rain", outlet={"name": "CNN"}, text="It rained.")
    claim = make_claim(article_id=article["id"], text="It rained", tags=["weather"])
    source = claim["attribution"][0]["source"]
    return {"article": article, "claim": claim, "fact": fact, "source": source}


@pytest.fixture
def browser(client: TestClient, records: dict[str, Json]) -> TestClient:
    assert records
    return browser_of(client, "analyst")


def path_of(browser: TestClient, records: dict[str, Json], resource: str) -> str:
    if resource == "tag":
        (tag,) = browser.get(f"{API}/tags?limit=1").json()["data"]
        return f"/tags/{tag['id']}"
    return f"/{resource}s/{records[resource]['id']}"


def filled(page: Words) -> dict[str, str]:
    """Return the fields that a browser sends for an unchanged form."""
    found: dict[str, str] = {}
    fields = {"input", "textarea", "select", "option"}
    choosing = ""
    for tag, attrs in page.tags:
        if tag not in fields:
            continue
        name = str(attrs.get("name"))
        if tag == "select":
            choosing = name
        elif tag == "option" and "selected" in attrs:
            found[choosing] = str(attrs["value"])
        elif tag == "input" and name not in {"q", "form_token"}:
            found[name] = str(attrs["value"] or "")
    return found | page.typed


@pytest.mark.parametrize("resource", OFFERED)
class TestForm:
    def test_changes_only_edited_fields(
        self, browser: TestClient, records: dict[str, Json], resource: str
    ) -> None:
        path = path_of(browser, records, resource)
        before = browser.get(f"{API}{path}").json()
        form = filled(page_of(browser.get(f"{path}/edit")))

        answer = send(browser, f"{path}/edit", **form | CHANGES[resource])

        after = browser.get(f"{API}{path}").json()
        again = filled(page_of(browser.get(f"{path}/edit")))
        changed = {name for name in before if before[name] != after[name]}
        also = {"version", "updated_at", "label", "dated", "outlet_id", "addresses"}
        assert answer.status_code == 303
        assert after["version"] == before["version"] + 1
        assert changed - also == set(CHANGES[resource])
        assert again.items() >= CHANGES[resource].items()

    def test_writes_nothing_if_nothing_was_changed(
        self, browser: TestClient, records: dict[str, Json], resource: str
    ) -> None:
        path = path_of(browser, records, resource)
        before = browser.get(f"{API}{path}").json()

        answer = send(
            browser, f"{path}/edit", **filled(page_of(browser.get(f"{path}/edit")))
        )

        assert answer.status_code == 303
        assert browser.get(f"{API}{path}").json() == before

    def test_shows_the_error_at_the_field(
        self, browser: TestClient, records: dict[str, Json], resource: str
    ) -> None:
        path, (name, value) = path_of(browser, records, resource), WRONG[resource]
        form = filled(page_of(browser.get(f"{path}/edit")))

        answer = send(
            browser,
            f"{path}/edit",
            **form | {name: value, "note": "kept", "reason": "why"},
        )

        assert answer.status_code == 422
        assert f'id="{name}-error"' in answer.text
        assert "kept</textarea>" in answer.text
        assert 'value="why"' in answer.text

    def test_keeps_changes_of_another_writer(
        self, browser: TestClient, records: dict[str, Json], resource: str
    ) -> None:
        path = path_of(browser, records, resource)
        form = filled(page_of(browser.get(f"{path}/edit")))
        send(browser, f"{path}/edit", **form | CHANGES[resource])

        answer = send(browser, f"{path}/edit", **form | {"note": "Yours."})
        send(browser, f"{path}/edit", **filled(page_of(answer)))

        after = filled(page_of(browser.get(f"{path}/edit")))
        expected = CHANGES[resource] | {"note": "Yours."}
        assert answer.status_code == 412
        both = "Both have changed this field." in answer.text
        assert both == ("note" in CHANGES[resource])
        assert after.items() >= expected.items()

    def test_is_offered_to_callers_who_may_write(
        self, browser: TestClient, records: dict[str, Json], resource: str
    ) -> None:
        path = path_of(browser, records, resource)
        reader = browser_of(browser, "reader")

        assert f"{path}/edit" in page_of(browser.get(path)).hrefs()
        assert f"{path}/edit" not in page_of(reader.get(path)).hrefs()
        assert reader.get(f"{path}/edit").status_code == 403


class TestMerging:
    def test_keeps_fields_that_only_the_other_writer_changed(self) -> None:
        base = {"a": "1", "b": "1", "c": "1", "d": "1"}
        theirs = {"a": "2", "b": "1", "c": "2", "d": "2"}
        yours = {"a": "1", "b": "3", "c": "3", "d": "2"}

        assert merged(base, theirs, yours) == (
            {"a": "2", "b": "3", "c": "3", "d": "2"},
            ["c"],
        )


def test_a_form_with_an_unknown_version_is_refused_and_shown_again(
    browser: TestClient, records: dict[str, Json]
) -> None:
    path = path_of(browser, records, "source")
    form = filled(page_of(browser.get(f"{path}/edit")))

    answer = send(browser, f"{path}/edit", **form | {"version": "99", "note": "Yours."})

    assert answer.status_code == 412
    assert "Yours.</textarea>" in answer.text


def test_a_form_of_a_merged_source_redirects_to_its_survivor(
    browser: TestClient, make_source: Make
) -> None:
    first, second = make_source(name="A"), make_source(name="B")
    form = filled(page_of(browser.get(f"/sources/{first['id']}/edit")))
    browser.post(
        f"{API}/sources/{first['id']}/merge",
        params={"reason": "the same"},
        json={"merged_into_id": second["id"]},
        headers={"if-match": '"v1"'},
    ).raise_for_status()

    answer = send(browser, f"/sources/{first['id']}/edit", **form)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sources/{second['id']}"
