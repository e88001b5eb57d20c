"""A form that was filled in becomes a request: its subject, its place, its department, its files, its tracking code."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.form import FieldKind, FormCode, FormDefinition, FormField, FormFile, Target, Words
from domain.ids import DepartmentCode, RequestId
from domain.inbound import Channel
from flows import forms as flow
from flows.forms import FormBook
from flows.rulesets import Author
from flows.submit import FormIntake, Way
from flows.wiring import Installation
from ingest.form.validate import Submission
from store import requests, tracking
from tests.flows.test_follow_up import work_all
from tests.installations import BREVILLE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
K = FieldKind
FORM = FormDefinition(
    code=FormCode("voirie"),
    title=Words(fr="Voirie"),
    fields=(
        FormField(name="nom", kind=K.SHORT, label=Words(fr="Nom"), target=Target.NAME),
        FormField(name="texte", kind=K.LONG, label=Words(fr="Message"), target=Target.TEXT),
        FormField(name="lieu", kind=K.PLACE, label=Words(fr="Où ?"), target=Target.PLACE),
        FormField(name="pieces", kind=K.FILES, label=Words(fr="Pièces")),
    ),
)


def test_a_submission_becomes_a_request_under_the_code_of_its_receipt(town_hall: Installation) -> None:
    department = next(one.code for one in town_hall.towns.get(BREVILLE).ruleset.departments)
    form = replace(FORM, department=DepartmentCode(department))
    flow.publish(town_hall, flow.begin(town_hall, BREVILLE, form, Author(name="a", now=NOW)), Author(name="a", now=NOW))
    book = FormBook(town_hall.database)
    intake, published = FormIntake(town_hall, book), book.find(BREVILLE, "voirie")
    assert published is not None
    sent = Submission(
        given={"nom": "Quesnel", "texte": "Bonjour, je voudrais un renseignement.", "lieu": "rue de l’Église"},
        files={"pieces": [FormFile(filename="plan.txt", content=b"un plan")]},
    )
    receipt = intake.submit(published, sent, Way(now=NOW)).result(20).answer
    work_all(town_hall)
    with town_hall.database.read() as session:
        code = tracking.read_code(str(receipt["tracking"]))
        assert code is not None
        inbound_id = tracking.find_arrival(session, BREVILLE, code)
        assert inbound_id is not None
        found = requests.find_by_reference(session, BREVILLE, code)
        assert found is not None
        record = requests.get(session, RequestId(found))
    assert record.line.channel is Channel.FORM
    assert record.line.tracking == code
    assert record.requester.name == "QUESNEL"
    assert [one.filename for one in record.draft.attachments] == ["plan.txt"]
    assert record.line.department == department
    content, name, _ = town_hall.reader.attachment(town_hall.blobs.path(record.inbound.sha256), record.draft.attachments[0].part)
    assert (content, name) == (b"un plan", "plan.txt")
