"""Packed logs: unpacked in flat memory up to a bound, whatever they were made to do."""

import gzip
import io
import zlib
from itertools import repeat

import pytest

from ingest.phone import packed
from ingest.phone.faults import Reason
from ingest.phone.log import open_log, rows_of
from ingest.phone.packed import Unpacked, fault_of, is_packed, unpacked
from tests.ingest.phone.logs import asterisk_row, legs, options

TEXT = b"".join(f"{number:06}\n".encode() for number in range(30_000))


def test_what_is_packed_is_read_as_though_it_were_not() -> None:
    stream = unpacked(io.BytesIO(gzip.compress(TEXT)))
    assert stream.read() == TEXT and stream.read(10) == b"" and fault_of(stream) is None
    assert stream.seek(7) == 7 and stream.read(7) == b"000001\n"
    assert stream.seek(0, 2) == len(TEXT) and stream.seek(len(TEXT) - 7) == len(TEXT) - 7 and stream.read() == b"029999\n"
    assert stream.seek(0) == 0 and b"".join(iter(lambda: stream.read(1_000), b"")) == TEXT


def test_what_is_not_packed_is_left_alone() -> None:
    plain = io.BytesIO(TEXT)
    assert unpacked(plain) is plain and plain.tell() == 0 and not is_packed(TEXT) and fault_of(plain) is None
    assert unpacked(io.BytesIO(b"")).read(1) == b""


def test_members_one_behind_another_and_zeros_at_the_end_are_one_file() -> None:
    assert unpacked(io.BytesIO(gzip.compress(b"a\n") + gzip.compress(TEXT) + b"\0" * 512)).read() == b"a\n" + TEXT


@pytest.mark.parametrize(
    "raw",
    [gzip.compress(TEXT)[:-3], gzip.compress(TEXT)[:4_000], gzip.compress(TEXT)[:12], gzip.compress(TEXT) + b"rubbish", packed.MAGIC],
    ids=["end", "middle", "beginning", "behind", "magic"],
)
def test_a_damaged_file_ends_where_it_is_damaged(raw: bytes) -> None:
    stream = Unpacked(io.BytesIO(raw))
    found = stream.read()
    assert TEXT.startswith(found) and stream.fault is Reason.PACKED
    assert stream.seek(0) == 0 and stream.fault is None, "what is read once more may be read to there again"


def test_a_bomb_is_given_up_long_before_it_fills_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(block) for block in repeat(b"\0" * 2**20, 400)) + packer.flush()
    assert len(bomb) < 2**19
    stream, read = Unpacked(io.BytesIO(bomb)), 0
    while part := stream.read(2**20):
        read += len(part)
        assert len(part) <= 2**20
    assert stream.fault is Reason.TOO_LARGE and read < 2**26
    monkeypatch.setattr(packed, "MOST_BYTES", 100_000)
    stream = Unpacked(io.BytesIO(gzip.compress(TEXT)))
    found = b"".join(iter(lambda: stream.read(5_000), b""))
    assert len(found) < 200_000 and stream.fault is Reason.TOO_LARGE


def test_a_packed_log_tells_the_same_as_the_log() -> None:
    log = "".join(
        asterisk_row(src=f"06399812{n % 90:02}", start=f"2026-03-12 08:{n % 60:02}:07", uniqueid=f"17733{n:05}.1") for n in range(500)
    )
    stream = unpacked(io.BytesIO(gzip.compress(log.encode())))
    found = open_log(stream, options())
    assert found is not None
    rows = list(rows_of(stream, found, options()))
    assert [row.reading for row in rows] == legs(log) and rows[-1].ends.byte == len(log)
