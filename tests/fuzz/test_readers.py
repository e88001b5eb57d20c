"""Every reader of what strangers or administrators send, given wounded samples: soon, within bounds, with no error but its own.

Mail as a whole (tests/ingest/email/test_fuzz.py), papers (tests/ingest/paper/test_damaged.py), logs of switchboards
(tests/ingest/phone/test_hostile.py) and address files (tests/flows/test_address_file.py) have tests of their own; bodies and addresses
of HTTP are in tests/web/test_fuzz.py.
"""

import gzip
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from domain.errors import ConfigurationError, UnreadableInputError
from domain.form import Hook
from domain.inbound import Reception
from flows.form_text import read_form
from flows.ruleset_text import read_ruleset, write_ruleset
from flows.town_folder import TownFolder, read_town
from flows.town_folder.geography import read_sectors, read_streets
from flows.town_folder.logo import read_logo
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.shapes import read_outlines, read_shapes
from ingest import call_back
from ingest.danger import danger_of
from ingest.email import letter_token, mbox
from ingest.email.calendar import invitation
from ingest.email.html import html_text
from ingest.email.msg import is_msg, mail_of_msg
from ingest.email.parse import read_email
from ingest.email.smime import read_signature
from ingest.form.container import read_own
from ingest.form.mapping import parse_mapping
from ingest.form.read import looks_like_submission, read_submission
from ingest.form.signed import Call, trust_of
from ingest.office.documents import plain_text, read_document
from ingest.office.pasted import pasted_pictures
from ingest.office.rows import MAX_CHARACTERS
from ingest.office.rtf import MAX_RTF, read_rtf
from ingest.phone.packed import unpacked
from rules.expressions import refusal
from tests.fuzz.mutations import rounds, within_megabytes, wounded, wounded_zip
from tests.ingest.email.test_msg import message, raw_mail
from tests.ingest.email.test_smime import ENTITY
from tests.ingest.email.test_smime import packed as signed
from tests.ingest.form.strangers import STRANGERS
from tests.ingest.form.test_container import original
from tests.ingest.office.compounds import compound
from tests.ingest.office.made import docx, odt
from tests.ingest.phone.logs import asterisk_row
from tests.ingest.phone.test_opendocument import row, sheet, spreadsheet
from tests.ingest.phone.test_opendocument import text as cell
from tests.ingest.phone.test_workbook import book
from tests.soon import soon
from web.letterbox import TAGS, harmless

ROOT = Path(__file__).resolve().parents[2]
VALOGNES = ROOT / "demo" / "valognes"
TOWN = Reception(domains=frozenset({"valognes.example"}))
MEGABYTES = 300
SECONDS = 60
"""For all the rounds of one reader, on a machine as slow as `soon` allows for."""
RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0\fs22 Un trou \'e9norme\par\u8217?{\*\generator x;}"
    rb"{\pict\pngblip 89504e47}\cell\row fin}"
)
HTML = b"""<html><head><style>p{color:red}</style></head><body><p style="display:none">x</p>
<p>Un <b>trou</b> <a href="https://a.example">ici</a><img src="cid:a" alt="photo">
<table><tr><td colspan="2">Nom</td></tr></table><blockquote>cit\xc3\xa9</blockquote><ul><li>un</ul></body></html>"""
ICS = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=fr:Point\r\nDTSTART;TZID=Europe/Paris:20260312T090000\r\n"
    b"DESCRIPTION:a\\nb\r\n c\r\nEND:VEVENT"
)
MBOX = b"From a@b.example Tue Mar  3 09:14:00 2026\nFrom: a@b.example\nSubject: x\n\n>From ici\n\n" * 2
BOUNCE = b"""From: MAILER-DAEMON@b.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Echec.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; b.example

Final-Recipient: rfc822; x@c.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <citoyen.valognes.4.0123456789abcdef01234567@valognes.example>
--b--
"""
MAPPING = b'name: Portail\nchannel: form\nfields:\n  q.a1: surname\n  "q.*.rue": place_street\n  "label:Zone": place\n'
FOREIGN_XML = b"<?xml version='1.0'?><demande><nom>Roy</nom><message a='1'>Un trou</message><lieu><rue>rue Verte</rue></lieu></demande>"
PARTS = (
    b'--b\r\nContent-Disposition: form-data; name="nom"\r\n\r\nRoy\r\n'
    b'--b\r\nContent-Disposition: form-data; name="message"\r\n\r\nUn trou\r\n--b--\r\n'
)
DRAWN = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"N","nom":"Nord","voie_nom":"rue Verte"},'
    b'"geometry":{"type":"Polygon","coordinates":[[[-1.47,49.5],[-1.46,49.5],[-1.46,49.6],[-1.47,49.5]]]}}]}'
)
SIGNED = b"t=1773300667,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"

Read = Callable[[bytes, Path], object]
Wound = Callable[[Random, bytes, list[bytes]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What reads, of what, and what it may raise: only what its docstring says."""

    samples: Callable[[], list[bytes]]
    read: Read
    may: tuple[type[Exception], ...] = ()
    wound: Wound = wounded
    few: int = 120


@cache
def _town() -> TownFolder:
    return read_town(VALOGNES)


def _rules() -> bytes:
    ruleset = _town().ruleset
    return write_ruleset(replace(ruleset, rules=ruleset.rules[:12], examples=())).encode()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _bounded(found: str, most: int) -> None:
    assert len(found) <= most


def _html(raw: bytes, _folder: Path) -> None:
    said = _text(raw)
    _bounded(html_text(said)[0], 20 * len(said) + 1_000)
    shown = harmless(said, {"a": "data:image/png;base64,AA=="})
    _bounded(shown, 40 * len(said) + 1_000)
    assert not {"script", "iframe", "style", "form", "svg"} & TAGS
    assert "<script" not in shown.lower() and " onload" not in shown.lower().split(">")[0]


def _office(raw: bytes, _folder: Path) -> None:
    pasted_pictures(raw)
    found = read_document(raw)
    _bounded("" if found is None else found.text, MAX_CHARACTERS)


def _rich(raw: bytes, _folder: Path) -> None:
    pasted_pictures(raw)
    _bounded(read_rtf(raw).text, MAX_RTF)


def _mbox(raw: bytes, folder: Path) -> None:
    path = folder / "box"
    path.write_bytes(raw)
    mbox.is_mbox(raw[:4096])
    assert sum(map(len, mbox.messages(path))) <= len(raw)


def _sheet(raw: bytes, _folder: Path) -> None:
    stream = unpacked(BytesIO(raw))
    read = 0
    while part := stream.read(2**16):
        read += len(part)
    assert read < 2**24


def _submission(raw: bytes, _folder: Path) -> None:
    looks_like_submission(raw[:4096])
    drafts = read_submission(raw, TOWN)
    assert drafts
    for draft in drafts:
        draft.text.encode()  # no half characters


def _own(raw: bytes, _folder: Path) -> None:
    assert read_own(raw, TOWN)


def _ruleset(raw: bytes, _folder: Path) -> None:
    read_ruleset(_text(raw), "regles", _town().places)


def _form(raw: bytes, _folder: Path) -> None:
    read_form(_text(raw), "formulaire")


def _mapping(raw: bytes, _folder: Path) -> None:
    parse_mapping(_text(raw))


def _sectors(raw: bytes, folder: Path) -> None:
    path = folder / "secteurs.geojson"
    path.write_bytes(raw)
    mistakes = Mistakes()
    read_outlines(path, mistakes)
    read_shapes(path, frozenset({"rue Verte"}), mistakes)


def _streets(raw: bytes, folder: Path) -> None:
    (folder / "secteurs.csv").write_bytes(b"code,nom\nN,Nord\n")
    (folder / "voies.csv").write_bytes(raw)
    mistakes = Mistakes()
    read_streets(folder, read_sectors(folder, mistakes), mistakes)


def _logo(raw: bytes, folder: Path) -> None:
    (folder / "logo.svg").write_bytes(raw)
    read_logo(folder, Mistakes())


def _expression(raw: bytes, _folder: Path) -> None:
    refusal(_text(raw)[:2_000])


def _token(raw: bytes, _folder: Path) -> None:
    found = letter_token.read(b"key", _text(raw))
    assert found is None or not found.is_proven


def _signature(raw: bytes, _folder: Path) -> None:
    trust_of(Hook(header="x-s", time_header="x-t"), "secret", Call(headers={"x-s": _text(raw), "x-t": _text(raw)[:20]}, body=raw, at=1.0))


def _danger(raw: bytes, _folder: Path) -> None:
    for name in ("a.zip", "a.docx", "a.pdf", "a.tar.gz"):
        danger_of(raw, name, "application/octet-stream")


READERS: dict[str, Reader] = {
    "HTML": Reader(samples=lambda: [HTML], read=_html),
    "calendar": Reader(samples=lambda: [ICS], read=lambda raw, _: _bounded(invitation(_text(raw), with_description=True), 20_000)),
    "saved message": Reader(samples=lambda: [compound(message())], read=lambda raw, _: is_msg(raw) and mail_of_msg(raw) and None),
    "mail with one": Reader(
        samples=lambda: [raw_mail("Voir ci-joint", compound(message()), "Paul <paul@b.example>"), BOUNCE],
        read=lambda raw, _: read_email(raw, TOWN),
    ),
    "electronic signature": Reader(samples=lambda: [signed()], read=lambda raw, _: read_signature(raw, ENTITY) and None),
    "mail box": Reader(samples=lambda: [MBOX], read=_mbox),
    "Word": Reader(
        samples=lambda: [docx("<w:p><w:r><w:t>Un trou</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 5)],
        read=_office,
        may=(UnreadableInputError,),
        wound=wounded_zip,
    ),
    "OpenDocument": Reader(
        samples=lambda: [odt("<text:h>Objet</text:h><text:p>Un<text:s text:c='3'/>trou</text:p><table:table/>" * 5)],
        read=_office,
        may=(UnreadableInputError,),
        wound=wounded_zip,
    ),
    "an archive as such": Reader(
        samples=lambda: [docx("<w:p><w:r><w:t>Un trou</w:t></w:r></w:p>" * 9), odt("<text:p>Un trou</text:p>" * 9)],
        read=_office,
        may=(UnreadableInputError,),
    ),
    "rich text": Reader(samples=lambda: [RTF], read=_rich),
    "plain text": Reader(
        samples=lambda: ["Un trou à l’école".encode("cp1252")],
        read=lambda raw, _: _bounded(plain_text(raw), MAX_CHARACTERS),
    ),
    "danger": Reader(samples=lambda: [docx("<w:p/>"), gzip.compress(b"MZ" * 99), b"%PDF-1.7 /ObjStm stream x endstream"], read=_danger),
    "workbook": Reader(samples=lambda: [book('<row r="2"><c r="B2"><v>7</v></c></row>' * 9)], read=_sheet, wound=wounded_zip),
    "spreadsheet": Reader(samples=lambda: [spreadsheet(sheet(row(cell("a;b"), cell("d"), times=3)))], read=_sheet, wound=wounded_zip),
    "packed log": Reader(
        samples=lambda: [gzip.compress((asterisk_row() * 40).encode()), book('<row r="2"><c r="B2"><v>7</v></c></row>')], read=_sheet
    ),
    "submission": Reader(
        samples=lambda: [*(one.raw for one in STRANGERS), FOREIGN_XML, PARTS, b"nom=Roy&message=Un+trou"], read=_submission
    ),
    "own submission": Reader(samples=lambda: [original()], read=_own),
    "call-back": Reader(
        samples=lambda: [b'{"type": "rappel", "rappel": 1, "appels": [{"cle": "a", "a": "2026-03-01T10:00:00+01:00", "issue": "missed"}]}'],
        read=lambda raw, _: call_back.read(raw),
    ),
    "webhook's signature": Reader(samples=lambda: [SIGNED], read=_signature),
    "rules": Reader(samples=lambda: [_rules()], read=_ruleset, may=(ConfigurationError,), few=40),
    "form": Reader(
        samples=lambda: [path.read_bytes() for path in sorted((ROOT / "flows" / "common_forms").glob("*.yaml"))],
        read=_form,
        may=(ConfigurationError,),
        few=60,
    ),
    "mapping": Reader(samples=lambda: [MAPPING], read=_mapping, may=(ConfigurationError,)),
    "sectors and shapes": Reader(samples=lambda: [(VALOGNES / "secteurs.geojson").read_bytes(), DRAWN], read=_sectors),
    "streets": Reader(samples=lambda: [(VALOGNES / "voies.csv").read_bytes()[:2_000]], read=_streets),
    "logo": Reader(samples=lambda: [(VALOGNES / "logo.svg").read_bytes()], read=_logo),
    "expression": Reader(samples=lambda: [rb"\b(nid|trou)s? de (poule|\w{3,9})\b|[^a-z]+(?i:rue)"], read=_expression),
    "letter's token": Reader(samples=lambda: [b"<citoyen.valognes.4.0123456789abcdef01234567@valognes.example>"], read=_token),
}


@pytest.mark.filterwarnings("default")  # libraries warn of much that is damaged; only errors count
@pytest.mark.parametrize("name", READERS)
def test_wounded_samples_end_as_the_reader_says(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    reader = READERS[name]
    samples = reader.samples()
    is_long = bool(pytestconfig.getoption("--long"))
    for sample in samples:
        reader.read(sample, tmp_path)  # what is loaded at first use is no growth; and a sound sample is read
    slowest = 0.0
    with within_megabytes(MEGABYTES), nullcontext() if is_long else soon(SECONDS):
        for number, chance in enumerate(rounds(reader.few, is_long=is_long)):
            raw = reader.wound(chance, chance.choice(samples), samples)
            begun = time.process_time()
            try:
                reader.read(raw, tmp_path)
            except reader.may:
                continue
            except Exception as error:
                error.add_note(f"round {number}, {len(raw)} bytes: {raw[:1500]!r}")
                raise
            slowest = max(slowest, time.process_time() - begun)
    assert slowest < 10, f"one sample took {slowest:.1f} s"
