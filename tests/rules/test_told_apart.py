"""Where the problem is, told apart from where its writer lives, goes home or was led through; houses told of beside his own."""

import pytest

from bench.accuracy_fr import NOON, SHARED, Town, compile_town
from domain.draft import Draft, Kind
from domain.ids import UNCLASSIFIED
from domain.inbound import Channel
from domain.place import Place
from routing.calendar import moment

pytestmark = pytest.mark.skipif(not (SHARED / "towns" / "valognes").is_dir(), reason="the demo towns are not beside the project")


@pytest.fixture(scope="module", name="town")
def fixture_town() -> Town:
    return compile_town(SHARED / "towns" / "valognes")


def _place(town: Town, text: str, heading: str | None = None) -> Place:
    draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, heading=heading, text=text)
    return town.classifier.classify(draft, moment(town.folder.town, NOON)).places[0].answer


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Mon voisin, rue du Tertre, brûle du plastique. Il habite le 11, moi je suis rue des Poiriers au 6 bis.", "Rue du Tertre", "11"),
        ("Mme Ray, 5 rue Siquet, se plaint du chien du 7 qui aboie.", "Rue Siquet", "7"),
        ("M. Lebas, 12 rue Marie-Ravenel : c'est encore le 14, musique à fond.", "Rue Marie-Ravenel", "14"),
        ("Mme Ray, 5 rue Siquet, demande qu'on ramasse un matelas devant sa porte, la rappeler le 14.", "Rue Siquet", "5"),
        ("Rats sous la haie rue du Castelet vers le 50.", "Rue du Castelet", "50"),
        ("Trou rue du Castelet vers le 15, il faudrait le boucher.", "Rue du Castelet", None),
        ("Travaux bruyants rue Thiers, la déviation passe mal signalée par la rue Siquet, quand est-ce que ça finit ?", "Rue Thiers", None),
        ("Des ordures rue Thiers, vues en rentrant chez moi rue de la Chaussée.", "Rue Thiers", None),
        ("Trottoir cassé, je suis tombée en rentrant chez moi rue de la Chaussée.", "Rue de la Chaussée", None),
        ("Rue Thiers et rue Siquet. La première est propre, mais la dernière, c'est la jungle, les herbes.", "Rue Siquet", None),
        ("Rue Thiers et rue Siquet des herbes partout, la dernière fois déjà.", "Rue Thiers", None),
        ("Madame, Monsieur,\nNotre rue (rue Wéléat) n'a plus de plaque. Remettez-en une sur la maison n° 1.", "Rue Wéléat", "1"),
    ],
)
def test_the_place_of_the_problem_is_not_that_of_its_writer(town: Town, text: str, street: str, number: str | None) -> None:
    """S27: what only tells where the writer lives, goes or is led is no place of the problem."""
    place = _place(town, text)
    assert (place.street, place.number) == (street, number)


def test_what_began_the_trouble_is_not_where_it_is(town: Town) -> None:
    """S27: « depuis que la déviation de … » names a cause; the heading names the street."""
    text = "Depuis que la déviation de la rue Jean Jaurès a été levée, les voitures coupent à 70."
    assert _place(town, text, "Vitesse excessive rue du Chemin vert").street == "Rue du Chemin-Vert"
    assert _place(town, text).street == "Rue Jean-Jaurès"


@pytest.mark.parametrize(
    ("text", "landmark"),
    [
        ("Un banc est cassé au skate park.", "Skatepark"),
        ("Un banc est cassé au skatepark.", "Skatepark"),
        ("Le filet du citystade est déchiré.", "City-stade d'Alleaume"),
        ("Des rats derrière les halles.", "Halles et marché"),
        ("Une tombe est abîmée au cimetière communal, rue du Cimetière.", "Cimetière communal"),
    ],
)
def test_places_of_interest_are_known_in_one_word_or_two_and_with_their_street(town: Town, text: str, landmark: str) -> None:
    """S27: a name keeps its meaning however it is spaced, in the plural, and with its own street behind it."""
    assert _place(town, text).landmark == landmark


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (
            "grille",
            "Il manque la grille de l'avaloir place Vicq-d'Azir, un trou. Je suis commerçant sur le marché et j'ai posé un cageot dessus.",
        ),
        ("échafaudage", "Nous devons monter un échafaudage sur le trottoir, 10 rue Binguet. Devis signé du client en pièce jointe."),
    ],
)
def test_who_writes_and_what_is_attached_ask_nothing(town: Town, heading: str, text: str) -> None:
    """S11: neither what somebody is nor what he encloses is a second request."""
    draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, heading=heading, text=text)
    assert len(town.classifier.split(draft)) == 1


@pytest.mark.parametrize("text", ["oui ok pour jeudi 10h merci", "Bonsoir c'est moi, je vous rappelle pour ce que vous savez."])
def test_what_hardly_says_anything_is_of_no_subject(town: Town, text: str) -> None:
    """S21: a word or two that usage knows send nobody a message that tells nothing."""
    draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text)
    assert town.classifier.classify(draft, moment(town.folder.town, NOON)).subjects[0].answer == UNCLASSIFIED
