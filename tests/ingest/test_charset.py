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
        (b"caf\xe9", "ISO_8859-1:1987", "café"),
        (b"\x93caf\xe9\x94", "us-ascii", "“café”"),
        (b"caf\xe9", "utf-8 (Plain text)", "café"),
        (b"caf\x82", "cp850", "café"),
        (b"caf\x8e", "macintosh", "café"),
        (b"caf\xe9", "x-user-defined", "café"),
        (b"caf\xe9", "default", "café"),
        ("café à l'été".encode(), "koi8-r", "café à l'été"),
        ("l'été à côté".encode(), "gb2312", "l'été à côté"),
        ("привет".encode("koi8-r"), "koi8-r", "привет"),
        ("你好".encode("gbk"), "gb2312", "你好"),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        (b"Bonjour la mairie", "utf-16", "Bonjour la mairie"),
        ("Bonjour la mairie à côté".encode("utf-16-le"), "utf-8", "Bonjour la mairie à côté"),
        ("Bonjour la mairie à côté".encode("utf-16-be"), None, "Bonjour la mairie à côté"),
        ("café à côté".encode().decode("cp1252").encode(), "utf-8", "café à côté"),
        ("l’été".encode().decode("cp1252").encode(), "utf-8", "l’été"),
        (b"+AOk-t+AOk-", "unicode-1-1-utf-7", "été"),
        (b"C:\\temp\\new", "unicode_escape", "C:\\temp\\new"),
        (b"C:\\temp\\u00e9", "raw_unicode_escape", "C:\\temp\\u00e9"),
        ("« Voilà\u00a0! » dit-il, « déjà\u00a0» ; l’été".encode("cp1252"), None, "« Voilà\u00a0! » dit-il, « déjà\u00a0» ; l’été"),
    ],
)
def test_ladder_finds_the_text(content: bytes, declared: str | None, text: str) -> None:
    assert decode(content, declared)[0] == text


def test_few_wounds_do_not_spoil_utf8() -> None:
    text, is_known, is_clean = decode("été à la forêt, très éloignée".encode() + b"\xc3", "utf-8")
    assert text.startswith("été à la forêt, très éloignée") and is_known and not is_clean


@pytest.mark.parametrize("declared", [None, "us-ascii", "x-unknown"])
def test_few_wounds_do_not_spoil_utf8_that_nobody_declared(declared: str | None) -> None:
    text, _, is_clean = decode("été à la forêt, très éloignée".encode() + b"\xc3", declared)
    assert text.startswith("été à la forêt, très éloignée") and not is_clean


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("Ã©teint Ã  cÃ´tÃ© de lâ€™Ã©cole", "éteint à côté de l’école"),  # the no-break space of « à » has become a blank
        ("Ã©teint Ã cÃ´tÃ©, 15 â‚¬, lâ€œÅ“ilâ€\x9d, Ã€ voir", "éteint à côté, 15 €, l“œil”, À voir"),
        ("Déjà signalé.\n> lampe Ã©teinte", "Déjà signalé.\n> lampe éteinte"),  # words that somebody added since
        ("SÃO PAULO, 3 Âge", "SÃO PAULO, 3 Âge"),
    ],
)
def test_letters_written_twice_are_read_though_not_all_were(broken: str, text: str) -> None:
    assert decode(broken.encode(), "utf-8")[0] == text


def test_unknown_name_is_said() -> None:
    assert decode(b"a", "x-none") == ("a", False, True)


def test_half_a_character_of_utf_7_becomes_a_sign_that_can_be_kept() -> None:
    text, is_known, is_clean = decode(b"+2AA- lampadaire", "utf-7")
    assert (text, is_known, is_clean) == ("� lampadaire", True, False)
