"""Mails as citizens send them, each another's: for the benches of the whole way.

What they say is bench/messages, which nine writers wrote. Who writes, from where, the place, the day and how his program packs it differ
from mail to mail, so that nothing that is kept, and no likeness of two mails, spares work that real mail would give. Persons, telephones
and addresses are made up.
"""

import csv
import quopri
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
MESSAGES = HERE / "messages"
STREETS = HERE.parent / "demo" / "valognes" / "voies.csv"
RECIPIENT = "mairie@valognes.example"
_LONGEST = 998
"""Bytes of a line."""
FIRST = datetime(2026, 11, 2, 7, tzinfo=UTC)
_FIRST_NAMES = ("Sylvie", "Jean", "Amina", "Étienne", "Léa", "Marc", "Inès", "Paul", "Chloé", "Yves", "Nadia", "Hugo", "Zoé", "Luc", "Maud")
_LAST_NAMES = ("Lebrun", "Morin", "Haddad", "Quentin", "Vasseur", "Roussel", "Da Silva", "Gohier", "Tessier", "Maréchal", "Nguyen", "Aubry")
_GREETINGS = ("Bonjour,", "Madame, Monsieur,", "Bonjour Madame,", "Monsieur le Maire,", "Bonjour à vous,")
_ENDINGS = ("Cordialement,", "Merci d'avance.", "Bien à vous,", "Dans l'attente de votre réponse, salutations distinguées.", "Merci.")
_PLACES = ("C'est au {number} {street}.", "Cela se passe devant le {number} {street}.", "J'habite {street}, au {number}.", "Voir {street}.")
_MARKS = ("Envoyé de mon iPhone", "Envoyé depuis l'application Mail Orange", "Obtenir Outlook pour Android", "", "")


class Mail(NamedTuple):
    """A mail and who hands it over; ``key`` is its Message-ID without the angle brackets."""

    key: str
    sender: str
    raw: bytes


def mails(count: int, seed: int) -> Iterator[Mail]:
    """Yield mails; another ``seed``, other mails."""
    dice = random.Random(seed)  # noqa: S311 — the same mails every time
    said = list(_said())
    dice.shuffle(said)
    for number in range(count):
        heading, text = said[number % len(said)]
        yield _mail(dice, f"{seed}-{number}", heading, text)


def streets() -> tuple[str, ...]:
    """Return the streets of the demo town."""
    return _streets()


def _mail(dice: random.Random, name: str, heading: str, text: str) -> Mail:
    first, last = dice.choice(_FIRST_NAMES), dice.choice(_LAST_NAMES)
    sender = f"{_plain(first)}.{_plain(last)}.{name}@courriel.example"
    key = f"{dice.getrandbits(64):016x}.{name}@courriel.example"
    at = FIRST + timedelta(seconds=dice.randrange(14 * 86_400))
    body = _body(dice, first, last, text)
    subject = Header(heading or _heading(text), "utf-8", header_name="Subject").encode(linesep="\r\n")
    head = [
        f"Received: from sortant.courriel.example (sortant.courriel.example [192.0.2.{dice.randrange(1, 255)}])",
        f"\tby mx.valognes.example with ESMTPS id {dice.getrandbits(40):010x}; {format_datetime(at)}",
        f"Received: from [10.0.{dice.randrange(256)}.{dice.randrange(256)}] by sortant.courriel.example; {format_datetime(at)}",
        f"From: {Header(f'{first} {last}', 'utf-8').encode()} <{sender}>",
        f"To: <{RECIPIENT}>",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{key}>",
        f"X-Mailer: Courrier {dice.randrange(10, 20)}.{dice.randrange(10)}",
        "MIME-Version: 1.0",
    ]
    return Mail(key=key, sender=sender, raw="\r\n".join([*head, *_packed(dice, body)]).encode())


def _body(dice: random.Random, first: str, last: str, text: str) -> str:
    street, number = dice.choice(_streets()), dice.randrange(1, 30)
    place = dice.choice(_PLACES).format(number=number, street=street)
    phone = f"06 39 98 {dice.randrange(100):02d} {dice.randrange(100):02d}"
    lines = [dice.choice(_GREETINGS), "", text, place, "", dice.choice(_ENDINGS), f"{first} {last}", phone, "", dice.choice(_MARKS)]
    return "\r\n".join(lines).replace("¶", "\r\n")


def _packed(dice: random.Random, body: str) -> Sequence[str]:
    if dice.random() < 0.4:
        return ("Content-Type: text/plain; charset=utf-8", *_encoded(body), "")
    border = f"----=_{dice.getrandbits(80):020x}"
    shown = "".join(f'<p style="margin:0;font-family:Calibri,sans-serif">{escape(line) or "&nbsp;"}</p>\r\n' for line in body.split("\r\n"))
    return (
        f'Content-Type: multipart/alternative; boundary="{border}"',
        "",
        f"--{border}",
        "Content-Type: text/plain; charset=utf-8",
        *_encoded(body),
        f"--{border}",
        "Content-Type: text/html; charset=utf-8",
        *_encoded(f"<html><head><meta charset=utf-8></head><body>\r\n{shown}</body></html>"),
        f"--{border}--",
        "",
    )


def _encoded(text: str) -> Sequence[str]:
    """Return the lines from Content-Transfer-Encoding on: quoted-printable where a line is longer than SMTP takes (RFC 5321, 4.5.3.1.6)."""
    if all(len(line.encode()) <= _LONGEST for line in text.split("\r\n")):
        return ("Content-Transfer-Encoding: 8bit", "", text)
    quoted = quopri.encodestring(text.replace("\r\n", "\n").encode()).decode().replace("\n", "\r\n")
    return ("Content-Transfer-Encoding: quoted-printable", "", quoted)


def _heading(text: str) -> str:
    return " ".join(text.replace("¶", " ").split()[:5])


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("éèïçô ", "eeico-"))


@cache
def _said() -> tuple[tuple[str, str], ...]:
    found = []
    for path in sorted(MESSAGES.glob("m*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(row["heading"] or "", row["text"]) for row in rows]
    return tuple(found)


@cache
def _streets() -> tuple[str, ...]:
    with STREETS.open(encoding="utf-8", newline="") as file:
        return tuple(row["voie_nom"] for row in csv.DictReader(file, delimiter=";"))
