"""What the portal says of a request to its citizen: states, what comes next, how it ended, what he may do."""

from collections.abc import Mapping

from domain.following import PortalAct
from domain.inbound import Channel
from domain.lifecycle import PublicStatus
from domain.request import Closure
from flows.portal.shown import NextStep
from web.words import N_

PUBLIC_STATUSES: Mapping[str, str] = {
    PublicStatus.RECEIVED: N_("Registered"),
    PublicStatus.SENT: N_("Passed on to the department"),
    PublicStatus.IN_HAND: N_("In hand"),
    PublicStatus.AWAITS_YOU: N_("Waiting for your answer"),
    PublicStatus.OVER: N_("Finished"),
}
NEXT_STEPS: Mapping[str, str] = {
    NextStep.READ: N_("The town hall reads your request and passes it on to the department that deals with it."),
    NextStep.TAKE: N_("The department has your request and will take it in hand."),
    NextStep.WORK: N_("The department is working on it."),
    NextStep.PLANNED: N_("The work is planned."),
    NextStep.ANSWER: N_("The town hall needs something from you to go on."),
    NextStep.AUTHORITY: N_("Another authority is responsible and has your request; it will answer you."),
    NextStep.TELL: N_("It has been dealt with. The town hall will tell you how it ended."),
    NextStep.NOTHING: N_("Nothing more is done about it."),
}
ENDINGS: Mapping[str, str] = {
    Closure.CARRIED_OUT: N_("What you asked for has been done."),
    Closure.ANSWERED: N_("You have been answered."),
    Closure.REFUSED: N_("Your request was refused; the letter to you says why, and how you may appeal."),
    Closure.NO_ACTION: N_("Nothing was to be done."),
    Closure.NOT_OURS: N_("The town hall is not responsible; your request was passed on."),
    Closure.DUPLICATE: N_("It was dealt with in another request about the same."),
    Closure.INADMISSIBLE: N_("The town hall could not deal with this request."),
    Closure.WITHDRAWN: N_("You have withdrawn this request."),
}
CAME_BY: Mapping[str, str] = {
    Channel.EMAIL: N_("by e-mail"),
    Channel.SCAN: N_("by letter"),
    Channel.FAX: N_("by fax"),
    Channel.PHONE: N_("by telephone"),
    Channel.FORM: N_("by online form"),
    Channel.COUNTER: N_("at the town hall"),
    Channel.PORTAL: N_("on this page"),
}
SENT_ACTS: Mapping[str, str] = {
    PortalAct.MESSAGE: N_("Message"),
    PortalAct.PIECES: N_("Answer to what you were asked for"),
    PortalAct.WITHDRAW: N_("Withdrawal"),
    PortalAct.REOPEN: N_("You ask for the request to be opened again"),
}
SENT_DONE: Mapping[str, str] = {
    PortalAct.MESSAGE: N_("Your message has been received and recorded. It has been added to your request."),
    PortalAct.PIECES: N_("Your answer has been received and recorded. The department is told."),
    PortalAct.WITHDRAW: N_("Your withdrawal has been received and recorded. The department is told."),
    PortalAct.REOPEN: N_(
        "Your wish to have the request opened again has been received and recorded. The department decides and tells you."
    ),
}
SEND_BUTTONS: Mapping[str, str] = {
    PortalAct.MESSAGE: N_("Send the message"),
    PortalAct.PIECES: N_("Send the answer"),
    PortalAct.WITHDRAW: N_("Withdraw the request"),
    PortalAct.REOPEN: N_("Ask for it to be opened again"),
}
STARS: Mapping[int, str] = {
    1: N_("Not at all satisfied"),
    2: N_("Hardly satisfied"),
    3: N_("Neither one nor the other"),
    4: N_("Satisfied"),
    5: N_("Very satisfied"),
}
