"""Social requests of a department nobody belongs to are told with what to do, until somebody does (issue 7, point 3; DOMAIN §6)."""

from sqlalchemy import update

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId
from domain.member import Member, Post
from flows import checks
from flows.unstaffed import troubles
from flows.wiring import Installation
from store import members
from store.schema import RequestRow
from tests.flows.confirming import ANNE, VAGUE, hire, take_in
from tests.installations import AUVILLE, BREVILLE, NOW

VOI = DepartmentCode("VOI")


def told(hall: Installation) -> list[tuple[str, str, str]]:
    with hall.database.read() as session:
        return [(town, one.what, one.remedy) for town, one in troubles(session, (BREVILLE, AUVILLE))]


def make_social(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(
            update(RequestRow).where(RequestRow.id == RequestId(1)).values(confidentiality=Confidentiality.SOCIAL, department=VOI)
        )


def test_what_nobody_may_read_is_told_until_somebody_belongs_there(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, VAGUE)
    assert told(town_hall) == []  # it is not social: who regulates stands in
    make_social(town_hall)
    ((town, what, remedy),) = told(town_hall)
    assert town == BREVILLE
    assert what.startswith("Social requests wait in review for somebody of") and ": 1." in what
    assert remedy == "Name who works there: citoyen departments members add VOI LOGIN"
    with town_hall.database.write() as session:
        members.add(session, Member(town=BREVILLE, department=VOI, login=ANNE, post=Post.AGENT), NOW)
    assert told(town_hall) == []


def test_the_doctor_says_it_and_nothing_is_kept_from_starting(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, VAGUE)
    make_social(town_hall)
    found = {one.name: one for one in checks.look_at_everything(town_hall.settings)}
    (mistake,) = found["social requests"].mistakes
    assert (mistake.where, "members add VOI" in mistake.remedy) == ("VOI", True)
    assert "social requests" in checks._MAY_BE_AWAY
