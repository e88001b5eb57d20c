import email
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.email.mime import prepared, read_tree
from ingest.email.transfer import content

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"


def leaves(raw: bytes) -> list[bytes]:
    raw = prepared(raw)
    return [content(raw, part)[0] for part in read_tree(raw)[0].walk() if not part.children]


def test_broken_boundaries_lose_nothing() -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\n\n"
    assert leaves(head + b"--b\n\nun\n--b\n\ndeux") == [b"un", b"deux"]
    assert leaves(b"Content-Type: multipart/mixed\n\n--x1\n\nun\n--x1\n\ndeux\n--x1--\n") == [b"un", b"deux"]
    assert leaves(head + b"rien du tout") == [b"rien du tout"]
    assert leaves(head + b"--b texte\n\nun\n--b--") == [b"un"]
    assert leaves(b"Content-Type: multipart/mixed\n\nBonjour\n--Jean\n") == [b"Bonjour\n--Jean\n"]
    assert leaves(head + b"--c\nContent-Type: text/plain\n\nun\n--c--") == [b"un"]
    assert leaves(head + b"--b\n\nun\n--b--\n--b\n\ndeux\n--b--") == [b"un", b"deux"]
    assert leaves(head + b"--bb\n\nun\n--b\n\ndeux\n--b--") == [b"deux"]


def test_bad_base64_gives_what_can_be_read() -> None:
    raw = b"Content-Transfer-Encoding: base64\n\nQm9u!am91\ncg"
    assert content(raw, read_tree(raw)[0]) == (b"Bonjour", False)


def oracle() -> Iterator[Path]:
    """Messages that the standard library's parser reads well."""
    yield from sorted((CORPUS / "citoyens-fr" / "items").glob("*/input.eml"))


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_parts_are_those_of_the_standard_library() -> None:
    for path in oracle():
        raw = path.read_bytes()
        whole = email.message_from_bytes(raw)
        if whole.get_content_type() == "multipart/report":
            continue  # it takes each block of a delivery status for a part
        expected = list(whole.walk())
        found = list(read_tree(raw)[0].walk())
        assert [part.media_type for part in found] == [part.get_content_type() for part in expected], path
        for mine, theirs in zip(found, expected, strict=True):
            body = theirs.get_payload(decode=True)
            if isinstance(body, bytes) and not mine.children:
                assert content(raw, mine)[0].replace(b"\r\n", b"\n") == body.replace(b"\r\n", b"\n"), path
