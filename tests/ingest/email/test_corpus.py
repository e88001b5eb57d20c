from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.inbound import Reception
from ingest.email.key import content_key, message_id
from ingest.email.parse import attachment, html_body, plain_body, read_email

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
TOWN = Reception(domains=frozenset({"valognes.example"}))
SEEDS = [
    b"From: Jean <a@b.example>\r\nSubject: =?utf-8?q?x=C3=A9?=\r\n"
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nBonjour\r\n--a\r\n"
    b"Content-Type: text/html\r\n\r\n<p>x</p>\r\n--a--\r\n",
    b"From: a@b.example\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\nDe : x@y.example\nEnvoye : x\n"
    b"Objet : y\n\n> z\nCordialement\n",
    b"From: a@b.example\nContent-Type: application/ms-tnef; name=winmail.dat\n"
    b"Content-Transfer-Encoding: base64\n\neJ8+IgEAAgKQBgAOAAAAAAA=\n",
    b"From: a@b.example\n\nbegin 644 x.jpg\n#0V%T\n`\nend\n06 39 98 12 34\n12 rue Carnot\n50700 Valognes\n",
]


def read_all(raw: bytes) -> None:
    draft = read_email(raw, TOWN)
    html_body(raw)
    plain_body(raw)
    content_key(raw)
    message_id(raw)
    for piece in draft.attachments[:20]:
        assert len(attachment(raw, piece.part)[0]) == piece.size


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
@pytest.mark.parametrize("folder", ["mail-parsed", "mail-mime4j", "citoyens-fr"])
def test_no_message_of_the_corpora_fails(folder: str) -> None:
    paths = [path for path in (CORPUS / folder).rglob("*") if path.suffix in {".eml", ".msg"}]
    assert paths
    for path in paths:
        read_all(path.read_bytes())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_random_bytes_never_raise(raw: bytes) -> None:
    read_all(raw)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40), st.binary(max_size=30)), max_size=6))
def test_mutated_messages_never_raise(seed: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    for at, length, instead in edits:
        seed = seed[:at] + instead + seed[at + length :]
    read_all(seed)
