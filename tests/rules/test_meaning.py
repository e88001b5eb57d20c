"""False friends, misspellings, negations, what is past, and several things in one message, with the demo town's whole vocabulary."""

from functools import cache
from pathlib import Path

import pytest

from bench.accuracy_fr import NOON, Town, compile_town
from domain.decision import Decision
from domain.draft import Draft, Kind
from domain.inbound import Channel
from routing.calendar import moment
from routing.decide import decide

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"


@cache
def town() -> Town:
    return compile_town(DEMO)


def decided(text: str) -> tuple[Decision, ...]:
    one = town()
    when = moment(one.folder.town, NOON)
    parts = one.classifier.split(Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text))
    return tuple(decide(part, one.classifier.classify(part, when), one.folder.ruleset, when, parts=len(parts)) for part in parts)


def subject(text: str) -> str:
    (decision,) = decided(text)
    return decision.orientation.subject


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Un nid de frelons sous mon toit", "HYG-01"),
        ("Un nid de poule devant chez moi", "VOI-01"),
        ("Les goélands ont fait un nid sur le toit", "HYG-03"),
        ("Ma poubelle n'a pas été ramassée lundi", "DEC-01"),
        ("La poubelle du banc public déborde, place du Château", "PRO-02"),
        ("Des sacs poubelle jetés dans le fossé, un vrai dépôt d'ordures", "PRO-01"),
        ("On m'a volé ma poubelle, il m'en faut une nouvelle", "DEC-02"),
        ("Le feu est bloqué au rouge au carrefour", "VOI-06"),
        ("Mon voisin fait un feu de branches, la fumée entre chez moi", "HYG-04"),
        ("Une fuite d'eau coule sur le trottoir", "EAU-01"),
        ("Fuite dans la classe de CP, il pleut dans l'école", "EDU-03"),
        ("La plaque d'égout claque la nuit", "VOI-11"),
        ("La plaque de la rue est tombée, on ne lit plus son nom", "VOI-04"),
        ("Une plaque de verglas sur la chaussée", "VOI-08"),
        ("Ma carte d'identité est périmée", "ECI-02"),
        ("Je n'ai pas reçu ma carte électorale", "ECI-04"),
        ("La carte scolaire m'impose une autre école, je demande une dérogation", "EDU-01"),
        ("Ma carte d'accès à la déchèterie ne marche plus", "DEC-04"),
        ("L'arrêt de bus a été supprimé", "TRA-01"),
        ("Je voudrais une copie de l'arrêté municipal", "AG-03"),
        ("La borne à vêtements déborde", "DEC-03"),
        ("La borne du trottoir est enfoncée", "VOI-09"),
        ("Un tag sur le mur du gymnase", "PRO-04"),
        ("Les voisins de l'étage font du bruit la nuit", "PM-03"),
        ("Des rats dans la cave", "HYG-01"),
        ("Ras-le-bol du bruit des voisins la nuit", "PM-03"),
        ("Copie de la délibération de ratification du conseil municipal, s'il vous plaît", "AG-03"),
        ("La concession de ma famille au cimetière arrive à échéance", "CIM-01"),
        ("Le concessionnaire automobile gare ses voitures sur le trottoir", "PM-01"),
        ("Coupure d'eau depuis ce matin, plus rien au robinet", "EAU-02"),
        ("Coupure d'électricité pour impayé, je ne peux plus payer ma facture", "SOC-01"),
        ("M. Poubelle voudrait réserver la salle des fêtes", "SPO-01"),
        ("Un nid de poule rue du Stade", "VOI-01"),
        ("Le lampadaire est éteint avenue de la Gare", "ECL-01"),
        ("Une voiture est garée devant mon portail, allée des Acacias", "PM-01"),
    ],
)
def test_false_friends_are_told_apart(text: str, code: str) -> None:
    assert subject(text) == code


def test_a_leak_of_gas_goes_to_the_gas_emergency() -> None:
    (decision,) = decided("Une fuite de gaz devant le 12 rue Carnot")
    assert (decision.orientation.department, decision.orientation.priority) == ("X-GRDF", 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("le lanpadaire et cassé", "ECL-01"),
        ("un gro nit de poule", "VOI-01"),
        ("il faut un éllagage des arbres", "EV-02"),
        ("ma poubele na pas été ramassé", "DEC-01"),
        ("le trotoire est défoncé", "VOI-02"),
        ("stationement sauvage devant mon garage", "PM-01"),
        ("le réverbere est étein", "ECL-01"),
        ("la balancoir est cassée", "EV-04"),
        ("la larnpe du lampaclaire est cassée", "ECL-01"),
        ("le trott0ir est défoncé", "VOI-02"),
        ("la lampe marche pa", "ECL-01"),
    ],
)
def test_misspelt_and_misread_words_are_understood(text: str, code: str) -> None:
    assert subject(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ce n'est pas un problème de voirie, c'est l'égout qui est bouché.", "EAU-03"),
        ("Il ne s'agit pas d'un arbre, mais du lampadaire qui est en panne.", "ECL-01"),
        ("Ni le trottoir ni l'éclairage ne posent problème, c'est la route qui est pleine de trous.", "VOI-01"),
        ("Ma poubelle n'est pas cassée, elle n'a pas été vidée mardi.", "DEC-01"),
        ("Je ne conteste pas l'arrêté, j'en demande une copie.", "AG-03"),
        ("Sans être urgent, le lampadaire est en panne.", "ECL-01"),
    ],
)
def test_what_is_set_aside_is_not_the_subject(text: str, code: str) -> None:
    assert subject(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("L'an dernier vous aviez réparé le trottoir. Cette fois c'est un tag sur mon mur.", "PRO-04"),
        ("Depuis que vous avez refait la chaussée tout va bien, mais le lampadaire est en panne.", "ECL-01"),
        ("Le problème des encombrants est réglé, merci, mais il reste du verre cassé partout sur le trottoir.", "PRO-05"),
        ("L'éclairage est réparé, un grand merci à vos agents !", "AG-01"),
    ],
)
def test_what_is_past_or_settled_is_not_the_subject(text: str, code: str) -> None:
    assert subject(text) == code


def test_a_wish_to_hurry_no_one_does_not_ring() -> None:
    (decision,) = decided("Ce n'est pas urgent : un lampadaire est éteint rue Carnot.")
    assert decision.orientation.priority > 1


def test_confidence_is_a_chance_and_near_alternatives_are_few() -> None:
    for text in ("Un lampadaire est en panne rue Carnot", "Un nid de poule et des crottes de chien", "Bonjour, je vous écris"):
        for part in decided(text):
            assert 0 <= part.orientation.confidence < 1


def test_evidence_stays_within_its_ceiling_and_is_never_without_words() -> None:
    one = town()
    when = moment(one.folder.town, NOON)
    text = "Bravo aux agents, félicitations ! Je demande le remboursement de mon pneu crevé par un nid de poule, recours gracieux"
    for heading in (None, "recours gracieux, indemnisation, félicitations"):
        draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, heading=heading, text=text)
        for candidate in one.classifier.classify(draft, when).subjects:
            for item in candidate.evidence:
                assert item.weight <= item.ceiling <= 1
                assert item.quote
