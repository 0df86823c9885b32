"""Words are found in a later text or are lost, but never confused with other words."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from db.derived.anchoring.alignment import Alignment
from db.derived.anchoring.changed_words import LEAST_SCORE
from db.derived.anchoring.finding import agree
from db.derived.anchoring.folding import fold
from db.derived.anchoring.reanchoring import Anchored, reanchor
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_word
from tests.rounds import drawn

CONTEXT = 32
derandomized = drawn(100)


def again(old: str, new: str, start: int, end: int) -> Anchored | None:
    """Return the place in a later text of the words between two offsets of a text."""
    return reanchor(
        SearchableText(new),
        old[start:end],
        prefix=old[max(0, start - CONTEXT) : start],
        suffix=old[end : end + CONTEXT],
        expected=Alignment(old, new).expected(start, end),
    )


def outcome(old: str, new: str, exact: str) -> tuple[str, str] | None:
    start = old.index(exact)
    found = again(old, new, start, start + len(exact))
    return found and (found.anchor, new[found.start : found.end])


def plain(text: str) -> str:
    """Return a text of this page in one typography."""
    return " ".join(text.replace("’", "'").replace("\u00ad", "").split())


def is_inside_word(text: str, at: int) -> bool:
    """Return whether a word of an unfolded text continues at ``at``."""
    before, after = fold(text[:at])[0], fold(text[at:])[0]
    return splits_word(before + after, len(before))


class TestReanchor:
    @pytest.mark.parametrize(
        ("old", "new", "exact"),
        [
            ("It rained.", "It rained.", "It rained"),
            ("It rained.", "Corrected: It rained.", "It rained"),
            ("“No sign,” he said.", "“No sign,” he told us.", "No sign"),
            ("One.\n“We go,” she said.", "New.\nOne.\n“We go,” she said.", "We go"),
            ("قال المتحدث: «لا تعليق».", "تحديث. قال المتحدث: «لا تعليق».", "لا تعليق"),
            ("Он сказал: «Шёл дождь».", "Сегодня он сказал: «Шёл дождь».", "Шёл дождь"),
            (
                "他说我们会重建这座桥。",
                "昨天他说我们会重建这座桥。",
                "我们会重建这座桥",
            ),
            ("서울은 비가 왔다고 했다.", "오늘 서울은 비가 왔다고 했다.", "서울"),
            ("Le chef de l'État a dit", "Hier, le chef de l'État a dit", "État"),
            ("She said—no, we go.", "Then she said—no, we go.", "no"),
            ("The US-led strike began", "Today the US-led strike began", "US"),
            ("🌧 it rained 🌧", "🛰️🌧 it rained 🌧", "it rained"),
        ],
    )
    def test_anchors_unchanged_words_as_exact(
        self, old: str, new: str, exact: str
    ) -> None:
        assert outcome(old, new, exact) == ("exact", exact)

    @pytest.mark.parametrize(
        ("old", "new", "printed"),
        [
            ("We can't go on, he said.", "We can’t go on, he said.", "can’t go on"),
            ("a US-led strike, he said", "a US‑led strike, he said", "US‑led"),
            ("the final offer is made", "the ﬁnal offer is made", "the ﬁnal offer"),
            ("no sign of any frost", "no\u00a0sign of\nany frost", "no\u00a0sign of"),
        ],
    )
    def test_anchors_words_in_other_typography_as_exact(
        self, old: str, new: str, printed: str
    ) -> None:
        exact = next(
            old[n : n + size]
            for size in range(1, len(old))
            for n in range(len(old))
            if agree(printed, old[n : n + size])
        )

        assert outcome(old, new, exact) == ("exact", printed)

    @pytest.mark.parametrize(
        ("old", "new", "exact"),
        [
            ("On Monday it rained a lot.", "On Tuesday it rained.", "it rained"),
            (
                "“We will rebuild,” she said on Monday at the site of the bridge.",
                "Asked again at noon, a minister wrote: We will rebuild!",
                "We will rebuild",
            ),
            (
                "Он сказал: «Дождь идёт».",
                "По словам главы, дождь. Дождь идёт",
                "Дождь идёт",
            ),
        ],
    )
    def test_anchors_unambiguous_words_elsewhere_as_moved(
        self, old: str, new: str, exact: str
    ) -> None:
        assert outcome(old, new, exact) == ("moved", exact)

    @pytest.mark.parametrize(
        ("old", "new", "exact", "printed"),
        [
            (
                "She told them: “We will rebuild the bridge in May,” she said.",
                "She told them: “We will rebuild the old bridge in May,” she said.",
                "We will rebuild the bridge in May",
                "We will rebuild the old bridge in May",
            ),
            (
                "He said that they paid 5 million euros to them in Paris.",
                "He said that they paid 6 million euros to them in Paris.",
                "5 million euros",
                "6 million euros",
            ),
            ("He said: we go home", "He said: WE GO HOME", "we go home", "WE GO HOME"),
        ],
    )
    def test_anchors_slightly_changed_words_as_fuzzy(
        self, old: str, new: str, exact: str, printed: str
    ) -> None:
        assert outcome(old, new, exact) == ("fuzzy", printed)

    @pytest.mark.parametrize(
        ("old", "new", "exact"),
        [
            ("The mayor said no.", "The mayor said yes. He is now here.", "no"),
            ("The mayor said no.", "Yes, said she. There is no snow.", "no"),
            ("They won. It was nice.", "They won’t. It was nice.", "won"),
            ("He paid 5 euros.", "He paid 5,000 euros.", "5"),
            ("He paid 5 euros.", "He paid 1.5 euros.", "5"),
            ("Он сказал: да.", "Он сказал: дата.", "да"),
            ("قال المتحدث لا.", "قال المتحدث لاحقا.", "لا"),
            ("He said “yes”.", "He wrote a letter.", "yes"),
            (
                "“We will rebuild,” she said.",
                "“We will not,” she said.",
                "We will rebuild",
            ),
            ("It rained, he said.", "Something else.", "It rained"),
            ("it rained", "", "it rained"),
            ("q is a letter", "q\u0307 is a letter", "q"),
        ],
    )
    def test_loses_words_instead_of_matching_other_words(
        self, old: str, new: str, exact: str
    ) -> None:
        assert outcome(old, new, exact) is None

    def test_finds_the_same_occurrence_of_repeated_words(self) -> None:
        old = "yes he said.\n" * 50
        new = f"A new first line.\n{old}"
        start = 13 * 20

        found = again(old, new, start, start + 3)

        assert found == (start + 18, start + 21, "exact")

    def test_loses_short_words_that_moved_and_are_ambiguous(self) -> None:
        assert outcome("We say yes to all.", "yes or yes or yes", "yes") is None


class TestAlignment:
    OLD = "One.\nTwo.\nThree.\nFour.\n"

    @pytest.mark.parametrize(
        ("new", "places"),
        [
            (OLD, [0, 5, 10, 17]),
            (f"New.\n{OLD}", [5, 10, 15, 22]),
            ("One.\nNew.\nTwo.\nThree!\nFour.\n", [0, 10, 15, 22]),
            ("One.\nThree.\nNew.\nFour.\n", [0, None, 5, 17]),
            ("", [None, None, None, None]),
        ],
    )
    def test_maps_lines_to_their_new_places(
        self, new: str, places: list[int | None]
    ) -> None:
        alignment = Alignment(self.OLD, new)

        for start, place in zip((0, 5, 10, 17), places, strict=True):
            if place is not None:
                assert alignment.expected(start, start + 3).start == place

    @derandomized
    @given(st.text("ab\n"), st.text("ab\n"), st.integers(0, 20))
    def test_accepts_any_two_texts(self, old: str, new: str, start: int) -> None:
        found = Alignment(old, new).expected(start, start + 1)

        assert found.start >= 0 or not found.is_certain

    @derandomized
    @given(st.text("ab\n"), st.text("ab\n"), st.text("ab\n"), st.text("ab\n"))
    def test_maps_the_text_before_and_after_a_change(
        self, before: str, removed: str, inserted: str, after: str
    ) -> None:
        old, new = (
            before + "c" + removed + "d" + after,
            before + "c" + inserted + "d" + after,
        )
        alignment = Alignment(old, new)

        assert alignment.expected(0, len(before)) == (0, True)
        last = len(old) - len(after)
        if after:
            assert alignment.expected(last, len(old)) == (len(new) - len(after), True)


# Words, and longer words that begin or end with them. A hyphen ends a word, as a dash
# does: “no” may be found in “said—no” and so in “no-one”, as it may be in “no one”.
LONGER = {
    "no": ["now", "snow", "noone's"],
    "won": ["won't", "won’t"],
    "5": ["5.5", "1,5", "5,000"],
    "rain": ["raining", "train"],
    "да": ["дата", "беда"],
    "لا": ["لاحقا"],
    "cafe": ["café", "cafés"],
    "서울": ["서울시"],
}
WORDS = [*LONGER, *(one for longer in LONGER.values() for one in longer)]
WORDS += ["the", "mayor’s", "said", "Rain", "infra\u00adstructure", "桥", "."]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30)


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], list[str], int, int]:
    """Return words, the same after random edits, and a stretch of the former."""
    old = draw(sentences)
    new = list(old)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(new)))
        gone = draw(st.integers(0, 3))
        new[at : at + gone] = draw(st.lists(st.sampled_from(WORDS), max_size=3))
    first = draw(st.integers(0, len(old) - 1))
    last = draw(st.integers(first + 1, min(len(old), first + 3)))
    if draw(st.booleans()):  # another word, where one was
        known = [at for at in range(len(new)) if new[at] in LONGER]
        for at in known:
            new[at] = draw(st.sampled_from([new[at], *LONGER[new[at]]]))
    return old, new, first, last


class TestRandomEdits:
    @drawn(400)
    @given(edits())
    def test_found_words_are_whole_and_the_same_or_similar(
        self, edited: tuple[list[str], list[str], int, int]
    ) -> None:
        words, others, first, last = edited
        old, new = " ".join(words), " ".join(others)
        start = len(" ".join([*words[:first], ""]))
        exact = " ".join(words[first:last])

        found = again(old, new, start, start + len(exact))

        if found is None:
            return
        printed = new[found.start : found.end]
        ends = [*accumulate(others, lambda done, one: f"{done} {one}")]
        assert new[: found.end] in ends
        assert new[: found.start] in {"", *(f"{one} " for one in ends)}
        if found.anchor == "fuzzy":
            assert fuzz.ratio(exact.lower(), printed.lower()) >= LEAST_SCORE
        else:
            assert plain(printed) == plain(exact)

    @derandomized
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        st.data(),
    )
    def test_found_words_of_any_text_are_the_same(
        self, old: str, new: str, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(old) - 1))
        end = data.draw(st.integers(start + 1, len(old)))
        new = data.draw(st.sampled_from([new, old + new, new + old, old]))

        found = again(old, new, start, end)

        if found is not None and found.anchor != "fuzzy":
            assert fold(new[found.start : found.end])[0] == fold(old[start:end])[0]

    @derandomized
    @given(
        st.text(st.characters(exclude_categories=["Cs", "Cf"]), min_size=1), st.data()
    )
    def test_words_of_any_text_are_found_in_the_same_text(
        self, text: str, data: st.DataObject
    ) -> None:
        folded = fold(text)[0]
        starts = [n for n in range(len(text)) if not is_inside_word(text, n)]
        start = data.draw(st.sampled_from(starts))
        ends = [
            n for n in range(start + 1, len(text) + 1) if not is_inside_word(text, n)
        ]
        end = data.draw(st.sampled_from(ends))
        if folded != text:
            return

        found = again(text, text, start, end)

        assert found == (start, end, "exact")
