"""Synthetic articles, written claim by claim, so that every span is correct."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from db.commands.articles.recording import new_article
from db.commands.articles.revisions import RevisionSpec, make_revision
from db.commands.articles.same_texts import signature_rows
from db.commands.claims import ClaimSpec
from db.commands.claims.context import new_context
from db.commands.claims.making import new_claim
from db.commands.claims.storing import part_rows
from db.commands.records import stamp_new
from db.commands.search import indexed_claim, values_of
from db.engine.session import Context, Write
from db.models import Article, ArticleBand, Claim, ClaimSearch
from db.queries.word_indexes import CLAIMS
from seeds.generate import shares
from seeds.generate.cast import Cast, Frame
from seeds.generate.chance import length, weighted
from seeds.generate.claims import ClaimSpecs
from seeds.generate.drafting import Drafter
from seeds.generate.facts import Facts
from seeds.generate.names import Names
from seeds.generate.printing import Passage
from seeds.generate.prose import Prose, capital
from seeds.generate.register import Register
from seeds.generate.rows import Rows

FIRST = datetime(2017, 1, 1, tzinfo=UTC)  # when the first article was recorded
LAST = datetime(2025, 1, 1, tzinfo=UTC)
DELAY = timedelta(hours=36)  # from publishing to recording, on average
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Press:
    """Writes articles and the rows of their contents."""

    def __init__(
        self,
        random: Random,
        rows: Rows,
        *,
        names: Names,
        register: Register,
        facts: Facts,
    ) -> None:
        self._random = random
        self._names = names
        self._register = register
        self._rows = rows
        self._drafter = Drafter(random)
        self._specs = ClaimSpecs(random, facts)
        self._kind = weighted(shares.ARTICLE_KINDS)
        self._proses: dict[str, Prose] = {}

    def publish(self, total: int) -> Iterator[int]:
        """Write articles with ``total`` claims; yield the number so far after each."""
        done = 0
        while done < total:
            wanted = length(self._random, shares.CLAIMS_PER_ARTICLE, shares.MOST_CLAIMS)
            claims = min(wanted, total - done)
            self._article(self._frame(claims, FIRST + (LAST - FIRST) * (done / total)))
            done += claims
            yield done

    def _frame(self, claims: int, recorded_at: datetime) -> Frame:
        """Draw the properties of an article that its claims depend on."""
        random = self._random
        revised = claims > 1 and random.random() < shares.EARLIER_REVISION
        published_at = recorded_at - MINUTE - DELAY * random.expovariate(1)
        to_the_minute = random.random() < shares.PUBLISHED_TO_THE_MINUTE
        unit = MINUTE if to_the_minute else DAY
        return Frame(
            id=self._rows.next_id(Article),
            outlet=self._register.outlets.pick(random),
            recorded_at=recorded_at,
            published_at=published_at - (published_at - FIRST) % unit,
            precision="minute" if to_the_minute else "day",
            claims=claims,
            revised=revised,
        )

    def _topics(self) -> list[str]:
        tags = self._register.tags
        topics = [tags.pick(self._random) for _ in range(shares.TAGS_OF_ARTICLE)]
        return list(dict.fromkeys(topics))

    def _article(self, frame: Frame) -> None:
        prose = self._prose(frame)
        cast = Cast(self._random, self._rows, self._register, frame=frame)
        topics = self._topics()
        passage, specs = Passage(), list[ClaimSpec]()
        for number in range(frame.claims):
            if number:
                passage.write("\n\n")
            draft = self._drafter.draft(cast, prose)
            passage.print(draft, prose.language)
            marks = passage.marks
            specs.append(self._specs.make(draft, marks, frame=frame, tags=topics))
            if self._random.random() < shares.OTHER_SENTENCES:
                other = " ".join(prose.proposition().pieces)
                passage.write(f" {capital(other)}.")
        write = Write(self._rows.known.write.lazy, frame.recorded_at, Context())
        article = self._add_article(write, frame, prose.headline())
        self._add_texts(write, article, passage.text(), revised=frame.revised)
        self._add_claims(write, article, specs)

    def _prose(self, frame: Frame) -> Prose:
        language = frame.outlet.language
        if language.code not in self._proses:
            self._proses[language.code] = Prose(self._random, self._names, language)
        return self._proses[language.code]

    def _add_article(self, write: Write, frame: Frame, title: str) -> Article:
        host, at = frame.outlet.host, frame.published_at
        columns = {
            "id": frame.id,
            "outlet_id": frame.outlet.voice.id,
            "kind": self._kind.pick(self._random),
            "url": f"https://{host}/{at.year}/{at.month}/{frame.id}",
            "title": title,
            "byline": self._names.person(frame.outlet.language),
            "language": frame.outlet.language.code,
            "published_from": at,
            "published_to": at + (DAY if frame.precision == "day" else MINUTE),
            "published_precision": frame.precision,
        }
        article = new_article(write, columns)
        stamp_new(article, write.now)
        self._rows.add(article)
        for address in article.addresses:
            address.article_id = article.id
            self._rows.add(address)
        return article

    def _add_texts(
        self, write: Write, article: Article, text: str, *, revised: bool
    ) -> None:
        """Add the text of an article, which may have been shorter before."""
        spec = RevisionSpec(text)
        texts = [spec]
        if revised:
            before_last, _, _ = text.rpartition("\n\n")
            texts.insert(0, RevisionSpec(before_last, article.published_from))
        for number, one in enumerate(texts, 1):
            revision = make_revision(write, one)
            revision.article_id, revision.number = article.id, number
            self._rows.add(revision)
            article.revisions.append(revision)
        self._rows.add_rows(ArticleBand, signature_rows(article.id, spec.signature))

    def _add_claims(
        self, write: Write, article: Article, specs: Sequence[ClaimSpec]
    ) -> None:
        known = self._rows.known.of(write)
        context = new_context(article, outlet_id=article.outlet_id)
        for spec in specs:
            claim = new_claim(known, context, spec)
            stamp_new(claim, write.now)
            claim.id = self._rows.next_id(Claim)
            self._rows.add_rows(Claim, [claim.__dict__])
            for model, rows in part_rows(claim):
                self._rows.add_rows(model, rows)
            words = values_of(CLAIMS, indexed_claim(claim, spec.words))
            self._rows.add_rows(ClaimSearch, [words])
