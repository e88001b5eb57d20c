"""Originals in a bucket of a real S3 server."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import obstore
import pytest
from obstore import exceptions
from obstore.store import S3Store

from domain.errors import NotFoundError, UnavailableError
from domain.ids import Sha256
from store import bucket
from store.blobs import AlteredError, nothing_small
from store.bucket import Address, AddressError, BucketBlobs, address_of
from tests.s3 import BUCKET, S3Server

pytestmark = pytest.mark.servers
KEYS = ("citoyen", "secret")
LARGE = b"photo " * 50_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """An S3 server."""
    made = S3Server(log=tmp_path_factory.mktemp("s3") / "log")
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def kept(server: S3Server, tmp_path: Path) -> tuple[BucketBlobs, dict[Sha256, bytes]]:
    """Originals in a bucket, and what the database would know of the small ones."""
    small: dict[Sha256, bytes] = {}
    address = address_of(server.url.replace("/ville", f"/{tmp_path.name}"))
    return BucketBlobs(address, KEYS, tmp_path / "spool", small.get), small


def raw_store(server: S3Server, prefix: str) -> S3Store:
    """Return the bucket for who would spoil it."""
    endpoint = f"http://127.0.0.1:{server.port}"
    config = {"region": "fr-par", "endpoint": endpoint, "access_key_id": "x", "secret_access_key": "y"}
    return S3Store(BUCKET, prefix=prefix, config=config, client_options={"allow_http": True})  # type: ignore[arg-type]  # words


def test_what_was_put_comes_back_and_is_kept_once(kept: tuple[BucketBlobs, dict[Sha256, bytes]]) -> None:
    blobs, _ = kept
    digests = blobs.put_many([LARGE, b"Bonjour", LARGE])

    assert digests[0] == digests[2] == sha256(LARGE).hexdigest()
    assert [blobs.read(one) for one in digests[:2]] == [LARGE, b"Bonjour"]
    assert blobs.path(digests[0]).read_bytes() == LARGE
    assert blobs.put(LARGE) == digests[0]
    assert blobs.kept() == {f"{one[:2]}/{one}": size for one, size in zip(digests, (len(LARGE), 7), strict=False)}
    with pytest.raises(NotFoundError):
        blobs.read(Sha256("0" * 64))


def test_packs_are_objects_that_are_read_in_part(kept: tuple[BucketBlobs, dict[Sha256, bytes]]) -> None:
    blobs, small = kept
    raws = [b"a" * 40_000, b"b" * 50_000]
    small.update(zip([Sha256(sha256(raw).hexdigest()) for raw in raws], blobs.pack_many(raws), strict=True))

    assert [blobs.read(digest) for digest in small] == raws
    assert [blobs.path(digest).read_bytes() for digest in small] == raws
    assert list(blobs.kept().values()) == [90_000] and blobs.pack_many([]) == ()


def test_stream_goes_up_when_it_is_kept_and_leaves_nothing_behind(
    kept: tuple[BucketBlobs, dict[Sha256, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, _ = kept
    digest, size = blobs.put_stream([LARGE, b"end"])
    assert (blobs.read(digest), size) == (LARGE + b"end", len(LARGE) + 3)
    with blobs.incoming() as given_up:
        given_up.write(b"half")
    # In parts, as the largest ones.
    monkeypatch.setattr(bucket, "_ONE_PUT_BYTES", 2**20)
    parts = [bytes([number]) * 2**20 for number in range(12)]
    digest, _ = blobs.put_stream(parts)
    assert blobs.read(digest) == b"".join(parts)
    assert len(blobs.kept()) == 2 and not list((tmp_path / "spool").iterdir())


def test_altered_object_is_found_and_one_cut_short_is_put_anew(
    kept: tuple[BucketBlobs, dict[Sha256, bytes]], server: S3Server, tmp_path: Path
) -> None:
    blobs, small = kept
    digest = blobs.put(LARGE)
    store = raw_store(server, tmp_path.name)
    obstore.put(store, f"{digest[:2]}/{digest}", LARGE[:-1] + b"!")
    with pytest.raises(AlteredError, match="altered"):
        blobs.read(digest)
    obstore.put(store, f"{digest[:2]}/{digest}", LARGE[:100])
    assert blobs.put(LARGE) == digest and blobs.read(digest) == LARGE

    (words,) = blobs.pack_many([b"c" * 40_000])
    other = Sha256(sha256(b"c" * 40_000).hexdigest())
    small[other] = words
    obstore.delete(store, f"packs/{words.split()[1].decode()}")
    with pytest.raises(AlteredError):
        blobs.read(other)


def test_server_that_is_away_is_told_and_found_again(kept: tuple[BucketBlobs, dict[Sha256, bytes]], server: S3Server) -> None:
    blobs, _ = kept
    blobs.check()
    server.stop()
    try:
        for use in (
            lambda: blobs.put(LARGE),
            lambda: blobs.read(Sha256("0" * 64)),
            blobs.check,
            blobs.kept,
            lambda: blobs.pack_many([b"x"]),
        ):
            with pytest.raises(UnavailableError, match="bucket of originals"):
                use()
    finally:
        server.start()
    assert blobs.read(blobs.put(LARGE)) == LARGE
    blobs.check()
    assert list(blobs.kept().values()) == [len(LARGE)]


def test_bucket_that_is_not_there_is_told(server: S3Server, tmp_path: Path) -> None:
    address = Address(bucket="nulle-part", prefix="", endpoint=f"http://127.0.0.1:{server.port}", region="fr-par")
    blobs = BucketBlobs(address, KEYS, tmp_path, nothing_small)
    for look in (blobs.check, blobs.reach):
        with pytest.raises(UnavailableError, match="nulle-part"):
            look()


def test_what_a_server_answers_to_wrong_keys_is_not_repeated() -> None:
    body = (
        f"<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>{KEYS[0]}</AWSAccessKeyId><StringToSign>{'x' * 900}</StringToSign></Error>"
    )
    said = f"Error performing PUT http://127.0.0.1:1/a in 1ms - Server returned non-2xx status code: 403 Forbidden: {body}"
    assert bucket.cause_of(exceptions.PermissionDeniedError(said)) == "403 Forbidden InvalidAccessKeyId"
    assert bucket.cause_of(exceptions.GenericError("Connection refused\nDebug: x")) == "Connection refused"
    assert bucket.cause_of(OSError()) == "OSError"
    assert len(bucket.cause_of(exceptions.GenericError("a" * 900))) < 250


def test_looking_whether_it_answers_writes_nothing_and_what_a_killed_check_left_is_no_original(
    kept: tuple[BucketBlobs, dict[Sha256, bytes]], server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, _ = kept
    obstore.put(raw_store(server, tmp_path.name), "check-0123456789abcdef", b"citoyen")
    with monkeypatch.context() as patched:
        for name in ("put", "delete"):
            patched.delattr(obstore, name)
        blobs.reach()
    assert blobs.kept() == {}


def test_server_without_conditional_puts_is_found_before_the_first_original(
    kept: tuple[BucketBlobs, dict[Sha256, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = obstore.put

    def old(store: S3Store, path: str, content: bytes, *, mode: str = "overwrite", use_multipart: bool = True) -> object:
        if mode == "create":
            raise exceptions.GenericError("A header you provided implies functionality that is not implemented")
        return put(store, path, content, mode="overwrite", use_multipart=use_multipart)

    monkeypatch.setattr(obstore, "put", old)
    with pytest.raises(UnavailableError, match="not implemented"):
        kept[0].check()


def test_address_says_bucket_folder_server_and_region() -> None:
    whole = address_of("s3://originaux/ville/2026?endpoint=https://s3.ville.example/&region=fr-par")
    assert whole == Address(bucket="originaux", prefix="ville/2026", endpoint="https://s3.ville.example", region="fr-par")
    assert address_of("s3://originaux") == Address(bucket="originaux", prefix="", endpoint="", region="us-east-1")
    for wrong in (
        "s3://",
        "s3://key:secret@originaux",
        "s3://a?endpoint=ftp://b",
        "s3://a?endpoint=https://key:secret@b",
        "s3://a?secret=b",
    ):
        with pytest.raises(AddressError):
            address_of(wrong)
