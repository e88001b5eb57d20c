"""A small invented town with its rules, for tests of rules and routing."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from domain.department import Confidentiality, Department, DepartmentKind
from domain.draft import Draft, Kind, Requester
from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.place import (
    HouseNumber,
    Landmark,
    Neighbour,
    Parity,
    Places,
    Point,
    RoadOwner,
    Sector,
    Street,
    Stretch,
)
from domain.ruleset import (
    Alert,
    AllOf,
    AnyOf,
    AtLandmark,
    Effect,
    HasWords,
    Level,
    Nature,
    Not,
    OutsideTown,
    Precision,
    ReceivedDuring,
    RoadOwnedBy,
    Rule,
    RuleSet,
    Subject,
    SubjectIs,
    Weekday,
)
from domain.town import Moment

CENTRE, EAST = SectorName("Centre"), SectorName("Est")
NOON = Moment(at=datetime(2026, 3, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris")), holiday=False, open=True)
NIGHT = Moment(at=datetime(2026, 3, 12, 23, 40, tzinfo=ZoneInfo("Europe/Paris")), holiday=False, open=False)


def stretch(
    sector: SectorName | None,
    low: int | None = 1,
    high: int | None = 40,
    parity: Parity = Parity.ALL,
    owner: RoadOwner = RoadOwner.TOWN,
    inside: bool = True,
) -> Stretch:
    return Stretch(sector=sector, low=low, high=high, parity=parity, owner=owner, inside=inside)


def street(name: str, *stretches: Stretch, kind: str = "rue", aliases: tuple[str, ...] = ()) -> Street:
    return Street(name=name, kind=kind, aliases=aliases, stretches=stretches or (stretch(CENTRE),))


def landmark(name: str, category: str, *aliases: str, at: str | None = None, radius: float = 40, point: Point | None = None) -> Landmark:
    return Landmark(
        name=name,
        category=category,
        aliases=aliases,
        number=None,
        street=at,
        sector=CENTRE,
        owner=RoadOwner.TOWN,
        operator=None,
        point=point,
        radius_m=radius,
    )


HOUSES = tuple(HouseNumber(number=number, suffix="", point=Point(lat=49.5 + number * 0.0001, lon=-1.47)) for number in range(1, 11))
PLACES = Places(
    town_name="Valmont",
    postcode="50999",
    streets=(
        street("Rue de Poterie", aliases=("rue des Potiers",)),
        street("Rue Carnot"),
        street("Impasse Carnot", kind="impasse"),
        street("Rue Henri-Cornat", aliases=("rue Cornat",)),
        street("Place de la Gare", kind="place"),
        street("Avenue de la Gare", kind="avenue"),
        street("Rue du Train-Renard"),
        street("Rue de la Fontaine"),
        street("Rue Jean-de-La-Fontaine", aliases=("rue La Fontaine",)),
        street("Rue du Docteur-Roux", aliases=("rue du Dr Roux",)),
        street("Rue du 8-Mai-1945", aliases=("rue du 8 Mai",)),
        street("Rue du 11-Novembre", aliases=()),
        street("Rue Alexis-de-Tocqueville"),
        street("Rue Sainte-Anne"),
        street("Rue du Stade"),
        street("Place Vicq-d'Azir", kind="place", aliases=("place des Halles",)),
        street("Boulevard de Verdun", stretch(CENTRE, 1, 69, Parity.ODD), stretch(EAST, 2, 70, Parity.EVEN), kind="boulevard"),
        street("Route de Cherbourg", stretch(EAST, 1, 80, owner=RoadOwner.COUNTY), kind="route"),
        street(
            "RD 974", stretch(EAST, None, None, owner=RoadOwner.COUNTY), kind="route départementale", aliases=("D974", "départementale 974")
        ),
        street("Hameau Gallais", kind="lieu-dit"),
        street("La Bretonnerie", kind="lieu-dit"),
        street("Rue de l'Église"),
        street("Rue du Puits", stretch(None, 1, 20, inside=False), aliases=("rue du Puits à Yvetot-Bocage",)),
        Street(
            name="Rue Longue",
            kind="rue",
            aliases=(),
            stretches=(stretch(CENTRE),),
            numbers=HOUSES,
            lines=((Point(lat=49.5, lon=-1.4701), Point(lat=49.501, lon=-1.4701)),),
        ),
    ),
    landmarks=(
        landmark("École Jules-Ferry", "école", "école Ferry"),
        landmark("Jardin public", "parc", "le jardin public", point=Point(lat=49.52, lon=-1.47)),
        landmark("Gare de Valmont", "gare", "la gare", at="Place de la Gare"),
        landmark("Mairie de Valmont", "mairie", "la mairie", "hôtel de ville"),
        landmark("Cimetière communal", "cimetière", "le cimetière"),
    ),
    sectors=(
        Sector(
            code="1",
            name=CENTRE,
            polygons=((Point(lat=49.4, lon=-1.5), Point(lat=49.4, lon=-1.4), Point(lat=49.6, lon=-1.4), Point(lat=49.6, lon=-1.5)),),
        ),
        Sector(code="2", name=EAST),
    ),
    neighbours=(
        Neighbour(name="Yvetot-Bocage", postcode="50999", aliases=("Yvetot",)),
        Neighbour(name="Négreville", postcode="50260", aliases=()),
        Neighbour(name="Cherbourg-en-Cotentin", postcode="50100", aliases=("Cherbourg",)),
    ),
)


def subject(
    code: str, label: str, department: str, *vocabulary: str, priority: int = 3, wants_place: bool = True, social: bool = False
) -> Subject:
    return Subject(
        code=SubjectCode(code),
        label=label,
        theme="",
        nature=Nature.REPORT,
        regime="aucun",
        priority=priority,
        target="5 jo",
        department=DepartmentCode(department),
        copies=(DepartmentCode("PM"),) if code == "PRO-03" else (),
        confidentiality=Confidentiality.SOCIAL if social else Confidentiality.NORMAL,
        vocabulary=vocabulary,
        wants_place=wants_place,
    )


def department(code: str) -> Department:
    kind = DepartmentKind.EXTERNAL if code.startswith("X-") else DepartmentKind.INTERNAL
    return Department(
        code=DepartmentCode(code), label=code, email=None, phone=None, kind=kind, confidentiality=Confidentiality.NORMAL, served_by=None
    )


SUBJECTS = (
    subject(
        "VOI-01", "Nid-de-poule, chaussée dégradée", "VOI", "nid de poule", "trou dans la chaussée", "route défoncée", "ornière", priority=2
    ),
    subject("VOI-02", "Trottoir dégradé", "VOI", "trottoir défoncé", "dalle qui bouge", priority=2),
    subject("ECL-01", "Lampadaire en panne", "ECL", "lampadaire", "lampadaire en panne", "réverbère", "ampoule grillée"),
    subject("PRO-02", "Corbeille pleine", "PRO", "poubelle du parc qui déborde", "corbeille pleine"),
    subject("PRO-03", "Déjections canines", "PRO", "crottes de chien", "déjections"),
    subject("PRO-04", "Tags, graffitis", "PRO", "tag", "graffiti", "mur tagué"),
    subject("DEC-01", "Bac non collecté", "X-AGG", "poubelle pas ramassée", "pas vidée", "éboueurs pas passés"),
    subject("EAU-01", "Fuite", "X-AGG", "fuite d'eau", "canalisation cassée", priority=1),
    subject("PM-03", "Bruit de voisinage, tapage", "PM", "tapage nocturne", "musique à fond", priority=2),
    subject("SPO-01", "Équipement sportif", "SPO", "stade", "gymnase", "réserver une salle"),
    subject("ECI-01", "Acte de naissance", "ECI", "acte de naissance", "copie intégrale", wants_place=False),
    subject("SOC-01", "Aide sociale", "CCAS", "colis alimentaire", "aide financière", wants_place=False, social=True),
    subject("EDU-02", "Cantine, périscolaire", "EDU", "cantine", "facture de cantine", "menu de la cantine", wants_place=False),
    subject("AG-01", "Remerciement", "CAB", "bravo", "merci aux agents", "félicitations", wants_place=False),
    subject("AG-02", "Sinistre, indemnisation", "AG", "indemniser", "indemnisation", "dégâts"),
    subject("AUT-00", "Autre", "AG"),
)


def rule(
    name: str, condition: object, effect: Effect, level: Level = Level.SUBJECT, precision: Precision = Precision.TOWN, priority: int = 40
) -> Rule:
    return Rule(id=RuleId(name), name=name, level=level, precision=precision, priority=priority, condition=condition, effect=effect)  # type: ignore[arg-type]  # tests give any condition


GAS = rule(
    "R1-gaz",
    HasWords(words=("odeur de gaz", "sent le gaz", "fuite de gaz")),
    Effect(department=DepartmentCode("X-GRDF"), copies=(DepartmentCode("PM"),), priority=1, review=True, alert=Alert.ALWAYS),
    level=Level.SAFETY,
    precision=Precision.NONE,
    priority=101,
)
DANGER = rule(
    "R1",
    AllOf(
        all_of=(SubjectIs(subjects=("*",)), HasWords(words=("effondr*", "inond*", "gaz")), Not(negated=HasWords(words=("aucun danger",))))
    ),
    Effect(priority=1, review=True, goes_on=True, notice="Appelez le 112."),
    level=Level.SAFETY,
    precision=Precision.NONE,
    priority=100,
)
COUNTY_ROAD = rule(
    "R2",
    AllOf(all_of=(SubjectIs(subjects=("VOI-01", "VOI-02")), RoadOwnedBy(owners=(RoadOwner.COUNTY,)))),
    Effect(department=DepartmentCode("X-DEP"), copies=(DepartmentCode("VOI"),)),
    level=Level.SUBJECT_AND_PLACE,
    precision=Precision.OWNER,
    priority=50,
)
LIGHTING = rule("R6", SubjectIs(subjects=("ECL-*",)), Effect(department=DepartmentCode("X-SDE")))
PARK_BIN = rule(
    "R7",
    AllOf(all_of=(SubjectIs(subjects=("PRO-02",)), AtLandmark(landmarks=("parc", "square")))),
    Effect(department=DepartmentCode("EV")),
    level=Level.SUBJECT_AND_PLACE,
    precision=Precision.LANDMARK,
    priority=50,
)
NIGHT_NOISE = rule(
    "R10",
    AllOf(
        all_of=(
            SubjectIs(subjects=("PM-03",)),
            AnyOf(any_of=(ReceivedDuring(start=time(20), end=time(6), days=(Weekday.SATURDAY, Weekday.SUNDAY, Weekday.HOLIDAY)),)),
        )
    ),
    Effect(department=DepartmentCode("PM"), priority_raise=1, alert=Alert.WHEN_CLOSED),
    precision=Precision.NONE,
    priority=45,
)
ELSEWHERE = rule(
    "R12",
    OutsideTown(outside=True),
    Effect(department=DepartmentCode("X-COM"), review=True),
    level=Level.SUBJECT_AND_PLACE,
    priority=70,
)
RULESET = RuleSet(
    town=TownId("valmont"),
    number=7,
    subjects=SUBJECTS,
    departments=tuple(
        department(code)
        for code in (
            "VOI",
            "ECL",
            "PRO",
            "PM",
            "SPO",
            "ECI",
            "CCAS",
            "EDU",
            "CAB",
            "AG",
            "EV",
            "X-AGG",
            "X-SDE",
            "X-DEP",
            "X-GRDF",
            "X-COM",
        )
    ),
    rules=(GAS, DANGER, COUNTY_ROAD, LIGHTING, PARK_BIN, NIGHT_NOISE, ELSEWHERE),
)


def draft(text: str, heading: str | None = None, address: str | None = None, name: str | None = None, point: Point | None = None) -> Draft:
    return Draft(
        channel=Channel.EMAIL,
        kind=Kind.REQUEST,
        heading=heading,
        text=text,
        requester=Requester(address=address, name=name),
        point=point,
    )
