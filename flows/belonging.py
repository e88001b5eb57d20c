"""What becomes of a message that speaks of requests: added to them, a request of its own, or a question to people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.decision import Decision, ForReview, Reason, Routed
from domain.department import Confidentiality
from domain.draft import Draft, Kind, Role
from domain.request import Addition, Status, Tie
from flows.follow_up import Cited
from flows.opinion import Opinion, for_review, is_danger
from ingest.thanks import is_thanks


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Where a message belongs. It is added to ``targets`` as ``addition``; ``own`` become requests of their own, linked to ``links``."""

    targets: tuple[Cited, ...] = ()
    addition: Addition = Addition.CHASER
    own: tuple[Opinion, ...] = ()
    links: tuple[Cited, ...] = ()


_CIRCUMSTANCES = frozenset(
    {
        *(Reason.UNKNOWN_REQUEST, Reason.FOLLOWS_CLOSED, Reason.WITH_FOLLOW_UP, Reason.RECUT, Reason.UNLOCKED),
        *(Reason.RULE_ON_PROBATION, Reason.REREAD),
    }
)
"""Reasons that come from what a message belongs to, what was done to it, or how its rule stood, and not from what it says."""
_LOOSE = frozenset({Tie.THREAD, Tie.SENDER})
"""Ties that name no request: who writes of something else, or asks it elsewhere, is taken at his word."""


def belonging(draft: Draft, cited: Sequence[Cited], found: Sequence[Opinion]) -> Belonging:
    """Return what becomes of a message; ``found`` are the opinions on its parts, ``cited`` the requests it speaks of."""
    targets = _targets(cited, found)
    if not targets:
        is_unknown = draft.kind is Kind.FOLLOW_UP or bool(cited)
        return Belonging(own=tuple(map(as_unknown, found)) if is_unknown else tuple(found), links=tuple(cited))
    if all(one.tie in _LOOSE and _is_new_matter(opinion, one) for one in targets for opinion in found):
        # People answer an old mail of theirs to write of something else: its own department must have it, and nobody waits.
        return Belonging(own=tuple(found), links=targets)
    return _added(draft, targets, found)


def as_unknown(opinion: Opinion) -> Opinion:
    """Return the opinion on a follow-up whose request is not known, or not its sender's."""
    return _for_people(opinion, Reason.UNKNOWN_REQUEST)


def as_danger(opinion: Opinion, secrecy: Confidentiality) -> Opinion:
    """Return the opinion on a danger that a follow-up speaks of: for people, and no less confidential than the request it follows."""
    return _as_secret(_for_people(opinion, Reason.DANGER), secrecy)


def as_kept(opinion: Opinion, kept: Decision, *, was_added: bool) -> Opinion:
    """Return an opinion in the circumstances a decision was kept in: what it followed, and how secret that was, cannot be asked again.

    ``was_added`` tells that the message was added to another request: then a danger it speaks of is for people.
    """
    reasons = kept.reasons if isinstance(kept, ForReview) else ()
    met = [reason for reason in reasons if reason in _CIRCUMSTANCES]
    if was_added and is_danger(opinion):
        met.append(Reason.DANGER)
    for reason in met:
        opinion = _for_people(opinion, reason)
    return _as_secret(opinion, kept.orientation.confidentiality) if met else opinion


def _targets(cited: Sequence[Cited], found: Sequence[Opinion]) -> tuple[Cited, ...]:
    """Return the requests the message is added to; none where that is not sure, or where they are less secret than the message."""
    secrecy = max(opinion.decision.orientation.confidentiality for opinion in found)
    proven = tuple(one for one in cited if one.is_proven)
    if any(secrecy > one.request.line.confidentiality for one in proven):
        return ()
    named = tuple(one for one in proven if one.tie not in _LOOSE)
    if named or len(proven) <= 1:
        return named or proven
    # An earlier mail became several requests: the one on the same subject, if there is just one.
    subjects = {opinion.decision.orientation.subject for opinion in found}
    alike = tuple(one for one in proven if one.request.line.subject in subjects)
    return alike if len(alike) == 1 else ()


def _added(draft: Draft, targets: tuple[Cited, ...], found: Sequence[Opinion]) -> Belonging:
    secrecy = max(one.request.line.confidentiality for one in targets)
    dangers = tuple(as_danger(opinion, secrecy) for opinion in found if is_danger(opinion))
    said = next((one.addition for one in targets if one.addition is not None), None)
    if said is Addition.WITHDRAWAL or (said is Addition.REOPENING and targets[0].request.line.status is Status.CLOSED):
        return Belonging(targets=targets, addition=said, own=dangers, links=targets)
    if all(one.is_answer for one in targets):
        return Belonging(targets=targets, addition=Addition.ANSWER, own=dangers, links=targets)
    if not dangers and is_mere_thanks(draft):
        return Belonging(targets=targets, addition=Addition.THANKS)
    if all(one.request.line.status.is_over for one in targets):
        return Belonging(own=tuple(_as_secret(_for_people(one, Reason.FOLLOWS_CLOSED), secrecy) for one in found), links=targets)
    others = (opinion for opinion in found if not is_danger(opinion) and all(_is_new_matter(opinion, one) for one in targets))
    apart = tuple(_as_secret(_for_people(opinion, Reason.WITH_FOLLOW_UP), secrecy) for opinion in others)
    return Belonging(targets=targets, own=(*dangers, *apart), links=targets)


def is_mere_thanks(draft: Draft) -> bool:
    """Tell whether a message only thanks, so that nobody has to do anything."""
    has_files = any(piece.role is Role.FILE for piece in draft.attachments)
    return not has_files and is_thanks(draft.text or draft.heading or "", _names(draft))


def _names(draft: Draft) -> tuple[str, ...]:
    """Return the names a message may be signed with."""
    return tuple(name for name in (draft.requester.name, draft.requester.organisation) if name)


def _is_new_matter(opinion: Opinion, cited: Cited) -> bool:
    """Tell whether a part surely asks something else than a request: it would go out by itself, on another subject or in another street."""
    decision, request = opinion.decision, cited.request
    is_sure = isinstance(decision, Routed) or decision.reasons == (Reason.SEVERAL_REQUESTS,)
    streets = {street for street in (decision.orientation.place.street, request.place.street) if street}
    return is_sure and (decision.orientation.subject != request.line.subject or len(streets) > 1)


def _for_people(opinion: Opinion, reason: Reason) -> Opinion:
    return replace(opinion, decision=for_review(opinion.decision, reason))


def _as_secret(opinion: Opinion, secrecy: Confidentiality) -> Opinion:
    kept = max(opinion.decision.orientation.confidentiality, secrecy)
    orientation = replace(opinion.decision.orientation, confidentiality=kept)
    return replace(opinion, decision=replace(opinion.decision, orientation=orientation))
