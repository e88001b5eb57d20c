"""What pages of a personal account call things."""

from collections.abc import Iterable, Mapping

from domain.citizen import Notices
from flows.passwords import PasswordFault
from web.translations import Language
from web.words import N_, PASSWORD_FAULTS

NOTICES: Mapping[Notices, str] = {
    Notices.EACH: N_("Each message and each step"),
    Notices.CLOSINGS: N_("Only when a request is closed"),
    Notices.NONE: N_("Nothing but what the law asks for"),
}
"""Which notices somebody wants beside those the law asks for."""
_HOLDS_EMAIL = N_("The new password must not contain your e-mail address.")


def said_faults(faults: Iterable[PasswordFault], language: Language) -> tuple[str, ...]:
    """Return in words what is wrong with a password of a citizen."""
    words = {**PASSWORD_FAULTS, PasswordFault.HOLDS_LOGIN: _HOLDS_EMAIL}
    return tuple(language.gettext(words[fault]) for fault in faults)
