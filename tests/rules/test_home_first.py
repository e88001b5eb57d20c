"""What a message says of the sender's own house first, and the places it only names afterwards."""

from dataclasses import replace

import pytest

from domain.draft import Draft
from domain.place import Place, PlaceStatus
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import PLACES, draft, landmark, street

LANDMARKS = (
    *PLACES.landmarks,
    landmark("Gendarmerie", "gendarmerie", "la gendarmerie"),
    landmark("Collège Paul-Borel", "collège", "le collège"),
    landmark("La Poste", "poste", "la poste", "bureau de poste"),
    landmark("Médiathèque Jean-Rostand", "médiathèque", "la médiathèque"),
    landmark("Stade municipal", "stade", "le stade"),
    landmark("Monument aux morts", "monument", "le monument aux morts"),
    landmark("Station d'épuration", "réseau", "la station"),
)
LOCATOR = Locator(replace(PLACES, landmarks=LANDMARKS))
HOME = "12 rue Carnot, 50999 Valmont"


ESTATE = replace(
    PLACES,
    streets=(*PLACES.streets, street("Résidence du Haut-Pré", kind="résidence"), street("Rue du Haut-Pré")),
    landmarks=(
        landmark("Résidence du Haut-Pré", "bailleur", at="Résidence du Haut-Pré"),
        landmark("Rue Carnot", "marché", at="Rue Longue"),
    ),
)


@pytest.mark.parametrize("number", ["1", "17 bis", None])
def test_every_house_of_a_street_that_bears_a_residences_name_lies_in_it(number: str | None) -> None:
    place = Place(status=PlaceStatus.EXACT if number else PlaceStatus.STREET, street="Résidence du Haut-Pré", number=number)
    assert [one.category for one in Locator(ESTATE).landmarks_of(place)] == ["bailleur"]


@pytest.mark.parametrize("name", ["Rue du Haut-Pré", "Rue Carnot"])
def test_a_street_named_alike_lies_in_no_residence(name: str) -> None:
    assert Locator(ESTATE).landmarks_of(Place(status=PlaceStatus.STREET, street=name)) == ()


def located(text: str, address: str | None = HOME, organisation: str | None = None) -> str | None:
    words = read_words(text)
    found = LOCATOR.locate(_of(draft(text, address=address), organisation), [LOCATOR.read(words, read_meaning(words))], ())
    return said(found[0].answer if found else Place(status=PlaceStatus.NONE))


def _of(one: Draft, organisation: str | None) -> Draft:
    return replace(one, requester=replace(one.requester, organisation=organisation))


def said(place: Place) -> str | None:
    return f"{place.number or ''} {place.street}".strip() if place.street is not None else None


AT_HOME = [
    "Une dizaine de garçons occupent le hall de mon immeuble et crachent partout. Ma voisine s’est fait insulter "
    "dimanche devant le monument aux morts.",
    "Il y a des souris dans la cave de ma maison et dans celles des voisins. Nous touchons à la rivière et la station n’est pas loin.",
    "Mon bac jaune n’a pas été vidé jeudi. Le camion s’arrête pourtant devant le collège.",
    "De l’eau sort du regard devant chez moi depuis lundi. Le même ennui est arrivé l’an passé près du stade.",
    "Les branches d’un arbre frottent contre ma toiture. Celui du stade a été taillé.",
    "L’eau du robinet est jaune chez nous depuis mardi. Le remplacement des conduites de la rue Sainte-Anne y est "
    "peut-être pour quelque chose.",
    "Le lampadaire planté devant ma fenêtre clignote toute la nuit. Une dame de la médiathèque m’a dit de vous écrire.",
    "Un nid de frelons est accroché à ma façade. Ceux de la gare ont été détruits.",
    "Une voiture dort devant mon garage depuis deux semaines. Il y a pourtant de la place à la gare.",
    "Des jeunes boivent sous mes fenêtres chaque nuit. Ils viennent de la gare après le dernier train.",
    "La plaque d’égout devant chez nous claque à chaque passage. La rue Sainte-Anne a pourtant été refaite.",
    "Ma cave est inondée à chaque orage. Le fossé du stade déborde, dit-on.",
    "Les jeunes se retrouvent dans le parking de notre résidence. La gendarmerie est à deux rues.",
    "Une odeur d’égout remonte dans mon appartement. La station ne doit plus marcher.",
]


@pytest.mark.parametrize("text", AT_HOME)
def test_the_senders_house_told_of_first_is_the_place(text: str) -> None:
    assert located(text) == "12 Rue Carnot"


ELSEWHERE = [
    ("Je rentrais chez moi. Devant le collège, un banc est cassé.", "Collège Paul-Borel"),
    ("Devant chez moi tout va bien. Mais rue Sainte-Anne les trottoirs sont défoncés.", "Rue Sainte-Anne"),
    ("Au stade, les projecteurs restent allumés et éclairent ma chambre.", "Stade municipal"),
    ("En sortant de chez moi j’ai glissé. C’était devant la médiathèque, sur une plaque de verglas.", "Médiathèque Jean-Rostand"),
    ("De ma fenêtre je vois le monde. Sur le parking de la gare, des voitures font la course.", "Gare de Valmont"),
    ("Ma rue est calme. C’est place Vicq-d’Azir que les camions stationnent.", "Place Vicq-d'Azir"),
    ("Mes voisins et moi marchons beaucoup. Le trottoir devant la Poste est défoncé.", "La Poste"),
    ("Devant chez moi le lampadaire est réparé, merci. Reste celui du 3 rue de Poterie, toujours éteint.", "3 Rue de Poterie"),
    ("Le trottoir devant le 3 rue de Poterie est défoncé. Devant chez moi aussi il s’abîme.", "3 Rue de Poterie"),
    ("Près de chez moi, au collège Paul-Borel, l’alarme sonne sans arrêt.", "Collège Paul-Borel"),
    ("Mon portail est au calme. Le trou est devant la gare.", "Gare de Valmont"),
    ("Notre immeuble est loin. Des jeunes fument sur le parvis du collège.", "Collège Paul-Borel"),
    ("Depuis mon balcon je vois tout. Un banc du stade est cassé.", "Stade municipal"),
    ("À deux pas de chez nous un panneau est tombé. Il est au coin du cimetière communal.", "Cimetière communal"),
    ("La haie du stade déborde jusque devant chez moi.", "Stade municipal"),
    ("J’ai trouvé un portefeuille devant chez moi. Il appartient au monsieur du 3 rue de Poterie.", "3 Rue de Poterie"),
]


@pytest.mark.parametrize(("text", "where"), ELSEWHERE)
def test_another_place_told_of_stays_the_place(text: str, where: str) -> None:
    assert located(text) == where


PREMISES = [
    "L’eau qui arrive à nos fauteuils est jaune le matin. Peut-être un lien avec le remplacement des conduites de la rue Sainte-Anne.",
    "L’eau de notre cuisine a un goût de terre. Le gymnase paraît connaître le même ennui, comme la médiathèque.",
    "Des jeunes crachent sur notre vitrine chaque soir. Ils viennent de la gare.",
    "Les odeurs entrent dans notre magasin. La station n’est pas loin.",
    "Nos clients ne peuvent plus se garer devant notre boutique. Le parking de la gare est complet.",
    "La fibre est coupée dans nos bureaux depuis les travaux. Un câble est tombé, paraît-il, près du stade.",
]


@pytest.mark.parametrize("text", PREMISES)
def test_the_premises_of_a_firm_told_of_first_are_the_place(text: str) -> None:
    assert located(text, organisation="Cabinet dentaire Carnot") == "12 Rue Carnot"


OF_A_FIRM_ELSEWHERE = [
    ("Nos clients se plaignent de l’éclairage. Deux lampadaires sont éteints devant la gare.", "Gare de Valmont"),
    ("Notre camion est resté bloqué devant le stade.", "Stade municipal"),
    ("Nos élèves vont à la médiathèque à pied. Le passage piéton devant la médiathèque est effacé.", "Médiathèque Jean-Rostand"),
    ("Nos adhérents jouent au stade. Les buts du stade sont rouillés.", "Stade municipal"),
]


@pytest.mark.parametrize(("text", "where"), OF_A_FIRM_ELSEWHERE)
def test_what_a_firm_tells_of_another_place_stays_there(text: str, where: str) -> None:
    assert located(text, organisation="Cabinet dentaire Carnot") == where


FORMER_HOME = [
    "L’ancien composteur était resté à la maison que nous louions rue Sainte-Anne. Il me faudrait un composteur.",
    "J’habitais rue Sainte-Anne jusqu’en mai. Mon bac n’a pas suivi et mon bac ici est trop petit.",
    "Nous vivions rue Sainte-Anne. Le camion ne passe plus devant chez moi.",
    "Nous avons quitté la rue Sainte-Anne en juin. De l’eau coule devant notre maison.",
    "J’ai habité rue Sainte-Anne dix ans. Ici le réverbère devant chez nous ne marche pas.",
    "Je louais un appartement rue Sainte-Anne. Il y a des cafards dans mon logement.",
    "Mon ancien logement était rue Sainte-Anne. Je voudrais recevoir un bac jaune.",
    "Mon précédent appartement, rue Sainte-Anne, avait son bac. Je souhaite un composteur.",
]


@pytest.mark.parametrize("text", FORMER_HOME)
def test_where_the_sender_lived_before_is_no_place(text: str) -> None:
    assert located(text) == "12 Rue Carnot"


COLLECTED = [
    "Il nous faudrait un composteur. Je peux aller le chercher moi-même à la médiathèque.",
    "Je souhaite un bac jaune. J’irai le chercher à la gendarmerie s’il le faut.",
    "Je voudrais un composteur, je passerai le prendre à la gare.",
]


@pytest.mark.parametrize("text", COLLECTED)
def test_where_something_is_collected_is_no_place(text: str) -> None:
    assert located(text) == "12 Rue Carnot"


STILL_THERE = [
    ("Un frigo traîne devant la gare, merci de venir le chercher.", "Gare de Valmont"),
    ("Un matelas a été laissé, merci d’aller le chercher devant le 3 rue de Poterie.", "3 Rue de Poterie"),
    ("La maison que nous louons rue Sainte-Anne a un robinet qui fuit sur le trottoir.", "Rue Sainte-Anne"),
    ("Un composteur a brûlé rue Sainte-Anne.", "Rue Sainte-Anne"),
    ("Il manque un bac devant le 3 rue de Poterie.", "3 Rue de Poterie"),
    ("Je voudrais qu’on pose un composteur au jardin public.", "Jardin public"),
]


@pytest.mark.parametrize(("text", "where"), STILL_THERE)
def test_a_street_told_of_otherwise_stays_the_place(text: str, where: str) -> None:
    assert located(text) == where


TO_REACH = [
    "Personne à joindre : Anne Roy, 14 rue Carnot, tél. 01 99 00 11 22.",
    "Contact pour la suite : Anne Roy, 14 rue Carnot.",
    "Responsable de la pétition : Anne Roy, 14 rue Carnot.",
    "Correspondante : Anne Roy, 14 rue Carnot.",
    "Interlocuteur : M. Roy, 14 rue Carnot.",
    "Premier signataire : Anne Roy, 14 rue Carnot.",
    "Pétition portée par : Anne Roy, 14 rue Carnot.",
    "Représentant des riverains : Anne Roy, 14 rue Carnot.",
    "Réponse à adresser à : Anne Roy, 14 rue Carnot.",
    "Personne référente : Anne Roy, 14 rue Carnot.",
]


@pytest.mark.parametrize("line", TO_REACH)
def test_the_address_of_whom_to_reach_is_no_place(line: str) -> None:
    text = f"Nous, habitants de la rue Carnot, demandons un ralentisseur dans la rue Carnot.\n\n{line}"
    assert located(text, address=None) == "Rue Carnot"


def test_an_address_written_with_its_kind_cut_short_is_the_senders() -> None:
    text = "On roule trop vite route de Cherbourg. Écrire à Mme Roy, 17 route de Cherbourg."
    assert located(text, address="17 rte de Cherbourg") == "Route de Cherbourg"
