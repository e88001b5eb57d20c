"""Social requests that wait for a member of a department nobody belongs to: nobody may read them, so nobody decides them."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from domain.department import Confidentiality, Department
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.wording import Message, say
from store import members, requests, rulesets, towns
from store.engine import Database

MOST_COUNTED = 100
"""Whether there are more changes nothing of what to do."""


def waiting(database: Database) -> Message:
    """Return how social requests are seen to. Raises ConfigurationError with those nobody may read; UnavailableError."""
    with database.read() as session:
        found = tuple(mistake for _, mistake in troubles(session, [town.id for town in towns.towns(session)]))
    if found:
        raise ConfigurationError(*found)
    return say("somebody may decide each")


def troubles(session: Session, of: Iterable[TownId]) -> Iterator[tuple[TownId, Mistake]]:
    """Yield, by town, the departments of which social requests wait and to which nobody belongs, each with what to do."""
    for town in of:
        published = rulesets.find_published(session, town)
        if published is None:
            continue
        ruleset = rulesets.get(session, town, published.number)
        staffed = {code for _, code in members.staffed(session, (town,))}
        for department in ruleset.departments:
            if staffed & {department.code, department.served_by}:
                continue
            many = requests.count_waiting(session, town, department.code, Confidentiality.SOCIAL, MOST_COUNTED)
            if many:
                yield town, _told(department, many)


def _told(department: Department, many: int) -> Mistake:
    what = say(
        "Social requests wait in review for somebody of {department}: {count}. Nobody belongs to it, so nobody may read them.",
        count=many if many < MOST_COUNTED else f"{MOST_COUNTED}+",
        department=department.label,
    )
    remedy = say("Name who works there: citoyen departments members add {code} LOGIN", code=department.code)
    return Mistake(where=department.code, what=what, remedy=remedy)
