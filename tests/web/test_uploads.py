"""Files of a form, measured while they stream: what is too large is in no memory and on no disk."""

import asyncio
import tracemalloc
from collections.abc import Iterator

from fastapi import Request

from domain.form import FieldKind, FormCode, FormDefinition, FormField, Words
from web.uploads import Incoming, Upload, incoming, read_upload, sent_token

MB = 2**20
PHOTOS = FormField(name="photos", kind=FieldKind.FILES, label=Words(fr="Photos"), largest_mb=10)
FORM = FormDefinition(code=FormCode("x"), title=Words(fr="X"), fields=(PHOTOS,))


def part(name: str, filename: str, size: int) -> Iterator[bytes]:
    yield f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'.encode()
    for start in range(0, size, MB // 4):
        yield bytes(min(MB // 4, size - start))
    yield b"\r\n"


def read(*parts: Iterator[bytes]) -> Upload:
    def chunks() -> Iterator[bytes]:
        for one in parts:
            yield from one
        yield b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nBonjour\r\n--x--\r\n'

    messages = ({"type": "http.request", "body": one, "more_body": True} for one in chunks())

    async def receive() -> dict[str, object]:
        return next(messages, {"type": "http.request", "body": b"", "more_body": False})

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"multipart/form-data; boundary=x")]}
    return asyncio.run(read_upload(Request(scope, receive), FORM))


def test_what_is_larger_than_its_field_is_let_go_while_it_comes_and_the_rest_is_read() -> None:
    tracemalloc.start()
    found = read(part("photos", "film.jpg", 60 * MB), part("photos", "petite.jpg", 1000), part("unknown", "x", 60 * MB))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.filename, len(one.content), one.refused_bytes) for one in found.files["photos"]] == [
        ("film.jpg", 0, 60 * MB),
        ("petite.jpg", 1000, 0),
    ]
    assert found.files["unknown"][0].refused_bytes == 60 * MB
    assert found.values["text"] == ("Bonjour",)
    assert peak < 5 * MB


def test_all_files_together_are_no_more_than_a_submission_may_have() -> None:
    found = read(*(part("photos", f"{number}.jpg", 9 * MB) for number in range(7)))
    kept = [one.refused_bytes == 0 for one in found.files["photos"]]
    assert kept == [True] * 5 + [False] * 2
    assert found.files["photos"][6].refused_bytes == 9 * MB


class Sent:
    """A form that comes in small pieces; what was asked for of it is counted."""

    def __init__(self, *parts: bytes, size: int = 7) -> None:
        whole = b"".join(parts)
        self.pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        self.taken = 0
        scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"multipart/form-data; boundary=x")], "state": {}}
        self.http = Request(scope, self._receive)

    async def _receive(self) -> dict[str, object]:
        self.taken += 1
        pieces = self.pieces
        return {"type": "http.request", "body": pieces[self.taken - 1], "more_body": self.taken < len(pieces)}


def field(name: str, value: str) -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


FILE = b"".join(part("photos", "a.jpg", 200))


def test_the_token_of_a_form_is_read_before_its_files_and_nothing_is_lost_by_that() -> None:
    sent = Sent(field("csrf", "jeton"), FILE, FILE, field("text", "Bonjour"), b"--x--\r\n")

    async def first_then_all() -> tuple[str, int, Upload]:
        incoming(sent.http)
        token = await sent_token(sent.http)
        taken = sent.taken
        return token, taken, await read_upload(sent.http, FORM)

    token, taken, upload = asyncio.run(first_then_all())
    assert token == "jeton"
    assert taken * 7 < len(field("csrf", "jeton")) + 20
    assert [len(one.content) for one in upload.files["photos"]] == [200, 200]
    assert (upload.values["csrf"], upload.values["text"]) == (("jeton",), ("Bonjour",))


def test_a_token_that_does_not_come_first_is_none_and_is_not_waited_for() -> None:
    for first in (FILE, field("text", "x"), b"no form at all" * 3_000, field("csrf", "a" * 60_000)):
        sent = Sent(first, field("csrf", "jeton"), FILE, b"--x--\r\n", size=100)
        assert not asyncio.run(Incoming(sent.http).first_field("csrf"))
        assert sent.taken < 200
