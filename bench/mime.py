"""Time of reading a message, in processor time: ours against the standard library, interleaved in one run.

    .venv/bin/python bench/mime.py

``parts`` decodes what the standard library decodes (headers, every leaf). ``draft`` is the whole reading of a message.
"""

import base64
import email
import email.policy
import random
import statistics
import time
from collections.abc import Callable
from email.message import EmailMessage

from domain.inbound import Reception
from ingest.email.headers import decoded, mailbox
from ingest.email.mime import content, read_tree
from ingest.email.parse import read_email

REPEATS = 5
TEXT = "Bonjour,\n\nUn nid-de-poule s'est formé rue de Poterie, devant le 22. Merci de le reboucher.\n\nCordialement\nJean Dupont\n"


def small() -> bytes:
    """Return a message of about 5 kB in two forms."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "Jean Dupont <a@b.example>",
        "mairie@v.example",
        "Nid-de-poule rue de Poterie, n° 22",
    )
    message["Message-ID"], message["Date"] = "<m@b.example>", "Tue, 10 Feb 2026 09:14:33 +0100"
    for number in range(6):
        message["Received"] = (
            f"from smtp{number}.b.example (smtp.b.example [192.0.2.{number}]) by mx.v.example; Tue, 10 Feb 2026 09:14:33 +0100"
        )
    message.set_content(TEXT * 8)
    message.add_alternative("<html><body><p>" + TEXT.replace("\n", "<br>") * 12 + "</p></body></html>", subtype="html")
    return message.as_bytes()


def large() -> bytes:
    """Return a message of about 2 MB with two files."""
    message = email.message_from_bytes(small(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    noise = random.Random(1).randbytes(730_000)  # noqa: S311 - the same noise each run
    for name in ("a.bin", "b.bin"):
        message.add_attachment(noise, maintype="application", subtype="octet-stream", filename=name)
    assert base64.b64encode(noise[:30])
    return message.as_bytes()


def default_policy(raw: bytes) -> None:
    """Read as the documentation of the standard library says."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    str(message["subject"]), str(message["from"]), str(message["date"])
    for part in message.walk():
        if not part.is_multipart():
            part.get_content()
            part.get_filename()


def compat32(raw: bytes) -> None:
    """Read with the old policy, decoding what is needed."""
    message = email.message_from_bytes(raw)
    decoded(message["subject"]), mailbox(message["from"])
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
            part.get_filename()


def parts(raw: bytes) -> None:
    """Read with our splitter, decoding the same."""
    root, _ = read_tree(raw)
    root.headers.text("subject"), mailbox(root.headers.get("from"))
    for part in root.walk():
        if not part.children:
            content(raw, part)


def draft(raw: bytes) -> None:
    """Read the whole message to a draft."""
    read_email(raw, Reception())


def microseconds(read: Callable[[bytes], None], raw: bytes, count: int) -> float:
    """Return processor time of one reading."""
    begin = time.process_time()
    for _ in range(count):
        read(raw)
    return (time.process_time() - begin) / count * 1e6


def main() -> None:
    """Print the median of each way for each message, and how many times faster than the default policy."""
    ways = (default_policy, compat32, parts, draft)
    for name, raw, count in (("small", small(), 100), ("large", large(), 5)):
        times: dict[str, list[float]] = {way.__name__: [] for way in ways}
        for _ in range(REPEATS):
            for way in ways:
                times[way.__name__].append(microseconds(way, raw, count))
        base = statistics.median(times["default_policy"])
        for way_name, values in times.items():
            median = statistics.median(values)
            print(f"{name} ({len(raw)} bytes) {way_name:15} {median:9.0f} us [{min(values):.0f}-{max(values):.0f}]  {base / median:5.1f}x")


if __name__ == "__main__":
    main()
