"""Forms typed or filled in: who fills one in, and what he asks, however it labels and sets its answers."""

import time
from datetime import date
from pathlib import Path

import pytest

from domain.draft import ReadIn, Trait
from domain.paper import Line, Origin, Page
from ingest.paper.letter.form_cells import label_kind
from ingest.paper.letter.forms import read_form
from ingest.paper.letter.rows import page_rows
from tests.ingest.paper.test_anatomy import misses, plain, read
from tests.ingest.paper.written import Written, letters, words

FORMS = tuple(letters(Path(__file__).parent / "forms"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_says_who_asks(form: Written) -> None:
    assert misses(form, read(form)) == {}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_text_is_what_is_asked(form: Written) -> None:
    text = plain(f"{read(form).heading or ''} {read(form).text}")
    parts = {key: [plain(one) for one in form.expected.get(key, "").split(" | ") if plain(one)] for key in ("has", "lacks")}
    assert [one for one in parts["has"] if one not in text] == []
    assert [one for one in parts["lacks"] if one in text] == []


def test_answers_are_told_as_answers_with_the_words_they_were_read_from() -> None:
    form = next(one for one in FORMS if one.name == "05-glued-leaders")
    found = {one.trait: one for one in read(form).provenance}
    assert {found[trait].read_in for trait in (Trait.NAME, Trait.PHONE, Trait.ADDRESS)} == {ReadIn.FORM}
    assert found[Trait.NAME].quote == "GOSSELIN Annick"
    assert found[Trait.PHONE].quote == "06 39 98 11 05"
    draft = read(form)
    for one in draft.provenance:
        assert one.where is not None
        assert draft.signature[one.where.start : one.where.end] == one.quote


def test_the_day_of_a_form_without_colons_is_read() -> None:
    paper = read(next(one for one in FORMS if one.name == "41-head-of-the-town-without-colons")).paper
    assert paper is not None
    assert paper.written_on == date(2026, 11, 2)


@pytest.mark.parametrize("text", [". " * 4_000, "Nom : " * 2_000, "☐ " * 4_000, "[ " * 4_000, "_" * 20_000, "Nom Tel : Mail " * 800])
def test_long_lines_take_no_time(text: str) -> None:
    page = Page(number=0, origin=Origin.OCR, lines=(Line(words=words(text[:20_000], 500, 500, 90)),))
    started = time.monotonic()
    read_form(page_rows(page))
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("NOM* :", "surname"),
        ("2) Prénom(s) (en capitales)", "given"),
        ("Votre demande", "text"),
        ("Tél. portable", "phone"),
        ("Nom du défunt", None),
        ("Nom de jeune fille", "born"),
        ("N° SIRET", "register"),
        ("Le Maire", None),
    ],
)
def test_labels_are_known_in_their_spellings(label: str, kind: str | None) -> None:
    assert label_kind(label) == kind
