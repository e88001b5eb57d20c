"""Conditions of a rule: one table of their French keys, readers, writers and fields, for files, linter and screens alike."""

from collections.abc import Iterator, Mapping, Sequence

from domain.authenticity import Standing
from domain.draft import Flag, RequesterKind
from domain.inbound import Channel
from domain.place import RoadOwner
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    HasAllWords,
    HasAttachment,
    HasFlag,
    HasNoWords,
    HasWords,
    InSeason,
    InSector,
    MatchesExpression,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RequesterIs,
    RoadOwnedBy,
    SenderIs,
    SubjectIs,
    ThemeIs,
    WhileOpen,
)
from flows.town_folder import operands
from flows.town_folder.condition_forms import ConditionForm, OperandKind, entry, one_of_two, several, words
from flows.town_folder.known import Known
from flows.town_folder.operands import Value
from flows.town_folder.tree import Tree
from flows.wording import say

CHANNELS = {
    "courriel": Channel.EMAIL,
    "scan": Channel.SCAN,
    "fax": Channel.FAX,
    "téléphone": Channel.PHONE,
    "formulaire": Channel.FORM,
    "guichet": Channel.COUNTER,
    "portail": Channel.PORTAL,
}
CHANNEL_WORDS = {channel: word for word, channel in CHANNELS.items()}


def read_condition(when: Tree, unless: Tree | None, known: Known) -> Condition | None:
    """Return « si » without « sauf »: all of the one hold, and not all of the other."""
    parts = list(_leaves(when, known))
    exceptions = list(_leaves(unless, known)) if unless else []
    if when.value == {}:
        when.wrong(say("a rule without condition would hold for every message."), say("Give at least one condition."))
    if exceptions:
        parts.append(Not(negated=_all(exceptions)))
    return _all(parts) if parts else None


def write_condition(condition: Condition) -> dict[str, Value]:
    """Return « si » and, where the last part is negated, « sauf », as `read_condition` reads them."""
    match condition:
        case AllOf(all_of=(*parts, Not(negated=exception))) if parts and _have_keys_of_their_own(parts):
            return {"si": _mapping(parts), "sauf": _nested(exception)}
        case _:
            return {"si": _nested(condition)}


def form_of(condition: Condition) -> ConditionForm:
    """Return the entry of a condition."""
    return _BY_MEMBER[type(condition)]


def _leaves(tree: Tree, known: Known) -> Iterator[Condition]:
    if not tree.has_only(tuple(_BY_KEY)):
        return
    for key, value in tree.pairs():
        # A key with nothing behind it is told as that.
        leaf = _BY_KEY[key].read(value, known) if key in _BY_KEY and value.value is not None else None
        if leaf is not None:
            yield leaf


def _all(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AllOf(all_of=tuple(parts))


def _nested(condition: Condition) -> Value:
    """Return one condition as a mapping; several keys in it mean that all hold."""
    if isinstance(condition, AllOf) and len(condition.all_of) > 1 and _have_keys_of_their_own(condition.all_of):
        return _mapping(condition.all_of)
    return _mapping((condition,))


def _have_keys_of_their_own(parts: Sequence[Condition]) -> bool:
    return len({form_of(part).key for part in parts}) == len(parts)


def _mapping(parts: Sequence[Condition]) -> dict[str, Value]:
    return {form_of(part).key: form_of(part).write(part) for part in parts}


def _read_nested(tree: Tree, known: Known) -> Condition | None:
    parts = list(_leaves(tree, known))
    if tree.value == {}:
        tree.wrong(say("a condition is missing here."), say("Give at least one condition."))
    return _all(parts) if parts else None


def _read_list(tree: Tree, known: Known) -> tuple[Condition, ...]:
    if tree.value == []:
        tree.wrong(say("a condition is missing here."), say("Give at least one condition."))
    return tuple(part for item in tree.items() if (part := _read_nested(item, known)) is not None)


def _read_expression(tree: Tree, _: Known) -> MatchesExpression | None:
    expression = operands.read_expression(tree)
    return None if expression is None else MatchesExpression(expression=expression)


def _read_not(tree: Tree, known: Known) -> Not | None:
    negated = _read_nested(tree, known)
    return None if negated is None else Not(negated=negated)


CONDITIONS: tuple[ConditionForm, ...] = (
    several(
        SubjectIs,
        "sujets",
        make=lambda names: SubjectIs(subjects=names),
        take=lambda it: it.subjects,
        choices=lambda known: known.patterns,
        listed_in="sujets.csv",
    ),
    several(
        ThemeIs,
        "themes",
        make=lambda names: ThemeIs(themes=names),
        take=lambda it: it.themes,
        choices=lambda known: known.themes,
        listed_in="sujets.csv",
    ),
    words(HasWords, "mots", lambda said: HasWords(words=said), lambda it: it.words),
    words(
        HasAllWords,
        "tous_les_mots",
        lambda said: HasAllWords(all_words=said),
        lambda it: it.all_words,
    ),
    words(
        HasNoWords,
        "aucun_mot",
        lambda said: HasNoWords(no_words=said),
        lambda it: it.no_words,
    ),
    entry(
        MatchesExpression,
        "expression",
        kind=OperandKind.EXPRESSION,
        read=_read_expression,
        write=lambda it: it.expression,
    ),
    several(
        RoadOwnedBy,
        "gestion_voie",
        make=lambda names: RoadOwnedBy(owners=tuple(RoadOwner(name) for name in names)),
        take=lambda it: it.owners,
        choices=lambda _: [owner.value for owner in RoadOwner],
    ),
    entry(
        OnStreet,
        "voies",
        kind=OperandKind.STREETS,
        read=lambda tree, known: operands.read_streets(tree, known.streets),
        write=operands.write_streets,
        choices=lambda known: known.streets,
    ),
    several(
        AtLandmark,
        "lieux",
        make=lambda names: AtLandmark(landmarks=names),
        take=lambda it: it.landmarks,
        choices=lambda known: known.landmarks,
        listed_in="lieux.csv",
    ),
    several(
        InSector,
        "secteurs",
        make=lambda names: InSector(sectors=names),
        take=lambda it: it.sectors,
        choices=lambda known: known.sectors,
        listed_in="secteurs",
    ),
    one_of_two(
        OutsideTown,
        "commune",
        yes="hors",
        no="dans",
        make=lambda outside: OutsideTown(outside=outside),
        take=lambda it: it.outside,
    ),
    entry(
        ReceivedDuring,
        "moment",
        kind=OperandKind.MOMENT,
        read=lambda tree, _: operands.read_during(tree),
        write=operands.write_during,
    ),
    entry(
        InSeason,
        "saison",
        kind=OperandKind.SEASON,
        read=lambda tree, _: operands.read_season(tree),
        write=operands.write_season,
    ),
    one_of_two(
        WhileOpen,
        "mairie",
        yes="ouverte",
        no="fermée",
        make=lambda is_open: WhileOpen(is_open=is_open),
        take=lambda it: it.is_open,
    ),
    several(
        CameBy,
        "canaux",
        make=lambda names: CameBy(channels=tuple(CHANNELS[name] for name in names)),
        take=lambda it: [CHANNEL_WORDS[channel] for channel in it.channels],
        choices=lambda _: CHANNELS,
    ),
    entry(
        CameInAt,
        "boites",
        kind=OperandKind.ENTRANCES,
        read=lambda tree, known: CameInAt(entrances=operands.read_entrances(tree, known.entrances)),
        write=lambda it: list(it.entrances),
        choices=lambda known: known.entrances,
    ),
    several(
        RequesterIs,
        "demandeur",
        make=lambda names: RequesterIs(requester_kinds=tuple(RequesterKind(name) for name in names)),
        take=lambda it: it.requester_kinds,
        choices=lambda _: [kind.value for kind in RequesterKind],
    ),
    entry(
        HasAttachment,
        "pieces_jointes",
        kind=OperandKind.FILE_TYPES,
        read=lambda tree, _: HasAttachment(media_types=operands.read_media_types(tree)),
        write=lambda it: list(it.media_types),
        choices=lambda _: ("image/*", "application/pdf", "audio/*", "video/*", "*"),
    ),
    several(
        HasFlag,
        "drapeaux",
        make=lambda names: HasFlag(flags=tuple(Flag(name) for name in names)),
        take=lambda it: it.flags,
        choices=lambda _: [flag.value for flag in Flag],
    ),
    several(
        SenderIs,
        "expediteur",
        make=lambda names: SenderIs(standings=tuple(Standing(name) for name in names)),
        take=lambda it: it.standings,
        choices=lambda _: [standing.value for standing in Standing],
    ),
    entry(
        AllOf,
        "tous",
        kind=OperandKind.CONDITIONS,
        read=lambda tree, known: AllOf(all_of=_read_list(tree, known)),
        write=lambda it: [_nested(part) for part in it.all_of],
    ),
    entry(
        AnyOf,
        "un_de",
        kind=OperandKind.CONDITIONS,
        read=lambda tree, known: AnyOf(any_of=_read_list(tree, known)),
        write=lambda it: [_nested(part) for part in it.any_of],
    ),
    entry(
        Not,
        "non",
        kind=OperandKind.CONDITION,
        read=_read_not,
        write=lambda it: _nested(it.negated),
    ),
)
"""One entry for every condition. The key is the word administrators write."""

_BY_KEY: Mapping[str, ConditionForm] = {form.key: form for form in CONDITIONS}
_BY_MEMBER: Mapping[type[object], ConditionForm] = {form.member: form for form in CONDITIONS}
