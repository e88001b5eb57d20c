import struct

import pytest

from ingest.email.tnef import SIGNATURE, Wrapped, unwrap


def attribute(name: int, value: bytes, level: int = 2) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def string_property(name: int, text: str) -> bytes:
    value = text.encode("utf-16-le")
    return struct.pack("<HHII", 0x001F, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


HEAD = SIGNATURE + b"\x01\x00"
RENDERING, TITLE, CONTENT, PROPERTIES, BODY, MESSAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x800C, 0x9003


def test_files_come_out_under_their_names() -> None:
    number = struct.pack("<HHI", 0x0003, 0x0E20, 7)
    properties = struct.pack("<I", 2) + number + string_property(0x3707, "photo de la rue.jpg")
    raw = HEAD + attribute(RENDERING, b"x") + attribute(TITLE, b"PHOTOD~1.JPG\0") + attribute(CONTENT, b"one")
    raw += attribute(PROPERTIES, properties) + attribute(RENDERING, b"x") + attribute(TITLE, b"plan.pdf\0") + attribute(CONTENT, b"two")

    assert unwrap(raw) == (
        "",
        (Wrapped(filename="photo de la rue.jpg", content=b"one"), Wrapped(filename="plan.pdf", content=b"two")),
    )


def test_body_is_read_from_either_place() -> None:
    assert unwrap(HEAD + attribute(BODY, "Un trou à côté".encode("cp1252") + b"\0", level=1))[0] == "Un trou à côté"
    properties = struct.pack("<I", 1) + string_property(0x1000, "Un trou")
    assert unwrap(HEAD + attribute(MESSAGE, properties, level=1))[0] == "Un trou"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no TNEF",
        HEAD,
        HEAD + b"\x02\x0f\x80",
        HEAD + attribute(RENDERING, b"x"),
        HEAD + attribute(CONTENT, b"before any file"),
        HEAD + struct.pack("<BHHI", 2, CONTENT, 6, 2**32 - 1) + b"short",
        HEAD + attribute(MESSAGE, b"\xff\xff\xff\xff" + b"\x03\x00\x01\x80" * 5),
        HEAD + attribute(MESSAGE, b"\x01\x00\x00\x00\x1f\x00\x00\x10\x01\x00\x00\x00\xff\xff\xff\xff"),
    ],
)
def test_broken_wrapping_holds_nothing(raw: bytes) -> None:
    assert unwrap(raw) == ("", ())
