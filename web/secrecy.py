"""What came in for one department alone, before anybody knows what it is about."""

from domain.department import Confidentiality
from domain.inbound import Inbound
from flows.town_views import mailbox_of
from web.desk import Desk


def is_secret(desk: Desk, inbound: Inbound) -> bool:
    """Tell whether what arrived is for one department alone, by the mailbox or the folder it came in at."""
    view = desk.installation.towns.get(inbound.town)
    box = mailbox_of(view, inbound)
    drop = inbound.envelope.drop
    meant = {box.department if box is not None else None, drop.department if drop is not None else None}
    return any(one.confidentiality is Confidentiality.SOCIAL for one in view.ruleset.departments if one.code in meant)
