"""Packs: what is kept comes back, whatever goes wrong beside it."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from domain.errors import UnavailableError
from domain.ids import Sha256
from store import packs
from store.blobs import AlteredError, Blobs
from store.packs import Packs, Place

RAWS = [bytes([number]) * (1000 + number) for number in range(5)]


def digest(raw: bytes) -> Sha256:
    return Sha256(sha256(raw).hexdigest())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_originals_come_back_and_share_a_file(tmp_path: Path) -> None:
    mine = Packs(tmp_path)
    places = (*mine.put_many(RAWS[:3]), *mine.put_many(RAWS[3:]))
    assert [Packs(tmp_path).read(place) for place in places] == RAWS
    assert [path.read_bytes() for path in files(tmp_path)] == [b"".join(RAWS)]
    assert [packs.place(place.told()) for place in places] == list(places)


@pytest.mark.parametrize("told", [b"", b"pack", b"pack 12 0 1", b"pack " + b"a" * 24 + b" 0 1\n", b"pack " + b"A" * 24 + b" 0 1"])
def test_other_words_are_no_place(told: bytes) -> None:
    assert packs.place(told) is None


def test_one_that_is_full_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_MOST_BYTES", 2500)
    mine = Packs(tmp_path)
    places = [mine.put_many([raw])[0] for raw in RAWS]
    assert [mine.read(place) for place in places] == RAWS
    assert len(files(tmp_path)) == 2


def test_threads_write_one_after_the_other(tmp_path: Path) -> None:
    mine = Packs(tmp_path)
    raws = [os.urandom(5000) for _ in range(64)]
    with ThreadPoolExecutor(8) as threads:
        places = list(threads.map(lambda raw: mine.put_many([raw])[0], raws))
    assert [mine.read(place) for place in places] == raws


def test_a_copy_of_the_process_writes_elsewhere(tmp_path: Path) -> None:
    mine = Packs(tmp_path)
    (first,) = mine.put_many([b"before"])
    if (child := os.fork()) == 0:
        mine.put_many([b"the child's"])
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    (second,) = mine.put_many([b"after"])
    assert (mine.read(first), mine.read(second)) == (b"before", b"after")
    assert sorted(path.read_bytes() for path in files(tmp_path)) == [b"beforeafter", b"the child's"]


def test_a_full_disk_keeps_none_and_spoils_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Packs(tmp_path)
    (before,) = mine.put_many([b"before"])

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", full)
        for raws in (RAWS, RAWS[:1]):
            with pytest.raises(OSError, match="No space"):
                mine.put_many(raws)
    assert [path.read_bytes() for path in files(tmp_path)] == [b"before"]
    (after,) = mine.put_many([b"after"])
    assert (mine.read(before), mine.read(after)) == (b"before", b"after")


def test_everything_is_synced_before_it_is_said_to_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def noting(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def called(descriptor: int, *rest: object) -> object:
            done.append(f"{name} {Path(f'/proc/self/fd/{descriptor}').readlink().name if name != 'write' else ''}".strip())
            return call(descriptor, *rest)

        return called

    for name in ("write", "fsync", "fdatasync"):
        monkeypatch.setattr(os, name, noting(name, getattr(os, name)))
    places = Blobs(tmp_path / "originals").pack_many(RAWS[:2])
    pack = packs.place(places[0])
    assert pack is not None
    assert done == [f"fsync {tmp_path.name}", "fsync originals", "fsync packs", "write", "write", f"fdatasync {pack.pack}"]


def test_what_is_kept_survives_the_death_of_the_process(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom store.packs import Packs\nmine = Packs(Path(sys.argv[1]))\n"
        "while True:\n    raws = [os.urandom(40_000) for _ in range(5)]\n"
        "    for place, raw in zip(mine.put_many(raws), raws): print(place.told().decode(), raw[:8].hex(), flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(60)]
        process.kill()
    for line in lines:
        told, _, begin = line.strip().rpartition(" ")
        place = packs.place(told.encode())
        assert place is not None
        raw = Packs(tmp_path).read(place)
        assert (len(raw), raw[:8].hex()) == (40_000, begin)


def blobs_of(folder: Path, raws: Sequence[bytes]) -> tuple[Blobs, list[Place]]:
    """Return what keeps some originals in a pack, and their places."""
    rows: dict[Sha256, bytes] = {}
    blobs = Blobs(folder, rows.get)
    told = blobs.pack_many(raws)
    rows.update(zip(map(digest, raws), told, strict=True))
    return blobs, [place for one in told if (place := packs.place(one)) is not None]


def test_blobs_read_originals_in_packs(tmp_path: Path) -> None:
    blobs, _ = blobs_of(tmp_path, RAWS)
    for raw in RAWS:
        assert blobs.read(digest(raw)) == blobs.path(digest(raw)).read_bytes() == raw


def test_an_original_that_reads_like_a_place_is_itself(tmp_path: Path) -> None:
    raw = Place(pack="a" * 24, start=0, size=5).told()
    assert Blobs(tmp_path, {digest(raw): raw}.get).read(digest(raw)) == raw


def test_a_pack_that_was_altered_or_is_gone_is_told(tmp_path: Path) -> None:
    blobs, places = blobs_of(tmp_path, RAWS)
    path = Packs(tmp_path).path(places[1])
    whole = path.read_bytes()
    for damage in (whole[: places[1].start + 7], whole.replace(RAWS[1], RAWS[2][: len(RAWS[1])]), None):
        path.unlink() if damage is None else path.write_bytes(damage)
        with pytest.raises(AlteredError, match=str(path)):
            blobs.read(digest(RAWS[1]))


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "originals").write_text("a file in its place")
    with pytest.raises(UnavailableError):
        Blobs(tmp_path / "originals").pack_many(RAWS)
