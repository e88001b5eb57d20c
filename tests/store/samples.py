"""Domain values that the tests of the store keep and find again. All people are made up."""

from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.decision import Basis, Decision, ForReview, Orientation, Reason, Routed
from domain.department import Confidentiality, Department, DepartmentKind
from domain.draft import Attachment, Draft, Flag, Kind, Remark, Requester
from domain.evidence import Candidate, Classification, Evidence, Finding, Leaf, Part, Span
from domain.ids import DepartmentCode, DraftId, InboundId, RuleId, SectorName, Sha256, SubjectCode, TownId
from domain.inbound import Channel, Envelope, Inbound, Mailbox
from domain.place import HouseNumber, Parity, Place, Places, PlaceStatus, Point, RoadOwner, Street, Stretch
from domain.request import Status
from domain.ruleset import (
    Alert,
    AllOf,
    AnyOf,
    AtLandmark,
    Effect,
    HasWords,
    InSector,
    Level,
    Nature,
    Not,
    OnStreet,
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
from domain.town import OpeningHours, Town
from store import drafts, inbounds, towns
from store.requests import NewRequest

NOW = datetime(2026, 3, 12, 8, 14, 0, 123456, tzinfo=UTC)
VALOGNES = TownId("valognes")


def town(town_id: TownId = VALOGNES) -> Town:
    return Town(
        id=town_id,
        name="Valognes",
        insee="50615",
        postcode="50700",
        timezone="Europe/Paris",
        address=("Mairie", "50700 Valognes"),
        email="mairie@valognes.example",
        phone="+33261910000",
        fax=None,
        site=None,
        hours=(OpeningHours(day=Weekday.MONDAY, opens=time(8, 30), closes=time(12, 0)),),
        holidays="FR",
        court=None,
    )


def subject() -> Subject:
    return Subject(
        code=SubjectCode("VOI-01"),
        label="Nid-de-poule",
        theme="Voirie",
        nature=Nature.REPORT,
        regime="SVA",
        priority=2,
        target="5 jo",
        department=DepartmentCode("VOI"),
        copies=(DepartmentCode("DGS"),),
        confidentiality=Confidentiality.NORMAL,
        vocabulary=("nid de poule", "trou dans la chaussée"),
    )


def rule() -> Rule:
    every_condition = AllOf(
        all_of=(
            SubjectIs(subjects=("VOI-*",)),
            HasWords(words=("effondr*",)),
            AnyOf(any_of=(RoadOwnedBy(owners=(RoadOwner.COUNTY,)), OnStreet(streets=("D 974",)), AtLandmark(landmarks=("gare",)))),
            Not(negated=InSector(sectors=("Centre-ville",))),
            OutsideTown(outside=False),
            ReceivedDuring(start=time(18, 0), end=None, days=(Weekday.SUNDAY, Weekday.HOLIDAY)),
        )
    )
    effect = Effect(department=DepartmentCode("X-CD"), flags=(Flag.THIRD_PARTY,), alert=Alert.WHEN_CLOSED, priority_raise=1)
    return Rule(
        id=RuleId("R4-1"),
        name="Routes départementales",
        level=Level.SUBJECT_AND_PLACE,
        precision=Precision.OWNER,
        priority=10,
        condition=every_condition,
        effect=effect,
    )


def ruleset(town_id: TownId = VALOGNES) -> RuleSet:
    roads = Department(
        code=DepartmentCode("VOI"),
        label="Voirie",
        email="voirie@valognes.example",
        phone=None,
        kind=DepartmentKind.INTERNAL,
        confidentiality=Confidentiality.NORMAL,
    )
    return RuleSet(town=town_id, number=0, subjects=(subject(),), departments=(roads,), rules=(rule(),))


def street(name: str, *numbers: HouseNumber) -> Street:
    stretch = Stretch(sector=SectorName("Centre-ville"), low=1, high=None, parity=Parity.ODD, owner=RoadOwner.TOWN)
    return Street(name=name, kind="rue", aliases=("rue des Potiers",), stretches=(stretch,), numbers=numbers, lines=((_POINT, _POINT),))


def places() -> Places:
    numbers = (HouseNumber(number=22, suffix="bis", point=_POINT), HouseNumber(number=3, suffix="", point=None))
    # Two streets of one name, as merged towns have them, and not in alphabetical order.
    streets = (street("Rue de Poterie", *numbers), street("Rue de l'Église"), street("Rue de l'Église", numbers[1]))
    return Places(town_name="Valognes", postcode="50700", streets=streets)


def mailbox(address: str = "voirie@valognes.example", town_id: TownId = VALOGNES) -> Mailbox:
    return Mailbox(address=address, town=town_id, name="Voirie", department=DepartmentCode("VOI"))


def inbound(content: bytes = b"Bonjour", town_id: TownId = VALOGNES) -> Inbound:
    digest = Sha256(sha256(content).hexdigest())
    return Inbound(
        town=town_id,
        channel=Channel.EMAIL,
        source_id="<1@mail.example>",
        sha256=digest,
        size=len(content),
        content_key=digest,
        received_at=NOW,
        mailbox="mairie@valognes.example",
        envelope=Envelope(sender="s@mail.example", recipients=("mairie@valognes.example",), client="192.0.2.1"),
    )


def requester() -> Requester:
    return Requester(name="LEBRUN Sylvie", email="s@mail.example", phone="+33639981204")


def draft(item: int = 1) -> Draft:
    photo = Attachment(part=2, filename="photo.jpg", media_type="image/jpeg", size=4, sha256=inbound().sha256)
    return Draft(
        channel=Channel.EMAIL,
        kind=Kind.REQUEST,
        source_id="<1@mail.example>",
        item=item,
        sent_at=datetime.fromisoformat("2026-03-12T09:14:00+01:00"),
        requester=requester(),
        heading="trou",
        text="Un nid de poule devant le 22 rue de Poterie.",
        cited=("2026/0147",),
        flags=frozenset({Flag.DANGER, Flag.ANONYMOUS}),
        attachments=(photo,),
        point=_POINT,
        remarks=(Remark.UNKNOWN_CHARSET,),
    )


def place() -> Place:
    return Place(
        status=PlaceStatus.EXACT,
        text="devant le 22 rue de Poterie",
        number="22",
        street="Rue de Poterie",
        sector=SectorName("Centre-ville"),
        owner=RoadOwner.TOWN,
        point=_POINT,
        score=0.97,
    )


def orientation(priority: int = 2) -> Orientation:
    return Orientation(
        subject=SubjectCode("VOI-01"),
        department=DepartmentCode("VOI"),
        copies=(DepartmentCode("DGS"),),
        priority=priority,
        confidence=0.93,
        flags=(Flag.DANGER,),
        place=place(),
        rule=RuleId("R0-VOI"),
        ruleset=1,
        confidentiality=Confidentiality.NORMAL,
        target="5 jo",
        alert=Alert.NONE,
        notices=("danger",),
    )


def routed() -> Routed:
    return Routed(orientation=orientation())


def for_review(priority: int = 2) -> ForReview:
    return ForReview(orientation=orientation(priority), reasons=(Reason.TIE,), alternatives=(SubjectCode("ECL-01"),))


def classification() -> Classification:
    span = Span(part=Part.BODY, start=3, end=15)
    evidence = Evidence(rule=RuleId("V"), answer=SubjectCode("VOI-01"), weight=0.9, ceiling=1, quote="nid de poule", where=span)
    leaf = Leaf(condition="words", operand="effondr*", holds=False, quote=None, where=None)
    about_place = Evidence(rule=RuleId("P"), answer=place(), weight=1, ceiling=1, quote="rue de Poterie", where=span)
    return Classification(
        subjects=(Candidate(answer=SubjectCode("VOI-01"), score=0.9, evidence=(evidence,)),),
        places=(Candidate(answer=place(), score=0.97, evidence=(about_place,)),),
        findings=(Finding(rule=RuleId("R4-1"), holds=False, leaves=(leaf,)),),
    )


def new_request(draft_id: DraftId, *, part: int = 1, decision: Decision | None = None, town_id: TownId = VALOGNES) -> NewRequest:
    return NewRequest(
        town=town_id,
        draft_id=draft_id,
        part=part,
        status=Status.REVIEW,
        channel=Channel.EMAIL,
        received_at=NOW,
        heading="trou",
        details="Un nid de poule.",
        offset=3,
        requester=requester(),
        decision=decision or for_review(),
        classification=classification(),
        basis=Basis(ruleset=1, places=1, learned=0, release="0.1.0"),
        created_at=NOW,
    )


def keep_town(session: Session, town_id: TownId = VALOGNES) -> None:
    empty = Places(town_name="Valognes", postcode="50700")
    towns.save_town(session, replace(town(), id=town_id), ruleset(town_id), empty, (), NOW)


def keep_draft(session: Session, content: bytes = b"Bonjour", town_id: TownId = VALOGNES) -> tuple[InboundId, DraftId]:
    inbound_id, _ = inbounds.add(session, inbound(content, town_id))
    (draft_id,) = drafts.add(session, inbound_id, town_id, (draft(),), NOW)
    return inbound_id, draft_id


_POINT = Point(lat=49.5, lon=-1.47)
