from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from domain.department import Confidentiality
from domain.evidence import Finding
from domain.ids import RuleId, TownId
from store import requests, rule_hits
from store.engine import Database
from store.schema import RequestRow
from tests.store import samples
from tests.store.samples import NOW, VALOGNES, keep_draft, keep_town, new_request

REIMS = TownId("reims")


def keep_requests(database: Database, *findings: tuple[Finding, ...], town: TownId = VALOGNES) -> None:
    with database.write() as session:
        _, draft_id = keep_draft(session, town_id=town)
        for part, found in enumerate(findings, start=1):
            request = new_request(draft_id, part=part, town_id=town)
            requests.add(session, replace(request, classification=replace(samples.classification(), findings=found)))


def finding(rule: str, *, holds: bool = True) -> Finding:
    return Finding(rule=RuleId(rule), holds=holds, leaves=())


def test_rules_are_counted_where_they_held(served: Database) -> None:
    keep_requests(served, (finding("R1"), finding("R2", holds=False)), (finding("R1"), finding("R3")), ())

    with served.read() as session:
        assert rule_hits.count(session, VALOGNES, NOW - timedelta(days=365), Confidentiality.SOCIAL) == {"R1": 2, "R3": 1}


def test_what_was_received_before_does_not_count(served: Database) -> None:
    keep_requests(served, (finding("R1"),))

    with served.read() as session:
        assert rule_hits.count(session, VALOGNES, NOW + timedelta(days=3650), Confidentiality.SOCIAL) == {}


def test_other_towns_do_not_count(served: Database) -> None:
    with served.write() as session:
        keep_town(session, REIMS)
    keep_requests(served, (finding("R1"),), town=REIMS)

    with served.read() as session:
        assert rule_hits.count(session, VALOGNES, NOW - timedelta(days=365), Confidentiality.SOCIAL) == {}
        assert rule_hits.count(session, REIMS, NOW - timedelta(days=365), Confidentiality.SOCIAL) == {"R1": 1}


def test_what_is_more_confidential_than_the_reader_may_know_does_not_count(served: Database) -> None:
    keep_requests(served, (finding("R1"),), (finding("R1"), finding("R2")), (finding("R3"),))
    with served.write() as session:
        for part, level in ((2, Confidentiality.RESTRICTED), (3, Confidentiality.SOCIAL)):
            session.execute(update(RequestRow).where(RequestRow.part == part).values(confidentiality=level))

    told = []
    with served.read() as session:
        told += [rule_hits.count(session, VALOGNES, NOW - timedelta(days=365), most) for most in Confidentiality]
    assert told == [{"R1": 1}, {"R1": 2, "R2": 1}, {"R1": 2, "R2": 1, "R3": 1}]
