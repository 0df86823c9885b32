import pytest

from db.values.urls import url_key


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
            ("https://münchen.de/", "münchen.de"),
            ("https://[2001:DB8::1]/a", "2001:db8::1/a"),
        ],
    )
    def test_keeps_what_tells_addresses_apart(self, url: str, key: str) -> None:
        assert url_key(url) == key

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("https://example.org/a", "https://example.org/A"),
            ("https://example.org/a", "https://m.example.org/a"),
            ("https://example.org/a?id=1", "https://example.org/a?id=2"),
            ("https://example.org/a?q=%ef", "https://example.org/a?q=%ee"),
            ("https://example.org/a?x=1&x=2", "https://example.org/a?x=2&x=1"),
        ],
    )
    def test_does_not_mistake_one_for_another(self, one: str, other: str) -> None:
        assert url_key(one) != url_key(other)

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
        ],
    )
    def test_refuses_what_is_no_address(self, url: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            url_key(url)
