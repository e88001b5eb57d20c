from ingest.paper.letter.petition import cut_signatories, spokesman
from ingest.paper.letter.rows import Row, row
from tests.ingest.paper.written import words


def line(top: int, *cells: tuple[int, str], page: int = 0) -> list[Row]:
    return [row(page, words(text, left, top, 90)) for left, text in cells]


def table(*, says: str = "Nous soussignés demandons un ralentisseur.") -> list[Row]:
    return [
        *line(1000, (1000, says)),
        *line(2000, (1000, "NOM Prénom"), (4000, "Adresse"), (7500, "Signature")),
        *line(2300, (1000, "PICOT Daniel"), (4000, "3 rue des Lilas"), (7500, "Picot")),
        *line(2600, (1000, "DUCHEMIN Anne"), (4000, "5 rue des Lilas"), (7500, "AD")),
        *line(2900, (1000, "HAMEL Josette"), (4000, "8 rue des Lilas"), (7500, "JH")),
    ]


def test_a_table_of_names_is_cut_and_its_first_line_told() -> None:
    petition, kept = cut_signatories(table())
    assert petition is not None
    assert petition.first == ("PICOT Daniel", "3 rue des Lilas")
    assert petition.names == ("PICOT Daniel", "DUCHEMIN Anne", "HAMEL Josette")
    assert [one.text for one in kept] == ["Nous soussignés demandons un ralentisseur."]


def test_a_table_goes_on_on_the_next_page() -> None:
    more = [
        *line(500, (2000, "Pétition (suite)"), page=1),
        *line(800, (1000, "Nom, prénom"), (4000, "Adresse"), (7500, "Signature"), page=1),
        *line(1100, (1000, "ROBIN Chloé"), (4000, "18 rue des Lilas"), (7500, "Robin"), page=1),
    ]
    petition, kept = cut_signatories([*table(), *more])
    assert petition is not None
    assert petition.names[-1] == "ROBIN Chloé"
    assert all(one.page == 0 for one in kept)


def test_dots_and_dashes_sign_nothing() -> None:
    petition, _ = cut_signatories([*table(), *line(3200, (1000, "LL"), (4000, "L")), *line(3500, (1000, "– –"))])
    assert petition is not None
    assert len(petition.names) == 3


def test_a_list_below_who_signed_is_cut() -> None:
    rows = [
        *line(1000, (1000, "Nous demandons que le conteneur soit vidé.")),
        *line(1500, (1000, "Ont signé :")),
        *line(1800, (1000, "1. LANGLOIS Françoise, 2 allée du Clos-Fleuri")),
        *line(2000, (1000, "2. MARIETTE Jean, 4 allée du Clos-Fleuri")),
    ]
    petition, kept = cut_signatories(rows)
    assert petition is not None
    assert petition.first == ("LANGLOIS Françoise", "2 allée du Clos-Fleuri")
    assert len(kept) == 1


def test_a_letter_with_a_table_of_its_own_is_none() -> None:
    rows = [
        *line(1000, (1000, "Liste du matériel")),
        *line(1300, (1000, "Barrières"), (4000, "50")),
        *line(1600, (1000, "Tables"), (4000, "12")),
    ]
    assert cut_signatories(rows) == (None, tuple(rows))


def test_who_stands_for_all_is_told_apart() -> None:
    assert (
        spokesman("Première signataire et contact : Mme Nicole LEMIÈRE, tél. 02 61 91 63 07.") == "Mme Nicole LEMIÈRE, tél. 02 61 91 63 07."
    )
    assert spokesman("Nous avons pris contact avec vos services.") is None


def test_a_column_that_counts_is_no_name() -> None:
    rows = [
        *line(1000, (1000, "Nous soussignés demandons un ralentisseur.")),
        *line(2000, (1000, "N°"), (1700, "Nom et prénom"), (4000, "Adresse"), (7500, "Signature")),
        *line(2300, (1000, "1"), (1700, "PICOT Daniel"), (4000, "3 rue des Lilas"), (7500, "XX")),
        *line(2600, (1000, "2"), (1700, "DUCHEMIN Anne"), (4000, "5 rue des Lilas"), (7500, "AD")),
        *line(2900, (1000, "10 HAMEL Josette"), (4000, "8 rue des Lilas"), (7500, "JH")),
    ]
    petition, kept = cut_signatories(rows)
    assert petition is not None
    assert petition.first == ("PICOT Daniel", "3 rue des Lilas")
    assert petition.names == ("PICOT Daniel", "DUCHEMIN Anne", "HAMEL Josette")
    assert len(kept) == 1
