"""Which place is the problem's: a house told of by its number alone, an institution that acts, the sender's own building, look-alikes."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from domain.draft import Draft
from domain.place import Place, PlaceStatus
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import PLACES, draft, landmark

LANDMARKS = (
    *PLACES.landmarks,
    landmark("Gendarmerie", "gendarmerie", "la gendarmerie", "brigade de gendarmerie"),
    landmark("Collège Paul-Borel", "collège", "le collège"),
    landmark("La Poste", "poste", "la poste", "bureau de poste"),
    landmark("Médiathèque Jean-Rostand", "médiathèque", "la médiathèque"),
    landmark("Résidence du Haut-Pré", "résidence", "Haut-Pré"),
    landmark("Résidence Les Ormeaux", "résidence"),
)
LOCATOR = Locator(replace(PLACES, landmarks=LANDMARKS))
MESSAGES = tuple(csv.DictReader((Path(__file__).parent / "which_place.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
"""Each with the address and the organisation of its sender; ¶ is a line end."""
HOME = "12 rue Carnot, 50999 Valmont"


def located(text: str, address: str | None = None, organisation: str | None = None, town: Locator = LOCATOR) -> Place:
    words = read_words(text)
    one = draft(text, address=address)
    found = town.locate(_of(one, organisation), [town.read(words, read_meaning(words))], ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


def _of(one: Draft, organisation: str | None) -> Draft:
    return replace(one, requester=replace(one.requester, organisation=organisation))


def said(place: Place) -> str | None:
    return f"{place.number or ''} {place.street}".strip() if place.street is not None else None


NEIGHBOUR_AT_14 = [
    "Je me plains de mon voisin du 14 qui brûle ses déchets verts tous les samedis.",
    "Le voisin du n° 14 a monté un mur sans autorisation.",
    "La voisine du numéro 14 laisse ses chiens hurler toute la journée.",
    "Nos voisins du 14 font la fête toutes les nuits jusqu’à quatre heures.",
    "Les locataires du 14 jettent leurs sacs par la fenêtre.",
    "Les occupants du 14 ont transformé le jardin en décharge.",
    "Le propriétaire du 14 a coupé la haie mitoyenne et bouché le fossé.",
    "Chez le voisin du n°14, un arbre mort menace de tomber.",
    "La maison du 14 est abandonnée et les rats y pullulent.",
    "La haie du 14 déborde sur le trottoir d’un bon mètre.",
    "Au n° 14 une extension se construit sans panneau ni permis.",
    "Cela se passe au numéro 14, où des gens se relaient la nuit.",
    "Le regard devant le 14 est enfoncé.",
    "À hauteur du 14, la chaussée s’est affaissée.",
    "Un tas de gravats barre le passage en face du 14.",
    "Le monsieur du 14, qui est très âgé, ne répond plus quand on sonne.",
    "Je suis inquiète pour ma voisine du 14, Mme Odette Aubry, ses volets restent clos.",
    "Un tuyau coule au 14 de notre rue depuis trois jours.",
    "La gouttière de l’immeuble du 14 se déverse sur les passants.",
    "Au 14, il y a du bruit toutes les nuits.",
]


@pytest.mark.parametrize("text", NEIGHBOUR_AT_14)
def test_a_house_told_of_by_its_number_alone_is_in_the_senders_street(text: str) -> None:
    place = located(text, address=HOME)
    assert (said(place), place.status) == ("14 Rue Carnot", PlaceStatus.EXACT)


@pytest.mark.parametrize("text", NEIGHBOUR_AT_14)
@pytest.mark.parametrize("where", ["J’habite depuis trente ans la rue de Poterie. ", "Nous habitons au 8 rue de Poterie. "])
def test_a_house_told_of_by_its_number_alone_is_in_the_street_he_says_he_lives_in(where: str, text: str) -> None:
    assert said(located(where + text, address=HOME)) == "14 Rue de Poterie"


@pytest.mark.parametrize("text", NEIGHBOUR_AT_14)
def test_a_house_told_of_by_its_number_alone_is_nowhere_where_no_street_is_known(text: str) -> None:
    assert located(text).number is None


@pytest.mark.parametrize("text", NEIGHBOUR_AT_14)
def test_another_street_told_of_keeps_its_own_number(text: str) -> None:
    assert said(located(f"Devant le 3 rue Cornat un lampadaire est tombé. {text}", address=HOME)) == "3 Rue Henri-Cornat"


NO_HOUSE_AT_14 = [
    "J’ai bien reçu votre courrier du 14 et je conteste la facture.",
    "Le bruit dure du 7 au 14 mai, jour et nuit.",
    "Depuis le 14, plus personne ne vient.",
    "Les éboueurs ne sont pas passés le 14 mars.",
    "Votre arrêté du 14 n’est pas affiché.",
    "La réunion du 14 a été annulée sans prévenir.",
    "Dans la nuit du 13 au 14, des jeunes ont crié.",
    "J’ai appelé le 15 puis le 17, personne n’est venu.",
    "Nous avons fait le 17 et composé le 18.",
    "J’habite au 3e étage et l’ascenseur est en panne.",
    "Le bus 14 ne s’arrête plus.",
    "Rendez-vous au 14 de ce mois, m’a-t-on dit.",
    "Mon dossier n° 14 est sans réponse.",
    "Le lampadaire n° 14 clignote.",
    "Les voisins du 2e font du bruit.",
    "Les voisins du 1er étage font du bruit.",
    "La délibération du 14 ne dit rien de tel.",
    "L’appartement n° 14 est inondé.",
    "Nous étions 14 à la réunion.",
    "La température descend à 14 degrés dans la chambre.",
    "Le lot n° 14 du lotissement est vide.",
    "La carte jeune est ouverte aux habitants du 14 au 25 ans.",
]


@pytest.mark.parametrize("text", NO_HOUSE_AT_14)
def test_a_number_that_is_no_house_gives_no_house(text: str) -> None:
    assert located(text, address=HOME).number in {None, "12"}
    assert located(f"J’habite rue de Poterie. {text}", address=HOME).number in {None, "12"}


WITNESSES = [
    "Un nid-de-poule s’est ouvert rue de Poterie. Mon voisin du 14 est tombé dedans.",
    "Le lampadaire de la rue de Poterie est éteint, ma voisine du 14 peut en témoigner.",
    "La rue de Poterie est inondée, comme l’a dit le voisin du 14.",
    "Les rats courent rue de Poterie. La dame du 14 m’a dit qu’elle en avait vu aussi.",
    "La balayeuse ne passe plus rue de Poterie, mon voisin du 14 s’en plaint également.",
    "Le tampon de la rue de Poterie claque, le monsieur du 14 confirme.",
    "Je vous écris avec mon voisin du 14 au sujet des trous de la rue de Poterie.",
    "Plus de lumière rue de Poterie, le voisin du 14 a déjà appelé.",
    "Une plaque bouge rue de Poterie, les locataires du 14 vous l’ont signalée.",
    "Rue de Poterie il y a un trou, le facteur et la voisine du 14 ont failli tomber.",
]


@pytest.mark.parametrize("text", WITNESSES)
def test_whoever_only_saw_it_does_not_say_where_it_is(text: str) -> None:
    assert said(located(text, address=HOME)) == "Rue de Poterie"


OWN_PREMISES = [
    "Je tiens l’hôtel situé au 20 rue de Poterie. Ce soir encore, au 14, il y a fête chez les locataires du premier.",
    "J’exploite le bar du 20 rue de Poterie ; le voisin du 14 vide ses ordures devant ma vitrine.",
    "Nous tenons une épicerie 20 rue de Poterie et, depuis lundi, un chantier sans panneau a commencé au n° 14.",
    "Je gère le restaurant du 20 rue de Poterie. À hauteur du 14 une bouche d’égout est ouverte.",
    "Mon cabinet se trouve 20 rue de Poterie. La maison du 14 tombe en ruine.",
    "Je suis commerçante au 20 rue de Poterie. Les occupants du 14 hurlent toute la nuit.",
    "Notre magasin est situé au 20 rue de Poterie. Le toit de l’immeuble du 14 perd ses ardoises.",
    "Je dirige le salon de coiffure du 20 rue de Poterie et j’ai un souci avec les voisins du 14.",
    "Nous habitons 20 rue de Poterie. Ce soir encore, au 14, la musique est à fond.",
    "Locataire au 20 rue de Poterie, je signale que la façade du 14 se fissure.",
    "Propriétaire du 20 rue de Poterie, je vous écris au sujet du mur du 14 qui penche.",
    "Je suis médecin au 20 rue de Poterie. Devant le 14, une voiture brûlée gêne les ambulances.",
    "Mon commerce est situé 20 rue de Poterie. Chez le voisin du 14 un arbre mort va tomber.",
    "Je loue un local au 20 rue de Poterie. Le trottoir devant le 14 est défoncé.",
    "J’occupe le rez-de-chaussée du 20 rue de Poterie ; au numéro 14 on brûle des pneus.",
]


@pytest.mark.parametrize("text", OWN_PREMISES)
def test_the_senders_own_premises_only_say_which_street(text: str) -> None:
    assert said(located(text)) == "14 Rue de Poterie"


STILL_THERE = [
    ("Je tiens l’hôtel situé au 20 rue de Poterie. Le trottoir devant mon hôtel est défoncé.", "20 Rue de Poterie"),
    ("Le trottoir est défoncé à côté de chez moi au 20 rue de Poterie.", "20 Rue de Poterie"),
    ("Un arbre menace de tomber au 20 rue de Poterie, le voisin du 14 est inquiet aussi.", "20 Rue de Poterie"),
    ("Du bruit toutes les nuits au 20 rue de Poterie. La voisine du 14 peut le confirmer.", "20 Rue de Poterie"),
    ("Fuite d’eau devant le 20 rue de Poterie depuis le 14.", "20 Rue de Poterie"),
    ("J’exploite le bar du 20 rue de Poterie et l’eau y est coupée depuis le 14 mars.", "20 Rue de Poterie"),
    ("Je gère le restaurant du 20 rue de Poterie, inondé dans la nuit du 13 au 14.", "20 Rue de Poterie"),
    ("Notre magasin situé 20 rue de Poterie a été tagué ; j’ai appelé le 17.", "20 Rue de Poterie"),
]


@pytest.mark.parametrize(("text", "where"), STILL_THERE)
def test_the_senders_own_premises_stay_the_place_where_no_other_house_is_told_of(text: str, where: str) -> None:
    assert said(located(text)) == where


ACTING = [
    "Je demande que {} fasse enfin quelque chose.",
    "{} doit intervenir au plus vite.",
    "{} m’a répondu que ce n’était pas possible.",
    "J’ai appelé {} hier, sans résultat.",
    "J’ai écrit à {} en janvier.",
    "Nous avons prévenu {} deux fois.",
    "{} ne fait rien et nous sommes à bout.",
    "{} a pris ma déclaration.",
    "{} a refusé de se déplacer.",
    "J’attends toujours la réponse de {}.",
    "J’ai contacté {} par téléphone.",
    "{} nous a dit de vous écrire.",
    "{} peut-elle envoyer quelqu’un ?",
    "Je me suis adressé à {}, en vain.",
    "J’ai déposé plainte à {}.",
    "Une copie de ce courrier est adressée à {}.",
    "Les agents de {} sont passés sans rien faire.",
    "J’ai signalé la chose auprès de {}.",
    "{} pourrait au moins répondre.",
    "Que compte faire {} ?",
    "Je remercie {} de son aide.",
]
NEAR_HOME = "Mon bac a été volé devant chez moi. "


@pytest.mark.parametrize("name", ["la mairie", "la gendarmerie"])
@pytest.mark.parametrize("text", ACTING)
def test_an_institution_that_acts_or_is_asked_is_no_place(text: str, name: str) -> None:
    told = text.format(name)
    told = told[0].upper() + told[1:]
    assert said(located(told)) is None
    assert said(located(NEAR_HOME + told, address=HOME)) == "12 Rue Carnot"


@pytest.mark.parametrize("name", ["la poste", "la médiathèque"])
@pytest.mark.parametrize(
    "text",
    [
        "{} a refusé mon dossier.",
        "J’ai appelé {} hier.",
        "{} m’a répondu trop tard.",
        "J’ai écrit à {} en janvier.",
        "{} nous a dit de vous écrire.",
    ],
)
def test_other_institutions_that_act_are_no_place_either(text: str, name: str) -> None:
    told = text.format(name)
    assert said(located(NEAR_HOME + told[0].upper() + told[1:], address=HOME)) == "12 Rue Carnot"


INSTITUTION_IS_PLACE = [
    ("Le banc devant la mairie est cassé.", "Mairie de Valmont"),
    ("Une voiture ventouse occupe le parking de la mairie.", "Mairie de Valmont"),
    ("Les toilettes de la mairie sont hors service.", "Mairie de Valmont"),
    ("L’ascenseur de la mairie est en panne.", "Mairie de Valmont"),
    ("L’horloge de la mairie retarde d’une heure.", "Mairie de Valmont"),
    ("Il y a un nid-de-poule derrière la mairie.", "Mairie de Valmont"),
    ("Un lampadaire clignote en face de la mairie.", "Mairie de Valmont"),
    ("Le drapeau de la mairie est déchiré.", "Mairie de Valmont"),
    ("Le trottoir à côté de la mairie est défoncé.", "Mairie de Valmont"),
    ("Des tags couvrent la façade de la mairie.", "Mairie de Valmont"),
    ("Le parvis de la mairie est glissant.", "Mairie de Valmont"),
    ("La borne de recharge près de la mairie ne marche plus.", "Mairie de Valmont"),
    ("La gendarmerie est taguée depuis lundi.", "Gendarmerie"),
    ("Un chien errant rôde devant la gendarmerie.", "Gendarmerie"),
    ("Le stop devant la gendarmerie est couché.", "Gendarmerie"),
    ("La boîte aux lettres de la poste est arrachée.", "La Poste"),
    ("Le passage piéton en face de la poste est effacé.", "La Poste"),
    ("La médiathèque a une fuite au plafond.", "Médiathèque Jean-Rostand"),
    ("L’entrée de la médiathèque est inondée.", "Médiathèque Jean-Rostand"),
    ("J’ai signalé à la mairie le trou devant la gendarmerie.", "Gendarmerie"),
    ("La mairie doit réparer le trou devant la poste.", "La Poste"),
]


@pytest.mark.parametrize(("text", "where"), INSTITUTION_IS_PLACE)
def test_an_institution_that_something_is_at_is_a_place(text: str, where: str) -> None:
    assert said(located(text)) == where
    assert said(located(text, address=HOME)) == where


OWN_BUILDING = [
    "Depuis juillet l’immeuble est infesté de cafards.",
    "Il faudrait désinsectiser toute la résidence.",
    "La porte de l’immeuble ne ferme plus et n’importe qui entre.",
    "Des rats dans les parties communes, le bailleur ne fait rien.",
    "La cage d’escalier sent le gaz.",
    "De l’eau coule dans le hall du bâtiment.",
    "Mon appartement est envahi par la moisissure.",
    "Le local à poubelles de l’immeuble déborde.",
    "L’ascenseur de la résidence est en panne depuis lundi.",
    "Il y a des punaises de lit dans tout l’immeuble.",
    "Le chauffage de notre bâtiment est coupé.",
    "Je ne dors plus à cause du bruit sur mon palier.",
    "Notre logement est insalubre, les murs suintent.",
    "Les cafards passent par les gaines de l’immeuble.",
    "Le bailleur laisse la résidence à l’abandon.",
]


@pytest.mark.parametrize("text", OWN_BUILDING)
@pytest.mark.parametrize(
    ("address", "where"),
    [
        (HOME, "12 Rue Carnot"),
        ("Résidence du Haut Pré, bâtiment B, 2e étage, 50999 Valmont", "Résidence du Haut-Pré"),
        ("Résidence Les Ormeaux, 12 rue Carnot, 50999 Valmont", "12 Rue Carnot"),
    ],
)
def test_the_building_is_the_senders_own(text: str, address: str, where: str) -> None:
    assert said(located(text, address=address)) == where


OTHER_BUILDING = [
    ("L’immeuble du 3 rue Cornat est infesté de cafards.", "3 Rue Henri-Cornat"),
    ("L’immeuble en face de l’école Jules-Ferry est vide.", "École Jules-Ferry"),
    ("La résidence Les Ormeaux est infestée de rats.", "Résidence Les Ormeaux"),
    ("Toute la résidence du Haut-Pré est dans le noir.", "Résidence du Haut-Pré"),
    ("Le bâtiment de la rue de Poterie menace ruine.", "Rue de Poterie"),
]


@pytest.mark.parametrize(("text", "where"), OTHER_BUILDING)
def test_a_building_that_is_named_is_not_the_senders(text: str, where: str) -> None:
    assert said(located(text, address=HOME)) == where


IN_THE_SCHOOL = [
    "Deux toilettes sur trois sont condamnées côté garçons.",
    "La porte de la classe de CE1 ne ferme plus.",
    "Le préau fuit et les élèves sont trempés.",
    "Il pleut dans le couloir de l’étage.",
    "Le chauffage de la cantine est en panne.",
    "Un carreau de la salle des maîtres est fendu.",
    "Dans notre établissement, deux radiateurs fuient.",
    "Le portail de l’école ne ferme plus.",
    "La cour est pleine de trous.",
    "Les robinets des sanitaires gouttent.",
    "Le dortoir n’a plus de rideaux.",
    "Nos locaux sont inondés.",
    "Le tableau de la classe des grands est tombé.",
    "Les néons de la bibliothèque de l’école clignotent.",
    "Il manque un store dans nos classes.",
]


@pytest.mark.parametrize("text", IN_THE_SCHOOL)
def test_a_school_that_writes_of_its_rooms_means_its_own(text: str) -> None:
    assert said(located(text, address="10 rue Sainte-Anne, 50999 Valmont", organisation="École primaire Jacques-Prévert")) in {
        "10 Rue Sainte-Anne",
        "École Jules-Ferry",
    }


@pytest.mark.parametrize("text", ["La porte de la classe de CE1 ne ferme plus.", "La cour est pleine de trous.", "Le couloir est froid."])
def test_a_parent_that_writes_of_a_classroom_does_not_mean_his_home(text: str) -> None:
    assert said(located(text, address=HOME)) is None


LOOK_ALIKES = [
    "Le facteur confond la rue Carnot avec l’impasse Carnot : le trou est bien rue Carnot.",
    "Un trou s’est ouvert rue Carnot, à ne pas confondre avec l’impasse Carnot.",
    "Un trou s’est ouvert rue Carnot (ne pas confondre avec l’impasse Carnot).",
    "Trou rue Carnot. Le livreur hésite avec l’impasse Carnot.",
    "Trou rue Carnot, que l’on prend souvent pour l’impasse Carnot.",
    "Trou rue Carnot, prise pour l’impasse Carnot par les livreurs.",
    "Trou rue Carnot, et non impasse Carnot.",
    "Trou rue Carnot, rien à voir avec l’impasse Carnot.",
    "Trou rue Carnot ; attention, ce n’est pas l’impasse Carnot.",
    "Trou rue Carnot, souvent confondue avec l’impasse Carnot.",
    "Trou rue Carnot : il y a confusion avec l’impasse Carnot sur les plans.",
    "Trou rue Carnot, homonyme de l’impasse Carnot.",
    "Trou rue Carnot ; on la mélange avec l’impasse Carnot.",
    "Le courrier de la rue Carnot part à la Bretonnerie par erreur, il manque une plaque rue Carnot.",
    "Nid-de-poule rue Carnot et pas impasse Carnot.",
]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_a_place_is_mistaken_for_is_not_the_place(text: str) -> None:
    assert said(located(text)) == "Rue Carnot"


DAMAGED = [
    ("Le trottoir devant le 1O rue Carnot est défoncé.", "10 Rue Carnot"),
    ("Le trottoir devant le l2, rue Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le 12 rne Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le 12 mc Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le 12 me de Poterie est défoncé.", "12 Rue de Poterie"),
    ("Le trottoir devant le 12 rue de\nPoterie est défoncé.", "12 Rue de Poterie"),
    ("Le trottoir devant le 12\nrue de Poterie est défoncé.", "12 Rue de Poterie"),
    ("Le trottoir devant le 12 rue de Pote-\nrie est défoncé.", "12 Rue de Poterie"),
    ("Le trottoir devant le 12 rue Ste Anne est defonce.", "12 Rue Sainte-Anne"),
    ("LE TROTTOIR DEVANT LE 12 RUE SAINTE ANNE EST DEFONCE", "12 Rue Sainte-Anne"),
    ("Le trottoir devant le 3 rue de 1'Église est défoncé.", "3 Rue de l'Église"),
    ("Le trottoir devant le 3 rue de I'Eglise est défoncé.", "3 Rue de l'Église"),
    ("Le trottoir devant le 12 rue Camot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le 12 nue Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le n°12 rue Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le nº 12 rue Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le n° l2 rue Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le 2O bis rue Carnot est défoncé.", "20 bis Rue Carnot"),
    ("Le trottoir devant le I7 rue Carnot est défoncé.", "17 Rue Carnot"),
    ("Le trottoir devant le 3l rue Carnot est défoncé.", "31 Rue Carnot"),
    ("Le trottoir devant le 12 ruc Carnot est défoncé.", "12 Rue Carnot"),
    ("Le trottoir devant le 12 bou1evard de Verdun est défoncé.", "12 Boulevard de Verdun"),
    ("Le trottoir devant le 12 bd de Verdnn est défoncé.", "12 Boulevard de Verdun"),
    ("Le trottoir devant le 12 rue du Doct. Roux est défoncé.", "12 Rue du Docteur-Roux"),
    ("Le trottoir devant le 12, rue du Train-\nRenard est défoncé.", "12 Rue du Train-Renard"),
]


@pytest.mark.parametrize(("text", "where"), DAMAGED)
def test_an_address_damaged_on_paper_is_found(text: str, where: str) -> None:
    assert said(located(text)) == where


UNDAMAGED = [
    "Il me reste 1O euros, rue Carnot.",
    "Le sol de la rue Carnot est gelé.",
    "Rue Carnot, l’oiseau est mort.",
    "Je l2is rue Carnot.",
]


@pytest.mark.parametrize("text", UNDAMAGED)
def test_letters_that_look_like_figures_make_no_number_elsewhere(text: str) -> None:
    assert said(located(text)) == "Rue Carnot"


@pytest.mark.parametrize("told", MESSAGES, ids=lambda told: told["text"])
def test_the_place_of_the_problem_is_found_in_whole_messages(told: dict[str, str]) -> None:
    place = located(told["text"].replace("¶", "\n"), told["address"] or None, told["organisation"] or None)
    assert said(place) == (told["where"] or None)
