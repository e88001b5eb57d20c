"""What the desk calls the acts a department does to its requests, and what is said with them."""

from collections.abc import Mapping

from domain.deadline import Lack
from domain.lifecycle import Act
from web.words import N_

ACTS: Mapping[str, str] = {
    Act.TAKE: N_("Take in charge"),
    Act.PLAN: N_("Plan"),
    Act.UNPLAN: N_("No longer plan"),
    Act.ASK: N_("Ask the requester"),
    Act.RESUME: N_("Go on with it"),
    Act.FINISH: N_("Declare dealt with"),
    Act.CLOSE: N_("Answer and close"),
    Act.HAND_OVER: N_("Hand over to another department"),
    Act.TRANSFER: N_("Transfer to another authority"),
    Act.TAKE_BACK: N_("Take back from the authority"),
    Act.REFUSE: N_("Give back to review"),
    Act.REOPEN: N_("Open again"),
    Act.RESTORE: N_("Back to review"),
}
"""In the order in which they are offered."""
LACKS: Mapping[str, str] = {
    Lack.REQUIRED: N_("Texts require it: the legal clock stands still"),
    Lack.USEFUL: N_("It is useful: the legal clock runs on"),
}
