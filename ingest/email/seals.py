"""ARC (RFC 8617): whether the seals of a chain hold, by dkimpy. Only in a process that may be killed: it is not linear."""

import dkim

from ingest.email.arc import ArcSet, sets_of
from ingest.email.border import top_fields
from ingest.email.headers import MAX_HEADER_BYTES
from ingest.email.lookup import Lookup, Record, UnansweredError
from ingest.email.signatures import LEAST_KEY_BITS, MAX_KEY, has_signable_header

_MOST_LINKS = 10
"""Each costs a pass over the whole body; real chains have one to four."""
_PASS = b"pass"
_TROUBLES = (dkim.DKIMException, ValueError, TypeError, AssertionError, LookupError, OverflowError, AttributeError)
"""What dkimpy raises over signatures, keys and headers it cannot make sense of; none of ours."""


def held_chain(raw: bytes, lookup: Lookup) -> tuple[ArcSet, ...]:
    """Return the links of a message's chain where all seals hold, the newest first; none where one does not, or the DNS does not answer."""
    chain = sets_of(top_fields(raw[:MAX_HEADER_BYTES]))
    if not 0 < len(chain) <= _MOST_LINKS or not has_signable_header(raw):
        return ()
    try:
        status, found, _ = dkim.ARC(raw, minkey=LEAST_KEY_BITS).verify(dnsfunc=_Keys(lookup))
    except (UnansweredError, dkim.NaClNotFoundError, *_TROUBLES):
        return ()
    # Of two ways to read a header one could be sealed and the other believed.
    seen = [(one.instance, one.sealer) for one in chain]
    sealed = [(one["instance"], one["as-domain"].decode("ascii", "replace").lower()) for one in found]
    return chain if status == _PASS and seen == sealed else ()


class _Keys:
    """Answers dkimpy, which asks for the keys of seals."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def __call__(self, name: bytes, timeout: int = 0) -> bytes:
        del timeout
        keys = self._lookup(name.decode("ascii", "replace").rstrip("."), Record.TXT)
        return next((text for text in keys if len(text) <= MAX_KEY), "").encode()
