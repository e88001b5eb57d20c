"""What is left of a message for a request that was anonymised: how it came, and nothing that was in it, whosever else it is."""

from dataclasses import replace

from domain.draft import Draft
from domain.ids import Sha256
from domain.inbound import Envelope, Inbound


def bare(draft: Draft) -> Draft:
    """Return a message without all that was read in it."""
    return Draft(channel=draft.channel, kind=draft.kind, item=draft.item)


def nameless(inbound: Inbound) -> Inbound:
    """Return an arrival without its original, and without whom it came from."""
    return replace(inbound, sha256=Sha256(""), source_id=None, envelope=Envelope())
