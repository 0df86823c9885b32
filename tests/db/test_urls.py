from string import ascii_lowercase
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values.urls import url_key

# No surrogates, which no request can hold, and often what means something in addresses.
TEXTS = st.lists(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("/.%&=+#?;:@!~amp0 "),
        st.sampled_from(["/amp", "/../", "%2e", "%2F", "%c3%A9", "utm_source=x"]),
    )
).map("".join)

PORTS = st.sampled_from(["", ":", ":80", ":443", ":8080"])
CACHES = st.lists(
    st.sampled_from(
        [
            *("google.com/amp/s/", "google.com/amp/", "amp/", "s/", "c/", "v/s/"),
            *("x.cdn.ampproject.org/c/s/", "cdn.ampproject.org/", "example.org:80/"),
        ]
    ),
    min_size=1,
).map(lambda parts: f"google.com/{''.join(parts)}")
COPIES = st.lists(
    st.sampled_from(
        [
            *("google.com/amp/", "www.google.co.uk/%61mp/s/", "cdn.ampproject.org/c/"),
            *("example-org.cdn.ampproject.org/v/s/", "e.bing-amp.com/amp/c/s/"),
        ]
    ),
    max_size=4,
).map("".join)
AMP_ENDS = st.sampled_from(
    ["", "/", "/amp", "/amp/", ".amp", ".amp/amp", ".amp/amp.amp", "/amp?amp=1"]
)


def hosts() -> st.SearchStrategy[str]:
    label = st.text(st.sampled_from(f"{ascii_lowercase}éßüяか%-_"), min_size=1)
    labels = st.one_of(st.sampled_from(["m", "amp", "www", "xn--b1amnebsh"]), label)
    return st.lists(labels, min_size=1, max_size=5).map(".".join)


def forms(character: str) -> list[str]:
    """Return ways to write one character of a path that mean the same."""
    escaped = "".join(f"%{byte:02X}" for byte in character.encode())
    if character == "/":
        return ["/", "/./", "/%2E/", "/x/../", "/x/y/%2e./../"]
    same = [escaped, escaped.lower()]
    return [*same, character] if character.isalnum() or character in "-._~" else same


class TestUrlKey:
    @pytest.mark.parametrize(
        ("url", "key"),
        [
            ("https://example.org/a/b", "example.org/a/b"),
            ("http://example.org/a/b", "example.org/a/b"),
            ("HTTPS://WWW.Example.ORG/a/b", "example.org/a/b"),
            ("https://example.org./a/b", "example.org/a/b"),
            ("https://example.org:443/a/b", "example.org/a/b"),
            ("https://user:secret@example.org/a/b", "example.org/a/b"),
            ("https://example.org/a/b#top", "example.org/a/b"),
            ("https://example.org/a/b/", "example.org/a/b"),
            ("https://example.org/a/b?", "example.org/a/b"),
            ("  https://example.org/a/b\n", "example.org/a/b"),
            ("https://example.org", "example.org"),
            ("https://example.org/", "example.org"),
            ("https://example.org/?utm_source=x&UTM_Medium=y", "example.org"),
            (
                "https://example.org/a?fbclid=1&gclid=2&mc_cid=3&mc_eid=4",
                "example.org/a",
            ),
            ("https://example.org/a?id=7&utm_source=x", "example.org/a?id=7"),
            ("https://example.org/a/?id=7", "example.org/a?id=7"),
            ("https://example.org/a?b=&c", "example.org/a?b=&c="),
            ("https://example.org/a?q=x%20y", "example.org/a?q=x+y"),
            ("https://example.org/a?q=x+y", "example.org/a?q=x+y"),
            ("https://example.org/a?q=é", "example.org/a?q=%C3%A9"),
            ("https://example.org/a?q=%c3%a9", "example.org/a?q=%C3%A9"),
            ("https://example.org/a?q=%ef%f0", "example.org/a?q=%EF%F0"),
            ("https://example.org:8443/a", "example.org:8443/a"),
            ("http://example.org:443/a", "example.org:443/a"),
            ("https://[2001:DB8::1]:8080/a", "[2001:db8::1]:8080/a"),
            ("https://münchen.de/", "xn--mnchen-3ya.de"),
            ("https://[2001:DB8::1]/a", "[2001:db8::1]/a"),
        ],
    )
    def test_is_the_normalised_address(self, url: str, key: str) -> None:
        assert url_key(url) == key

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("https://example.org/a", "https://example.org/A"),
            ("https://example.org/a", "https://news.example.org/a"),
            ("https://m.example/a", "https://example/a"),
            ("https://gov.example/#!/release/12", "https://gov.example/#!/release/13"),
            ("https://gov.example/#/12", "https://gov.example/#/13"),
            ("https://example.org/?session=1", "https://example.org/?session=2"),
            ("https://example.org/?source=a", "https://example.org/?source=b"),
            ("https://example.org/amp", "https://example.org/"),
            ("https://example.org/lamp", "https://example.org/l"),
            ("https://example.org/a%2Fb", "https://example.org/a/b"),
            ("https://example.org/a//b", "https://example.org/a/b"),
            ("https://новости.example/", "https://новость.example/"),
            ("https://example.org/a?id=1", "https://example.org/a?id=2"),
            ("https://example.org/a?q=%ef", "https://example.org/a?q=%ee"),
            ("https://example.org/a?x=1&x=2", "https://example.org/a?x=2&x=1"),
            ("https://example.org:8080/a", "https://example.org/a"),
            ("https://example.org:8080/a", "https://example.org:8081/a"),
            ("https://example.org:80/a", "https://example.org/a"),
            ("http://example.org:443/a", "http://example.org/a"),
            ("https://www.google.com/amp/s/story", "https://example.org/story"),
            ("https://x.cdn.ampproject.org/i/s/example.org/a", "https://example.org/a"),
            ("https://example.org/amp/s/example.com/a", "https://example.com/a"),
        ],
    )
    def test_differs_for_different_addresses(self, one: str, other: str) -> None:
        assert url_key(one) != url_key(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("caf%C3%A9", "café"),
            ("na%c3%afve", "na%C3%AFve"),
            ("%7Ejo", "~jo"),
            ("a/./b/../c", "a/c"),
            ("a/%2e%2E/c", "c"),
            ("a b", "a%20b"),
            ("q?a=1&b=2", "q?b=2&a=1"),
            ("s?msclkid=1&mtm_source=x&igshid=y", "s"),
            ("p/amp", "p"),
            ("p/amp/", "p/"),
            ("amp/p", "p"),
            ("p.amp", "p"),
            ("p.amp.html", "p.html"),
            ("p?amp=1", "p"),
            ("p?outputType=amp&id=1", "p?id=1"),
            ("p#:~:text=words", "p"),
            ("#!/release/12/", "#!/release/12"),
            ("#!/caf%c3%a9", "#!/café"),
            ("#!", ""),
        ],
    )
    def test_is_equal_for_all_forms_of_a_path(self, one: str, other: str) -> None:
        assert url_key(f"https://n.example/{one}") == url_key(
            f"https://n.example/{other}"
        )

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("новости.example", "xn--b1amnebsh.example"),
            ("НОВОСТИ.example", "новости.example"),
            ("münchen.de", "m%C3%BCnchen.de"),
            ("bu\u0308cher.example", "bücher.example"),
            ("www.m.example.org", "example.org"),
            ("en.m.example.org", "en.example.org"),
            ("amp.example.org", "example.org"),
            ("example.org:443", "example.org"),
            ("example.org:0443", "example.org"),
            ("m.example.org:8443", "example.org:8443"),
            ("example.org:", "example.org"),
            ("[2001:0db8::0001]", "[2001:db8::1]"),
        ],
    )
    def test_is_equal_for_all_forms_of_a_host(self, one: str, other: str) -> None:
        assert url_key(f"https://{one}/a") == url_key(f"https://{other}/a")

    @pytest.mark.parametrize(
        "copy",
        [
            "https://example-org.cdn.ampproject.org/c/s/example.org/a/b",
            "https://example-org.cdn.ampproject.org/v/s/example.org/a/b?amp_js_v=0.1",
            "https://cdn.ampproject.org/c/example.org/a/b",
            "https://example-org.bing-amp.com/c/s/www.example.org/a/b/amp",
            "https://www.google.com/amp/s/amp.example.org/a/b",
            "https://google.co.uk/amp/example.org/a/b.amp",
            "https://www.google.com/%61mp/s/example%2Eorg/x/../a/b",
            "https://www.google.com/amp/s/e-org.cdn.ampproject.org/c/s/example.org/a/b",
        ],
    )
    def test_of_an_amp_cache_equals_that_of_the_original(self, copy: str) -> None:
        assert url_key(copy) == "example.org/a/b"

    def test_of_an_amp_cache_keeps_the_query_and_the_port(self) -> None:
        copy = "https://x.cdn.ampproject.org/c/s/example.org:8443/a?id=7&usqp=mq331"

        assert url_key(copy) == "example.org:8443/a?id=7"

    @given(st.sampled_from(["http", "https"]), hosts(), PORTS, TEXTS, TEXTS, TEXTS)
    def test_is_idempotent(
        self, scheme: str, host: str, port: str, path: str, query: str, fragment: str
    ) -> None:
        key = url_key(f"{scheme}://{host}{port}/{path}?{query}#{fragment}")

        assert url_key(f"{scheme}://{key}") == key

    @given(CACHES, TEXTS)
    def test_is_idempotent_for_caches(self, caches: str, path: str) -> None:
        key = url_key(f"https://{caches}{path}")

        assert url_key(f"https://{key}") == key

    @given(COPIES, AMP_ENDS)
    def test_of_nested_caches_equals_that_of_the_original(
        self, copies: str, end: str
    ) -> None:
        assert url_key(f"https://{copies}m.example.org/a{end}") == "example.org/a"

    @given(TEXTS, st.data())
    def test_is_equal_for_addresses_that_are_equal_by_rfc_3986(
        self, path: str, data: st.DataObject
    ) -> None:
        plain = quote(path, safe="/")
        other = "".join(data.draw(st.sampled_from(forms(one))) for one in path)

        key = url_key(f"https://example.org/{plain}")

        assert url_key(f"HTTP://Example.ORG:80/{other}") == key

    @pytest.mark.parametrize(
        "piece",
        ["/amp", "/", "%", "a.", "/..", ".amp", "&a=", "m.", "google.com/amp/s/"],
    )
    def test_of_a_long_address_is_computed_within_the_time_limit(
        self, piece: str
    ) -> None:
        start = process_time()

        url_key(f"https://example.org/{piece * (200_000 // len(piece))}")

        assert process_time() - start < 5

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "example.org",
            "//example.org/a",
            "ftp://example.org",
            "https://",
            "https:///a",
            "mailto:a@example.org",
            "https://[::1",
            "https://./a",
            "https://:8080/a",
            "https://example.org:99999/a",
            "https://example.org:port/a",
        ],
    )
    def test_refuses_an_invalid_address(self, url: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            url_key(url)
