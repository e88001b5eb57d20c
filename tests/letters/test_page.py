"""What marks of a model make of a letter, and that nobody's words are ever taken for one (S16)."""

import importlib.util
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.model import BoundlessError, Model, UnresolvedError, unmeant, write
from letters.page import OWN, Block, Kind, Run, blocks, fragment, html, marked, plain, unmarked
from tests.letters.test_catalogue import ASKED, KNOWN

MIGRATION = Path(__file__).resolve().parents[2] / "store" / "migrations" / "versions" / "0053_office_templates.py"
WORDS = st.text(st.characters(exclude_categories=["Cs", "Co", "Cc", "Zl", "Zp"]) | st.sampled_from("*#\\->\n "), max_size=80)


B, NO = (True, False), (False, False)


def made(text: str, **fiche: object) -> tuple[Block, ...]:
    return blocks(write(Model(subject="x", text=text), replace(KNOWN, fiche=replace(KNOWN.fiche, **fiche))).rich)  # type: ignore[arg-type]


def runs(text: str, **fiche: object) -> list[tuple[str, bool, bool]]:
    return [(run.text, run.is_bold, run.is_italic) for block in made(text, **fiche) for line in block.lines for run in line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**b** *c* ***d***", [("b", *B), (" ", *NO), ("c", False, True), (" ", *NO), ("d", True, True)]),
        ("5 * 3 * 2 et **", [("5 * 3 * 2 et **", False, False)]),
        ("Prix* hors *taxe", [("Prix* hors *taxe", False, False)]),
        (r"\*pas\* gras, un \\ et \n", [(r"*pas* gras, un \ et \n", False, False)]),
        ("**a\nb**", [("a", True, False), ("b", True, False)]),
        ("**a\n\nb**", [("**a", False, False), ("b**", False, False)]),
        ("****a****", [("****a****", False, False)]),
    ],
)
def test_stars_mark_words_where_they_stand_around_them(text: str, expected: list[tuple[str, bool, bool]]) -> None:
    assert runs(text) == expected


def test_headings_lists_quotations_and_what_stands_to_the_right() -> None:
    found = made("# Un **titre**\ntexte\n- a\n- *b*\n> cité\n-> Le maire\n-> A. Roy\n\\# pas un titre\n\\-> ni ceci\n## ni cela")
    assert [(one.kind, len(one.lines)) for one in found] == [
        *((Kind.HEADING, 1), (Kind.WORDS, 1), (Kind.LIST, 2), (Kind.QUOTED, 1), (Kind.RIGHT, 2), (Kind.WORDS, 3)),
    ]
    assert found[0].lines[0] == (Run(text="Un "), Run(text="titre", is_bold=True))
    letter = write(Model(subject="**x**", text="# Titre\n\n**a** {{ collectivite.logo }}\n-> Le maire"), KNOWN)
    assert (letter.subject, letter.text) == ("**x**", "Titre\n\na\nLe maire")
    page = html(letter.rich)
    assert ">Titre</h2>" in page and "<strong>a</strong>" in page and 'style="margin-left:50%">Le maire' in page
    assert '<p class="to-right">Le maire</p>' in fragment(letter.rich)


@given(WORDS)
def test_what_somebody_wrote_is_never_a_mark(words: str) -> None:
    if not words.strip() or re.search("signet|erreur|error", words, re.IGNORECASE):
        return
    found = made("Objet : {{ fiche.details }}", details=words)
    assert not any(run.is_bold or run.is_italic for block in found for line in block.lines for run in line)
    assert {block.kind for block in found} <= {Kind.WORDS, Kind.LIST, Kind.QUOTED}
    said = write(Model(subject="x", text="Objet : {{ fiche.details }}"), replace(KNOWN, fiche=replace(KNOWN.fiche, details=words))).text
    assert "".join(said.split()) == "".join(f"Objet : {words}".split())


def test_a_name_with_marks_is_a_name_within_bold_as_well() -> None:
    assert runs("**{{ fiche.objet }}** !", objet="**X** *y*") == [("**X** *y*", True, False), (" !", False, False)]
    assert runs("**{{ fiche.details }}**", details="a\n\nb") == [("a", True, False), ("b", True, False)]
    assert runs("{{ fiche.objet }}", objet="\ue000x\ue000") == [("x", False, False)]


@given(WORDS)
def test_a_text_kept_before_there_were_marks_goes_on_to_mean_the_same(words: str) -> None:
    assert plain(marked(unmarked(words))) == words
    assert OWN.search(marked(unmarked(words))) is None


def test_the_migration_keeps_old_models_and_goes_back() -> None:
    spec = importlib.util.spec_from_file_location("m0053", MIGRATION)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    old = 'a * b \\ # c -> d {% if fiche.objet == "**" %}x{% endif %}'
    parts = [one if module._TAGS.fullmatch(one) else module._SIGNS.sub(lambda f: f"\\{f[0]}", one) for one in module._TAGS.split(old)]
    new = "".join(parts)
    assert new == r'a \* b \\ \# c \-> d {% if fiche.objet == "**" %}x{% endif %}'
    assert module._WRITTEN_WITH_THEM.sub(lambda f: f[1], new) == old
    assert write(Model(subject="x", text=new), replace(KNOWN, fiche=replace(KNOWN.fiche, objet="**"))).text == "a * b \\ # c -> d x"


def test_a_letter_without_end_is_stopped_and_named_in_time() -> None:
    began = time.process_time()
    long = replace(KNOWN, fiche=replace(KNOWN.fiche, details="x" * 20_000))
    with pytest.raises(BoundlessError) as stopped:
        write(Model(subject="x", text="{{ fiche.details }}" * 1_000), long)
    assert (stopped.value.most, stopped.value.field) == (200_000, None)
    with pytest.raises(BoundlessError, match=r"pieces\.liste"):
        write(Model(subject="x", text="x"), replace(KNOWN, pieces=replace(ASKED, liste=("x",) * 100_000)))
    # As many loops as a model has room for, over as long a list as there may be.
    loops = "{% for a in pieces.liste %}{% if a == 'y' %}z{% endif %}{% endfor %}" * 270 + "."
    assert write(Model(subject="x", text=loops), replace(KNOWN, pieces=replace(ASKED, liste=("x",) * 1_000))).text == "."
    assert len(blocks("\ue000a " * 10_000 + "\n- b" * 10_000)) == 2
    assert time.process_time() - began < 5


@pytest.mark.parametrize("value", ["Signet", "« Signet »", "Erreur ! Signet non défini.", "Error! Bookmark not defined."])
def test_the_bookmark_of_the_sample_fiche_is_refused_as_a_model_and_as_a_value(value: str) -> None:
    with pytest.raises(UnresolvedError, match=r"fiche\.objet"):
        write(Model(subject="x", text="Objet : {{ fiche.objet }}"), replace(KNOWN, fiche=replace(KNOWN.fiche, objet=value)))
    assert write(Model(subject="x", text="{{ fiche.objet }}"), replace(KNOWN, fiche=replace(KNOWN.fiche, objet="Signets de lecture"))).text


def test_a_condition_that_is_never_met_is_told_when_a_model_is_kept() -> None:
    found = unmeant(Model(subject="x", text='a\n{% if fiche.canal == "mail" %}x{% endif %}{% if fiche.regime == "SVR" %}y{% endif %}'))
    assert [(one.code, one.line, one.word) for one in found] == [("value", 2, "mail")]


def test_who_is_named_by_first_and_family_name() -> None:
    her = replace(KNOWN, demandeur=replace(KNOWN.demandeur, prenom="Sylvie", nom_famille="LEBRUN"))
    assert write(Model(subject="x", text="{{ demandeur.nom }}"), her).text == "LEBRUN Sylvie"
    assert write(Model(subject="x", text="{{ demandeur.prenom }} {{ demandeur.nom }}"), her).text == "Sylvie LEBRUN"
