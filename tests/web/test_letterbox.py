import re

import pytest

from tests.web.seed import HOSTILE_HTML
from web.letterbox import MOST_SHOWS, harmless, untwisted


def test_only_what_can_be_read_is_left_of_a_hostile_message() -> None:
    assert re.findall(r"<[^/][^>]*>", harmless(HOSTILE_HTML)) == [
        "<p>",
        "<b>",
        "<a>",
        '<a title="http://evil.example/piege">',
        '<span class="address">',
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<a href='http://a.example/\"><script>alert(1)</script>'>x</a>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<p style='background:url(//evil.example)' onclick=alert(1) id=x class=y>",
        "<a href=' javascript:alert(1)'>x</a><a href='data:text/html,x'>y</a>",
        '&lt;a href="x"&gt;<a href="http://b.example">',
        "<table background=//evil.example><td background=//evil.example>",
        "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    ],
)
def test_known_tricks_stay_without_effect(html: str) -> None:
    tags = re.findall(r"<[^>]*>", harmless(html))
    assert not any(
        re.search(
            r"<(script|svg|math|style)|\s(on\w+|style|href|src|background|id|class)\s*=",
            _outside_quotes(tag.replace(' class="address"', "")),
        )
        for tag in tags
    )


PICTURE = {"a@b": "data:image/png;base64,QUJD"}


def test_only_pictures_of_the_message_are_shown() -> None:
    html = '<img src="cid:a%40b" alt="trou" onerror=x><img src="cid:c@d" alt="logo"><img src=//e.example/x alt="dot">'
    html += '<img src="data:image/png;base64,A">'
    assert harmless(html, PICTURE) == f'<img src="{PICTURE["a@b"]}" alt="trou"><img alt="logo"><img alt="dot">'
    assert "data:" not in harmless('<a href="data:text/html,x">x</a><a href="cid:a@b">y</a>', PICTURE)


def test_one_picture_cannot_fill_the_memory() -> None:
    assert harmless('<img src="cid:a@b">' * 5_000, PICTURE).count("base64") == MOST_SHOWS


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<a href="http://evil.example/x">ma banque</a>', "http://evil.example/x"),
        ('<a href="http://evil.example/x">www.mabanque.example</a>', "http://evil.example/x"),
        ('<a href="http://evil.example/x">notevil.example</a>', "http://evil.example/x"),
        ('<a href="mailto:a@b.example">Jean</a>', "mailto:a@b.example"),
        ('<a href="http://a.example/x">http://a.example/</a>', None),
        ('<a href="mailto:a@b.example">a@b.example</a>', None),
    ],
)
def test_address_of_a_link_is_shown_where_its_text_hides_it(html: str, shown: str | None) -> None:
    assert re.findall(r'<span class="address">([^<]*)</span>', harmless(html)) == ([] if shown is None else [shown])


def test_order_of_letters_cannot_be_turned() -> None:
    assert harmless("<bdo dir=rtl>gpj.exe</bdo> &#x202E;a\u202eb\u2066c\u200b") == "gpj.exe abc"


def test_text_that_looks_like_a_link_stays_text() -> None:
    assert harmless('&lt;a href="x"&gt;') == '&lt;a href="x"&gt;'


def test_a_huge_message_is_cut() -> None:
    assert len(harmless("<p>é</p>" * 1_000_000)) < 2_100_000


def _outside_quotes(tag: str) -> str:
    return re.sub(r'"[^"]*"', '""', tag)


def test_a_host_in_other_letters_gives_itself_away() -> None:
    cyrillic = "https://v\u0430lognes.example/"
    shown = harmless(f'<a href="{cyrillic}">{cyrillic}</a> <a href="{cyrillic}">https://valognes.example/</a>')
    assert shown.count('<span class="address">https://xn--vlognes-2fg.example/</span>') == 2
    assert shown.count('title="https://xn--vlognes-2fg.example/"') == 2


def test_a_name_before_the_host_does_not_pass_for_it() -> None:
    shown = harmless('<a href="https://valognes.example@evil.example/payer">https://valognes.example/payer</a>')
    assert '<span class="address">https://evil.example/payer</span>' in shown and "valognes.example@" not in shown


def test_text_as_sent_keeps_its_order() -> None:
    assert untwisted("facture\u202efdp.exe\u200b, été") == "facturefdp.exe, été"
