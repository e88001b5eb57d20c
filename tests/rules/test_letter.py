import pytest

from rules.letter import frame_of
from rules.words import read_words
from tests.soon import soon

HEAD = "Jeanne Aubry\n12 rue Carnot\n50999 Valmont\n\nMairie de Valmont\nPlace de la Gare\n\nValmont, le 12 mars 2026"
BODY = "Le trottoir est défoncé devant l'école."
FORMULA = "Veuillez agréer, Madame, mes salutations distinguées."


def parts(text: str) -> tuple[str, str, str, str, str, str]:
    """Return head, line of the subject, body, what leads to the formula, the formula with the signature, and the postscript."""
    words = read_words(text)
    frame = frame_of(words)
    subject = (frame.subject.start, frame.subject.stop)
    borders = ((0, frame.body), subject, (frame.body, frame.closing), (frame.closing, frame.formula), (frame.formula, frame.end))
    head, line, body, lead, formula, after = (
        words.quote(first, end - 1) if first < end else "" for first, end in (*borders, (frame.end, len(words)))
    )
    return head, line, body, lead, formula, after


def body_of(text: str) -> str:
    return parts(text)[2]


def test_a_letter_falls_into_its_parts() -> None:
    closing = "Dans l'attente de votre réponse, je vous prie d'agréer, Monsieur le Maire, l'expression de mes sentiments distingués."
    text = f"{HEAD}\n\nObjet : trottoir cassé\n\nMonsieur le Maire,\n\n{BODY}\n\n{closing}\n\nJeanne Aubry\n\nP.-S. : le banc aussi."
    assert parts(text) == (
        f"{HEAD}\n\nObjet : trottoir cassé",
        "Objet : trottoir cassé",
        f"Monsieur le Maire,\n\n{BODY.removesuffix('.')}",
        "Dans l'attente de votre réponse, je vous prie",
        "d'agréer, Monsieur le Maire, l'expression de mes sentiments distingués.\n\nJeanne Aubry",
        "P.-S. : le banc aussi",
    )


@pytest.mark.parametrize(
    "salutation",
    [
        "Madame, Monsieur,",
        "MADAME, MONSIEUR,",
        "Monsieur le Maire,",
        "Monsieur le Maire",
        "Madame la Maire",
        "Mesdames et Messieurs les élus",
        "Monsieur l'Adjoint au Maire chargé de la voirie,",
        "Cher Monsieur,",
        "Chère Madame Martin,",
        "Très cher Monsieur,",
        "Chers élus,",
        "Maître,",
        "Docteur,",
        "Madame la Conseillère :",
        "Bonjour Madame,",
        "Bonjour à tous !",
        "Bonsoir",
    ],
)
def test_what_stands_above_a_salutation_is_the_head(salutation: str) -> None:
    assert parts(f"{HEAD}\n\n{salutation}\n\n{BODY}")[0] == HEAD


@pytest.mark.parametrize(
    "line", ["Objet : le banc", "OBJET: le banc", "Concerne : le banc", "Sujet : le banc", "Obj. : le banc", "Re : le banc"]
)
def test_the_line_that_says_what_the_letter_is_about_is_found_in_the_head(line: str) -> None:
    assert parts(f"{HEAD}\n\n{line}\nRéf. : 2026\n\nMadame,\n\n{BODY}")[1] == line


def test_a_line_of_the_subject_may_be_long() -> None:
    line = "Objet : le trottoir" + " de la rue" * 20
    assert parts(f"{HEAD}\n\n{line}\n\nMadame,\n\n{BODY}")[:2] == (f"{HEAD}\n\n{line}", line)


def test_a_list_of_what_is_enclosed_may_be_long() -> None:
    line = "Pièces jointes : une photo" + " du trottoir" * 12
    assert parts(f"{HEAD}\n{line}\n\nMadame,\n\n{BODY}")[0] == f"{HEAD}\n{line}"


def test_a_greeting_above_a_salutation_is_its_head() -> None:
    assert parts(f"Bonjour,\n\nMonsieur le Maire,\n\n{BODY}")[0] == "Bonjour"


def test_a_head_without_a_line_of_the_subject_has_none() -> None:
    assert parts(f"{HEAD}\n\nMadame,\n\nObjet : le banc\n{BODY}")[:2] == (HEAD, "")


@pytest.mark.parametrize(
    "above",
    [
        BODY + " Les enfants descendent sur la route pour passer, et une dame âgée y est tombée hier matin en allant au marché.",
        "\n".join(["Un banc"] * 17),
        "Un banc\n" * 10 + "\n" * 1200,
    ],
)
def test_a_story_above_a_salutation_is_no_head(above: str) -> None:
    assert parts(f"{above}\nMadame,\n{BODY}")[0] == ""


def test_as_many_lines_as_a_head_has_are_one() -> None:
    above = "\n".join(["Un banc"] * 16)
    assert parts(f"{above}\nMadame,\n{BODY}")[0] == above


@pytest.mark.parametrize(
    ("closing", "lead"),
    [
        ("Veuillez agréer, Madame, mes salutations distinguées.", ""),
        ("Veuillez croire en mes sentiments les meilleurs", ""),
        ("Recevez, Monsieur le Maire, mes respectueuses salutations.", ""),
        ("Dans cette attente, veuillez recevoir mes salutations.", "Dans cette attente"),
        ("Nous vous prions d'agréer, Messieurs, nos salutations citoyennes.", "Nous vous prions"),
        ("Je vous prie de croire, Madame, à l'assurance de ma considération.", "Je vous prie"),
        ("Je vous présente mes respects.", "Je"),
        ("Je vous adresse mes respectueux hommages.", "Je"),
        ("\nCordialement,", ""),
        ("\nBien cordialement", ""),
        ("\nBien à vous,", ""),
        ("\nRespectueusement,", ""),
        ("\nSincères salutations", ""),
        ("\nAvec mes cordiales salutations.", ""),
        ("\nCdlt", ""),
    ],
)
def test_a_formula_closes_a_letter_from_the_sentence_that_leads_to_it(closing: str, lead: str) -> None:
    found = parts(f"{BODY} {closing}\n\nJeanne Aubry")
    assert found[2:4] == (BODY.removesuffix("."), lead)
    assert found[4].endswith("Jeanne Aubry")


@pytest.mark.parametrize("sign", ["P.-S. :", "P.S.", "PS :", "ps", "Post-scriptum :", "NB :", "N.B."])
def test_a_postscript_is_no_part_of_the_closing(sign: str) -> None:
    assert parts(f"{BODY}\n{FORMULA}\nJeanne Aubry\n{sign} le banc aussi")[5] == f"{sign} le banc aussi"


def test_what_is_enclosed_below_a_signature_is_no_postscript() -> None:
    assert parts(f"{BODY}\n{FORMULA}\nJeanne Aubry\nPJ : une photo")[4:] == (
        f"{FORMULA}\nJeanne Aubry\nPJ : une photo",
        "",
    )


def test_a_note_above_the_formula_is_no_postscript() -> None:
    text = f"{BODY}\nNB : le banc aussi.\n{FORMULA}\nJeanne Aubry"
    assert parts(text)[4:] == (f"{FORMULA}\nJeanne Aubry", "")


def test_a_postscript_without_a_formula_is_body() -> None:
    assert body_of(f"{BODY}\nP.-S. : le banc") == f"{BODY}\nP.-S. : le banc"


def test_a_formula_above_a_long_text_closes_nothing() -> None:
    following = "Le banc est cassé. " * 24
    assert body_of(f"{BODY}\nCordialement\n{following}") == f"{BODY}\nCordialement\n{following}".rstrip(". ")
    assert body_of(f"{BODY}\nCordialement\n{following[:380].rstrip('. ')}") == BODY.removesuffix(".")


def test_a_closing_in_the_head_of_a_letter_is_not_its_closing() -> None:
    assert parts(f"Salutations républicaines\n12 rue Carnot\n\nMadame,\n\n{BODY}")[2:] == (
        f"Madame,\n\n{BODY.removesuffix('.')}",
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour,",
        "Madame,",
        "Le lampadaire est éteint",
        "Bonjour, le lampadaire est éteint",
        "Bonjour,\nle lampadaire est éteint",
        "Monsieur, le lampadaire est éteint",
        "Objet : lampadaire\nIl est éteint",
        "Un trou\nMadame Martin, ma voisine, est tombée",
        "je pense sincèrement",
        "je pense sincèrement que le banc est cassé",
        "veuillez trouver ci-joint un devis",
        "Veuillez trouver ci-joint un devis.\nMon voisin a des sentiments",
        "Bonjour, veuillez agréer ma demande de subvention",
        "Je vous adresse une photo. Toute ma considération pour vos agents",
        "Je tiens à vous remercier",
        "Nous avons été reçus très cordialement par vos agents",
    ],
)
def test_a_short_message_or_plain_prose_has_no_frame(text: str) -> None:
    words = read_words(text)
    assert frame_of(words) == (0, range(0, 0), len(words), len(words), len(words))


@pytest.mark.parametrize("lead", ["", "a\n"])
@pytest.mark.parametrize(
    "unit",
    [
        "Madame\n",
        "Madame,\n",
        "Madame ",
        "chère ",
        "très chère Madame ",
        "Bonjour ",
        "veuillez ",
        "veuillez\n",
        "veuillez agréer ",
        "vous adresse ",
        "de d'",
        "recevez ",
        "\n",
        " \n",
        " ",
        "\t",
        ":",
        "\n:",
        ".",
        "Objet :\n",
        "Objet : ",
        "a ",
        "a\nMadame\n",
        "cordialement ",
        "ps\n",
        "p.",
    ],
)
def test_endless_repetition_takes_no_endless_time(lead: str, unit: str) -> None:
    words = read_words(lead + unit * (20_000 // len(unit)))
    with soon(1):
        frame_of(words)
