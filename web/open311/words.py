"""What Open311 says to people: message ids."""

from collections.abc import Mapping

from domain.request import Closure, Status
from flows.open311.reading import Wrong
from flows.open311.shown import Shown, Stage
from web.words import N_

NOTES: Mapping[Stage, str] = {
    Stage.RECEIVED: N_("Received; the town hall has not yet decided who handles it."),
    Stage.WITH_DEPARTMENT: N_("With the department in charge."),
    Stage.CLOSED: N_("Closed."),
}
STATES: Mapping[Status, str] = {
    Status.PLANNED: N_("The department in charge has planned the work."),
    Status.TRANSFERRED: N_("With another authority, which decides or acts."),
    Status.DONE: N_("Dealt with by the department in charge."),
}
ENDS: Mapping[Closure, str] = {
    Closure.CARRIED_OUT: N_("Closed: carried out."),
    Closure.ANSWERED: N_("Closed: answered."),
    Closure.NO_ACTION: N_("Closed: no action is taken."),
    Closure.NOT_OURS: N_("Closed: passed on to the authority in charge."),
    Closure.DUPLICATE: N_("Closed: it was reported before."),
    Closure.WITHDRAWN: N_("Closed: withdrawn by who reported it."),
}
"""How a report ended; a refusal is its requester's to know."""
MISTAKES: Mapping[Wrong, str] = {
    Wrong.SERVICE_MISSING: N_("service_code was not provided."),
    Wrong.SERVICE_UNKNOWN: N_("service_code was not found. See the list of services."),
    Wrong.PLACE_MISSING: N_("No place was provided: send lat and long, address_string or address_id."),
    Wrong.POSITION: N_("lat and long are decimal degrees in WGS 84 and come together."),
    Wrong.ATTRIBUTE_MISSING: N_("{field} was not provided, and this service requires it."),
    Wrong.ATTRIBUTE_VALUE: N_("{field} has a value that its question does not take. See the definition of the service."),
    Wrong.TOO_LONG: N_("{field} is too long."),
    Wrong.MEDIA_URL: N_("media_url is not an http or https address, or there are more than 10."),
    Wrong.TOO_MANY_FILES: N_("There are more than 10 files."),
    Wrong.FILE_SIZE: N_("A file is larger than 20 MB."),
    Wrong.FILE_KIND: N_("A file is neither a picture, a video, a sound nor a PDF."),
}
UNKNOWN_SERVICE = frozenset({Wrong.SERVICE_UNKNOWN})
NOTICE = N_("Your report is registered under the code {code}.")
CONTACT = N_("{town}: {contact}")
KEY_SERVICE = N_("An administrator of the town hall makes API keys: ask at the address above.")
NO_SUCH_SERVICE = N_("service_code was not found. See the list of services.")
NO_SUCH_REQUEST = N_("service_request_id was not found, or the request is not public.")
NO_SUCH_TOKEN = N_("The token was not found.")


def note(one: Shown) -> str:
    """Return the message id of where a request stands: as exactly as everybody may know."""
    if one.stage is Stage.CLOSED:
        return NOTES[one.stage] if one.closure is None else ENDS.get(one.closure, NOTES[one.stage])
    return NOTES[one.stage] if one.status is None else STATES.get(one.status, NOTES[one.stage])
