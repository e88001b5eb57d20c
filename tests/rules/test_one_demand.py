"""What a letter says beside its one demand: what it encloses, what it draws from it, how it wants to hear of it."""

import pytest

from domain.draft import Flag
from tests.rules.sample_town import draft
from tests.rules.test_split import CLASSIFIER

ENCLOSED = [
    "Le lampadaire en panne de la rue Carnot l’est depuis un mois. Je joins la photo du nid de poule, de la route défoncée.",
    "Ma poubelle pas ramassée déborde, les éboueurs ne sont pas passés. Vous trouverez ci-joint la copie intégrale de "
    "mon acte de naissance.",
    "Je conteste la facture de cantine de mai. Ci-joint la copie de mon acte de naissance, copie intégrale.",
    "La facture de cantine est fausse. Je demande qu’elle soit revue à la date du décès, dont je joins la copie "
    "intégrale d’acte de naissance.",
    "Je voudrais le menu de la cantine. P.J. : copie intégrale de mon acte de naissance.",
    "Le lampadaire est en panne, lampadaire éteint rue Carnot. Pièces jointes : acte de naissance, copie intégrale.",
    "Il y a un nid de poule rue Carnot, un trou dans la chaussée. Nous joignons copie de l’acte de naissance de notre fils.",
    "Il y a une fuite d’eau, une canalisation cassée rue Carnot. Veuillez trouver sous ce pli l’acte de naissance, copie intégrale.",
    "La poubelle du parc déborde, corbeille pleine. Photographies jointes : tag, graffiti, mur tagué.",
    "La facture de cantine est fausse, je la refuse. Une copie intégrale de l’acte de naissance est jointe à la présente.",
    "Le réverbère ne marche plus, ampoule grillée. Est annexée une copie intégrale d’acte de naissance.",
    "Un nid de poule s’est formé, la route est défoncée. Je vous transmets en annexe mon acte de naissance, copie intégrale.",
]


@pytest.mark.parametrize("text", ENCLOSED)
def test_what_is_enclosed_is_no_request(text: str) -> None:
    (one,) = CLASSIFIER.split(draft(text))
    assert Flag.MULTI not in one.flags


ASKED_BESIDE = [
    "Il y a un nid de poule rue Carnot, un trou dans la chaussée. Je joins aussi ma demande de copie intégrale d’acte de naissance.",
    "Le lampadaire est en panne, ampoule grillée rue Carnot. Par ailleurs je joins mon dossier pour la cantine et la facture de cantine.",
    "Je joins une photo. Il y a un nid de poule, une ornière. Par ailleurs le lampadaire est en panne, ampoule grillée.",
    "Voici la photo jointe du nid de poule, de la route défoncée. Je voudrais aussi une copie intégrale de mon acte de naissance.",
]


@pytest.mark.parametrize("text", ASKED_BESIDE)
def test_what_is_asked_beside_what_is_enclosed_stays_a_request(text: str) -> None:
    parts = CLASSIFIER.split(draft(text))
    assert len(parts) > 1 or Flag.MULTI in parts[0].flags


TOLD = "Le lampadaire en panne devant le 3 rue de Poterie, ampoule grillée, l’est depuis juin."
MEASURES = [
    "de faire remplacer l’ampoule grillée ;\n- de nous tenir informés, dans les deux mois, des suites que vous aurez "
    "réservées à la présente",
    "de venir voir le lampadaire en panne ;\n- de m’indiquer les suites réservées à ma demande, salle par salle",
    "de réparer le lampadaire ;\n- de me répondre avant la rentrée, la cantine fermant en août",
    "de réparer le réverbère ;\n- d’accuser réception de ce courrier remis au stade",
    "de réparer le réverbère ;\n- de me faire connaître votre décision par retour, je serai au gymnase",
    "de réparer le réverbère ;\n- m’informer de la suite donnée, je tiens le stade",
    "de réparer le réverbère ;\n- de bien vouloir nous tenir au courant au stade",
    "de réparer le réverbère ;\n- de me recevoir en rendez-vous près du gymnase",
    "de réparer le réverbère ;\n- de nous rendre compte au gymnase de ce qui aura été fait",
    "de réparer le réverbère ;\n- de me tenir informée par téléphone, au stade",
    "de réparer le réverbère ;\n- de nous aviser de la date, le gymnase étant ouvert",
    "de réparer le réverbère ;\n- une réponse écrite, au stade si besoin",
]


@pytest.mark.parametrize("measures", MEASURES)
def test_to_hear_of_it_is_no_request_of_its_own(measures: str) -> None:
    (one,) = CLASSIFIER.split(draft(f"{TOLD}\n\nNous vous demandons en conséquence :\n\n- {measures}."))
    assert Flag.MULTI not in one.flags


POINTS = [
    "de réparer le lampadaire en panne ;\n- de m’envoyer mon acte de naissance, copie intégrale",
    "de boucher le nid de poule ;\n- de m’indiquer le menu de la cantine",
    "de boucher le trou dans la chaussée ;\n- de me répondre sur la facture de cantine",
    "de réparer le lampadaire en panne ;\n- de me dire si je peux réserver une salle au gymnase",
]


@pytest.mark.parametrize("measures", POINTS)
def test_another_thing_in_a_list_stays_a_request(measures: str) -> None:
    assert len(CLASSIFIER.split(draft(f"Nous vous demandons :\n\n- {measures}."))) == 2


DRAWN = [
    "Un nid de poule, une ornière, m’a fait tomber. En conséquence, je demande une indemnisation des dégâts.",
    "Un tag a été fait sur mon mur tagué. C’est pourquoi je demande un nettoyage, la corbeille pleine attirant du monde.",
    "La poubelle du parc qui déborde attire les rats. Je vous demande donc une indemnisation des dégâts.",
    "Je suis tombé dans un trou de la chaussée, une ornière. De ce fait je demande l’indemnisation de mes dégâts.",
    "Il y a un nid de poule. Dans ces conditions, je vous demande de m’indemniser de mes dégâts.",
    "La route est défoncée, une ornière s’est formée. Compte tenu de tout cela, je sollicite une indemnisation.",
]


@pytest.mark.parametrize("text", DRAWN)
def test_what_is_drawn_from_the_story_is_no_second_request(text: str) -> None:
    (one,) = CLASSIFIER.split(draft(text))
    assert Flag.MULTI not in one.flags


BACK_AGAIN = [
    "Le lampadaire en panne est éteint depuis lundi. Une poubelle pas ramassée traîne dessous, pas vidée. L’ampoule "
    "grillée du réverbère est à changer.",
    "Un nid de poule s’est formé. On y jette des poubelles, la corbeille pleine déborde. La route est défoncée, une ornière se creuse.",
]


@pytest.mark.parametrize("text", BACK_AGAIN)
def test_a_story_that_comes_back_to_its_subject_is_never_cut(text: str) -> None:
    assert [part.text for part in CLASSIFIER.split(draft(text))] == [text]


FIELDS = [
    "Lieu : 5 rue Carnot\nMotif : lampadaire en panne, ampoule grillée\nEngin : nacelle",
    "Lieu : 5 rue Carnot\nHoraires : 8 h - 17 h\nMotif : mur tagué, graffiti",
    "Jour : jeudi\nMotif : fuite d’eau, canalisation cassée\nEmprise : 6 m",
]


@pytest.mark.parametrize("fields", FIELDS)
def test_fields_below_each_other_tell_one_thing(fields: str) -> None:
    ask = "Nous demandons à réserver une salle au stade, au gymnase, pour la durée des travaux."
    (one,) = CLASSIFIER.split(draft(f"{fields}\n\n{ask}"))
    assert Flag.MULTI not in one.flags
