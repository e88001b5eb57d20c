"""What the values of channels are called on the desk."""

from collections.abc import Mapping

from ingest.email.imap_account import After
from web.words import N_

AFTERS: Mapping[After, str] = {
    After.LEAVE: N_("stay as they are"),
    After.SEEN: N_("are marked as read"),
    After.FLAG: N_("are flagged"),
    After.MOVE: N_("are moved to another folder"),
    After.DELETE: N_("are deleted there"),
}
