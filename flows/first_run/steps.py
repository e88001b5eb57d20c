"""How far the first run is, and its steps: each is one commit, and the step to show follows from what is there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.channel import ChannelKind
from domain.errors import ConflictError
from domain.ids import TownId
from domain.town import Town
from flows.accounts import FIRST_ROLES, RESERVED, PasswordFault, hashed, password_faults
from flows.first_run.catalogue import composed, offers
from flows.first_run.code import forget_code, is_code
from flows.first_run.plan import Choice, Plan, Step, TownFacts, check_choice, check_facts
from flows.first_run.samples import DEMO, DEMO_TOWN, take_samples
from flows.settings import Settings
from flows.town_folder import read_town
from flows.town_folder.mistakes import fold
from flows.towns import load_town
from flows.wiring import Installation
from flows.wording import Message, say
from store import agents, channels, first_runs, journal, towns
from store.agents import NewAgent
from store.mapping import dump, load

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_ORDER = tuple(Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the first run is. ``town`` is the one that is loaded; ``is_fixed``: messages came in, so town and departments stay.

    ``skipped`` are those of the ``done`` that were passed over: nothing came of them.
    """

    is_over: bool
    has_agents: bool
    town: Town | None
    plan: Plan
    done: frozenset[Step]
    is_fixed: bool = False
    skipped: frozenset[Step] = frozenset()

    @property
    def next(self) -> Step:
        """Return the first step that is not done, the last one where all are."""
        return next((step for step in _ORDER if step not in self.done), Step.SAMPLES)

    def is_open(self, step: Step) -> bool:
        """Tell whether a step can be shown: all before it are done."""
        return all(one in self.done for one in _ORDER[: _ORDER.index(step)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What the first administrator typed."""

    code: str = field(repr=False)
    name: str
    login: str
    password: str = field(repr=False)
    again: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFaults:
    """What is wrong with it, by field; nothing was kept."""

    fields: Mapping[str, Message]
    password: tuple[PasswordFault, ...]


def is_pending(installation: Installation) -> bool:
    """Tell whether the first run is still to be done, or to be gone on with. Raises UnavailableError."""
    with installation.database.read() as session:
        return not _is_over(session)


def is_untouched(installation: Installation) -> bool:
    """Tell whether nobody has begun: there is neither a town nor anybody who signs in. Raises UnavailableError."""
    with installation.database.read() as session:
        return agents.is_empty(session) and not _is_over(session)


def progress(installation: Installation) -> Progress:
    """Return how far it is. Raises UnavailableError."""
    with installation.database.read() as session:
        return _progress(session, installation.settings)


def open_account(installation: Installation, new: Newcomer, now: datetime) -> AccountFaults | None:
    """Make the first administrator for whoever knows the code, which then opens nothing more.

    Raises ConflictError where there is one already.
    """
    login = new.login.strip().lower()
    faults = _account_faults(installation.settings, new, login)
    if faults is not None:
        return faults
    # Hashed out here: whoever waits to hash must not hold the database's only writer.
    password_hash = hashed(new.password)
    with installation.database.write() as session:
        if not agents.is_empty(session) or not first_runs.begin(session, now):
            raise ConflictError(say("This installation has an administrator already."))
        added = NewAgent(town=None, login=login, name=new.name.strip(), roles=FIRST_ROLES, password_hash=password_hash, must_change=False)
        agent = agents.add(session, added, now)
        journal.append(session, at=now, town=None, actor=login, action="add_agent", object=f"agent {agent}", details={"first_run": True})
    forget_code(installation.settings)
    return None


def keep_town(installation: Installation, facts: TownFacts, by: str, now: datetime) -> None:
    """Keep what was typed of the town; where its departments are chosen already, it is loaded anew. Raises InvalidError."""
    check_facts(facts)
    before = progress(installation)
    _refuse_fixed(before)
    plan = replace(before.plan, facts=facts, is_example=False)
    _put(installation, plan, by, now, "set_town")
    if before.town is not None and plan.choice is not None:
        load_town(installation, composed(before.town.id, facts, plan.choice), now)


def take_example(installation: Installation, by: str, now: datetime) -> None:
    """Take the demo town, with its departments, streets and rules."""
    before = progress(installation)
    _refuse_fixed(before)
    if before.town is not None and before.town.id != DEMO_TOWN:
        raise ConflictError(say("The town {name} is loaded already.", name=before.town.name))
    _put(installation, replace(before.plan, is_example=True), by, now, "set_town")
    load_town(installation, read_town(DEMO / DEMO_TOWN), now)


def choose_departments(installation: Installation, choice: Choice, by: str, now: datetime) -> None:
    """Load the town with the departments chosen, and publish the rule set they make. Raises InvalidError, ConfigurationError."""
    check_choice(choice, {one.code: one.label for one in offers()})
    before = progress(installation)
    _refuse_fixed(before)
    if before.plan.facts is None or before.plan.is_example:
        raise ConflictError(say("The town comes first."))
    town = TownId(short_name(before.plan.facts.name)) if before.town is None else before.town.id
    _put(installation, replace(before.plan, choice=choice), by, now, "choose_departments")
    load_town(installation, composed(town, before.plan.facts, choice), now)


def pass_step(installation: Installation, step: Step, by: str, now: datetime) -> None:
    """Write that a step is done, or left out; nothing of it is asked any more."""
    plan = progress(installation).plan
    if step not in plan.passed:
        _put(installation, replace(plan, passed=(*plan.passed, step)), by, now, f"pass_{step}")


def bring_samples(installation: Installation, by: str, now: datetime) -> None:
    """Take in the sample messages."""
    town = progress(installation).town
    if town is None:
        raise ConflictError(say("The town comes first."))
    take_samples(installation, town, now)
    pass_step(installation, Step.SAMPLES, by, now)


def finish(installation: Installation, by: str, now: datetime) -> None:
    """End the first run: the desk is the desk from now on. Raises ConflictError before there is a town."""
    with installation.database.write() as session:
        if not towns.towns(session):
            raise ConflictError(say("The town comes first."))
        first_runs.end(session, now)
        journal.append(session, at=now, town=None, actor=by, action="end_first_run", object="installation", details={})


def _is_over(session: Session) -> bool:
    found = first_runs.find(session)
    return bool(towns.towns(session)) if found is None else found.done_at is not None


def _progress(session: Session, settings: Settings) -> Progress:
    found = first_runs.find(session)
    plan = load(Plan, found.document) if found is not None else Plan()
    town = next(iter(towns.towns(session)), None)
    has_agents = not agents.is_empty(session)
    facts = {
        Step.ACCOUNT: has_agents,
        Step.TOWN: town is not None or plan.facts is not None,
        Step.DEPARTMENTS: town is not None,
        Step.MAILBOX: bool(settings.every_mailbox) or bool(channels.of_kind(session, ChannelKind.MAILBOX)),
        Step.FOLDER: bool(settings.every_folder) or bool(channels.of_kind(session, ChannelKind.FOLDER)),
        Step.SAMPLES: False,
    }
    done = frozenset(step for step, is_done in facts.items() if is_done or (step in plan.passed and town is not None))
    return Progress(
        is_over=_is_over(session),
        has_agents=has_agents,
        town=town,
        plan=plan,
        done=done,
        is_fixed=town is not None and (plan.is_example or first_runs.has_arrivals(session)),
        skipped=frozenset(step for step in done if not facts[step]),
    )


def _account_faults(settings: Settings, new: Newcomer, login: str) -> AccountFaults | None:
    """Return what is wrong; who does not know the code is told nothing else."""
    if not is_code(settings, new.code):
        return AccountFaults(fields={"code": say("This is not the code.")}, password=())
    faults: dict[str, Message] = {}
    if not new.name.strip():
        faults["name"] = say("Your name is missing.")
    if not LOGIN.fullmatch(login):
        faults["login"] = say("A login has 2 to 64 small letters, figures, dots, dashes or @.")
    elif login in RESERVED:
        faults["login"] = say("Citoyen itself is called {login} in histories. Choose another login.", login=login)
    wrong = (*password_faults(login, "", new.password), *((PasswordFault.DIFFERENT,) if new.password != new.again else ()))
    return AccountFaults(fields=faults, password=wrong) if faults or wrong else None


def _refuse_fixed(found: Progress) -> None:
    if found.is_fixed:
        raise ConflictError(say("Messages have come in: what the town is, is changed on the desk from now on."))


def _put(installation: Installation, plan: Plan, by: str, now: datetime, action: str) -> None:
    with installation.database.write() as session:
        first_runs.begin(session, now)
        first_runs.put(session, dump(plan))
        journal.append(session, at=now, town=None, actor=by, action=action, object="installation", details={})


def short_name(name: str) -> str:
    """Return what a town is called in addresses and commands."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-") or "ville"
