"""Originals sealed at rest: nothing readable on disk, nothing altered unnoticed, old ones read beside new ones (S44)."""

import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from domain.errors import NotFoundError
from domain.ids import Sha256
from store import packs, sealing
from store.blobs import AlteredError, Blobs, Resealed
from store.sealing import Key, LockedError, Opened, Safe, Sealer, SpoiltError, is_sound, keys_in, sealed_size, whole

OLD, NEW = Key(b"o" * 32), Key(b"n" * 32)
SEALING, ROTATING = Safe(keys=(OLD,)), Safe(keys=(NEW, OLD))
LONG_SINCE = datetime.now(UTC) + timedelta(days=1)
SIZES = (0, 1, 2**16 - 1, 2**16, 2**16 + 1, 3 * 2**16, 200_000)


def digest_of(raw: bytes) -> Sha256:
    return Sha256(sha256(raw).hexdigest())


def pattern(size: int) -> bytes:
    return bytes(number * 7 % 251 for number in range(min(size, 2**16))) * (1 + size // 2**16) if size else b""


def opened(sealed: bytes, key: Key = OLD) -> Opened:
    return Opened(BytesIO(sealed), key)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_whole_and_in_part(size: int) -> None:
    raw = pattern(size)[:size]
    sealed = SEALING.seal(digest_of(raw), raw)
    assert len(sealed) == sealed_size(size) and sealing.key_id(sealed) == OLD.id
    found = opened(sealed)
    assert (whole(found), found.size, found.digest) == (raw, size, digest_of(raw))
    for start, count in ((0, 10), (size // 2, 70_000), (max(0, size - 5), 50)):
        assert opened(sealed).part(start, count) == raw[start : start + count]


def test_the_same_is_sealed_otherwise_each_time_and_says_nothing() -> None:
    raw = b"Mme Grandchamp " * 1000
    one, other = (SEALING.seal(digest_of(raw), raw) for _ in range(2))
    assert one != other and b"Grandchamp" not in one and digest_of(raw).encode() not in one and bytes.fromhex(digest_of(raw)) not in one
    assert one[16:32] != other[16:32]


def test_bytes_that_were_changed_left_out_or_moved_do_not_open() -> None:
    raw = pattern(200_000)[:200_000]
    sealed = SEALING.seal(digest_of(raw), raw)
    piece = 2**16 + 16
    body = sealing.HEAD_BYTES
    spoilt = [
        *(sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :] for at in (20, 40, 70, body, body + piece, len(sealed) - 1)),
        sealed[: body + piece],
        sealed[: body + 2 * piece],
        sealed + b"x",
        sealed[:body] + sealed[body + piece : body + 2 * piece] + sealed[body : body + piece] + sealed[body + 2 * piece :],
        sealed[:body],
        sealed[:30],
        b"",
    ]
    for one in spoilt:
        with pytest.raises(SpoiltError):
            whole(opened(one))
    with pytest.raises(SpoiltError):
        opened(sealed, NEW)


def test_a_head_of_another_original_does_not_fit() -> None:
    one, other = (SEALING.seal(digest_of(raw), raw) for raw in (b"a" * 100, b"b" * 100))
    with pytest.raises(SpoiltError):
        whole(opened(one[: sealing.HEAD_BYTES] + other[sealing.HEAD_BYTES :]))


def test_pieces_that_come_as_they_like_make_one_original() -> None:
    raw = pattern(200_000)[:200_000]
    sealer = Sealer(OLD)
    pieces = [one for start in range(0, len(raw), 7_001) for one in sealer.update(raw[start : start + 7_001])]
    pieces.append(sealer.end())
    assert whole(opened(sealer.head(digest_of(raw)) + b"".join(pieces))) == raw


def test_keys_are_read_and_what_is_none_is_refused() -> None:
    assert keys_in(f"# today\n{'ab' * 32}\n\n  {'cd' * 32}  \n") == (Key(b"\xab" * 32), Key(b"\xcd" * 32))
    for wrong in ("", "# nothing", "ab" * 31, "zz" * 32, "ab" * 33):
        with pytest.raises(ValueError):
            keys_in(wrong)
    assert "ab" not in repr(Key(b"\xab" * 32)).lower().replace("key(", "")


def test_nothing_readable_lies_on_disk_and_everything_comes_back(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "originals", safe=lambda: SEALING)
    large, streamed = b"zinzoline " * 30_000, b"cramoisi " * 100_000
    digest = blobs.put(large)
    other, size = blobs.put_stream(streamed[start : start + 9_999] for start in range(0, len(streamed), 9_999))
    assert size == len(streamed) and other == digest_of(streamed)
    for one, raw in ((digest, large), (other, streamed)):
        assert blobs.read(one) == blobs.path(one).read_bytes() == raw
        assert blobs.head(one, 1000) == raw[:1000]
    files = [path for path in (tmp_path / "originals").rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        raw = path.read_bytes()
        assert b"zinzoline" not in raw and b"cramoisi" not in raw and is_sound(path, SEALING)
        # Who has the folder alone cannot tell whether a document he knows is there.
        assert digest not in path.name and other not in path.name
    assert blobs.put(large) == digest and len(list((tmp_path / "originals").rglob("*.sealed"))) == 2


def test_a_sealed_file_that_was_altered_is_told(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path, safe=lambda: SEALING)
    digest = blobs.put(b"x" * 300_000)
    (path,) = tmp_path.rglob("*.sealed")
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    for use in (blobs.read, blobs.path):
        with pytest.raises(AlteredError, match="Restore"):
            use(digest)
    assert not is_sound(path, SEALING)


def test_sealed_and_plain_lie_side_by_side(tmp_path: Path) -> None:
    small: dict[Sha256, bytes] = {}
    plain, safe, turning = (Blobs(tmp_path, small.get, lambda one=one: one) for one in (Safe(), SEALING, ROTATING))  # type: ignore[misc]
    raws = {digest_of(raw): raw for raw in (b"plain", b"sealed", b"row", b"in a pack " * 5_000)}
    known = list(raws)
    plain.put(b"plain")
    safe.put(b"sealed")
    small[known[2]] = safe.sealed(known[2], b"row")
    (small[known[3]],) = safe.pack_many([safe.sealed(known[3], raws[known[3]])])
    for blobs in (safe, turning):
        assert {digest: blobs.read(digest) for digest in raws} == raws
    assert packs.place(small[known[3]]) is not None and plain.read(known[0]) == b"plain"


def test_what_looks_sealed_by_itself_is_an_original_like_others(tmp_path: Path) -> None:
    raw = SEALING.seal(digest_of(b"x"), b"x")
    small = {digest_of(raw): raw}
    assert Blobs(tmp_path, small.get).read(digest_of(raw)) == raw
    assert Blobs(tmp_path, safe=lambda: SEALING).put(raw) == digest_of(raw)


def test_without_its_key_nothing_is_kept_in_the_clear_and_nothing_counts_as_lost(tmp_path: Path) -> None:
    digest = Blobs(tmp_path, safe=lambda: SEALING).put(b"secret" * 1000)
    locked = Blobs(tmp_path, safe=lambda: Safe(fault="the key is away"))
    attempts = (
        lambda: locked.put(b"new"),
        lambda: locked.put_stream([b"new"]),
        lambda: locked.sealed(digest_of(b"new"), b"new"),
        lambda: locked.read(digest),
        lambda: locked.places(digest),
        lambda: locked.destroy(digest, "", LONG_SINCE),
    )
    for attempt in attempts:
        with pytest.raises(LockedError, match="away"):
            attempt()
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".sealed"]
    with pytest.raises(NotFoundError):
        Blobs(tmp_path, safe=lambda: SEALING).read(digest_of(b"never came"))


@pytest.mark.parametrize("before", [Safe(), SEALING])
def test_a_file_is_sealed_anew_and_the_old_one_goes(tmp_path: Path, before: Safe) -> None:
    raw = b"photo " * 50_000
    digest = Blobs(tmp_path, safe=lambda: before).put(raw)
    blobs = Blobs(tmp_path, safe=lambda: ROTATING)
    (name,) = blobs.kept()
    dated = (tmp_path / name).stat().st_mtime
    assert blobs.reseal(name) is Resealed.SEALED
    (new,) = blobs.kept()
    assert new == sealing.place_of(digest, NEW) and blobs.read(digest) == raw and (tmp_path / new).stat().st_mtime == dated
    assert blobs.reseal(name) is Resealed.GONE
    assert blobs.head(digest, 5) == b"photo"


def test_what_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path, safe=lambda: ROTATING)
    digest = Blobs(tmp_path).put(b"x" * 1000)
    path = tmp_path / sealing.plain_place(digest)
    path.write_bytes(b"y" * 1000)
    assert blobs.reseal(sealing.plain_place(digest)) is Resealed.UNREADABLE
    assert path.read_bytes() == b"y" * 1000 and len(blobs.kept()) == 1


def test_who_destroys_while_it_is_sealed_anew_leaves_nothing(tmp_path: Path) -> None:
    """Whichever comes first, a file that was to be destroyed is gone in the end."""
    for number in range(30):
        raw = bytes((number,)) * 100_000
        digest = Blobs(tmp_path).put(raw)
        sealer, destroyer = (Blobs(tmp_path, safe=lambda: SEALING) for _ in range(2))
        thread = threading.Thread(target=sealer.reseal, args=(sealing.plain_place(digest),))
        thread.start()
        destroyer.destroy(digest, "", LONG_SINCE)
        thread.join()
        assert destroyer.kept() == {}, number


def test_both_are_destroyed_where_a_killed_process_left_both(tmp_path: Path) -> None:
    raw = b"z" * 100_000
    for safe in (Safe(), SEALING, ROTATING):
        digest = Blobs(tmp_path, safe=lambda safe=safe: safe).put(raw)  # type: ignore[misc]
    blobs = Blobs(tmp_path, safe=lambda: ROTATING)
    assert len(blobs.kept()) == 3
    blobs.destroy(digest, "", LONG_SINCE)
    assert blobs.kept() == {}
