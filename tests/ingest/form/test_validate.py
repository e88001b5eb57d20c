"""Every field checked on the server: what is refused, beside which field, and what only staff are told."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.form import FormFile
from ingest.form.faults import FaultCode
from ingest.form.validate import Submission, Verdict, validate
from tests.ingest.form.asked import AROUND, FORM, GOOD


def verdict(*confirmed: str, **more: object) -> Verdict:
    return with_files([], *confirmed, **more)


def with_files(pictures: list[FormFile], /, *confirmed: str, **more: object) -> Verdict:
    sent = Submission(given=GOOD | more, files={"photos": pictures}, confirmed=frozenset(confirmed))
    return validate(FORM, sent, AROUND)


def faults(*confirmed: str, **more: object) -> set[tuple[str, FaultCode]]:
    return {(one.field, one.code) for one in verdict(*confirmed, **more).faults}


def picture(size: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "red").save(out, "JPEG")
    return out.getvalue()


def test_a_good_submission_has_no_fault() -> None:
    found = with_files(
        [FormFile(filename="trou.jpg", content=picture())],
        prenom="Anne",
        courriel="anne.quesnel@courriel.example",
        telephone="06 39 98 22 31",
        code_postal="50 700",
        ville="VALOGNES",
        lieu="12 rue des Religieuses",
        rue="rue des Religieuses",
        position={"lat": 49.5, "lon": -1.47},
        type="trottoir",
        naissance="28/02/1980",
        venue="2026-12-01",
        nombre=3,
        jours=["lundi", "jeudi"],
    )
    assert (found.faults, found.warnings) == ((), ())
    assert {one.field.name: one.value.texts for one in found.filled}["code_postal"] == ("50700",)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("nom", "", FaultCode.MISSING),
        ("nom", "   ", FaultCode.MISSING),
        ("nom", None, FaultCode.MISSING),
        ("nom", 12, FaultCode.WRONG_TYPE),
        ("nom", ["Quesnel"], FaultCode.WRONG_TYPE),
        ("nom", {"a": 1}, FaultCode.WRONG_TYPE),
        ("nom", "x" * 61, FaultCode.TOO_LONG),
        ("nom", "x" * 10_000_000, FaultCode.TOO_LONG),
        ("nom", "<script>alert(1)</script>", FaultCode.SIGNS),
        ("prenom", "https://spam.example", FaultCode.SIGNS),
        ("courriel", "anne", FaultCode.EMAIL),
        ("courriel", "anne@courriel", FaultCode.EMAIL),
        ("courriel", "anne@@courriel.example", FaultCode.EMAIL),
        ("courriel", "anne@gmial.com", FaultCode.EMAIL_TYPO),
        ("telephone", "appelez-moi", FaultCode.PHONE),
        ("telephone", "06 39", FaultCode.PHONE),
        ("code_postal", "507000", FaultCode.POSTCODE_ODD),
        ("code_postal", "99999", FaultCode.POSTCODE),
        ("code_postal", "!", FaultCode.POSTCODE),
        ("code_postal", "SW1A 1AA", FaultCode.POSTCODE_ODD),
        ("rue", "place du Marché", FaultCode.STREET_UNKNOWN),
        ("position", "Valognes", FaultCode.POSITION),
        ("position", {"lat": 999, "lon": 3}, FaultCode.POSITION),
        ("position", {"lat": 49.5}, FaultCode.POSITION),
        ("position", {"lat": True, "lon": 1.0}, FaultCode.POSITION),
        ("position", 5, FaultCode.WRONG_TYPE),
        ("type", "autre chose", FaultCode.NO_CHOICE),
        ("naissance", "31/02/1980", FaultCode.NO_SUCH_DAY),
        ("naissance", "1980-02-31", FaultCode.NO_SUCH_DAY),
        ("naissance", "29/02/2025", FaultCode.NO_SUCH_DAY),
        ("naissance", "01/01/0001", FaultCode.NO_SUCH_DAY),
        ("naissance", "hier", FaultCode.DATE),
        ("naissance", "27/11/2026", FaultCode.NOT_PAST),
        ("venue", "25/11/2026", FaultCode.NOT_COMING),
        ("nombre", "beaucoup", FaultCode.NUMBER),
        ("nombre", 0, FaultCode.TOO_SMALL),
        ("nombre", 11, FaultCode.TOO_GREAT),
        ("nombre", True, FaultCode.WRONG_TYPE),
        ("nombre", "9" * 40, FaultCode.NUMBER),
        ("jours", ["lundi", "mardi", "jeudi"], FaultCode.TOO_MANY),
        ("jours", ["dimanche"], FaultCode.NO_CHOICE),
        ("jours", [1], FaultCode.WRONG_TYPE),
        ("texte", "ab", FaultCode.TOO_SHORT),
        ("texte", "x" * 2001, FaultCode.TOO_LONG),
        ("photos", "photo.jpg", FaultCode.WRONG_TYPE),
        ("accord", False, FaultCode.NOT_AGREED),
        ("accord", 3, FaultCode.WRONG_TYPE),
        ("voeu", "x", FaultCode.UNKNOWN_FIELD),
    ],
)
def test_what_is_wrong_stands_beside_its_field(field: str, value: object, code: FaultCode) -> None:
    assert (field, code) in faults(**{field: value})


def test_a_field_that_hangs_on_another_is_required_only_where_it_is_asked() -> None:
    assert faults(type="trottoir") == set()
    assert faults(type="lampadaire") == {("lampe", FaultCode.MISSING)}
    assert faults(type="lampadaire", lampe="B 12") == set()


def test_what_was_answered_without_being_asked_is_told_to_staff_and_refused_never() -> None:
    found = verdict(type="trottoir", lampe="B 12")
    assert found.faults == ()
    assert found.warnings == ("Répondu sans que la question soit posée : Numéro du lampadaire : B 12",)


def test_a_doubt_is_asked_about_once_and_then_believed_and_told_to_staff() -> None:
    assert faults(code_postal="97700", ville="VALOIGNES") == {("code_postal", FaultCode.POSTCODE_TOWN)}
    [fault] = verdict(code_postal="97700", ville="VALOIGNES").faults
    assert fault.proposals == ("50700",)
    confirmed = verdict("code_postal", code_postal="97700", ville="VALOIGNES")
    assert confirmed.faults == ()
    assert "Le code postal 97700 ne va pas avec la commune ; le demandeur l’a confirmé." in confirmed.warnings
    assert faults("naissance", naissance="31/02/1980") == {("naissance", FaultCode.NO_SUCH_DAY)}  # no doubt: there is no such day


def test_postcodes_that_several_towns_share_are_no_fault() -> None:
    assert faults(code_postal="50700", ville="Brix") == faults(code_postal="75011", ville="Paris") == set()
    assert faults(code_postal="50100", ville="Caen") == {("code_postal", FaultCode.POSTCODE_TOWN)}
    assert verdict(code_postal="50701", ville="Valognes Cedex").warnings == ("Le code postal 50701 n’est pas celui de Valognes (50700).",)


def test_a_street_nobody_knows_is_possible_and_told_to_staff() -> None:
    found = verdict(lieu="rue des Religeuses")
    assert found.faults == ()
    assert found.warnings == ("« rue des Religeuses » n’est pas une voie connue de la commune. Proches : rue des Religieuses.",)


def of_files(*files: tuple[str, bytes]) -> list[FaultCode]:
    return [one.code for one in with_files([FormFile(filename=name, content=content) for name, content in files]).faults]


def test_files_are_known_by_their_content_their_number_and_their_size() -> None:
    good = picture()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.exe", b"MZ" + b"\0" * 300)
    assert of_files(("a.jpg", good), ("b.png", good)) == []
    assert of_files(*[("a.jpg", good)] * 30) == [FaultCode.TOO_MANY]
    assert of_files(("a.jpg", b"")) == [FaultCode.FILE_EMPTY]
    assert of_files(("a.jpg", good + b"\0" * 2**20)) == [FaultCode.FILE_LARGE]
    assert of_files(("a.jpg", b"%PDF-1.4 " + b"x" * 100)) == [FaultCode.FILE_KIND]
    assert of_files(("a.jpg", b"MZ" + b"\0" * 300)) == [FaultCode.FILE_DANGER]
    assert of_files(("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")) == [FaultCode.FILE_DANGER]
    assert of_files(("a.zip", archive.getvalue())) == [FaultCode.FILE_DANGER]
    assert of_files(("a.jpg", good), ("b.exe", good)) == [FaultCode.FILE_DANGER]


def test_files_where_the_form_asks_for_none_are_refused() -> None:
    sent = Submission(given=GOOD, files={"nom": [FormFile(filename="a", content=b"x")], "x": [FormFile(filename="b", content=b"y")]})
    assert {one.field for one in validate(FORM, sent, AROUND).faults} == {"nom", "x"}


def test_a_town_without_streets_asks_about_none() -> None:
    sent = Submission(given=GOOD | {"rue": "place du Marché", "lieu": "ici"}, files={})
    assert validate(FORM, sent, replace(AROUND, streets=None)).faults == ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([one.name for one in FORM.fields]) | st.text(max_size=8), ANYTHING, max_size=12))
def test_whatever_is_sent_gets_a_verdict(sent: dict[str, object]) -> None:
    found = validate(FORM, Submission(given=sent, files={}), AROUND)
    assert all(one.field in {field.name for field in FORM.fields} | {name[:60] for name in sent} for one in found.faults)
