from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.derived.sides import SIGNS
from db.derived.timeline import make_timeline
from tests.db.derived.fact_claims import Record, records, row, source
from tests.rounds import drawn

by_chance = drawn(20)


class TestTimeline:
    @by_chance
    @given(records())
    def test_has_every_stance_of_every_origin_once_and_in_order(
        self, record: Record
    ) -> None:
        found = make_timeline(record.fact_claims())

        held = [(one, r.claim_id) for one, h in found.sources.items() for r in h.rows]
        origins = [(s.source_id, s.claim_id) for s in record.steps if s.is_origin]
        assert sorted(held) == sorted(origins)
        attributed = {step.claim_id for step in record.steps}
        unattributed = {r.claim_id for r in record.rows} - attributed
        assert {r.claim_id for r in found.unattributed} == unattributed
        for one in found.sources.values():
            dates = [(r.dated_at, r.claim_id) for r in one.rows]
            assert dates == sorted(dates)

    @by_chance
    @given(records())
    def test_marks_reversals_and_contradictions_as_they_are_defined(
        self, record: Record
    ) -> None:
        found = make_timeline(record.fact_claims())

        standing = {}
        for source_id, held in found.sources.items():
            signed = [r for r in held.rows if r.stance in SIGNS]
            last = max((r.dated_at for r in signed), default=None)
            standing[source_id] = [r for r in signed if r.dated_at == last]
            for r in held.rows:
                earlier = [o.dated_at for o in signed if o.dated_at < r.dated_at]
                before = {
                    SIGNS[o.stance]
                    for o in signed
                    if earlier and o.dated_at == max(earlier)
                }
                sign = SIGNS.get(r.stance)
                changed = bool(sign and before and sign not in before)
                assert ("reversal" in found.marks(r, held)) == changed
        signs = {SIGNS[r.stance] for rows in standing.values() for r in rows}
        for source_id, held in found.sources.items():
            marked = [r for r in held.rows if "contradiction" in found.marks(r, held)]
            assert marked == (standing[source_id] if len(signs) == 2 else [])

    @by_chance
    @given(records(), st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_rows(
        self, record: Record, chance: Any
    ) -> None:
        before = make_timeline(record.fact_claims())

        for rows in (record.rows, record.sources, record.affiliations, record.roots):
            chance.shuffle(rows)

        after = make_timeline(record.fact_claims())
        assert list(after.sources.items()) == list(before.sources.items())
        assert after.unattributed == before.unattributed
        reports = [
            (one.row.article_id, one.lag, one.precision) for one in after.reports
        ]
        assert reports == [
            (one.row.article_id, one.lag, one.precision) for one in before.reports
        ]

    def test_a_lag_has_the_precision_of_the_coarser_date(self) -> None:
        precisions = ["hour", "month", "second", None]
        record = Record(
            [
                row(
                    number,
                    article_outlet_id=number,
                    article_published_from=f"2022-03-0{number}T00:00:00.000000Z",
                    article_published_precision=precision,
                )
                for number, precision in enumerate(precisions, 1)
            ],
            sources=[source(number) for number in range(1, 5)],
        )

        reports = make_timeline(record.fact_claims()).reports

        found = [one.precision for one in reports]
        assert found == ["hour", "month", "hour", None]
