"""No trace of a person is left, whichever way he came: paper, forms, calls, printed letters, incidents, originals in a bucket (S44)."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.form import FieldKind, FormCode, FormDefinition, FormField, FormFile, Target, Words
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.inbound import Arrival, Channel, Drop, Envelope
from domain.lifecycle import Act, Step
from domain.request import Closure
from flows import forms as form_flow
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.entry import Entry, Person, enter
from flows.erase import Why, destroy_originals, erase
from flows.forms import FormBook
from flows.incidents import Including, include
from flows.merge import merge
from flows.printing import batches
from flows.receive import receive
from flows.rulesets import Author
from flows.search import catch_up
from flows.submit import FormIntake, Way
from flows.wiring import Installation
from ingest.form.validate import Submission
from store import outbox, requests
from store.bucket import BucketBlobs
from store.outbox import Held
from store.schema import CallRow
from tests.flows.calling import Switchboard, take
from tests.flows.test_erase import everywhere
from tests.flows.test_paper import photographed
from tests.flows.waiting_hall import ANNE, at, come, mail, open_hall, work_all
from tests.ingest.paper.made import pdf_of_lines
from tests.installations import BREVILLE, NOW, opened, settings
from tests.s3 import S3Server

NAME, MAIL, PHONE, HOUSE, MARK = "Grandchamp", "yolande@fictif.example", "0639987654", "1477", "zinzoline"
INSIDE = b"cramoisites!"
"""Of a file she added; a form keeps it so that each three bytes are four letters."""
FILE = base64.b64encode(INSIDE).decode()
OTHER = "Vandamme"
"""Of another person, whose things stay."""
LONG_AFTER = datetime(2031, 6, 1, 3, tzinfo=UTC)
FIRST, SECOND = RequestId(1), RequestId(2)
LINES = (
    (57, 60, f"Yolande {NAME}"),
    (57, 76, f"{HOUSE} rue de Poterie"),
    (57, 92, "50700 Bréville"),
    (57, 108, "06 39 98 76 54"),
    (320, 140, "Monsieur le Maire"),
    (320, 156, "Mairie de Bréville"),
    (57, 250, "Objet : nid de poule"),
    (57, 300, "Monsieur le Maire,"),
    (57, 330, f"Il y a un nid de poule devant le {HOUSE} rue de Poterie, tout {MARK}. Deux cyclistes sont tombés."),
    (57, 390, "Je vous prie d’agréer, Monsieur le Maire, mes salutations distinguées."),
    (320, 440, f"Yolande {NAME}"),
)
K = FieldKind
FORM = FormDefinition(
    code=FormCode("voirie"),
    title=Words(fr="Voirie"),
    fields=(
        FormField(name="nom", kind=K.SHORT, label=Words(fr="Nom"), target=Target.NAME),
        FormField(name="texte", kind=K.LONG, label=Words(fr="Message"), target=Target.TEXT),
        FormField(name="courriel", kind=K.EMAIL, label=Words(fr="Courriel"), target=Target.EMAIL),
        FormField(name="telephone", kind=K.PHONE, label=Words(fr="Téléphone"), target=Target.PHONE),
        FormField(name="pieces", kind=K.FILES, label=Words(fr="Pièces")),
    ),
    department=DepartmentCode("VOI"),
)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town that writes to requesters."""
    opened = open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def found(hall: Installation, *words: str) -> dict[str, list[str]]:
    """Return where words are found: in which tables, and in which files."""
    rows = [row for row in everywhere(hall).split("\0") if not row.startswith("retention_holds")]
    disk = {path: path.read_bytes().decode("utf-8", "replace").lower() for path in hall.settings.data.parent.rglob("*") if path.is_file()}
    where: dict[str, list[str]] = {}
    for one in words:
        said = [row[:70] for row in rows if one.lower() in row.lower()] + [
            f"{path.name}: {raw[max(0, raw.index(one.lower()) - 80) :][:160]!r}" for path, raw in disk.items() if one.lower() in raw
        ]
        if said:
            where[one] = said
    return where


def closed(hall: Installation, request: RequestId = FIRST, subject: str = "VOI-01") -> None:
    with hall.database.read() as session:
        is_over = requests.get(session, request).line.status.is_over
        is_decided = requests.get(session, request).line.number is not None
    if not is_decided:
        confirm(hall, request, Correction(subject=SubjectCode(subject), department=DepartmentCode("VOI")), ANNE, at("2026-03-13T10:00"))
    if not is_over:
        step = Step(act=Act.CLOSE, closure=Closure.CARRIED_OUT, answer=f"Madame {NAME}, le trou {MARK} est bouché.")
        act(hall, Asked(request=request, step=step), ANNE, at("2026-04-01T10:00"))
    catch_up(hall)


def gone(hall: Installation, *which: RequestId) -> None:
    with hall.database.destroy() as session:
        erase(hall, session, BREVILLE, which or (FIRST,), Why(actor=ANNE, rule="test"), LONG_AFTER)
    destroy_originals(hall)
    hall.database.scrub()


def on_paper(channel: Channel) -> Callable[[Installation], None]:
    def live(hall: Installation) -> None:
        envelope = Envelope(drop=Drop(scanner="accueil"))
        kept = Arrival(
            raw=photographed(pdf_of_lines(LINES)),
            channel=channel,
            town=BREVILLE,
            mailbox=None,
            envelope=envelope,
            received_at=at("2026-03-12T09:14"),
            source_id=f"courrier/{NAME} {MARK}.pdf",
        )
        receive(hall, [kept])
        work_all(hall, "2026-03-12T09:14")

    return live


def by_form(hall: Installation) -> None:
    form_flow.publish(hall, form_flow.begin(hall, BREVILLE, FORM, Author(name="a", now=NOW)), Author(name="a", now=NOW))
    book = FormBook(hall.database)
    published = book.find(BREVILLE, "voirie")
    assert published is not None
    given = {"nom": NAME, "texte": f"Un nid de poule au {HOUSE} rue de Poterie, {MARK}.", "courriel": MAIL, "telephone": "06 39 98 76 54"}
    files = {"pieces": [FormFile(filename=f"{NAME}.txt", content=INSIDE * 20_000)]}
    sent = Submission(given=given, files=files, confirmed=frozenset({"courriel"}))
    FormIntake(hall, book).submit(published, sent, Way(now=at("2026-03-12T09:14"))).result(20)
    work_all(hall, "2026-03-12T09:14")


def by_call(hall: Installation) -> None:
    """A missed call that became a request to call back, with what she said to the answering machine."""
    take(hall, Switchboard().missed(PHONE, at("2026-03-12T12:00")).missed("0639981107", at("2026-03-12T12:05")).text())
    with hall.database.write() as session:
        said = {"name": f"Yolande {NAME}", "note": f"du {HOUSE}", "audio": f"{MARK}.wav", "transcript": f"le trou {MARK}"}
        session.execute(update(CallRow).where(CallRow.outside.like("%639987654")).values(said))


def on_the_phone(hall: Installation) -> None:
    who = Person(name=NAME, first_name="Yolande", phone="06 39 98 76 54", email=MAIL, address=f"{HOUSE} rue de Poterie")
    words = f"Un nid de poule {MARK} devant le {HOUSE} rue de Poterie."
    enter(hall, BREVILLE, Entry(channel=Channel.PHONE, text=words, agent=ANNE, person=who), at("2026-03-12T09:14"))
    work_all(hall, "2026-03-12T09:14")


def with_a_printed_letter(hall: Installation) -> None:
    """At the counter, answered by letters that are printed in a batch."""
    who = Person(name=NAME, first_name="Yolande", address=f"{HOUSE} rue de Poterie 50700 Bréville")
    words = f"Elle demande un certificat de numérotage {MARK} pour le {HOUSE} rue de Poterie."
    enter(hall, BREVILLE, Entry(channel=Channel.COUNTER, text=words, agent=ANNE, person=who), at("2026-03-12T09:14"))
    work_all(hall, "2026-03-12T09:14")
    closed(hall, subject="URB-05")
    with hall.database.read() as session:
        to_print = [one for one in outbox.of_request(session, FIRST) if one.held_why is Held.PRINT]
    assert to_print
    batch = batches.begin(hall, BREVILLE, ANNE, at("2026-04-01T11:00"))
    while batches.go_on(hall, batch.id):
        pass
    assert "letter_sheets" in str(found(hall, "%PDF").values())
    batches.done(hall, batch.id, ANNE, at("2026-04-01T12:00"))
    batches.go_on(hall, batch.id)


WAYS = {
    "scan": (on_paper(Channel.SCAN), {NAME, MARK, HOUSE}),
    "fax": (on_paper(Channel.FAX), {NAME, MARK, HOUSE}),
    "form": (by_form, {NAME, MAIL, MARK, HOUSE, FILE}),
    "call": (by_call, {NAME, PHONE, MARK, HOUSE}),
    "phone": (on_the_phone, {NAME, MAIL, MARK, HOUSE}),
    "printed letter": (with_a_printed_letter, {NAME, MARK, HOUSE}),
}


@pytest.mark.parametrize("way", list(WAYS))
def test_no_trace_is_left_whichever_way_somebody_came(hall: Installation, way: str) -> None:
    live, traces = WAYS[way]
    live(hall)
    closed(hall)
    words = (NAME, MAIL, PHONE, PHONE[1:], HOUSE, MARK, FILE)
    assert traces <= set(found(hall, *words))
    gone(hall)
    assert found(hall, *words) == {}


def write(hall: Installation, number: int, name: str, sender: str, house: str) -> None:
    words = f"Bonjour, un nid de poule {MARK if name == NAME else 'profond'} devant le {house} rue de Poterie.\n\nYolande {name}\n"
    raw = mail(words, number, sender=sender).replace(b"Sylvie Lebrun <", f"Yolande {name} <".encode())
    come(hall, raw, "2026-03-12T09:14")


def test_what_was_merged_goes_with_it_and_what_is_others_stays(hall: Installation) -> None:
    write(hall, 1, NAME, MAIL, HOUSE)
    write(hall, 2, NAME, "y.grandchamp@autre.example", HOUSE)
    write(hall, 3, OTHER, "odile@autre.example", "9")
    merge(hall, SECOND, FIRST, ANNE, at("2026-03-12T10:00"))
    closed(hall)
    assert found(hall, NAME, MAIL, "y.grandchamp") != {}
    gone(hall)
    assert found(hall, NAME, MAIL, "y.grandchamp", HOUSE, MARK) == {}
    assert found(hall, OTHER, "odile@autre.example") != {}


def test_of_an_incident_goes_who_is_erased_and_the_others_stay(hall: Installation) -> None:
    """Hers is included in somebody else's, and answered with it."""
    write(hall, 1, OTHER, "odile@autre.example", "9")
    write(hall, 2, NAME, MAIL, HOUSE)
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, at("2026-03-12T10:00"))
    include(hall, Including(request=SECOND, main=FIRST), ANNE, at("2026-03-12T10:05"))
    closed(hall, SECOND)
    assert {NAME, MAIL, HOUSE, MARK} <= set(found(hall, NAME, MAIL, HOUSE, MARK))
    gone(hall, SECOND)
    assert found(hall, NAME, MAIL, HOUSE, MARK) == {}
    assert found(hall, OTHER, "odile@autre.example") != {}


@pytest.mark.servers
@pytest.mark.parametrize("sealed", [False, True], ids=["as they came", "sealed"])
def test_originals_in_a_bucket_go_too(tmp_path: Path, database_url: str, sealed: bool) -> None:
    server = S3Server(log=tmp_path / "log")
    key = tmp_path / "outside" / "key"
    key.parent.mkdir()
    key.write_text("ab" * 32)
    try:
        server.start()
        hall = open_hall(tmp_path / "data", database_url)
        hall.close()
        where = {"blobs_url": server.url, "blobs_key": "citoyen", "blobs_secret": "secret", "database_url": database_url}
        hall = opened(settings(tmp_path / "data", **where, **({"originals_key_file": key} if sealed else {})))
        for number, filler in ((1, 300_000), (2, 50_000)):
            raw = mail(
                f"Un nid de poule {MARK} devant le {HOUSE} rue de Poterie.\n{'z ' * (filler // 2)}\nYolande {NAME}", number, sender=MAIL
            )
            come(hall, raw)
        assert (MARK.encode() in in_bucket(hall)) is not sealed
        closed(hall)
        closed(hall, SECOND)
        gone(hall, FIRST, SECOND)
        traces, left = found(hall, NAME, MAIL, HOUSE, MARK), in_bucket(hall).strip(b"\0")
        hall.close()
        assert traces == {} and left == b""
    finally:
        server.stop()


def in_bucket(hall: Installation) -> bytes:
    blobs = hall.blobs
    assert isinstance(blobs, BucketBlobs)
    return b"".join(blobs.fetched(name) or b"" for name in blobs.kept())
