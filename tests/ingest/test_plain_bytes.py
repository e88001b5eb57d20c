import pytest

from ingest.plain_bytes import shown_bytes


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Été à Bréville\r\n".encode(), "Été à Bréville\n"),
        ("Été à Bréville\n".encode("cp1252"), "Été à Bréville\n"),
        ("coupé ici é".encode()[:-1], "coupé ici "),
        (b"\xef\xbb\xbfBonjour", "\\xfeffBonjour"),
        ("à l\u202eenvers".encode(), "à l\\x202eenvers"),
        ("« Été »\u202f? Famille \U0001f468\u200d\U0001f469".encode(), "« Été »\u202f? Famille \U0001f468\u200d\U0001f469"),
        (b"\x1b[2J\xc2\x9b31m" + b"a" * 99, "\\x1b[2J\\x9b31m" + "a" * 99),
        (b"", ""),
    ],
)
def test_text_stands_as_it_is_and_what_steers_a_screen_by_its_number(raw: bytes, text: str) -> None:
    shown = shown_bytes(raw)
    assert (shown.is_text, shown.text) == (True, text)


def test_what_is_no_text_stands_by_its_bytes() -> None:
    shown = shown_bytes(b"\x7fELF\x00<script>" + bytes(range(200, 210)))
    assert not shown.is_text
    assert shown.text.splitlines()[0] == "000000  7f 45 4c 46 00 3c 73 63 72 69 70 74 3e c8 c9 ca  .ELF.<script>..."
    assert len(shown.text.splitlines()) == 2
