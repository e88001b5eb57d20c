"""Wounds of files and texts, the same in each run; and bounds of what reading them may take."""

import gc
import os
import random
import resource
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

MINUTES = "FUZZ_MINUTES"
"""How long each fuzzing goes on in the long form."""
_KILOBYTE = 1024
_SPLICES = (
    b"\0", b"\xff\xfe", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\r\n", b"\n\n", b'"', b"'", b"\\", b"<!--", b"]]>", b"&#0;", b"&a;",
    b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"{", b"}", b"[", b"]", b"[" * 300, b'{"a":' * 300, b"- " * 300, b"&a [*a, *a]",
    b"!!python/name:os", b"9" * 5000, b"-1", b"1e999", b"NaN", b"=", b";", b"--", b"../../", b"\xc2\x85", "\u2028".encode(), b"\\u0000",
    b"\\ud800", "é".encode("cp1252"), b"(" * 300, b"{\\", b"\\bin9999999999 ", b"\\u-99999", b"<" * 300, b":" * 50, b"\t", b"|", b"#",
    b"1000-01-01T99:99", b"%00", b"%ff",
)  # fmt: skip


def wounded(chance: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Return bytes with one to five wounds: lost, doubled, changed, put in from elsewhere."""
    for _ in range(chance.randint(1, 5)):
        at, length = chance.randrange(len(raw) + 1), chance.choice((0, 1, 2, 8, 64, 400))
        other = chance.choice(others)
        start = chance.randrange(len(other) + 1)
        instead = chance.choice(
            (b"", chance.choice(_SPLICES), raw[at : at + length] * 3, chance.randbytes(min(length, 9)), other[start : start + length])
        )
        raw = raw[:at] + instead + raw[at + length :]
    return raw


def wounded_zip(chance: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Return an archive whose members are wounded: what wounds of the archive itself hardly ever reach."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, wounded(chance, content, others) if chance.random() < 0.7 else content)
    return out.getvalue()


def rounds(few: int, *, is_long: bool) -> Iterator[random.Random]:
    """Yield a source of chance for each round: so many rounds, and in the long form rounds for some minutes, each time other ones."""
    seed = int(os.environ.get("FUZZ_SEED", "0")) or (time.time_ns() % 2**32 if is_long else 9)
    until = time.monotonic() + 60 * float(os.environ.get(MINUTES, "2"))
    number = 0
    while number < few or (is_long and time.monotonic() < until):
        yield random.Random(f"{seed}-{number}")  # noqa: S311 - mutations
        number += 1


@contextmanager
def within_megabytes(most: int) -> Iterator[None]:
    """Fail where the process has grown by more than so many megabytes, C libraries' memory and the highest moment included."""
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / _KILOBYTE
    assert grown < most, f"{grown:.0f} MB more"
