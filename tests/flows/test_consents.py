"""What is agreed to in a form is kept in its wording, taken back at any time, and what rests on it stops (issue 11; GDPR, article 7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from domain.consent import Consent, ConsentId
from domain.errors import ConfigurationError, ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.form import ConsentUse, FieldKind, FormCode, FormDefinition, FormField, Target, Words
from domain.ids import RequestId
from domain.lifecycle import Act
from domain.publication import Publication
from domain.request import Closure
from flows import consents as flow
from flows import forms
from flows.form_text import read_form, write_form
from flows.forms import FormBook
from flows.rulesets import Author
from flows.settings import Settings
from flows.submit import FormIntake, Way
from flows.wiring import Installation
from ingest.form.validate import Submission
from letters.kinds import ModelKey
from store import agents, consents, journal, outbox, publications, requests
from store.agents import NewAgent
from store.schema import ConsentRow, RequestRow
from tests.flows.test_sms import WHOLE_DAY, Gateway, running
from tests.flows.waiting_hall import ANNE, FIRST, at, decide, do, open_hall, work_all
from tests.installations import BREVILLE

NOW = at("2026-03-12T09:14")
LATER = at("2026-03-20T10:00")
K = FieldKind
SHOW, TEXTS, MAILS, TERMS = "publier", "sms", "courriels", "regles"
FORM = FormDefinition(
    code=FormCode("voirie"),
    title=Words(fr="Voirie"),
    fields=(
        FormField(name="texte", kind=K.LONG, label=Words(fr="Message"), target=Target.TEXT),
        FormField(name="courriel", kind=K.EMAIL, label=Words(fr="Courriel"), target=Target.EMAIL),
        FormField(name="telephone", kind=K.PHONE, label=Words(fr="Téléphone"), target=Target.PHONE),
        FormField(name=TERMS, kind=K.CONSENT, label=Words(fr="J’ai lu les règles.", en="I have read the rules."), is_required=True),
        FormField(name=SHOW, kind=K.CONSENT, label=Words(fr="Ma photo peut être publiée."), consent_for=ConsentUse.PUBLICATION),
        FormField(name=TEXTS, kind=K.CONSENT, label=Words(fr="Prévenez-moi par SMS."), consent_for=ConsentUse.SMS),
        FormField(name=MAILS, kind=K.CONSENT, label=Words(fr="Tenez-moi au courant."), consent_for=ConsentUse.MAIL),
    ),
)
SAID = "Bonjour, un nid de poule devant le 22 rue de Poterie."
AUTHOR = Author(name="a", now=NOW)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town with a form that asks for three consents."""
    opened = open_hall(tmp_path / "data", database_url)
    forms.publish(opened, forms.begin(opened, BREVILLE, FORM, AUTHOR), AUTHOR)
    yield opened
    opened.close()


def send(hall: Installation, *ticked: str, now: datetime = NOW, language: str = "fr", **values: str) -> None:
    book = FormBook(hall.database)
    published = book.find(BREVILLE, "voirie")
    assert published is not None
    given = {"texte": SAID, "courriel": "sylvie.lebrun@courriel.example", **values, **dict.fromkeys((TERMS, *ticked), True)}
    FormIntake(hall, book).submit(published, Submission(given=given, files={}), Way(now=now, language=language)).result(20)
    work_all(hall, "2026-03-12T09:15")


def agreed(hall: Installation, request: RequestId = FIRST) -> dict[str, Consent]:
    with hall.database.read() as session:
        return {one.field: one for one in consents.of_request(session, request)}


def back(hall: Installation, field: str, now: datetime = LATER) -> Consent:
    return flow.withdraw(hall, FIRST, agreed(hall)[field].id, now)


def actions(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [one.action for one in requests.get(session, FIRST).history]


def test_each_box_is_kept_with_its_wording_whether_ticked_or_not(hall: Installation) -> None:
    send(hall, SHOW, language="en")
    changed = replace(FORM, fields=tuple(replace(one, label=Words(fr="Autre texte.")) for one in FORM.fields))
    forms.publish(hall, forms.save(hall, BREVILLE, changed, AUTHOR, seen=forms.open_draft(hall, BREVILLE, FORM.code, AUTHOR)), AUTHOR)
    found = agreed(hall)
    assert {name: one.is_given for name, one in found.items()} == {TERMS: True, SHOW: True, TEXTS: False, MAILS: False}
    # The form says something else by now; what was agreed to stays as it was read.
    assert (found[TERMS].words.said(found[TERMS].language), found[SHOW].version, found[SHOW].at) == ("I have read the rules.", 1, NOW)


def test_the_same_sent_twice_is_agreed_to_once(hall: Installation) -> None:
    send(hall, SHOW)
    send(hall, SHOW, now=NOW + timedelta(minutes=1))
    with hall.database.read() as session:
        assert session.query(ConsentRow).count() == 4


def test_withdrawal_is_kept_told_and_done_once(hall: Installation) -> None:
    send(hall, SHOW)
    decide(hall, "VOI-01")
    assert back(hall, SHOW).withdrawn_at == LATER
    assert back(hall, SHOW, LATER + timedelta(hours=1)).withdrawn_at == LATER
    assert actions(hall).count(flow.WITHDRAWN) == 1
    with hall.database.read() as session:
        told = [one.letter for one in outbox.of_request(session, FIRST) if "accord retiré" in str(one.letter.payload.get("subject"))]
        lines = [one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action == f"request.{flow.WITHDRAWN}"]
    assert len(told) == 1 and "« Ma photo peut être publiée. »" in str(told[0].payload["body"])
    # The journal names the box, and never the words of people.
    assert [one.details["field"] for one in lines] == [SHOW]


def test_what_was_not_agreed_to_or_is_anothers_cannot_be_taken_back(hall: Installation) -> None:
    send(hall)
    with pytest.raises(ConflictError):
        back(hall, SHOW)
    for number in (ConsentId(0), ConsentId(10**9)):
        with pytest.raises(NotFoundError):
            flow.withdraw(hall, FIRST, number, LATER)
    send(hall, SHOW, texte="Bonjour, un lampadaire éteint rue Carnot.", courriel="paul.martin@courriel.example")
    other = next(iter(agreed(hall, RequestId(2)).values()))
    with pytest.raises(NotFoundError):
        flow.withdraw(hall, FIRST, other.id, LATER)


@pytest.mark.parametrize("change", ["delete", "again", "words"])
def test_the_database_itself_keeps_what_was_agreed_to(hall: Installation, change: str) -> None:
    send(hall, SHOW)
    back(hall, SHOW)
    ways = {
        "delete": delete(ConsentRow),
        "again": update(ConsentRow).where(ConsentRow.field == SHOW).values(withdrawn_at=None),
        "words": update(ConsentRow).where(ConsentRow.field == TERMS).values(is_given=False),
    }
    with pytest.raises(DatabaseError), hall.database.write() as session:
        session.execute(ways[change])


# --- what rests on it -----------------------------------------------------------------------------------------------------------------


def test_what_is_published_is_taken_back_with_the_consent(hall: Installation) -> None:
    send(hall, SHOW)
    shown = Publication(request=FIRST, town=BREVILLE, is_shown=True, text="Un trou.", photos=(), agent=ANNE, at=NOW, version=1)
    with hall.database.write() as session:
        publications.keep(session, shown, ())
    back(hall, TERMS)
    with hall.database.read() as session:
        assert publications.shown(session, (FIRST,))  # that box is for nothing of the kind
    back(hall, SHOW)
    with hall.database.read() as session:
        assert not publications.shown(session, (FIRST,))
        assert publications.find(session, FIRST) == replace(shown, is_shown=False, text="", agent="system", at=LATER, version=2)
    assert actions(hall)[-2:] == ["unpublished", flow.WITHDRAWN]


def test_taken_back_with_one_request_it_stops_in_all_that_the_message_was_made_into(hall: Installation) -> None:
    send(hall, SHOW)
    send(hall, texte="Bonjour, un lampadaire éteint rue Carnot.", courriel="paul.martin@courriel.example")
    second = RequestId(2)
    shown = Publication(request=second, town=BREVILLE, is_shown=True, text="Un lampadaire.", photos=(), agent=ANNE, at=NOW, version=1)
    with hall.database.write() as session:
        row = session.get_one(RequestRow, second)
        row.draft_id, row.part = session.get_one(RequestRow, FIRST).draft_id, 2
        publications.keep(session, shown, ())
    back(hall, SHOW)
    with hall.database.read() as session:
        assert not publications.shown(session, (second,))
        assert [one.action for one in requests.get(session, second).history][-1] == "unpublished"


@pytest.mark.parametrize(("ticked", "is_refused"), [((), True), ((SHOW,), False)])
def test_publication_needs_the_tick_where_the_form_asks_for_it(hall: Installation, ticked: tuple[str, ...], is_refused: bool) -> None:
    send(hall, *ticked)
    with hall.database.read() as session:
        assert consents.is_refused(session, FIRST, ConsentUse.PUBLICATION) is is_refused


@pytest.mark.parametrize(("is_ticked", "is_back", "is_told"), [(True, False, True), (False, False, False), (True, True, False)])
def test_mails_the_law_does_not_ask_for_rest_on_their_consent(hall: Installation, is_ticked: bool, is_back: bool, is_told: bool) -> None:
    send(hall, *((MAILS,) if is_ticked else ()))
    if is_back:
        back(hall, MAILS)
    decide(hall, "VOI-01")
    do(hall, Act.TAKE, "2026-03-21T10:00")
    do(hall, Act.PLAN, "2026-03-21T11:00", day=date(2026, 4, 2))
    models = models_of(hall)
    # That it was registered is told in any case.
    assert ModelKey.PLANNED in models if is_told else ModelKey.PLANNED not in models
    assert len(models) == 1 + is_told


def models_of(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [str(one.letter.payload["model"]) for one in outbox.of_request(session, FIRST) if "occasion" in one.letter.payload]


def gateway_of(hall: Installation, gateway: Gateway) -> Installation:
    told = {**hall.settings.model_dump(), "sms_gateways": [{"url": gateway.url, "seconds": 0.5, **WHOLE_DAY}]}
    return replace(hall, settings=Settings.model_validate(told))


@pytest.mark.parametrize(("is_ticked", "is_back", "count"), [(True, False, 2), (False, False, 0), (True, True, 1)])
def test_text_messages_rest_on_their_consent(hall: Installation, is_ticked: bool, is_back: bool, count: int) -> None:
    with running(Gateway()) as gateway:
        own = gateway_of(hall, gateway)
        send(own, *((TEXTS,) if is_ticked else ()), courriel="", telephone="06 39 98 12 04")
        decide(own, "VOI-01")
        if is_back:
            back(own, TEXTS)
        do(own, Act.CLOSE, "2026-03-21T11:00", answer="C’est réparé.", closure=Closure.CARRIED_OUT)
        work_all(own, "2026-03-21T11:10")
    with hall.database.read() as session:
        states = [one.state for one in outbox.of_request(session, FIRST) if one.letter.payload.get("way") == "sms"]
    assert len(gateway.taken) == states.count("sent") or is_back
    assert states.count("sent") + states.count("withdrawn") == count


def test_a_text_message_that_waits_leaves_no_more(hall: Installation) -> None:
    with running(Gateway()) as gateway:
        own = gateway_of(hall, gateway)
        send(own, TEXTS, courriel="", telephone="06 39 98 12 04")
        decide(own, "VOI-01")
        gateway.taken.clear()
        do(own, Act.CLOSE, "2026-03-21T11:00", answer="C’est réparé.", closure=Closure.CARRIED_OUT)
        back(own, TEXTS)
        work_all(own, "2026-03-21T11:30")
        assert gateway.taken == []


# --- by an agent ----------------------------------------------------------------------------------------------------------------------


def test_an_agent_takes_it_back_for_who_asks_him_and_says_how(hall: Installation) -> None:
    send(hall, SHOW)
    number = agreed(hall)[SHOW].id
    with pytest.raises(InvalidError):
        flow.withdraw_for(hall, FIRST, number, "  ", ANNE, LATER)
    found = flow.withdraw_for(hall, FIRST, number, "Demandé par téléphone", ANNE, LATER)
    assert (found.withdrawn_by, found.withdrawn_at) == (ANNE, LATER)
    with hall.database.read() as session:
        line = requests.get(session, FIRST).history[-1]
    assert (line.actor, line.details["reason"]) == (ANNE, "Demandé par téléphone")


def test_who_may_not_work_on_it_takes_nothing_back(hall: Installation) -> None:
    send(hall, SHOW)
    with hall.database.write() as session:
        agents.add(session, NewAgent(town=BREVILLE, login="zoe", name="Zoé", roles=frozenset(), password_hash="x"), NOW)
    with pytest.raises((ForbiddenError, NotFoundError)):
        flow.withdraw_for(hall, FIRST, agreed(hall)[SHOW].id, "au téléphone", "zoe", LATER)
    assert agreed(hall)[SHOW].stands


# --- the form -------------------------------------------------------------------------------------------------------------------------


def test_what_a_box_allows_stands_in_the_text_of_its_form() -> None:
    assert read_form(write_form(FORM), "f") == FORM
    assert "permet: publication" in write_form(FORM)


@pytest.mark.parametrize(
    "wrong",
    [
        FormField(name="x", kind=K.CONSENT, label=Words(fr="X"), consent_for=ConsentUse.SMS, is_required=True),
        FormField(name="x", kind=K.SHORT, label=Words(fr="X"), consent_for=ConsentUse.SMS),
    ],
)
def test_a_consent_that_is_not_free_is_refused(hall: Installation, wrong: FormField) -> None:
    with pytest.raises(ConfigurationError):
        forms.begin(hall, BREVILLE, replace(FORM, code=FormCode("autre"), fields=(*FORM.fields, wrong)), AUTHOR)
