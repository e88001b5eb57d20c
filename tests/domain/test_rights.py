"""Who may do what, and see what: the table of DOMAIN §6, role by role (S36)."""

from itertools import product

import pytest

from domain.department import Confidentiality
from domain.ids import DepartmentCode, TownId
from domain.lifecycle import LIFECYCLE, Act, Hand
from domain.member import Member, Post
from domain.request import Status
from domain.rights import (
    GIVEN_ROLES,
    Permission,
    Reach,
    RequestFacts,
    Role,
    Standing,
    Visibility,
    may,
    may_act,
    may_anywhere,
    may_in_town,
    reach,
    review_reach,
    visibility,
    who_may,
    who_may_act,
)

TOWN, OTHER = TownId("valognes"), TownId("breville")
OWN, ELSE = DepartmentCode("VOI"), DepartmentCode("CCAS")
BOTH = frozenset({(TOWN, OWN), (TOWN, ELSE)})
NORMAL, RESTRICTED, SOCIAL = Confidentiality.NORMAL, Confidentiality.RESTRICTED, Confidentiality.SOCIAL
WHOLE, CONCEALED, NOTHING = Visibility.WHOLE, Visibility.CONCEALED, Visibility.NOTHING


def standing(*roles: Role, post: Post | None = None, staffed: frozenset[tuple[TownId, DepartmentCode]] = BOTH) -> Standing:
    members = () if post is None else (Member(town=TOWN, department=OWN, login="anne", post=post),)
    return Standing(login="anne", town=TOWN, roles=frozenset(roles), members=members, staffed=staffed)


def facts(  # noqa: PLR0913 - each says one thing
    department: DepartmentCode = OWN,
    confidentiality: Confidentiality = NORMAL,
    status: Status = Status.OPEN,
    *,
    town: TownId = TOWN,
    entered_by: str | None = None,
    is_owed: bool = True,
    copies: frozenset[DepartmentCode] = frozenset(),
) -> RequestFacts:
    return RequestFacts(
        town=town,
        departments=frozenset({department}),
        confidentiality=confidentiality,
        status=status,
        copies=copies,
        entered_by=entered_by,
        is_owed=is_owed,
    )


RECEPTION, REGULATOR, ELECTED, ADMIN, DPO = map(standing, (Role.RECEPTION, Role.REGULATOR, Role.ELECTED, Role.ADMIN, Role.DPO))
AGENT, HEAD = standing(post=Post.AGENT), standing(post=Post.HEAD)
EVERYBODY = {"AA": RECEPTION, "AS": AGENT, "RS": HEAD, "RG": REGULATOR, "EL": ELECTED, "AD": ADMIN, "DPO": DPO}
READING = {
    # Of the own department at levels 0, 1 and 2, then of another one.
    "AA": (WHOLE, CONCEALED, CONCEALED, WHOLE, CONCEALED, CONCEALED),
    "AS": (WHOLE, WHOLE, WHOLE, NOTHING, NOTHING, NOTHING),
    "RS": (WHOLE, WHOLE, WHOLE, NOTHING, NOTHING, NOTHING),
    "RG": (WHOLE, WHOLE, CONCEALED, WHOLE, WHOLE, CONCEALED),
    "EL": (CONCEALED,) * 6,
    "AD": (NOTHING,) * 6,
    "DPO": (CONCEALED,) * 6,
}
MAY = {
    # Of the own department, then of another one: an open request whose requester is owed a decision.
    Permission.REVIEW: ("AA RS RG", "AA RG"),
    Permission.TREAT: ("AS RS", ""),
    Permission.REQUALIFY: ("RS RG", "RG"),
    Permission.PROPOSE: ("AS RS", ""),
    Permission.CLOSE: ("RS", ""),
    Permission.PREPARE: ("AS RS", ""),
    Permission.SUPERVISE: ("RS RG", "RG"),
    Permission.EXPORT: ("RS RG DPO", "RG DPO"),
    Permission.CREATE: ("AA AS RS RG", "AA RG"),
    Permission.MERGE: ("RG DPO", "RG DPO"),
    Permission.ERASE: ("DPO", "DPO"),
    Permission.CATALOGUE: ("AD", "AD"),
    Permission.RULES: ("RG AD", "RG AD"),
    Permission.PEOPLE: ("AD", "AD"),
}


@pytest.mark.parametrize("name", READING)
def test_each_role_reads_what_the_table_says(name: str) -> None:
    cases = product((OWN, ELSE), Confidentiality)
    assert tuple(visibility(EVERYBODY[name], facts(*case)) for case in cases) == READING[name]


@pytest.mark.parametrize(("permission", "place"), list(product(MAY, (0, 1))))
def test_each_role_may_do_what_the_table_says(permission: Permission, place: int) -> None:
    asked = facts((OWN, ELSE)[place])
    assert [name for name, who in EVERYBODY.items() if may(who, permission, asked)] == MAY[permission][place].split()


def test_nobody_reaches_into_another_town() -> None:
    elsewhere = facts(town=OTHER)
    for who in EVERYBODY.values():
        assert visibility(who, elsewhere) is NOTHING
        assert not any(may(who, permission, elsewhere) for permission in Permission)
        assert not any(may_in_town(who, permission, OTHER) or may_in_town(who, permission, None) for permission in Permission)


def test_reception_reads_what_it_entered_itself_but_nothing_social() -> None:
    own = [visibility(RECEPTION, facts(ELSE, level, entered_by="anne")) for level in Confidentiality]
    assert own == [WHOLE, WHOLE, CONCEALED]
    assert visibility(RECEPTION, facts(ELSE, RESTRICTED, entered_by="marc")) is CONCEALED


def test_a_department_that_was_told_reads_what_is_for_everybody_and_learns_of_the_rest() -> None:
    told = frozenset({OWN})
    assert [visibility(AGENT, facts(ELSE, level, copies=told)) for level in Confidentiality] == [WHOLE, CONCEALED, CONCEALED]
    assert not may(AGENT, Permission.TREAT, facts(ELSE, copies=told))


def test_rights_add_up() -> None:
    both = standing(Role.RECEPTION, post=Post.AGENT)
    assert visibility(both, facts(OWN, SOCIAL)) is WHOLE
    assert visibility(both, facts(ELSE)) is WHOLE
    assert visibility(both, facts(ELSE, SOCIAL)) is CONCEALED
    assert (
        may(both, Permission.REVIEW, facts(ELSE))
        and may(both, Permission.TREAT, facts(OWN))
        and not may(both, Permission.TREAT, facts(ELSE))
    )


def test_the_regulator_closes_what_is_owed_no_decision_and_stands_in_only_where_nobody_is() -> None:
    assert may_act(REGULATOR, Act.CLOSE, facts(is_owed=False))
    assert not may_act(REGULATOR, Act.CLOSE, facts(is_owed=True))
    alone = standing(Role.REGULATOR, staffed=frozenset({(TOWN, ELSE)}))
    assert may_act(alone, Act.TAKE, facts(OWN)) and may_act(alone, Act.CLOSE, facts(OWN))
    assert not may_act(alone, Act.TAKE, facts(ELSE))
    assert visibility(alone, facts(OWN, SOCIAL)) is CONCEALED
    assert not may_act(alone, Act.TAKE, facts(OWN, SOCIAL))


ACTS = {
    Act.CONFIRM: "AA RS RG",
    Act.REJECT: "AA RS RG",
    Act.RESTORE: "AA RS RG",
    Act.TAKE: "AS RS",
    Act.REFUSE: "AS RS",
    Act.HAND_OVER: "RS RG",
    Act.PLAN: "AS RS",
    Act.UNPLAN: "AS RS",
    Act.ASK: "AS RS",
    Act.RESUME: "AS RS",
    Act.TRANSFER: "RS RG",
    Act.TAKE_BACK: "AS RS",
    Act.FINISH: "AS RS",
    Act.CLOSE: "RS",
    Act.REOPEN: "RS",
    Act.ARCHIVE: "",
}


@pytest.mark.parametrize("act", Act)
def test_each_act_is_done_by_whose_hand_it_is(act: Act) -> None:
    assert [name for name, who in EVERYBODY.items() if may_act(who, act, facts())] == ACTS[act].split()
    assert not any(may_act(who, act, facts(ELSE, SOCIAL)) for who in EVERYBODY.values())


def test_every_act_that_people_do_is_somebodys_and_who_may_names_them() -> None:
    for line in LIFECYCLE:
        assert bool(who_may_act(line.act)) is (line.hands != {Hand.SYSTEM})
    assert who_may_act(Act.CLOSE) == (Role.HEAD, Role.REGULATOR)
    assert who_may(Permission.TREAT) == (Role.AGENT, Role.HEAD)


def test_lists_reach_as_far_as_reading() -> None:
    assert reach(RECEPTION) == Reach(level=NORMAL)
    assert reach(REGULATOR) == Reach(level=RESTRICTED)
    assert reach(AGENT) == Reach(level=None, departments=frozenset({(TOWN, OWN)}), is_all=False)
    assert reach(standing(Role.RECEPTION, post=Post.AGENT)) == Reach(level=NORMAL, departments=frozenset({(TOWN, OWN)}))
    assert reach(ELECTED) == reach(DPO) == Reach(level=None)
    assert reach(ADMIN) == Reach(level=None, is_all=False)
    for who, department, level in product(EVERYBODY.values(), (OWN, ELSE), Confidentiality):
        shown = reach(who).shows(TOWN, department, level)
        assert shown is (visibility(who, facts(department, level)) is WHOLE)


def test_a_key_shows_nothing_above_what_it_opens() -> None:
    own = Reach(level=None, departments=frozenset({(TOWN, OWN)}), is_all=False, most=NORMAL)
    assert own.shows(TOWN, OWN, NORMAL) and not own.shows(TOWN, OWN, RESTRICTED)


def test_the_queue_is_the_receptions_the_regulators_and_of_its_own_department_the_heads() -> None:
    assert review_reach(RECEPTION).is_all and review_reach(REGULATOR).is_all
    assert review_reach(HEAD) == Reach(level=None, departments=frozenset({(TOWN, OWN)}), is_all=False)
    for who in (AGENT, ELECTED, ADMIN, DPO):
        assert review_reach(who) == Reach(level=None, is_all=False)


def test_menus_lead_where_somebody_may_do_something() -> None:
    assert may_anywhere(HEAD, Permission.REVIEW) and not may_anywhere(AGENT, Permission.REVIEW)
    assert may_in_town(ADMIN, Permission.CATALOGUE, TOWN) and not may_in_town(HEAD, Permission.REVIEW, TOWN)
    assert not {Role.AGENT, Role.HEAD} & set(GIVEN_ROLES)
