"""What `citoyen doctor` looks at of the identity provider: does it answer, is it the one that is meant, can its signatures be checked."""

from collections.abc import Callable, Mapping

from domain.errors import ConfigurationError, Mistake
from flows.identity_provider import WELL_KNOWN, DiscoveryError, Lack, look_at
from flows.settings import Settings
from flows.wording import Message, say

LOOK_SECONDS = 4.0
"""For each of two documents: who waits for the whole list waits for this one too."""
_Said = tuple[Message, Message]


def look_at_provider(settings: Settings) -> str:
    """Fetch what the provider says of itself. Raises ConfigurationError with what keeps agents from signing in by it."""
    if settings.oidc_issuer is None:
        return say("none: agents sign in by passwords")
    try:
        look_at(settings.oidc_issuer, LOOK_SECONDS)
    except DiscoveryError as error:
        what, remedy = _SAID[error.lack](settings.oidc_issuer, error.value)
        raise ConfigurationError(Mistake(where="CITOYEN_OIDC_ISSUER", what=what, remedy=remedy)) from error
    return say("{address} answers", address=settings.oidc_issuer)


def _set_right() -> Message:
    return say("Set it to the address below which the provider has {path}, or ask whoever runs the provider.", path=WELL_KNOWN)


def _ask() -> Message:
    return say("Ask whoever runs the provider.")


_SAID: Mapping[Lack, Callable[[str, str], _Said]] = {
    Lack.AWAY: lambda issuer, _: (
        say("Nothing answers at {address}: nobody can sign in by the identity provider.", address=issuer),
        say("Correct the address, or let this machine reach it (name, firewall)."),
    ),
    Lack.SLOW: lambda issuer, _: (
        say("{address} does not answer within {seconds} seconds.", address=issuer, seconds=int(LOOK_SECONDS)),
        say("Correct the address, or let this machine reach it (name, firewall)."),
    ),
    Lack.CERTIFICATE: lambda issuer, _: (
        say("This machine does not trust the certificate of {address}.", address=issuer),
        say("Have it renewed, or install its authority on this machine."),
    ),
    Lack.STATUS: lambda issuer, status: (
        say("{address} answers {status} instead of its settings.", address=issuer, status=status),
        _set_right(),
    ),
    Lack.NO_JSON: lambda issuer, _: (say("What answers at {address} is no identity provider.", address=issuer), _set_right()),
    Lack.OTHER_NAME: lambda _, name: (
        say("The identity provider calls itself “{name}”.", name=name),
        say("Set it to just that, a slash at the end included, if it is the one you mean."),
    ),
    Lack.NO_ENDPOINTS: lambda issuer, _: (say("{address} does not say where one signs in.", address=issuer), _ask()),
    Lack.NO_KEYS: lambda issuer, _: (
        say("The keys of {address} cannot be read: its signatures cannot be checked.", address=issuer),
        _ask(),
    ),
}
