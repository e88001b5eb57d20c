import pytest

from ingest.charset import decode


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        (b"caf\xe9", "iso-8859-1", "café"),
        ("café".encode(), "iso-8859-1", "café"),
        (b"\x96", "iso-8859-1", "–"),
        (b"\xa4", "iso-8859-15", "€"),
        (b"caf\xe9", None, "café"),
        (b"caf\xe9", "utf-8", "café"),
        ("a".encode("utf-16-le") + "é".encode("utf-16-le"), "utf-16", "aé"),
        ("aé".encode("utf-16"), None, "aé"),
        (b"caf\xe9", "x-none", "café"),
        (b"caf\xe9", "zlib", "café"),
        (b"caf\xe9", "utf-16boundary=a", "café"),
        (b"caf\xe9", "idna", "café"),
        (b"caf\xe9", "utf\0-8", "café"),
    ],
)
def test_ladder_finds_the_text(content: bytes, declared: str | None, text: str) -> None:
    assert decode(content, declared)[0] == text


def test_few_wounds_do_not_spoil_utf8() -> None:
    text, is_known, is_clean = decode("été à la forêt, très éloignée".encode() + b"\xc3", "utf-8")
    assert text.startswith("été à la forêt, très éloignée") and is_known and not is_clean


def test_unknown_name_is_said() -> None:
    assert decode(b"a", "x-none") == ("a", False, True)


def test_half_a_character_of_utf_7_becomes_a_sign_that_can_be_kept() -> None:
    text, is_known, is_clean = decode(b"+2AA- lampadaire", "utf-7")
    assert (text, is_known, is_clean) == ("� lampadaire", True, False)
