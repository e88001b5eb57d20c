"""What a town offers by Open311, from its rule set and its forms; what is posted, as it is kept."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.department import Confidentiality
from domain.form import Choice, FieldKind, FormCode, FormDefinition, FormField, ShownWhen, Target, Words
from domain.ids import UNCLASSIFIED, SubjectCode, TownId
from domain.open311 import Attribute, Datatype, Service
from domain.open311 import Choice as OneOf
from domain.place import Point
from domain.ruleset import Nature
from flows.open311.form_questions import questions_of
from flows.open311.post import document_of
from flows.open311.reading import Answered, RefusedError, Submission, Wrong, read_fields
from flows.open311.services import services_of, shown_subjects
from ingest.form.enclosed import File
from store.forms import Published
from tests.store import samples

TOWN = TownId("valognes")
POTHOLE = SubjectCode("VOI-01")
SERVICE = Service(
    code=POTHOLE,
    name="Nid-de-poule",
    group="Voirie",
    attributes=(
        Attribute(code="size", datatype=Datatype.ONE_OF, description="Quelle taille ?", choices=(OneOf(key="s", name="petit"),)),
        Attribute(code="depth", datatype=Datatype.NUMBER, description="Profondeur", required=True),
    ),
)
ENOUGH = [("service_code", "VOI-01"), ("address_string", "rue de Poterie"), ("attribute[depth]", "10")]


def form(*fields: FormField, subject: SubjectCode | None = POTHOLE, code: str = "trou", is_open: bool = True) -> Published:
    definition = FormDefinition(code=FormCode(code), title=Words(fr="Un trou"), fields=fields, subject=subject, is_open=is_open)
    return Published(town=TOWN, number=1, definition=definition)


def question(name: str, kind: FieldKind, **more: object) -> FormField:
    return replace(FormField(name=name, kind=kind, label=Words(fr=name.capitalize(), en="No")), **more)  # type: ignore[arg-type]  # by name


def test_only_public_subjects_with_a_place_are_services_and_only_reports_are_listed() -> None:
    ruleset = samples.ruleset()
    [first, *_] = ruleset.subjects
    subjects = (
        first,
        replace(first, code=SubjectCode("A-1"), confidentiality=Confidentiality.RESTRICTED),
        replace(first, code=SubjectCode("A-2"), wants_place=False),
        replace(first, code=SubjectCode("A-3"), nature=Nature.REQUEST, vocabulary=("trou*", "trou", "nid de poule")),
        replace(first, code=UNCLASSIFIED, nature=Nature.REPORT),
    )
    services = services_of(replace(ruleset, subjects=subjects), {})
    assert [one.code for one in services] == [first.code, "A-3", UNCLASSIFIED]
    assert services[1].keywords == ("trou", "nid de poule")
    assert shown_subjects(services) == ({first.code} if first.nature is Nature.REPORT else set())
    secret = tuple(replace(one, confidentiality=Confidentiality.SOCIAL) for one in ruleset.departments)
    assert services_of(replace(ruleset, departments=secret), {}) == ()


def test_a_form_that_speaks_for_a_subject_asks_its_questions() -> None:
    fields = (
        question("texte", FieldKind.LONG, target=Target.TEXT, is_required=True),
        question("photo", FieldKind.FILES),
        question("accord", FieldKind.CONSENT, is_required=True),
        question(
            "taille", FieldKind.ONE_OF, is_required=True, choices=(Choice(code="g", label=Words(fr="grand")),), help=Words(fr="À vue.")
        ),
        question("jour", FieldKind.DATE, is_required=True, shown_when=ShownWhen(field="taille", values=("g",))),
    )
    attributes = questions_of(lambda _town: (form(*fields), form(question("autre", FieldKind.SHORT))))(TOWN)[POTHOLE]
    assert [one.code for one in attributes] == ["taille", "jour"]
    assert attributes[0] == Attribute(
        code="taille",
        datatype=Datatype.ONE_OF,
        description="Taille",
        required=True,
        hint="À vue.",
        choices=(OneOf(key="g", name="grand"),),
    )
    assert (attributes[1].datatype, attributes[1].required) == (Datatype.DATETIME, False)


@pytest.mark.parametrize(
    "published", [form(question("a", FieldKind.SHORT), subject=None), form(question("a", FieldKind.SHORT), is_open=False)]
)
def test_a_form_for_no_subject_or_closed_asks_nothing(published: Published) -> None:
    assert questions_of(lambda _town: (published,))(TOWN) == {}


def test_fields_become_a_submission() -> None:
    fields = [
        *ENOUGH,
        ("description", " Un trou\r\net un vélo \x00"),
        ("lat", "49,5"),
        ("long", "-1.47"),
        ("email", "a@courriel.example"),
        ("email", ""),
        ("attribute[size]", "s"),
        ("attribute[autre][]", "1"),
        ("attribute[autre][2]", "2"),
        ("titre", "Attention"),
        ("api_key", "secret"),
    ]
    found = read_fields(fields, (), [SERVICE])
    assert found.description == "Un trou\net un vélo"
    assert found.point == Point(lat=49.5, lon=-1.47)
    assert found.email == "a@courriel.example"
    assert found.answered == (
        Answered(question="Profondeur", answers=("10",)),
        Answered(question="Quelle taille ?", answers=("petit",)),
        Answered(question="autre", answers=("1", "2")),
        Answered(question="titre", answers=("Attention",)),
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    fields = [("service_code", "VOI-01"), ("attribute[size]", "xl"), ("media_url", "ftp://x.example/a")]
    with pytest.raises(RefusedError) as refused:
        read_fields(fields, [File(name="a.html", media_type="image/png", content=b"<html></html>")], [SERVICE])
    assert {one.wrong for one in refused.value.mistakes} == {
        Wrong.ATTRIBUTE_MISSING,
        Wrong.ATTRIBUTE_VALUE,
        Wrong.MEDIA_URL,
        Wrong.FILE_KIND,
        Wrong.PLACE_MISSING,
    }


def test_the_original_says_what_was_said_and_names_itself() -> None:
    submission = Submission(code=POTHOLE, service="Nid-de-poule", address="rue de Poterie", media_urls=("http://x.example/a.jpg",))
    document = json.loads(document_of(submission, "7f1c", datetime(2026, 11, 26, 9, 0, tzinfo=UTC)))
    assert document == {
        "formulaire": "open311",
        "canal": "formulaire",
        "id": "7f1c",
        "date": "2026-11-26T09:00:00+00:00",
        "service_id": "VOI-01",
        "categorie": "Nid-de-poule",
        "lieu": "rue de Poterie",
        "media_url": ["http://x.example/a.jpg"],
    }
    unclassified = replace(submission, code=UNCLASSIFIED, service="Autre / non classé")
    assert "categorie" not in json.loads(document_of(unclassified, "x", datetime(2026, 11, 26, tzinfo=UTC)))
