"""Synthetic articles, written claim by claim, so that every span is correct."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

from db.commands.claims.spans import CONTEXT
from db.derived.near_texts import signature
from db.values.urls import url_key
from seeds.generate import shares
from seeds.generate.cast import Cast, Frame
from seeds.generate.chance import length, weighted
from seeds.generate.claims import ClaimRows
from seeds.generate.drafting import Drafter
from seeds.generate.facts import Facts
from seeds.generate.names import Names
from seeds.generate.printing import Mark, Passage
from seeds.generate.prose import Prose, capital
from seeds.generate.register import Register
from seeds.generate.rows import (
    AddressRow,
    ArticleRow,
    BandRow,
    RevisionRow,
    Rows,
    SpanRow,
)

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
        self._claims = ClaimRows(random, rows, facts)
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
            id=self._rows.next_id(ArticleRow),
            revision_id=self._rows.next_id(RevisionRow) + revised,
            outlet=self._register.outlets.pick(random),
            recorded_at=recorded_at,
            published_at=published_at - (published_at - FIRST) % unit,
            precision="minute" if to_the_minute else "day",
            claims=claims,
            revised=revised,
        )

    def _topics(self) -> list[int]:
        tags = self._register.tags
        topics = [tags.pick(self._random) for _ in range(shares.TAGS_OF_ARTICLE)]
        return list(dict.fromkeys(topics))

    def _article(self, frame: Frame) -> None:
        prose = self._prose(frame)
        cast = Cast(self._random, self._rows, self._register, frame=frame)
        topics = self._topics()
        passage, marked = Passage(), []
        for number in range(frame.claims):
            if number:
                passage.write("\n\n")
            draft = self._drafter.draft(cast, prose)
            passage.print(draft, prose.language)
            claim_id = self._claims.add(draft, passage.marks, frame=frame, tags=topics)
            marked.append((claim_id, passage.marks))
            if self._random.random() < shares.OTHER_SENTENCES:
                other = " ".join(prose.proposition().pieces)
                passage.write(f" {capital(other)}.")
        self._add_article(frame, prose.headline())
        self._add_text(frame, passage.text(), marked)

    def _prose(self, frame: Frame) -> Prose:
        language = frame.outlet.language
        if language.code not in self._proses:
            self._proses[language.code] = Prose(self._random, self._names, language)
        return self._proses[language.code]

    def _add_article(self, frame: Frame, title: str) -> None:
        host, at = frame.outlet.host, frame.published_at
        url = f"https://{host}/{at.year}/{at.month}/{frame.id}"
        key = url_key(url)
        row = ArticleRow(
            id=frame.id,
            created_at=frame.recorded_at,
            updated_at=frame.recorded_at,
            outlet_id=frame.outlet.voice.id,
            kind=self._kind.pick(self._random),
            url=url,
            url_key=key,
            title=title,
            byline=self._names.person(frame.outlet.language),
            language=frame.outlet.language.code,
            published_from=at,
            published_to=at + (DAY if frame.precision == "day" else MINUTE),
            published_precision=frame.precision,
        )
        self._rows.add(row)
        number = self._rows.next_id(AddressRow)
        self._rows.add(AddressRow(number, frame.id, url=url, url_key=key))

    def _add_text(
        self, frame: Frame, text: str, marked: Sequence[tuple[int, Sequence[Mark]]]
    ) -> None:
        if frame.revised:
            before_last, _, _ = text.rpartition("\n\n")
            self._add_revision(frame, before_last, number=1)
        self._add_revision(frame, text, number=1 + frame.revised)
        self._add_bands(frame.id, text)
        for claim_id, marks in marked:
            for mark in marks:
                self._add_span(claim_id, mark, text)

    def _add_bands(self, article_id: int, text: str) -> None:
        for band, hashed in enumerate(signature(text) or ()):
            number = self._rows.next_id(BandRow)
            self._rows.add(BandRow(number, article_id, band, hashed))

    def _add_revision(self, frame: Frame, text: str, *, number: int) -> None:
        last = number == 1 + frame.revised
        row = RevisionRow(
            id=self._rows.next_id(RevisionRow),
            article_id=frame.id,
            number=number,
            captured_at=frame.recorded_at if last else frame.published_at,
            text=text,
            text_sha256=sha256(text.encode()).hexdigest(),
            text_length=len(text),
        )
        self._rows.add(row)

    def _add_span(self, claim_id: int, mark: Mark, text: str) -> None:
        start, end = mark.start, mark.start + len(mark.exact)
        row = SpanRow(
            id=self._rows.next_id(SpanRow),
            claim_id=claim_id,
            part=mark.part,
            position=mark.position,
            seq=mark.seq,
            start=start,
            end=end,
            exact=mark.exact,
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )
        self._rows.add(row)
