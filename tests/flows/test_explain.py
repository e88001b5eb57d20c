import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import flows
from domain.decision import ForReview, Orientation, Reason, Rival, Routed
from domain.department import Confidentiality
from domain.draft import Attachment, Draft, Flag, Kind, Provenance, ReadIn, Requester, Trait
from domain.evidence import Candidate, Classification, Evidence, Finding, Leaf, Part, Span
from domain.ids import DepartmentCode, RuleId, SectorName, Sha256, SubjectCode
from domain.inbound import Channel
from domain.place import NO_PLACE, Place, PlaceStatus, Point
from domain.ruleset import Alert, AllOf, CameInAt, Effect, InSector, Level, Precision, Rule, SubjectIs
from flows.explain import Account, Fate, Source, explain, explain_line, recipients, verdicts
from flows.opinion import Opinion
from flows.town_folder import read_town
from flows.town_views import town_view
from routing.course import Loss

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((Path(flows.__file__).parent / "explain.schema.json").read_text(encoding="utf-8"))
TOWN = read_town(ROOT / "demo" / "valognes")
VIEW = town_view(TOWN.town, TOWN.ruleset, TOWN.places, TOWN.mailboxes)
CHECK = jsonschema.Draft202012Validator(SCHEMA)

HOLE = SubjectCode("VOI-01")
STREET = Place(
    status=PlaceStatus.EXACT,
    text="rue Carnot devant le 3",
    number="3",
    street="Rue Carnot",
    sector=SectorName("Centre-ville"),
    point=Point(lat=49.5076, lon=-1.4712),
    score=0.97123,
)


def orientation(place: Place = STREET) -> Orientation:
    return Orientation(
        subject=HOLE,
        department=DepartmentCode("X-DEP"),
        copies=(DepartmentCode("VOI"),),
        priority=2,
        confidence=0.93456,
        flags=(Flag.THIRD_PARTY,),
        place=place,
        rule=RuleId("R2"),
        ruleset=12,
        confidentiality=Confidentiality.NORMAL,
        target="5 jo",
        alert=Alert.NONE,
        notices=(),
    )


def classification() -> Classification:
    where = Span(part=Part.BODY, start=4, end=7)
    subject = Evidence(rule=RuleId("vocabulary"), answer=HOLE, weight=0.9, ceiling=1.0, quote="trou", where=where)
    other = Evidence(rule=RuleId("vocabulary"), answer=SubjectCode("VOI-02"), weight=0.1, ceiling=1.0, quote="trottoir", where=where)
    place = Evidence(rule=RuleId("gazetteer"), answer=STREET, weight=0.97, ceiling=1.0, quote="rue Carnot", where=where)
    leaf = Leaf(condition="sujets", operand="VOI-01", holds=True, quote="VOI-01", where=None)
    return Classification(
        subjects=(
            Candidate(answer=HOLE, score=0.93, evidence=(subject,)),
            Candidate(answer=SubjectCode("VOI-02"), score=0.1, evidence=(other,)),
        ),
        places=(Candidate(answer=STREET, score=0.97, evidence=(place,)),),
        findings=(Finding(rule=RuleId("R2"), holds=True, leaves=(leaf,)), Finding(rule=RuleId("R3"), holds=False, leaves=())),
    )


def account(draft: Draft, *decisions: Routed | ForReview) -> Account:
    found = tuple(Opinion(draft=draft, classification=classification(), decision=decision, basis=VIEW.basis) for decision in decisions)
    return Account(source=Source(path="mail.eml"), draft=draft, opinions=found)


def line(account: Account) -> dict[str, Any]:
    """Return the line as a program gets it."""
    made: dict[str, Any] = json.loads(json.dumps(explain_line(account, TOWN.town, TOWN.ruleset)))
    CHECK.validate(made)
    return made


MAIL = Draft(
    channel=Channel.EMAIL,
    kind=Kind.REQUEST,
    source_id="<1@example>",
    sent_at=datetime(2026, 3, 12, 8, 14, 0, 999, tzinfo=UTC),
    requester=Requester(name="LEBRUN Sylvie", phone="+33639981204"),
    heading="trou",
    text="Gros trou rue Carnot devant le 3.",
    flags=frozenset({Flag.INCOMPLETE_IDENTITY}),
    attachments=(Attachment(part=1, filename=None, media_type="image/jpeg", size=12, sha256=Sha256("0" * 64)),),
)


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_keys_stand_in_the_order_of_the_contract() -> None:
    made = line(account(MAIL, Routed(orientation=orientation())))

    assert " ".join(made) == (
        "source item source_id channel town kind received_at requester heading text in_reply_to flags attachments drafts"
    )
    (draft,) = made["drafts"]
    assert " ".join(draft) == (
        "subject department copies priority confidence review reasons flags text place rule ruleset trace "
        "rivals alternatives target confidentiality alert notices letters public_label"
    )
    assert list(draft["place"]) == ["text", "number", "street", "sector", "status", "lat", "lon", "score"]
    assert list(draft["trace"][0]) == ["rule", "answer", "weight", "ceiling", "quote", "where"]


def test_what_the_requester_was_read_from_ends_the_trace() -> None:
    text = "Gros trou rue Carnot devant le 3. Rappelez-moi au 06 39 98 12 04."
    told = (
        Provenance(trait=Trait.NAME, value="LEBRUN Sylvie", read_in=ReadIn.FROM, quote="Sylvie Lebrun"),
        Provenance(
            trait=Trait.PHONE,
            value="+33639981204",
            read_in=ReadIn.TEXT,
            quote="06 39 98 12 04",
            where=Span(part=Part.BODY, start=50, end=64),
        ),
        Provenance(
            trait=Trait.RNA,
            value="W502001234",
            read_in=ReadIn.SIGNATURE,
            quote="W502001234",
            where=Span(part=Part.SIGNATURE, start=4, end=14),
        ),
    )
    (draft,) = line(account(replace(MAIL, text=text, provenance=told), Routed(orientation=orientation())))["drafts"]
    assert [(entry["rule"], entry["answer"], entry["quote"], entry["where"]) for entry in draft["trace"][-3:]] == [
        ("from:name", "LEBRUN Sylvie", "Sylvie Lebrun", {"part": "setting", "start": 0, "end": 0}),
        ("text:phone", "+33639981204", text[50:64], {"part": "body", "start": 50, "end": 64}),
        ("signature:rna", "W502001234", "W502001234", {"part": "setting", "start": 0, "end": 0}),
    ]


def test_time_is_the_towns_with_its_offset() -> None:
    assert line(account(MAIL, Routed(orientation=orientation())))["received_at"] == "2026-03-12T09:14:00+01:00"


def test_unknown_is_null() -> None:
    made = line(account(Draft(channel=Channel.EMAIL, kind=Kind.BLANK, heading="", text="")))

    assert [made[key] for key in ("source_id", "received_at", "heading", "text", "in_reply_to")] == [None] * 5
    assert made["requester"] == dict.fromkeys(("name", "email", "phone", "organisation", "address"))
    assert made["drafts"] == []


def test_flags_of_the_message_include_those_of_its_drafts() -> None:
    assert line(account(MAIL, Routed(orientation=orientation())))["flags"] == ["TIERS", "IDINC"]


def test_review_has_its_reasons() -> None:
    decision = ForReview(orientation=orientation(NO_PLACE), reasons=(Reason.PLACE_MISSING, Reason.TIE))

    (draft,) = line(account(MAIL, decision))["drafts"]

    assert draft["review"] is True
    assert draft["reasons"] == ["place_missing", "tie"]
    assert draft["place"] == {
        **dict.fromkeys(("text", "number", "street", "sector")),
        "status": "none",
        "lat": None,
        "lon": None,
        "score": 0,
    }


def test_trace_holds_what_won_and_the_rules_that_held() -> None:
    (draft,) = line(account(MAIL, Routed(orientation=orientation())))["drafts"]

    assert [(entry["rule"], entry["answer"], entry["quote"]) for entry in draft["trace"]] == [
        ("vocabulary", "VOI-01", "trou"),
        ("gazetteer", "3 Rue Carnot", "rue Carnot"),
        ("R2", "X-DEP", "VOI-01"),
        ("R3", "X-DEP", None),
    ]
    assert draft["trace"][2]["where"] == {"part": "setting", "start": 0, "end": 0}
    assert [entry.get("fate") for entry in draft["trace"]] == [None, None, "decides", "failed"]
    assert [entry["weight"] for entry in draft["trace"][2:]] == [1, 0]
    assert draft["confidence"] == 0.935


def test_every_leaf_of_a_rule_is_told_nested_as_the_rule_nests_it() -> None:
    text = "Un lampadaire est en panne dans la zone d'activités d'Armanville."
    mail = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text)
    (draft,) = line(explain(VIEW, Source(path="x"), mail, datetime(2026, 3, 10, 10, tzinfo=UTC)))["drafts"]

    (entry,) = [entry for entry in draft["trace"] if entry["rule"] == "R5"]
    subject, owner, place, excepted = entry["condition"]["all"]
    assert (subject["leaf"], subject["operand"], subject["holds"], subject["quote"]) == ("sujet", "VOI-*, ECL-*, EV-03", True, "ECL-01")
    assert (owner["holds"], owner["quote"]) == (True, "agglo")
    assert (place["holds"], place["quote"]) == (True, "Zone d'activités d'Armanville")
    assert excepted["holds"] is True
    assert [(leaf["operand"], leaf["holds"]) for leaf in excepted["not"]] == [("ECL-04, EV-01", False)]


def test_what_the_message_does_not_have_is_false_and_said_so() -> None:
    condition = AllOf(all_of=(SubjectIs(subjects=("VOI-01",)), CameInAt(entrances=("scan-accueil",)), InSector(sectors=("Centre-ville",))))
    rule = Rule(
        id=RuleId("R-scan"),
        name="scan",
        level=Level.SUBJECT,
        precision=Precision.NONE,
        priority=1,
        condition=condition,
        effect=Effect(department=DepartmentCode("CAB")),
    )
    ruleset = replace(TOWN.ruleset, rules=(rule,))
    view = town_view(TOWN.town, ruleset, TOWN.places, ())
    mail = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text="Un gros nid-de-poule abîme les voitures.")
    found = explain(view, Source(path="x"), mail, datetime(2026, 3, 10, 10, tzinfo=UTC))

    (draft,) = json.loads(json.dumps(explain_line(found, TOWN.town, ruleset)))["drafts"]
    (entry,) = [entry for entry in draft["trace"] if entry["rule"] == "R-scan"]
    assert entry["fate"] == "failed"
    assert [(leaf["leaf"], leaf["holds"], leaf["absent"]) for leaf in entry["condition"]["all"]] == [
        ("sujet", True, False),
        ("entrée", False, True),
        ("secteur", False, True),
    ]


def test_both_candidates_of_a_tie_are_told() -> None:
    pair = tuple(Rival(department=DepartmentCode(code), rule=RuleId(f"T-{code}")) for code in ("CUL", "COM"))
    decision = ForReview(orientation=orientation(), reasons=(Reason.TIE,), alternatives=(SubjectCode("VOI-02"),), rivals=pair)
    (draft,) = line(account(MAIL, decision))["drafts"]
    assert draft["rivals"] == [{"department": "CUL", "rule": "T-CUL"}, {"department": "COM", "rule": "T-COM"}]
    assert draft["alternatives"] == ["VOI-02"]


def test_what_rules_ask_for_beside_the_department_is_told() -> None:
    chosen = replace(
        orientation(),
        confidentiality=Confidentiality.SOCIAL,
        alert=Alert.ALWAYS,
        notices=("Appelez le 119.",),
        letters=("refus-domaine-prive",),
        public_label="Demande confidentielle",
    )
    (draft,) = line(account(MAIL, Routed(orientation=chosen)))["drafts"]
    told = {key: draft[key] for key in ("target", "confidentiality", "alert", "notices", "letters", "public_label")}
    assert told == {
        "target": "5 jo",
        "confidentiality": 2,
        "alert": True,
        "notices": ["Appelez le 119."],
        "letters": ["refus-domaine-prive"],
        "public_label": "Demande confidentielle",
    }


def test_what_has_no_words_is_null_in_the_trace() -> None:
    bare = replace(classification(), findings=(Finding(rule=RuleId("R2"), holds=True, leaves=()),))
    opinion = Opinion(draft=MAIL, classification=bare, decision=Routed(orientation=orientation()), basis=VIEW.basis)
    (draft,) = line(Account(source=Source(path="x"), draft=MAIL, opinions=(opinion,)))["drafts"]
    assert draft["trace"][-1]["quote"] is None


def test_rules_are_told_by_what_became_of_them() -> None:
    told = "Le lampadaire est en panne rue de l'Église à Yvetot-Bocage."
    (opinion,) = explain(
        VIEW, Source(path="x"), Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=told), datetime(2026, 3, 12, 10, tzinfo=UTC)
    ).opinions
    found = verdicts(opinion, TOWN.ruleset)
    held = [(verdict.rule.id, verdict.fate, verdict.loss) for verdict in found if verdict.fate is not Fate.FAILED]
    assert held == [("R12", Fate.DECIDES, None), ("R6", Fate.LOST, Loss.LEVEL)]


def test_rules_that_failed_come_last_and_weigh_nothing() -> None:
    mail = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text="Gros nid-de-poule devant le 12 rue Carnot.")
    (opinion,) = explain(VIEW, Source(path="x"), mail, datetime(2026, 3, 12, 10, tzinfo=UTC)).opinions
    assert [(verdict.rule.id, verdict.fate) for verdict in verdicts(opinion, TOWN.ruleset)] == [("R2", Fate.FAILED)]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.REQUEST])
def test_only_requests_have_drafts(kind: Kind) -> None:
    assert line(account(Draft(channel=Channel.EMAIL, kind=kind)))["drafts"] == []


@pytest.mark.parametrize(("kind", "flags"), [(Kind.FOLLOW_UP, {Flag.DANGER}), (Kind.SPAM, {Flag.DANGER}), (Kind.AUTO_REPLY, set())])
def test_a_danger_marks_a_message_that_makes_no_draft(kind: Kind, flags: set[Flag]) -> None:
    told = "Le mât penche, la trappe est ouverte et les fils sont à nu."
    found = explain(VIEW, Source(path="x"), Draft(channel=Channel.EMAIL, kind=kind, text=told), datetime.now(UTC))
    assert found.draft.flags == flags
    assert not found.opinions


def test_recipients_begin_with_where_it_was_delivered() -> None:
    raw = b"To: A <a@town.example>, b@else.example\nDelivered-To: Mairie@Town.example\nCc: =?utf-8?q?x?= <c@town.example>\n\nx"

    assert recipients(raw) == ("mairie@town.example", "a@town.example", "b@else.example", "c@town.example")


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"To: \xff\xfe<\n\n", b"To: " + b"a@b.example, " * 9999, b"no header at all"])
def test_recipients_of_whatever_comes_are_found_or_not(raw: bytes) -> None:
    assert isinstance(recipients(raw), tuple)


@pytest.mark.parametrize("field", ["a:" * 20_000, "a" * 60_000, "a@" * 30_000])
def test_hostile_recipients_are_read_in_one_pass(field: str) -> None:
    assert recipients(f"To: {field}, Mairie <mairie@valognes.example>\r\n\r\n".encode())[-1] == "mairie@valognes.example"
