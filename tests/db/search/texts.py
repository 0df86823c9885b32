"""Texts of many scripts, as a random test draws them."""

from hypothesis import strategies as st

LETTERS = (
    "abcdeABCÉéèßøłıİ"
    "абвгдёйЁЙїґ"
    "αβγΆΣς"
    "אבגדּ"
    "ابةىئءآـَ"
    "कखगाि्हन्दी"
    "กขคาีที่"
    "漢字北京市民"
    "かがカガｶﾞーっ"
    "서울에한국"
    "đãệ"
    "½ﬁ㎏Ⅳ²"
    "0123٤५"
)
BETWEEN = " \n\u00a0.,;:!?-–—'’\"“”()/*_\u00ad\u200b\u200d\u0301"

texts = st.text(st.sampled_from(LETTERS + BETWEEN) | st.characters(), max_size=40)
