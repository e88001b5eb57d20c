import struct

import pytest

from ingest.email.rtf import decompressed, rtf_text
from ingest.email.tnef import SIGNATURE, Wrapped, unwrap

WORLD = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
"""The examples of MS-OXRTFCP, 4.1 and 4.2."""
RUNS = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_compression_is_that_of_the_specification() -> None:
    assert decompressed(WORLD) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompressed(RUNS) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert decompressed(struct.pack("<II4sI", 20, 7, b"MELA", 0) + b"{\\rtf1}junk") == b"{\\rtf1}"


@pytest.mark.parametrize("length", range(len(WORLD)))
def test_cut_off_compression_gives_what_is_there(length: int) -> None:
    assert b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".startswith(decompressed(WORLD[:length]))


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard Un trou\par \'e9norme\tab ici\par}", "Un trou\nénorme\tici"),
        (rb"{\rtf1\uc1 L\u8217?\u233\'e9t\u233e {\uc2\u8364xy}}", "L’été €"),
        (rb"{\rtf1\ansi {\*\generator Riched20;}a\{b\}c\\d{\pict 0102}\~e}", "a{b}c\\d\xa0e"),
        (rb"{\rtf1\u55357?\u56832?}", "😀"),
        (rb"{\rtf1 {\field{\*\fldinst HYPERLINK x}{\fldrslt ici}}}", "ici"),
        (
            rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Bonjour\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}Un trou}",
            "Bonjour\n\nUn trou",
        ),
        (
            rb"{\rtf1\ansi\fromhtml1 l{\*\htmltag84 &#8217;}\htmlrtf \rquote\htmlrtf0 \'e9"
            rb"t\'e9{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 : a < b & c}",
            "l’été : a < b & c",
        ),
        (
            rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <ul>}{\*\htmltag64 <li>}un trou{\*\htmltag72 </li>}\htmlrtf\par\htmlrtf0 "
            rb"{\*\htmltag84 <a href=https://e.example/>}la carte{\*\htmltag92 </a>}{\*\mhtmltag84 <b>}}",
            "* un trou\n    la carte (https://e.example)",
        ),
        (rb"{\rtf1\ansi {\*\htmltag64 <p>}Un trou}", "Un trou"),
        (rb"{\rtf1\ansi\fromhtml1 {\*\other {\*\htmltag64 secret}}Un trou}", "Un trou"),
        (rb"{\rtf1\fromhtml1}\*\htmltag64 x", ""),
        (b"no rich text", ""),
        (rb"{\rtf1 unclosed {{{ \'zz \u", "unclosed"),
    ],
)
def test_rich_text_is_read(rtf: bytes, text: str) -> None:
    assert rtf_text(rtf).startswith(text) if text == "unclosed" else rtf_text(rtf) == text


def attribute(name: int, value: bytes, level: int = 2) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def blob(kind: int, name: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def tnef(*attributes: bytes) -> bytes:
    return SIGNATURE + b"\x01\x00" + b"".join(attributes)


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


def test_rich_body_of_a_winmail_is_its_text() -> None:
    assert unwrap(tnef(attribute(0x9003, properties(blob(0x0102, 0x1009, WORLD)), level=1)))[0] == "hello world"
    html = properties(blob(0x0102, 0x1009, WORLD), blob(0x0102, 0x1013, b"<p>Un <b>trou</b></p>"))
    assert unwrap(tnef(attribute(0x9003, html, level=1)))[0] == "Un trou"
    both = properties(blob(0x001F, 0x1000, "Un trou".encode("utf-16-le")), blob(0x0102, 0x1009, WORLD))
    assert unwrap(tnef(attribute(0x9003, both, level=1)))[0] == "Un trou"


def test_message_within_a_winmail_gives_its_words_and_its_files() -> None:
    inner = tnef(
        attribute(0x800C, b"Le banc est cass\xe9\0", level=1),
        attribute(0x9002, b"x"),
        attribute(0x8010, b"a.txt\0"),
        attribute(0x800F, b"A"),
    )
    held = properties(blob(0x001F, 0x3001, "Banc".encode("utf-16-le")), blob(0x000D, 0x3701, bytes(16) + inner))
    files = unwrap(tnef(attribute(0x9002, b"x"), attribute(0x9005, held)))[1]
    assert files == (Wrapped(filename="Banc.txt", content="Le banc est cassé".encode()), Wrapped(filename="a.txt", content=b"A"))


def test_names_of_a_winmail_are_in_its_code_page() -> None:
    raw = tnef(
        attribute(0x9007, struct.pack("<II", 1251, 0), level=1),
        attribute(0x9002, b"x"),
        attribute(0x8010, "фото.jpg".encode("cp1251") + b"\0"),
    )
    assert unwrap(raw + attribute(0x800F, b"x"))[1][0].filename == "фото.jpg"


def test_attachment_cut_off_gives_what_is_there_of_it() -> None:
    whole = tnef(attribute(0x9002, b"x"), attribute(0x8010, b"a.txt\0"), attribute(0x800F, b"Bonjour"))
    assert unwrap(whole[:-5])[1] == (Wrapped(filename="a.txt", content=b"Bonj"),)
