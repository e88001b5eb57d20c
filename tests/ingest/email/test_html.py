import pytest

from ingest.email.html import MAX_HTML, html_text


def text(html: str) -> str:
    return html_text(html)[0].strip()


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">caché<b>là</b></div>',
        '<div style="DISPLAY : NONE !important">caché</div>',
        '<span style="visibility:hidden">caché</span>',
        '<span style="font-size:0">caché</span>',
        '<span style="font-size:1px;color:#333">caché</span>',
        '<div style="font-size:20px"><span style="font-size:0.1em">caché</span></div>',
        '<font color="white">caché</font>',
        '<span style="color:#FEFEFE">caché</span>',
        '<span style="color:rgb(255, 255, 255)">caché</span>',
        '<table bgcolor="#003366"><tr><td style="color:#003366">caché</td></tr></table>',
        '<div style="opacity:0">caché</div>',
        '<div style="max-height:0;overflow:hidden">caché</div>',
        '<div style="height:0px;overflow:hidden">caché</div>',
        '<div style="position:absolute;left:-9999px">caché</div>',
        '<div style="text-indent:-9999px">caché</div>',
        "<div hidden>caché</div>",
        "<!-- caché -->",
        "<style>.p,.q{display:none}</style><p class='x p'>caché</p><p class=q>caché</p>",
        "<style>/* a{} */ @media print {p{color:red}} span.tiny { font-size : 1px }</style><span class=tiny>caché</span>",
        "<style>#pre{visibility:hidden}</style><p id=pre>caché</p>",
        "<script>caché</script><title>caché</title>",
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    assert text(f"<body>{hidden}<p>Un trou</p></body>") == "Un trou"


@pytest.mark.parametrize(
    "seen",
    [
        '<td style="background:#000"><span style="color:#fff">vu</span></td>',
        '<table bgcolor="#003366"><tr><td><font color="#FFFFFF">vu</font></td></tr></table>',
        '<div style="background:url(x.png)"><span style="color:white">vu</span></div>',
        '<div style="font-size:0"><p style="font-size:14px">vu</p></div>',
        "<style>@media (max-width:600px){.m{display:none}}</style><p class=m>vu</p>",
        '<style>.a{display:none}</style><p class="a" style="display:block">vu</p>',
        '<p style="max-height:none;height:0">vu</p>',
        '<span style="color:rgba(255,255,255,.5)">vu</span>',
        "<!-- jamais fermé <p>vu</p>",
    ],
)
def test_what_is_seen_is_read(seen: str) -> None:
    assert "vu" in text(f"<body>{seen}</body>")


def test_message_of_hidden_words_only_is_read() -> None:
    assert text('<body style="color:#fff"><p>Un trou</p></body>') == "Un trou"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ('<a href="https://www.ville.example/plan?n=1">le plan</a>', "le plan (https://www.ville.example/plan?n=1)"),
        ('<a href="http://www.ville.example/">www.ville.example</a>', "www.ville.example"),
        ('<a href="http://evil.example/">www.notevil.example</a>', "www.notevil.example (http://evil.example)"),
        ('<a href="mailto:j%40b.example?subject=x">Jean</a>', "Jean <j@b.example>"),
        ('<a href="mailto:j@b.example">j@b.example</a>', "j@b.example"),
        ('<a href="tel:+33 6 39 98 11 05">06 39 98 11 05</a>', "06 39 98 11 05"),
        ('<a href="tel:+33639981105">appeler</a>', "appeler (+33639981105)"),
        ('<a href="#haut">haut</a>', "haut"),
        ('<a href="javascript:x">ici</a>', "ici"),
        ('<a href="http://a.example/x"><img src=y></a>.', "."),
        (
            '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fville.example%2Fplan&amp;data=1">plan</a>',
            "plan (https://ville.example/plan)",
        ),
        ('<a href="http://[bad">ici</a>', "ici"),
    ],
)
def test_address_of_a_link_is_written_where_its_text_hides_it(link: str, shown: str) -> None:
    assert text(f"<p>{link}</p>") == shown


def test_tables_and_lists_are_readable() -> None:
    table = "<table><tr><th>Rue</th><th>N°</th></tr><tr><td>Carnot</td><td>12</td></tr></table>"
    assert [line.split() for line in text(table).split("\n")] == [["Rue", "N°"], ["Carnot", "12"]]
    lists = text("<ul><li>un</li><li>deux</li></ul><ol><li>a</li><li>b</li></ol>")
    assert [line.strip() for line in lists.split("\n") if line.strip()] == ["* un", "* deux", "1. a", "2. b"]


def test_quotations_are_marked() -> None:
    lines = text("<p>Oui</p><blockquote>cité<blockquote>avant</blockquote></blockquote><p>fin</p>").split("\n")
    assert [line for line in lines if line.strip("> ")] == ["Oui", "> cité", ">> avant", "fin"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5_000 + "vu",
        "<p>" * 5_000 + "vu",
        "<b>" * 390 + "vu",
        "<a href='x" * 5_000 + "'>vu</a>",
        "<style>" + "{" * 50_000 + "</style>vu",
        "<style>" + "/*" * 50_000 + "</style>vu",
        '<p style="padding-left:99999999em">vu</p>' * 100,
        "<p style='" + "color:" * 20_000 + "'>vu</p>",
        "vu" + "<" * 100_000,
        "vu" + "&#" * 100_000,
        "<table>" * 300 + "<tr><td>vu",
        "vu<!--" * 20_000,
    ],
)
def test_hostile_html_is_read_in_bounded_space(html: str) -> None:
    found = html_text(html)[0]
    assert "vu" in found
    assert len(found) < 4 * len(html) + 10_000


def test_long_html_is_cut_and_says_so() -> None:
    assert html_text("a" * (MAX_HTML + 1)) == ("a" * MAX_HTML, True)
