"""Which of several persons in a submission asks: who files for another is the requester, and the other stands in the text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.form.fields import Field, all_words
from ingest.form.owners import Owner, owner_of
from ingest.form.understood import By, Understood

_NAMES = frozenset({Field.NAME, Field.SURNAME, Field.GIVEN_NAME, Field.CIVILITY})
_OF_PERSON = _NAMES | {
    *(Field.EMAIL, Field.PHONE, Field.ADDRESS, Field.HOUSE_NUMBER, Field.ADDRESS_MORE, Field.POSTCODE, Field.TOWN, Field.REGISTER),
}
_SURELY = re.compile(
    r"\b(?:demandeu(?:r|se)|usagere?|appelante?|declarante?|requester|caller|applicant|plaignante?|requerante?|petitionnaire|deposante?|"
    r"signalante?|emett(?:eur|rice)|expedit(?:eur|rice)|submitter|reporter)\b"
)
_ACTS_FOR = re.compile(
    r"\b(?:representante?|responsable|tut(?:eur|rice)|curat(?:eur|rice)|parent|mandataire|interlocut(?:eur|rice)|guardian)\b"
)
_MAYBE_OTHER = re.compile(
    r"\b(?:titulaire|parent|tut(?:eur|rice)|personne|person|particulier|participant|from|profil|profile|compte|account|holder|"
    r"concessionnaire|abonnee?|occupante?|assuree?|candidate?|participante?|membre)\b"
)
"""Who may ask himself, unless somebody else is called the one who asks."""
_FIRM = re.compile(r"\b(?:entreprise|societe|association|asso|organi[sz]ation|organisme|company|structure|etablissement|commerce|syndic)\b")
_WHO_FILES = re.compile(
    r"(?:deposante?|depose(?:e)? par|demandeu(?:r|se)|declarante?|requerante?|rempli(?:e)? par|auteur|fait par|qui (?:fait|depose|"
    r"remplit).*|"
    r"submitted by|filed by|submitter|requester|en qualite|contact principal)"
)
_SURE, _FOR_ANOTHER, _OWNED, _FREE = range(4)


def one_asks(found: Sequence[Understood]) -> list[Understood]:
    """Return answers in which one person is left who may be the requester; what is told of others stands as theirs."""
    groups = list(dict.fromkeys(group for one in found if one.field in _NAMES if (group := _group(one)) is not None))
    ranks = {group: _rank(group) for group in groups}
    filer = _filer(found, groups)
    best = _SURE if filer is not None else min(ranks.values(), default=_FREE)
    is_sure = best is _SURE or any(one.field in _NAMES and _SURELY.search(all_words(one.answer.key)) for one in found)
    others = {group for group, rank in ranks.items() if not _FIRM.search(all_words(group)) and _is_others(group, rank, best, filer)}
    result: list[Understood] = []
    for one in found:
        group = _group(one)
        is_others = one.by is not By.MAPPING and (
            (one.field in _OF_PERSON and group in others)
            or (one.field in _NAMES and is_sure and (filer is None or group != filer) and _is_maybe_other(one.answer.key))
        )
        result.append(replace(one, field=Field.QUESTION, group=group or "") if is_others else one)
    return result


def _is_others(group: str, rank: int, best: int, filer: str | None) -> bool:
    """Whether a group of answers is about somebody else than who asks."""
    if filer is not None:
        return group != filer
    return rank > best and (best is _SURE or rank is _FREE or _is_maybe_other(group))


def _group(one: Understood) -> str | None:
    """Return the key above an answer that says whose it is, else the nearest; None for what stands at the top."""
    parents = one.answer.parents
    if not parents or len(one.answer.path) == 1:
        return None
    named = next((parent for parent in reversed(parents) if owner_of(all_words(parent)) is not None), None)
    return named if named is not None else None if any(part.isdecimal() for part in one.answer.path) else parents[-1]


def _rank(group: str) -> int:
    words = all_words(group)
    if _SURELY.search(words):
        return _SURE
    if _ACTS_FOR.search(words):
        return _FOR_ANOTHER
    return _OWNED if owner_of(words) is Owner.REQUESTER else _FREE


def _is_maybe_other(key: str) -> bool:
    words = all_words(key)
    return bool(_MAYBE_OTHER.search(words)) and not _SURELY.search(words)


def _filer(found: Sequence[Understood], groups: Sequence[str]) -> str | None:
    """Return the group that an answer calls the one who files: « deposant : representant_legal »."""
    for one in found:
        if _WHO_FILES.fullmatch(all_words(one.answer.key)):
            told = all_words(one.answer.value)
            if (named := next((group for group in groups if all_words(group) == told), None)) is not None:
                return named
    return None
