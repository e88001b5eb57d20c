"""Give a request to a department: in the application and by mail, written down with when, to whom, and by which rule or agent."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.absence import stand_in
from domain.decision import Orientation, Routed
from domain.department import DepartmentKind
from domain.ids import DepartmentCode, RequestId, RuleId
from domain.lifecycle import Act, Step
from domain.request import Status
from domain.ruleset import RuleSet
from flows import notice
from flows.correspondence.staff import BLANK, Speaker, language_of
from flows.correspondence.writing import is_on
from flows.deadline_words import delay_in_words
from flows.deputies import Staff, find_department, staff_of
from flows.notice import Told
from flows.opinion import Opinion
from flows.rights import copies_of
from flows.settings import Settings
from flows.town_views import TownView
from letters import fields
from letters.audience import hushed
from letters.fields import Fields
from letters.kinds import Language, ModelKey
from routing.calendar import calendar_of
from routing.unread import unread_after, unread_at
from store import absences, agents, confirmations, requests, transmissions
from store.confirmations import part_of
from store.outbox import Letter
from store.request_lines import RequestLine
from store.requests import RequestRecord
from store.transmissions import Transmission


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmitting:
    """Gives requests of a town to departments at a moment. ``actor`` is the login of who does, or the name of a step; ``rule`` decided."""

    settings: Settings
    view: TownView
    session: Session
    now: datetime
    actor: str
    rule: RuleId | None = None

    def transmit(self, opinion: Opinion, told: Told) -> tuple[Letter, ...]:
        """Write down that a request is given to its department, and return what tells that department, and those that get a copy."""
        staff, code = self.staff(), opinion.decision.orientation.department
        self.write_down(told.request, code, staff)
        return self.letters(opinion, told, staff)

    def letters(self, opinion: Opinion, told: Told, staff: Staff) -> tuple[Letter, ...]:
        """Return what tells the departments of a request; another authority has a letter, where the town writes letters."""
        department = find_department(self.view.ruleset, opinion.decision.orientation.department)
        is_outside = department is not None and department.kind is DepartmentKind.EXTERNAL
        is_by_letter = is_outside and is_on(self.settings, self.view.town)
        said: dict[Language, dict[str, object]] = {}

        def words(address: str) -> dict[str, object]:
            language = language_of(self.session, address)
            if language not in said:
                said[language] = self._words(opinion, told, language)
            return said[language]

        return notice.notices(self.view, opinion, told, staff, words, is_by_letter=is_by_letter)

    def _words(self, opinion: Opinion, told: Told, language: Language) -> dict[str, object]:
        """Return what tells a department of a request, by the town's model."""
        speaker = Speaker(view=self.view, session=self.session, now=self.now, url=self.settings.public_url, language=language)
        own = speaker.own(ModelKey.TRANSMITTED)
        # What the shipped text says is at hand; a town's own may name more of the request.
        line = requests.get(self.session, told.request).line if own.number else None
        return speaker.say(own, _named(speaker, opinion, told, line), told.request).payload(ModelKey.TRANSMITTED)

    def write_down(self, request: RequestId, department: DepartmentCode, staff: Staff) -> None:
        """Write down that a request is given to a department, and from when on it goes back to review unread."""
        transmissions.add(
            self.session,
            Transmission(
                town=self.view.town.id,
                request=request,
                department=department,
                at=self.now,
                actor=self.actor,
                rule=self.rule,
                due_at=self._due_at(department, staff),
            ),
        )

    def staff(self) -> Staff:
        """Return who works for the town today."""
        return staff_of(self.session, self.view, self.now)

    def link(self, request: RequestId) -> str:
        """Return the desk's page of a request."""
        return f"{self.settings.public_url}/requests/{request}"

    def _due_at(self, code: DepartmentCode, staff: Staff) -> datetime | None:
        department = find_department(self.view.ruleset, code)
        if department is None or department.kind is DepartmentKind.EXTERNAL:
            return None
        has_members = any(one.department in (code, department.served_by) for one in staff.members)
        delay = unread_after(self.view.town.unread_after, has_members=has_members)
        return None if delay is None else unread_at(self.now, delay, calendar_of(self.view.town))


def _named(speaker: Speaker, opinion: Opinion, told: Told, line: RequestLine | None) -> Fields:
    """Return the merge fields of the notice of a request; nothing of the matter where that is confidential."""
    orientation, ruleset = opinion.decision.orientation, speaker.view.ruleset
    department = find_department(ruleset, orientation.department)
    known = replace(
        speaker.base(
            replace(
                BLANK if line is None else speaker.fiche(line, str(told.number)),
                reference=str(told.number),
                numero=str(told.number),
                type=notice.subject_label(ruleset, orientation.subject),
                localisation=notice.place_line(orientation.place),
                lien=told.link,
            ),
            department.label if department else str(orientation.department),
        ),
        transmission=fields.Transmission(
            priorite=str(orientation.priority),
            delai=delay_in_words(orientation.target, speaker.language),
            resume=notice.summary(opinion.draft.text) or None,
            motif=told.because,
        ),
    )
    return hushed(known) if notice.is_confidential(opinion) else known


def standing_words(speaker: Speaker, record: RequestRecord) -> Fields:
    """Return the merge fields of the notice of a request as it stands."""
    called = record.line.number or record.line.tracking
    told = Told(request=record.line.id, number=called, link=f"{speaker.url}/requests/{record.line.id}")
    return _named(speaker, standing_opinion(speaker.view, record), told, record.line)


def standing_opinion(view: TownView, record: RequestRecord) -> Opinion:
    """Return a request as it stands by now in the form its notices are written from."""
    return Opinion(
        draft=part_of(record.draft, record.line.heading, record.details, record.offset),
        classification=record.classification,
        decision=Routed(orientation=_standing(view.ruleset, record)),
        basis=view.basis,
    )


def _standing(ruleset: RuleSet, record: RequestRecord) -> Orientation:
    line, proposed = record.line, record.decision.orientation
    return replace(
        proposed,
        subject=line.subject,
        department=line.department,
        copies=tuple(code for code in copies_of(ruleset, record) if code != line.department),
        priority=line.priority,
        confidentiality=line.confidentiality,
        place=record.place,
        target=record.timing.target if record.timing is not None and record.timing.target else proposed.target,
    )


def given_back(transmitting: Transmitting, record: RequestRecord, reason: str | None) -> tuple[Letter, ...]:
    """Return what tells people that a request is back in review: who had sent it out, or stands in for him, else the town hall.

    ``record`` is the request as it stood before. What had been transmitted is over by that.
    """
    session, view = transmitting.session, transmitting.view
    transmissions.end(session, record.line.id, transmitting.now)
    last = confirmations.find_latest(session, record.line.id)
    sender = None if last is None else _address(transmitting, last.agent)
    return notice.returned(view, record, (sender or view.town.email,), transmitting.link(record.line.id), reason)


def taken_back(transmitting: Transmitting, record: RequestRecord) -> None:
    """Write down that a transmission was taken back; ``record`` is the request as it stands again, perhaps in another department."""
    transmissions.end(transmitting.session, record.line.id, transmitting.now)
    if record.line.status is Status.OPEN or record.line.situation.authority == record.line.department:
        transmitting.write_down(record.line.id, record.line.department, transmitting.staff())


def follow_step(transmitting: Transmitting, record: RequestRecord, step: Step) -> tuple[Letter, ...]:
    """Return what an act that was just done tells departments and reviewers, and write down what is transmitted by it."""
    if step.act is Act.REFUSE:
        return given_back(transmitting, record, (step.reason or "").strip() or None)
    if step.act is Act.REOPEN:
        staff = transmitting.staff()
        transmitting.write_down(record.line.id, record.line.department, staff)
        return notice.reopened(transmitting.view, record, transmitting.link(record.line.id), staff)
    return ()


def _address(transmitting: Transmitting, login: str) -> str | None:
    """Return where an agent is written to today, he himself or who stands in for him."""
    session, view = transmitting.session, transmitting.view
    today = calendar_of(view.town).local(transmitting.now).date()
    present = stand_in(login, today, absences.on(session, today))
    return None if present is None else agents.emails(session, (present,)).get(present)
