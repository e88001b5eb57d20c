"""Life of forms and their text; what many send together."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest

from domain.errors import ConfigurationError, ConflictError
from domain.form import FormCode, FormDefinition, Hook, Signed
from domain.ids import DepartmentCode, SubjectCode
from flows import forms as flow
from flows.form_check import mistakes
from flows.form_text import head_of, headed, read_form, write_form
from flows.forms import FormBook, StaleFormError, common_forms
from flows.rulesets import Author
from flows.together import Together
from flows.wiring import Installation
from store import forms, rulesets
from tests.ingest.form.asked import FORM
from tests.installations import BREVILLE

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ANNE, BRUNO = Author(name="anne", now=NOW), Author(name="bruno", now=NOW)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    return town_hall


@pytest.mark.parametrize("form", [*common_forms(), FORM], ids=lambda form: form.code)
def test_a_form_as_text_is_the_same_form(form: FormDefinition) -> None:
    hooked = replace(
        form,
        sites=("https://www.valognes.example",),
        needs_key=True,
        is_open=False,
        hook=Hook(header="X", time_header="T", signed=Signed.TIME_DOT_BODY, mapping="name: a\nfields:\n  b: text\n"),
    )
    for one in (form, hooked):
        assert read_form(write_form(one), "essai") == one
        assert list(mistakes(one, None, "essai")) == []
    assert head_of(headed(3, 7, write_form(form))) == (3, 7)
    assert head_of(write_form(form)) is None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", {None}),
        ("formulaire: a\ntitre: b\nchamps: []\nsujets: x", {4}),
        ("formulaire: a\ntitre: b\nchamps:\n- {nom: c, genre: texte}", {4}),
        ("formulaire: a\ntitre: {en: b}\nchamps:\n- {nom: c, genre: d, libelle: e, max: beaucoup}", {2, 4}),
        ("formulaire: a\nformulaire: b\ntitre: c\nchamps: []", {2}),
        ("formulaire: &a b\ntitre: *a\nchamps: []", {1}),
        ("[" * 5000, {1}),
    ],
)
def test_a_text_with_mistakes_is_refused_with_their_lines(text: str, lines: set[int | None]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_form(text, "essai.yaml")
    assert {one.line for one in refused.value.mistakes} >= lines - {None}


def test_of_two_administrators_the_second_overwrites_nothing(hall: Installation) -> None:
    begun = flow.begin(hall, BREVILLE, FORM, ANNE)
    saved = flow.save(hall, BREVILLE, replace(FORM, is_open=False), ANNE, seen=begun)
    with pytest.raises(StaleFormError, match="anne"):
        flow.save(hall, BREVILLE, replace(FORM, needs_key=True), BRUNO, seen=begun)
    with pytest.raises(StaleFormError):
        flow.publish(hall, begun, BRUNO)
    with pytest.raises(StaleFormError):
        flow.take_in(hall, BREVILLE, FORM, BRUNO, (begun.number, begun.revision))
    assert flow.publish(hall, saved, BRUNO).published_by == "bruno"


def test_a_published_version_never_changes(hall: Installation) -> None:
    published = flow.publish(hall, flow.begin(hall, BREVILLE, FORM, ANNE), ANNE)
    with pytest.raises(ConflictError), hall.database.write() as session:
        forms.save_draft(session, published, replace(FORM, needs_key=True), author="anne", now=NOW)
    with pytest.raises(ConflictError):
        flow.begin(hall, BREVILLE, FORM, BRUNO)
    second = flow.publish(hall, flow.open_draft(hall, BREVILLE, FORM.code, BRUNO), BRUNO)
    with hall.database.read() as session:
        states = [(one.number, str(one.state), one.based_on) for one in forms.versions(session, BREVILLE)]
    assert states == [(2, "publié", 1), (1, "retiré", None)]
    assert second.revision == 1


def test_the_database_itself_keeps_a_published_version(hall: Installation) -> None:
    flow.publish(hall, flow.begin(hall, BREVILLE, FORM, ANNE), ANNE)
    for statement in ("UPDATE form_versions SET document = '{}'", "DELETE FROM form_versions"):
        with pytest.raises(Exception, match="stays as it is"), hall.database.write() as session:
            session.connection().exec_driver_sql(statement)


def test_a_form_that_names_what_the_town_has_not_is_refused(hall: Installation) -> None:
    wrong = replace(FORM, subject=SubjectCode("NON-99"), department=DepartmentCode("XYZ"), sites=("valognes",), code=FormCode("Essai"))
    with pytest.raises(ConfigurationError) as refused:
        flow.begin(hall, BREVILLE, wrong, ANNE)
    assert len(refused.value.mistakes) == 4


def test_a_new_town_begins_with_forms_once(hall: Installation) -> None:
    with hall.database.write() as session:
        ruleset = rulesets.get(session, BREVILLE)
        assert flow.install_common(session, BREVILLE, ruleset, NOW) == 3
        assert flow.install_common(session, BREVILLE, ruleset, NOW) == 0
    book = FormBook(hall.database)
    assert [one.definition.code for one in book.of(BREVILLE)] == ["contact", "document", "signalement"]


def test_the_book_sees_what_is_published_at_the_next_look(hall: Installation) -> None:
    book = FormBook(hall.database)
    assert book.find(BREVILLE, "essai") is None
    flow.publish(hall, flow.begin(hall, BREVILLE, FORM, ANNE), ANNE)
    book.refresh()
    found = book.find(BREVILLE, "essai")
    assert found is not None and found.definition == FORM


def test_what_is_asked_together_is_done_together_and_each_is_told_his_own() -> None:
    batches: list[int] = []
    first, go_on = Event(), Event()

    def do(asked: object) -> list[int | Exception]:
        numbers = list(asked)  # type: ignore[call-overload]  # a sequence of numbers
        batches.append(len(numbers))
        if numbers == [0]:
            first.set()
            go_on.wait(10)
        return [ValueError(number) if number == 3 else number * 2 for number in numbers]

    together: Together[int, int] = Together(do, most=8)
    futures = [together.ask(0)]
    assert first.wait(10)
    with ThreadPoolExecutor(4) as threads:
        futures += list(threads.map(together.ask, range(1, 12)))
    go_on.set()
    assert futures[0].result(10) == 0
    for number, future in enumerate(futures[1:], start=1):
        if number == 3:
            with pytest.raises(ValueError, match="3"):
                future.result(10)
        else:
            assert future.result(10) == number * 2
    assert sum(batches) == 12
    assert max(batches) == 8


def test_who_came_in_company_waits_for_it_a_moment_and_who_comes_alone_does_not() -> None:
    batches: list[int] = []

    def do(asked: object) -> list[int | Exception]:
        batches.append(len(list(asked)))  # type: ignore[call-overload]  # a sequence of numbers
        if batches == [1]:
            go_on.wait(10)
        return [0] * batches[-1]

    go_on = Event()
    together: Together[int, int] = Together(do, wait_s=5.0)
    futures = [together.ask(0)]
    while not batches:
        time.sleep(0.001)
    futures += [together.ask(number) for number in range(1, 8)]
    go_on.set()
    for future in futures:
        future.result(10)
    assert batches == [1, 7]
    began = time.monotonic()
    later = []
    for number in range(7):
        later.append(together.ask(number))
        time.sleep(0.01)
    for future in later:
        future.result(10)
    assert batches == [1, 7, 7]
    assert time.monotonic() - began < 3
    quick: Together[int, int] = Together(lambda asked: [0] * len(asked), wait_s=5.0)
    began = time.monotonic()
    for number in range(5):
        quick.ask(number).result(10)
    assert time.monotonic() - began < 2


def test_an_error_of_all_is_told_to_all() -> None:
    def do(asked: object) -> list[int | Exception]:
        raise OSError("full")

    together: Together[int, int] = Together(do)
    with pytest.raises(OSError, match="full"):
        together.ask(1).result(10)
    with pytest.raises(OSError, match="full"):
        together.ask(2).result(10)
