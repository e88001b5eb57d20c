"""Submissions as a whole: what is read, whose it is, what is kept apart, and what nobody can read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draft import Draft, Flag, Kind, ReadIn, Remark, Trait
from domain.inbound import Channel, Reception
from domain.machine import Sign
from ingest.form.mapping import parse_mapping
from ingest.form.opening import MAX_BYTES
from ingest.form.read import looks_like_submission, read_submission, try_mapping
from tests.soon import soon

TOWN = Reception(town_name="Valognes", timezone="Europe/Paris")


def read(payload: object, channel: Channel | None = None, town: Reception = TOWN) -> Draft:
    (draft,) = read_submission(json.dumps(payload).encode(), town, channel)
    return draft


# --- whose an address is --------------------------------------------------------------------------------------------------------------


def test_the_requesters_address_is_never_the_place() -> None:
    draft = read({"nom": "Roy", "prenom": "Ida", "adresse": "3 rue Verte", "cp": "50700", "ville": "VALOGNES", "message": "Un banc cassé."})
    assert draft.requester.address == "3 rue Verte, 50700 Valognes"
    assert draft.text == "Un banc cassé."


def test_an_address_below_the_matter_is_the_place() -> None:
    draft = read(
        {"usager": {"nom": "Roy", "prenom": "Ida"}, "demande": {"texte": "Tag", "adresse": {"numero": "12", "voie": "rue de Mars"}}}
    )
    assert draft.requester.address is None
    assert draft.text == "Tag\nLieu : 12 rue de Mars"


def test_an_address_that_nobody_owns_is_the_place_where_nobody_says_who_he_is() -> None:
    assert read({"adresse": "12 rue des Lavoirs", "description": "Matelas"}).text == "Matelas\nLieu : 12 rue des Lavoirs"


def test_an_agent_leaves_out_his_own_town() -> None:
    note = {"canal": "telephone", "appelant": {"nom": "Roy", "adresse": "6 rue Gambetta"}, "note": "Bruit"}
    assert read(note).requester.address == "6 rue Gambetta, Valognes"
    form = {"demandeur": {"nom": "Roy", "adresse": "6 rue Gambetta"}, "message": "Bruit"}
    assert read(form).requester.address == "6 rue Gambetta"


def test_what_is_known_of_somebody_else_is_text_and_not_the_requester() -> None:
    draft = read({"victime": {"nom": "Marin", "prenom": "Odette", "telephone": "0639980001"}, "message": "Elle est tombée."})
    assert draft.requester.name is None
    assert draft.requester.phone is None
    assert draft.text == "Elle est tombée.\nVictime : nom Marin, prenom Odette, telephone 0639980001"


# --- names, numbers, provenance -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"nom": "LE GOFF", "prenom": "anne"}, "LE GOFF Anne"),
        ({"nom": "Mme SIMON Arlette"}, "SIMON Arlette"),
        ({"nom": "Quesnel"}, "QUESNEL"),
        ({"nom": "Mme Le Goff"}, "LE GOFF"),
        ({"nom": "M. Le Goff Yann"}, "LE GOFF Yann"),
        ({"nom": "Paul Quesnel", "prenom": "Paul"}, "QUESNEL Paul"),
        ({"nom": "Roussel", "prenom": "N."}, "ROUSSEL N."),
        ({"nom": "Robert", "prenom": "Robert"}, "ROBERT"),
        ({"prenom": "Inès"}, "Inès"),
        ({"name": "O'Brien Jane"}, "O'BRIEN Jane"),
        ({"nom": "<b>x</b>"}, None),
        ({"nom": "Association des Amis du Val"}, None),
    ],
)
def test_names_are_written_as_everywhere(payload: dict[str, str], name: str | None) -> None:
    assert read({**payload, "message": "Bonjour"}).requester.name == name


def test_a_firm_in_the_name_is_an_organisation() -> None:
    assert read({"nom": "Association des Amis du Val", "message": "Bonjour"}).requester.organisation == "Association des Amis du Val"


def test_each_value_says_in_which_answer_it_stood() -> None:
    draft = read({"nom": "ROY", "prenom": "Ida", "tel": "06 39 98 00 02", "message": "Bonjour"})
    told = {one.trait: (one.value, one.read_in, one.quote) for one in draft.provenance}
    assert told[Trait.NAME] == ("ROY Ida", ReadIn.FORM, "Ida ROY")
    assert told[Trait.PHONE] == ("+33639980002", ReadIn.FORM, "06 39 98 00 02")


def test_a_number_of_new_caledonia_is_read_by_the_towns_region() -> None:
    assert read({"nom": "Roy", "tel": "26 31 00", "message": "Bonjour"}, town=Reception(region="NC")).requester.phone == "+687263100"


def test_what_cannot_be_a_number_stays_in_the_text() -> None:
    draft = read({"nom": "Roy", "telephone": "en semaine", "email": "pas d'arobase", "message": "Bonjour"})
    assert draft.requester.phone is None
    assert "Telephone : en semaine" in draft.text
    assert "Email : pas d'arobase" in draft.text


@pytest.mark.parametrize(
    ("note", "name", "phone"),
    [
        ("M. Lebas (06 39 98 00 04) - lampadaire HS", "LEBAS", "+33639980004"),
        ("Mme Roy tél. 02 61 91 00 05 : banc cassé", "ROY", "+33261910005"),
        ("Appel de Mme Le Goff - arbre penché", "LE GOFF", None),
        ("veut un RDV avec le maire", None, None),
    ],
)
def test_a_note_names_its_caller_first(note: str, name: str | None, phone: str | None) -> None:
    draft = read({"canal": "telephone", "agent": "A", "note": note})
    assert (draft.requester.name, draft.requester.phone, draft.text) == (name, phone, note)


def test_an_agents_shorthand_is_no_foreign_language() -> None:
    note = "Mr Petit - poubelles non ramassées lotissement des Lilas - 2e appel"
    assert Flag.LANGUAGE not in read({"canal": "telephone", "agent": "A", "note": note}).flags


# --- words ----------------------------------------------------------------------------------------------------------------------------


def test_what_was_ticked_is_a_hint_and_no_text() -> None:
    draft = read({"categorie": "depot_sauvage", "sous_categorie": "Gravats", "texte": "Trois sacs", "nom": "Roy"})
    assert draft.hint == "depot sauvage – Gravats"
    assert draft.text == "Trois sacs"


def test_every_other_answer_is_a_line() -> None:
    draft = read({"nom": "Roy", "message": "Fuite", "Depuis quand ?": "lundi", "debit_estime": "fort"})
    assert draft.text == "Fuite\nDepuis quand ? lundi\nDebit estime : fort"


def test_an_answer_no_is_beside_the_text_for_rules_would_take_it_for_what_it_denies() -> None:
    draft = read({"nom": "Roy", "message": "Lampadaire éteint", "odeur_de_gaz": "non", "Fils à nu ?": "Non."})
    assert draft.text == "Lampadaire éteint"
    assert draft.signature == "Odeur de gaz : non\nFils à nu ? Non."


def test_announced_pieces_are_told_beside_the_text() -> None:
    draft = read({"nom": "Roy", "message": "Trou", "pieces_jointes": [{"nom": "regard.jpg", "type": "image/jpeg", "taille": 12}]})
    assert draft.text == "Trou"
    assert draft.signature == "Pièces : regard.jpg"


def test_a_key_that_comes_twice_loses_nothing() -> None:
    (draft,) = read_submission(b'{"message": "un", "message": "deux", "nom": "Roy"}', TOWN)
    assert draft.text == "deux\nMessage : un"


def test_a_script_stays_the_words_it_is() -> None:
    draft = read({"nom": "Roy", "message": "<script>alert('x')</script>"})
    assert draft.text == "<script>alert('x')</script>"


def test_what_an_editor_wrote_loses_its_marks() -> None:
    assert read({"nom": "Roy", "message": "<p>Bonjour,<br>le <b>banc</b> &amp; la table</p>"}).text == "Bonjour,\nle banc & la table"


def test_half_characters_and_control_characters_can_be_kept() -> None:
    (draft,) = read_submission(b'{"nom": "Roy", "message": "a\\u0000b \\ud800 c\\u202ed"}', TOWN)
    assert draft.text == "ab \ufffd cd"


def test_an_impossible_day_is_told_and_never_a_moment() -> None:
    draft = read({"nom": "Roy", "date": "31/02/2026", "message": "Bonjour"})
    assert draft.sent_at is None
    assert draft.text == "Bonjour\nDate : 31/02/2026"


def test_the_day_of_the_facts_is_not_when_it_was_sent() -> None:
    draft = read({"faits": {"date": "12/05/2026", "description": "Vol"}, "envoye_le": "2026-05-13T08:00:00+02:00"})
    assert draft.sent_at is not None
    assert draft.sent_at.isoformat() == "2026-05-13T08:00:00+02:00"
    assert "Date : 12/05/2026" in draft.text


# --- what sort ------------------------------------------------------------------------------------------------------------------------


def test_a_chaser_cites_the_request() -> None:
    draft = read({"nom": "Roy", "message": "Toujours rien pour ma fiche 2026/305"})
    assert (draft.kind, draft.cited, Flag.FOLLOW_UP in draft.flags) == (Kind.FOLLOW_UP, ("2026/0305",), True)


def test_the_number_another_program_gives_is_no_chaser() -> None:
    draft = read({"numero_demande": "2026-00412", "nom": "Roy", "message": "Un arbre est tombé"})
    assert (draft.kind, draft.source_id) == (Kind.REQUEST, "2026-00412")


def test_a_filled_trap_is_a_robot_and_says_so() -> None:
    draft = read({"nom": "A", "texte": "bonjour", "site_web_ne_pas_remplir": "x"})
    assert draft.kind is Kind.SPAM
    assert draft.witness is not None
    assert (draft.witness.sign, draft.witness.quote) == (Sign.FIELD, "site_web_ne_pas_remplir : x")


@pytest.mark.parametrize(
    "payload",
    [
        {"nom": "Anne Lesage", "message": "Feu rue Carnot, venez vite", "duree_saisie_s": 1},
        {"nom": "Anne Lesage", "message": "Le lien https://ville.example/cantine ne marche plus", "duree_saisie_s": 60},
        {"association": "Club", "site_web": "https://club.example", "message": "Merci de corriger nos horaires.", "duree_saisie_s": 90},
        {"nom": "Anne Lesage", "message": "Trou", "site_web_ne_pas_remplir": "", "website": None},
    ],
)
def test_a_person_who_types_fast_or_gives_a_link_is_no_robot(payload: dict[str, object]) -> None:
    assert read(payload).kind is Kind.REQUEST


def test_what_people_said_is_a_persons_is_one() -> None:
    assert read({"nom": "A", "texte": "bonjour", "honeypot": "x"}, town=Reception(is_person=True)).kind is Kind.REQUEST


def test_a_machine_that_did_not_hear_well_is_unsure() -> None:
    note = {"canal": "message_vocal", "transcription": "bonjour euh le lampadaire", "appelant": {"numero": "0639980003"}}
    assert Flag.UNSURE_READING in read({**note, "confiance": 0.41}).flags
    assert Flag.UNSURE_READING not in read({**note, "confiance": 0.83}).flags


def test_several_items_are_several_drafts() -> None:
    raw = b'{"nom": "Un", "message": "a"}\n{"nom": "Deux", "message": "b"}\n{"nom": "Tro'
    drafts = read_submission(raw, TOWN)
    assert [(draft.item, draft.requester.name, Remark.MALFORMED in draft.remarks) for draft in drafts] == [
        (1, "UN", False),
        (2, "DEUX", False),
        (3, None, True),
    ]


# --- what nobody can read -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "remark"),
    [
        (b'{"message": "la fin manque', Remark.MALFORMED),
        (b"[" * 100_000, Remark.TOO_DEEP),
        (b'{"a":' * 200 + b"1" + b"}" * 200, Remark.TOO_DEEP),
        (b"<a>" * 10_000, Remark.TOO_DEEP),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x><message>&a;</message></x>', Remark.MALFORMED),
        (b"pas du tout un formulaire", Remark.MALFORMED),
        (b"null", Remark.MALFORMED),
        (b"", Remark.EMPTY),
        (b'{"message": "' + b"a" * MAX_BYTES + b'"}', Remark.TOO_LARGE),
    ],
    ids=["cut", "deep", "deep and whole", "deep xml", "entities", "words", "null", "nothing", "large"],
)
def test_what_cannot_be_read_is_a_draft_that_says_so(raw: bytes, remark: Remark) -> None:
    (draft,) = read_submission(raw, TOWN)
    assert remark in draft.remarks
    assert draft.text.startswith(raw.decode("latin-1").strip()[:20])
    assert len(draft.text) <= 100_000
    assert not draft.text or Flag.UNSURE_READING in draft.flags


def test_a_hundred_thousand_unknown_fields_hide_no_message() -> None:
    payload = {f"champ_{number}": f"v{number}" for number in range(100_000)} | {"message": "Un trou", "nom": "Roy"}
    with soon(30):  # a child has ten seconds; machines that run tests are slower than those
        draft = read(payload)
    assert draft.text.startswith("Un trou\n")
    assert draft.requester.name == "ROY"
    assert Remark.TEXT_CUT in draft.remarks


def test_huge_values_are_text() -> None:
    draft = read({"nom": "a" * 100_000, "tel": "0 " * 50_000, "lat": "9" * 10_000, "lon": "NaN", "message": "Trou"})
    assert (draft.requester.name, draft.requester.phone, draft.point) == (None, None, None)
    assert "aaaa" in draft.text


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
KEYS = st.sampled_from(["nom", "lieu", "adresse", "label", "value", "field", "answers", "type", "lat", "lon", "date", "id", "message", ""])
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=8), inner, max_size=5))


@given(TREES)
def test_nothing_in_json_raises(tree: object) -> None:
    for draft in read_submission(json.dumps(tree).encode(), TOWN):
        draft.text.encode()


@given(st.binary(max_size=300))
def test_no_bytes_raise(raw: bytes) -> None:
    assert read_submission(raw, TOWN)
    looks_like_submission(raw)


INSIDE = {"saisi_le": "2026-11-27T04:52:00.807436+00:00", "motif_saisie_tardive": "panne du réseau"}


@pytest.mark.parametrize("type_", ["note_appel", "note_guichet"])
def test_what_is_the_town_halls_own_in_a_note_is_not_in_its_text(type_: str) -> None:
    draft = read({"type": type_, "agent": "Accueil 1", **INSIDE, "usager": {"nom": "Roy"}, "note": "Un banc cassé."})
    assert (draft.text, draft.heading, draft.signature) == ("Un banc cassé.", None, "")


def test_a_form_that_asks_the_same_keeps_its_answers() -> None:
    assert "panne du réseau" in read({"nom": "Roy", "message": "Un banc cassé.", **INSIDE}).text


# --- known by its head ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "channel"),
    [
        (b'{"canal": "telephone", "note": "Arbre', Channel.PHONE),
        (b'{"canal": "accueil", "type": "note_guichet", "note": "x"}', Channel.COUNTER),
        (b'\xef\xbb\xbf{"nom": "Roy", "message": "x"}', Channel.FORM),
        (b"nom=Roy&message=Bonjour", Channel.FORM),
        (b"<demande><nom>Roy</nom><message>Bonjour</message><lieu>rue V", Channel.FORM),
        (b'{"name": "citoyen", "version": "1.0"}', None),
        (b"<html><body>Bonjour</body></html>", None),
        (b"Bonjour, un lampadaire est en panne.", None),
        (b"From: a@b.example\r\n\r\nBonjour", None),
        (b"%PDF-1.7", None),
        (b"", None),
        (b'{"uniqueid": "1", "billsec": "3", "disposition": "ANSWERED", "src": "0639980001"}', None),
        (b"<cdr><callflow><caller_profile><caller_id_name>x</caller_id_name></caller_profile></callflow><variables/></cdr>", None),
    ],
)
def test_a_head_tells_the_channel(raw: bytes, channel: Channel | None) -> None:
    assert looks_like_submission(raw) is channel


# --- a mapping ------------------------------------------------------------------------------------------------------------------------

MAPPING = """
name: Portail de la région
channel: form
fields:
  q.a1: surname
  q.a2: given_name
  q.a3: text
  "q.*.rue": place_street
  "label:Zone": place
  q.secret: ignore
"""


def test_a_mapping_goes_before_the_words() -> None:
    payload = {
        "q": {"a1": "roy", "a2": "ida", "a3": "Un trou", "x": {"rue": "rue Verte"}, "secret": "s", "autre": "reste"},
        "Zone": "bourg",
    }
    mapping = parse_mapping(MAPPING)
    (draft,) = read_submission(json.dumps(payload).encode(), TOWN, None, mapping)
    assert draft.requester.name == "ROY Ida"
    assert draft.text == "Un trou\nAutre : reste\nLieu : rue Verte, bourg"


def test_a_sample_shows_what_each_path_becomes_and_what_is_left_over() -> None:
    (trial,) = try_mapping(b'{"q": {"a1": "roy", "zz": "reste"}}', TOWN, None, parse_mapping(MAPPING))
    assert [(one.answer.shown_path, one.field.value, one.by.value) for one in trial.understood] == [
        ("q.a1", "surname", "mapping"),
        ("q.zz", "question", "rest"),
    ]
    assert [one.answer.shown_path for one in trial.left_over] == ["q.zz"]


def test_a_person_with_a_list_of_answers_is_no_question_with_its_answer() -> None:
    raw = (
        '{"nom": "Roux", "prenom": "Anne", "titre": "Banc cassé", '
        '"reponses": [{"question": "Où ?", "reponse": "place Vicq"}, {"question": "Quand ?", "reponse": "hier soir vers 8h"}]}'
    )
    (draft,) = read_submission(raw.encode(), TOWN)
    assert (draft.requester.name, draft.heading) == ("ROUX Anne", "Banc cassé")
    assert "hier soir vers 8h" in draft.text
    assert "place Vicq" in draft.text
