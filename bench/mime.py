"""Time of reading a message, in processor time: ours beside the standard library, mail-parser and fast-mail-parser, interleaved in one run.

    PYTHONPATH=. python bench/mime.py

« parts » gives what the standard library's default policy gives: headers, every leaf decoded, texts as text. « draft » is the whole
reading: which words are new, who writes, what sort of message it is. The peers are optional:
`bench/peers/install.sh mail-parser fast-mail-parser`.
"""

import email
import email.policy
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path

from domain.inbound import Reception
from ingest import plain
from ingest.email import signs
from ingest.email.bodies import Contents, part_text
from ingest.email.dates import sent
from ingest.email.headers import decoded, mailbox
from ingest.email.opened import open_mail
from ingest.email.parse import read_email
from ingest.email.thread import heading
from ingest.email.transfer import content

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "mime.md"
PEERS = ("mail-parser", "fast-mail-parser")
REPEATS = 7
COUNTS = {"small": 100, "letter": 100, "large": 5}
PARAGRAPHS = (
    "Un nid-de-poule s'est formé rue de Poterie, devant le 22, à la sortie du parking de l'école.",
    "Il fait bien trente centimètres et les voitures l'évitent en passant sur le trottoir, où marchent les enfants.",
    "Mon voisin a cassé une jante la semaine dernière, et une dame à vélo est tombée hier soir faute d'éclairage.",
    "Les services l'avaient rebouché en novembre avec du gravier, qui est reparti à la première pluie.",
    "Pourriez-vous le faire réparer pour de bon avant l'hiver, ou au moins poser un panneau ?",
    "Je joins une photographie prise ce matin et reste à votre disposition pour montrer l'endroit exact.",
)


def letter() -> str:
    """Return what a citizen writes: a page, a signature."""
    return "\n\n".join(("Bonjour,", *PARAGRAPHS, "Cordialement,\nJean Dupont\n22 rue de Poterie\n50700 Valognes\n06 39 98 11 05"))


def message(text: str, html: str) -> EmailMessage:
    """Return a message in two forms with the header lines a few servers add."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Jean Dupont <a@b.example>", "mairie@v.example", "Nid-de-poule rue de Poterie, n° 22"
    made["Message-ID"], made["Date"] = "<m@b.example>", "Tue, 10 Feb 2026 09:14:33 +0100"
    for number in range(6):
        made["Received"] = (
            f"from smtp{number}.b.example (smtp.b.example [192.0.2.{number}]) by mx.v.example; Tue, 10 Feb 2026 09:14:33 +0100"
        )
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    return made


def small() -> bytes:
    """Return a short message of about 5 kB, mostly HTML, as mail programs write it."""
    lines = "".join(f'<p style="margin:0;font-family:Calibri,sans-serif;font-size:11pt">{line}</p>' for line in PARAGRAPHS)
    text = "Bonjour,\n\n" + "\n".join(PARAGRAPHS[:3]) + "\n\nCordialement\nJean Dupont\n"
    return message(text, f'<html><body lang="FR" style="word-wrap:break-word">{lines * 3}</body></html>').as_bytes()


def letter_message() -> bytes:
    """Return a letter of a page in two forms."""
    return message(letter(), "<html><body><p>" + letter().replace("\n", "<br>") + "</p></body></html>").as_bytes()


def large() -> bytes:
    """Return a message of about 2 MB with two files."""
    made = email.message_from_bytes(small(), policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    noise = random.Random(1).randbytes(730_000)  # noqa: S311 - the same noise each run
    for name in ("a.bin", "b.bin"):
        made.add_attachment(noise, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def default_policy(raw: bytes) -> None:
    """Read as the documentation of the standard library says."""
    read = email.message_from_bytes(raw, policy=email.policy.default)
    str(read["subject"]), str(read["from"]), str(read["date"])
    for part in read.walk():
        if not part.is_multipart():
            part.get_content()
            part.get_filename()


def compat32(raw: bytes) -> None:
    """Read with the old policy, decoding what is needed; texts stay bytes."""
    read = email.message_from_bytes(raw)
    decoded(read["subject"]), mailbox(read["from"])
    for part in read.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
            part.get_filename()


def forget() -> None:
    """Forget what is kept of the message before: each is read as if it were the first."""
    for kept in (decoded, mailbox, signs.asks, signs.reports, plain._folded_line, plain._folded_text, heading):
        kept.cache_clear()


def parts(raw: bytes) -> None:
    """Read with our splitter, decoding what the default policy does."""
    forget()
    opened = open_mail(raw)
    root = opened.root
    root.headers.text("subject"), mailbox(root.headers.get("from")), sent(root.headers)
    for part in root.walk():
        if part.media_type.startswith("text/"):
            part_text(opened.raw, part, Contents())
        elif not part.children:
            content(opened.raw, part)


def draft(raw: bytes) -> None:
    """Read the whole message to a draft."""
    forget()
    read_email(raw, Reception())


WAYS: dict[str, Callable[[bytes], None]] = {
    "email, default policy": default_policy,
    "email, compat32": compat32,
    "ours: parts": parts,
    "ours: draft": draft,
}


def seconds(read: Callable[[bytes], None], raw: bytes, count: int) -> float:
    """Return processor time of one reading."""
    begin = time.process_time()
    for _ in range(count):
        read(raw)
    return (time.process_time() - begin) / count


def peers(stack: ExitStack, arguments: Sequence[str]) -> "Iterator[tuple[str, subprocess.Popen[str]]]":
    """Yield the peers that are installed, started and waiting."""
    for name in PEERS:
        python = HERE / "peers" / ".cache" / name / "bin" / "python"
        if python.exists():
            command = [str(python), str(HERE / "peers" / "mime_messages.py"), name, *arguments]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.callback(process.kill)
            yield name, process


def asked(process: "subprocess.Popen[str]") -> list[float]:
    """Let a peer take its turn."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return [float(one) for one in json.loads(process.stdout.readline())]


def measured(messages: dict[str, bytes]) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each way for each message, the ways taking turns."""
    times: dict[str, dict[str, list[float]]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        arguments: list[str] = []
        for name, raw in messages.items():
            (folder / name).write_bytes(raw)
            arguments += [str(folder / name), str(COUNTS[name])]
        others = dict(peers(stack, arguments))
        for turn in range(REPEATS + 1):
            for way, read in WAYS.items():
                found = [seconds(read, raw, COUNTS[name]) for name, raw in messages.items()]
                _note(times, way, messages, found, is_kept=turn > 0)
            for name, process in others.items():
                _note(times, name, messages, asked(process), is_kept=turn > 0)
    return times


def _note(times: dict[str, dict[str, list[float]]], way: str, messages: dict[str, bytes], found: list[float], *, is_kept: bool) -> None:
    for name, one in zip(messages, found, strict=True):
        if is_kept:  # the first turn warms up
            times.setdefault(way, {}).setdefault(name, []).append(one)


def table(messages: dict[str, bytes]) -> Iterator[str]:
    """Yield the lines of the result."""
    times = measured(messages)
    base = {name: statistics.median(times["email, default policy"][name]) for name in messages}
    titles = {"small": "5 kB, two forms", "letter": "letter of a page, two forms", "large": "2 MB, two files"}
    yield "# Reading a message: processor time in ms, median [least-most], and how many times faster than the default policy"
    yield ""
    yield "| way | " + " | ".join(f"{titles[name]} ({len(raw):,} bytes)" for name, raw in messages.items()) + " |"
    yield "|---|" + "---|" * len(messages)
    for way, found in times.items():
        cells = []
        for name in messages:
            values = [one * 1e3 for one in found[name]]
            median = statistics.median(values)
            cells.append(f"{median:.3f} [{min(values):.3f}-{max(values):.3f}], {base[name] * 1e3 / median:.1f}")
        yield f"| {way} | " + " | ".join(cells) + " |"
    yield ""
    missing = [name for name in PEERS if name not in times]
    yield (
        f"Not installed: {', '.join(missing)} (bench/peers/install.sh)."
        if missing
        else "mail-parser and fast-mail-parser (Rust) read headers, texts and attachments, as « parts » does."
    )
    yield "« draft » says besides which words are new, who writes, and whether a person or a machine did."
    yield f"Load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors: above one each, times are longer than idle."


def main() -> None:
    """Measure, print and keep."""
    lines = list(table({"small": small(), "letter": letter_message(), "large": large()}))
    print("\n".join(lines))
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
