"""What is kept of a submission: read without the form that asked, files found again by their part, webhooks by their mapping."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

from PIL import Image

from domain.draft import Draft, Kind
from domain.form import FormFile, Hook
from domain.inbound import Channel, Reception
from ingest.email.parse import attachment
from ingest.form.container import Handed, is_own, read_own, written, written_hook
from ingest.form.read import read_submission
from ingest.form.validate import Submission, validate
from tests.ingest.form.asked import AROUND, FORM, GOOD

RECEPTION = Reception(town_name="Valognes")
HANDED = Handed(id="p-1", at=datetime(2026, 11, 26, 9, 0, tzinfo=UTC), version=3, language="fr")
GIVEN = GOOD | {
    "civilite": "mme",
    "prenom": "Anne",
    "courriel": "anne.quesnel@courriel.example",
    "telephone": "06 39 98 22 31",
    "adresse": "14 rue du Chemin-Vert",
    "code_postal": "50700",
    "ville": "Valoignes",
    "lieu": "12 rue des Religieuses",
    "position": "49.5, -1.47",
    "type": "lampadaire",
    "lampe": "B 12",
    "naissance": "28/02/1980",
    "jours": ["lundi", "jeudi"],
}


def original(*files: FormFile, trap: str = "") -> bytes:
    verdict = validate(FORM, Submission(given=GIVEN, files={"photos": files}), AROUND)
    assert verdict.faults == ()
    return written(FORM, verdict, replace(HANDED, trap=trap))


def check_read(draft: Draft) -> None:
    assert (draft.requester.name, draft.requester.email, draft.requester.phone) == (
        "QUESNEL Anne",
        "anne.quesnel@courriel.example",
        "+33639982231",
    )
    assert draft.requester.address == "14 rue du Chemin-Vert, 50700 Valoignes"
    assert draft.hint == "Lampadaire"
    assert draft.point is not None and (draft.point.lat, draft.point.lon) == (49.5, -1.47)
    assert draft.text.startswith("Un trou devant chez moi.")
    for line in ("Numéro du lampadaire : B 12", "Né le : 28/02/1980", "Lundi, Jeudi", "Lieu : 12 rue des Religieuses"):
        assert line in draft.text
    assert draft.kind is Kind.REQUEST


def test_the_original_explains_itself() -> None:
    document = json.loads(original())
    assert document["canal"] == "formulaire"
    assert (document["formulaire"], document["version"], document["nom"], document["type"]) == ("essai", 3, "Quesnel", "Lampadaire")
    assert document["questions"]["Né le"] == "28/02/1980"
    assert document["accords"] == ["J’accepte"]


def test_the_original_is_read_by_what_it_is_of_the_request() -> None:
    [draft] = read_own(original(), RECEPTION)
    check_read(draft)
    assert draft.signature == "À vérifier : « Valoignes » est sans doute Valognes."


def test_the_original_is_read_without_knowing_that_it_is_ours() -> None:
    [draft] = read_submission(original(), RECEPTION, Channel.FORM)
    check_read(draft)


def test_files_are_found_again_by_their_part_and_a_photo_gives_no_name_away() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(out, "JPEG")
    raw = original(FormFile(filename="mon été.jpg", content=out.getvalue()), FormFile(filename="b.jpg", content=out.getvalue() + b"\n--x"))
    assert is_own(raw)
    [draft] = read_own(raw, RECEPTION)
    check_read(draft)
    assert [one.filename for one in draft.attachments] == ["mon été.jpg", "b.jpg"]
    for one in draft.attachments:
        content, name, kind = attachment(raw, one.part)
        assert (name, kind, len(content)) == (one.filename, "image/jpeg", one.size)


def test_the_position_of_a_photo_is_that_of_the_request_unless_it_was_given() -> None:
    picture, out = Image.new("RGB", (300, 200), "red"), io.BytesIO()
    exif = picture.getexif()
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 30.0, 0.0), 3: "W", 4: (1.0, 28.0, 0.0)})
    picture.save(out, "JPEG", exif=exif)
    verdict = validate(FORM, Submission(given=GOOD, files={"photos": [FormFile(filename="a.jpg", content=out.getvalue())]}), AROUND)
    [draft] = read_own(written(FORM, verdict, HANDED), RECEPTION)
    assert draft.point is not None and round(draft.point.lat, 2) == 49.5


def test_what_stands_in_the_field_nobody_sees_makes_it_a_robots() -> None:
    [draft] = read_own(original(trap="http://spam.example"), RECEPTION)
    assert draft.kind is Kind.SPAM
    assert draft.witness is not None


def test_a_webhook_is_kept_byte_by_byte_and_read_by_the_mapping_of_its_form() -> None:
    body = json.dumps({"f1": "QUESNEL Anne", "f2": "Le banc est cassé devant la mairie.", "f3": "anne@courriel.example"}).encode()
    mapping = "name: essai\nfields:\n  f1: name\n  f2: text\n  f3: email\n"
    raw = written_hook(replace(FORM, hook=Hook(mapping=mapping)), HANDED, body)
    assert is_own(raw)
    [draft] = read_own(raw, RECEPTION)
    assert (draft.requester.name, draft.requester.email) == ("QUESNEL Anne", "anne@courriel.example")
    assert draft.text == "Le banc est cassé devant la mairie."
    assert draft.hint == "Demande d’acte"
    assert draft.attachments == ()
    assert attachment(raw, 2)[0] == body


def test_what_is_not_ours_is_not_taken_for_it() -> None:
    for raw in (b"", b"{}", b'{"canal": "formulaire", "nom": "x"}', b"MIME-Version: 1.0\r\n\r\nx", b"\xff" * 50):
        assert not is_own(raw)


def test_a_damaged_original_is_read_as_far_as_it_goes() -> None:
    raw = original()
    for cut in range(0, len(raw), 97):
        assert read_own(raw[:cut], RECEPTION)


def test_the_language_a_form_was_filled_in_is_known() -> None:
    verdict = validate(FORM, Submission(given=GIVEN, files={}), AROUND)
    for language, known in (("en", "en"), ("fr", "fr"), ("<b>", None)):
        [draft] = read_own(written(FORM, verdict, replace(HANDED, language=language)), RECEPTION)
        assert draft.language == known
