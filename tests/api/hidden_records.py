"""A public record, and restricted additions that a reader must not notice."""

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, day, said_by, unnamed
from tests.api.fact_records import WHY
from tests.api.identity_records import Identified

HIDDEN = {"visibility": "restricted"}
MARK = "Zzyzx"  # in the names, words and addresses of all that is hidden
TEXT = f"“It rained,” said {MARK}."


@dataclass(frozen=True)
class Public:
    """The ids of the records that everybody sees."""

    person: int
    twin: int
    organisation: int
    outlet: int
    official: int
    article: int
    reprint: int
    fact: int
    whole: int
    claim: int
    other_claim: int


def tell(told: Identified) -> Public:
    """Record something of everything, and change some of it."""
    outlet = told.source("outlet", name="The Minsk Gazette")
    wire = told.source("outlet", name="Wire")
    organisation = told.source("organisation", name="Weather Office")
    person = told.source(
        name="Anna Weather",
        names=[{"name": "Hanna"}],
        identifiers=[{"scheme": "wikidata", "value": "Q1"}],
        affiliations=[{"organisation_id": organisation, "relation": "member_of"}],
    )
    twin = told.source(name="Anna Wether")
    article = told.article(outlet, at=2)
    reprint = told.article(wire, at=3)
    told.change(f"/articles/{reprint}", {"root_article_id": article})
    told.post(f"/articles/{article}/revisions", {"text": "“It rained,” she said."})
    official = told.unnamed(article, name="a weather official")
    whole = told.fact(statement="It rains in spring.")
    fact = told.fact(statement="It rains in March.", parent_id=whole)
    claim = told.say(
        [official, person],
        fact,
        article=article,
        subjects=[{"source_id": organisation}],
        tags=["rain"],
    )
    other = told.say(person, fact, "denies", article=reprint, tags=["rain", "sun"])
    told.say(outlet, whole, article=article, form="own_voice")
    told.withdraw(told.say(person, whole))
    link = {"other_id": other["id"], "kind": "denies"}
    told.post(f"/claims/{claim['id']}/links", link)
    told.post(f"/sources/{person}/ratings", {"reliability": "B"}, params=WHY)
    evidence = [{"claim_id": claim["id"], "bearing": "supports"}]
    held = {"verdict": "true", "as_of": "2022-03-20", "evidence": evidence}
    told.post(f"/facts/{fact}/assessments", held, params=WHY)
    told.assess(fact, "mixed", assessor=organisation)
    told.settle(whole)
    told.merge(told.fact(statement="March is wet."), fact)
    told.joined(told.source(name="A. Weather"), person)
    told.judge(person, twin, "unsure", visibility="public")
    published_later = told.say(person, fact, visibility="restricted")
    told.change(f"/claims/{published_later['id']}", {"visibility": "public"})
    return Public(
        person, twin, organisation, outlet, official, article, reprint, fact, whole,
        claim["id"], other["id"],
    )  # fmt: skip


class Hider(Identified):
    """Adds restricted records to a public record, each by another relation."""

    def __init__(self, client: TestClient, public: Public) -> None:
        super().__init__(client)
        self.public = public

    def name(self) -> str:
        return f"{MARK} {next(self._serial)}"

    def merge_claims(self, one: Json, other: Json) -> None:
        path, body = f"/claims/{one['id']}/merge", {"merged_into_id": other["id"]}
        self.post(path, body, params=WHY, headers={"if-match": "*"})

    def merge_articles(self, one: int, other: int) -> None:
        path, body = f"/articles/{one}/merge", {"merged_into_id": other}
        self.post(path, body, params=WHY, headers={"if-match": "*"})

    def hide_a_source(self) -> int:
        tie = {"organisation_id": self.public.organisation, "relation": "member_of"}
        name = self.name()
        return self.source(
            name=f"Anna {name}",
            names=[{"name": "Hanna"}],
            identifiers=[{"scheme": "wikidata", "value": "Q1"}]
            if name.endswith(" 1")
            else [{"scheme": MARK, "value": name}],
            affiliations=[tie],
            **HIDDEN,
        )

    def hide_an_outlet_with_a_reprint(self) -> int:
        outlet = self.source("outlet", name=self.name(), **HIDDEN)
        body = {"title": self.name(), "outlet_id": outlet, "published": day(4)}
        root = {"root_article_id": self.public.article, "text": TEXT}
        return int(self.post("/articles", body | root | HIDDEN)["id"])

    def hide_an_article_with_claims(self) -> int:
        url = {"url": f"https://example.org/{self.name()}".replace(" ", "-")}
        body = {"title": self.name(), "outlet_id": self.public.outlet, "text": TEXT}
        claim = claim_in(0, said_by(self.public.person), tags=["rain"])
        claim.pop("article_id")
        fact = {"fact_id": self.public.fact, "stance": "supports"}
        claim |= {"stances": [fact], "text": self.name()}
        article = body | url | {"claims": [claim], "published": day(5)} | HIDDEN
        article["new"] = True  # the outlet has an article with this text already
        return int(self.post("/articles", article)["id"])

    def hide_a_claim(self, **more: Any) -> Json:
        public = self.public
        given: Json = {"text": self.name(), "tags": ["sun"]} | HIDDEN | more
        chain = given.pop("chain", public.person)
        fact = given.pop("fact", public.fact)
        article = given.pop("article", public.article)
        return self.say(chain, fact, "hedges_for", article=article, **given)

    def hide_a_subject(self) -> None:
        subjects = [{"source_id": self.hide_a_source()}]
        self.hide_a_claim(subjects=subjects)

    def hide_a_subject_that_was_public(self) -> None:
        """Restrict a source that a hidden claim is about, with a public one."""
        source = self.source(name=self.name())
        about = [{"source_id": source}, {"source_id": self.public.organisation}]
        self.hide_a_claim(subjects=about)
        self.change(f"/sources/{source}", HIDDEN)

    def hide_a_claim_for_a_time(self) -> None:
        self.hide_a_claim(embargo_until="2999-01-01")

    def hide_a_claim_off_the_record(self) -> None:
        self.hide_a_claim(visibility="public", terms="off_record")

    def hide_a_claim_of_a_hidden_source(self) -> None:
        chain = [self.public.outlet, self.hide_a_source()]
        self.hide_a_claim(visibility="public", chain=chain)

    def hide_a_claim_of_an_unnamed_source(self) -> None:
        names = self.name()
        self.hide_a_claim(chain=[unnamed(names, visibility="restricted")])

    def hide_a_fact(self) -> int:
        fact = self.fact(
            statement="It rains in March.", parent_id=self.public.whole, **HIDDEN
        )
        self.hide_a_claim(fact=fact)
        evidence = [{"claim_id": self.public.claim, "bearing": "context"}]
        held = {"verdict": "false", "assessor_id": self.public.organisation}
        body = held | {"as_of": "2022-03-21", "evidence": evidence}
        self.post(f"/facts/{fact}/assessments", body, params=WHY)
        self.settle(fact, "no")
        return fact

    def hide_two_facts_that_are_one(self) -> None:
        one, other = (self.fact(statement=self.name(), **HIDDEN) for _ in range(2))
        self.hide_a_claim(fact=one)
        self.merge(one, other)

    def hide_a_tag(self) -> None:
        name = self.name()
        self.post("/tags", {"name": name} | HIDDEN)
        self.hide_a_claim(tags=[name, "rain"])

    def hide_a_link(self) -> None:
        body = {"other_id": self.public.claim, "kind": "corrects"}
        self.post(f"/claims/{self.hide_a_claim()['id']}/links", body)

    def hide_two_sources_that_are_one(self) -> None:
        one, other = self.hide_a_source(), self.hide_a_source()
        self.hide_a_claim(chain=one)
        self.joined(one, other)

    def hide_two_claims_that_are_one(self) -> None:
        one, other = (self.hide_a_claim() for _ in range(2))
        self.merge_claims(one, other)

    def hide_two_articles_that_are_one(self) -> None:
        one, other = (self.hide_an_article_with_claims() for _ in range(2))
        self.merge_articles(one, other)

    def hide_articles_that_were_public(self) -> None:
        """Merge two articles in public, and restrict both by way of the survivor."""
        one, other = (self.article(self.public.outlet) for _ in range(2))
        self.hide_a_claim(visibility="public", article=one)
        self.merge_articles(one, other)
        self.change(f"/articles/{other}", HIDDEN)

    def hide_claims_that_were_public(self) -> None:
        """Merge two claims in public, and restrict both by way of the survivor."""
        one, other = (self.hide_a_claim(visibility="public") for _ in range(2))
        self.merge_claims(one, other)
        self.change(f"/claims/{other['id']}", HIDDEN)

    def hide_a_rating(self) -> None:
        path = f"/sources/{self.hide_a_source()}/ratings"
        self.post(path, {"reliability": "F"}, params=WHY)

    def hide_what_was_public(self) -> None:
        """Restrict a source, which takes its claims along, and a claim by itself."""
        source = self.source(name=self.name())
        self.hide_a_claim(visibility="public", chain=source, tags=["rain"])
        self.change(f"/sources/{source}", HIDDEN)
        claim = self.hide_a_claim(visibility="public", chain=self.public.person)
        self.change(f"/claims/{claim['id']}", HIDDEN)

    def hide_an_article_that_was_public(self) -> None:
        article = self.article(self.public.outlet)
        self.say([unnamed("an official")], self.public.fact, article=article)
        self.change(f"/articles/{article}", HIDDEN)

    def hide_facts_that_were_public(self) -> None:
        one, other = (self.fact(statement=self.name()) for _ in range(2))
        self.hide_a_claim(fact=one)
        self.assess(one, "false", assessor=self.public.person)
        self.merge(one, other)
        self.change(f"/facts/{other}", HIDDEN)

    def hide_something_withdrawn(self) -> None:
        self.withdraw(self.hide_a_claim())

    def hide_who_is_who(self) -> None:
        self.judged(self.public.person, self.public.official)
        self.judged(self.public.twin, self.hide_a_source(), "different")

    def refuse_what_would_show(self) -> None:
        """Try to make public records refer to hidden ones; all attempts must fail."""
        public, source, fact = self.public, self.hide_a_source(), self.hide_a_fact()
        claim = self.hide_a_claim()["id"]
        outlet = self.source("outlet", name=self.name(), **HIDDEN)
        link = {"other_id": claim, "kind": "answers"}
        held = {"verdict": "true", "as_of": "2022-03-21"}
        rests = {"evidence": [{"claim_id": claim, "bearing": "context"}]}
        tie = {"organisation_id": outlet, "relation": "works_for"}
        for path, body in (
            (f"/sources/{public.person}/affiliations", tie),
            (f"/claims/{public.claim}/links", link),
            (f"/facts/{public.fact}/assessments", held | {"assessor_id": source}),
            (f"/facts/{public.fact}/assessments", held | rests),
            ("/articles", {"title": "Rain", "outlet_id": outlet}),
            ("/facts", {"statement": "It pours.", "parent_id": fact}),
        ):
            answer = self.client.post(API + path, json=body, params=WHY)
            assert answer.status_code == 409, answer.text
        path = f"{API}/claims/{public.claim}/stances/{fact}"
        answer = self.client.put(path, json={"stance": "denies"}, params=WHY)
        assert answer.status_code == 409, answer.text


WAYS = [
    way for name, way in vars(Hider).items() if name.startswith(("hide_", "refuse_"))
]
