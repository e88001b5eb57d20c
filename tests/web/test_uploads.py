"""Files of a form, measured while they stream: what is too large is in no memory and on no disk."""

import asyncio
import tracemalloc
from collections.abc import Iterator

from fastapi import Request

from domain.form import FieldKind, FormCode, FormDefinition, FormField, Words
from web.uploads import Upload, read_upload

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
