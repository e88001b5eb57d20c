"""What the forms of a town say in words: what is wrong beside a field, what kinds of fields there are."""

from collections.abc import Mapping

from domain.form import ConsentUse, FieldKind, FileFamily, FormDefinition, Period, Signed, Target
from domain.version import VersionState
from ingest.form.faults import Fault, FaultCode
from ingest.form.signed import Trust
from web.translations import Language
from web.words import N_

FAULT_TEXTS: Mapping[FaultCode, str] = {
    FaultCode.MISSING: N_("This must be filled in."),
    FaultCode.NOT_AGREED: N_("Tick this box to send the form."),
    FaultCode.UNKNOWN_FIELD: N_("The form has no such field."),
    FaultCode.WRONG_TYPE: N_("This value is not of the expected form."),
    FaultCode.TOO_LONG: N_("This is too long: {count} characters, {most} at most."),
    FaultCode.TOO_SHORT: N_("This is too short: {least} characters at least."),
    FaultCode.TOO_SMALL: N_("This must be {least} at least."),
    FaultCode.TOO_GREAT: N_("This must be {most} at most."),
    FaultCode.TOO_FEW: N_("Choose {least} at least."),
    FaultCode.TOO_MANY: N_("Choose {most} at most."),
    FaultCode.EMAIL: N_("This is no e-mail address, such as name@provider.com."),
    FaultCode.PHONE: N_("This is no telephone number, such as 02 33 00 00 00."),
    FaultCode.POSTCODE: N_("This is no postcode: five figures, such as 50700."),
    FaultCode.DATE: N_("Write day, month and year, such as 31/12/1980."),
    FaultCode.NO_SUCH_DAY: N_("There is no such day: {day}."),
    FaultCode.NOT_PAST: N_("This day has not come yet."),
    FaultCode.NOT_COMING: N_("This day is over."),
    FaultCode.NUMBER: N_("Write a number, in figures."),
    FaultCode.NO_CHOICE: N_("This is none of the answers there are."),
    FaultCode.SIGNS: N_("This holds signs that no name has, such as < or >."),
    FaultCode.POSITION: N_("This is no position. Write latitude and longitude, such as 49.509, -1.471."),
    FaultCode.FILE_KIND: N_("The file “{name}” is not of a kind that is taken here."),
    FaultCode.FILE_LARGE: N_("The file “{name}” is too large: {most} MB at most."),
    FaultCode.FILE_EMPTY: N_("The file “{name}” is empty."),
    FaultCode.FILE_DANGER: N_("The file “{name}” may run something when it is opened. Send a picture or a PDF instead."),
    FaultCode.ALL_LARGE: N_("The files are too large together: {most} MB at most."),
    FaultCode.EMAIL_TYPO: N_("Is this e-mail address right?"),
    FaultCode.POSTCODE_ODD: N_("This is no French postcode. Is it right?"),
    FaultCode.POSTCODE_TOWN: N_("This postcode does not go with “{town}”. Is it right?"),
    FaultCode.STREET_UNKNOWN: N_("The town has no such street in its list. Is it right?"),
}
_TOO_MANY_FILES = N_("Too many files: {count}, {most} at most.")
TRUSTS: Mapping[Trust, str] = {
    Trust.MISSING: N_("The call is not signed as the form expects."),
    Trust.WRONG: N_("The signature is not that of this form’s secret."),
    Trust.OLD: N_("The call was signed too long ago, or one of the two clocks is wrong."),
}
FIELD_KINDS: Mapping[FieldKind, str] = {
    FieldKind.SHORT: N_("Short text"),
    FieldKind.LONG: N_("Long text"),
    FieldKind.EMAIL: N_("E-mail address"),
    FieldKind.PHONE: N_("Telephone number"),
    FieldKind.DATE: N_("Date"),
    FieldKind.NUMBER: N_("Number"),
    FieldKind.ONE_OF: N_("One answer of several"),
    FieldKind.SEVERAL_OF: N_("Several answers"),
    FieldKind.PLACE: N_("Place, looked up in the town’s streets"),
    FieldKind.POSITION: N_("Position (latitude, longitude)"),
    FieldKind.FILES: N_("Files"),
    FieldKind.CONSENT: N_("Box to agree"),
}
TARGETS: Mapping[Target, str] = {
    Target.TITLE: N_("Title (Mrs, Mr)"),
    Target.NAME: N_("Last name"),
    Target.FIRST_NAME: N_("First name"),
    Target.ORGANISATION: N_("Organisation"),
    Target.EMAIL: N_("E-mail address"),
    Target.PHONE: N_("Telephone number"),
    Target.ADDRESS: N_("Address of the requester"),
    Target.POSTCODE: N_("Postcode"),
    Target.TOWN: N_("Town"),
    Target.PLACE: N_("Place of the problem"),
    Target.POSITION: N_("Position of the problem"),
    Target.TEXT: N_("Text of the request"),
    Target.HEADING: N_("Heading"),
    Target.SUBJECT: N_("Subject ticked"),
}
CONSENT_USES: Mapping[ConsentUse, str] = {
    ConsentUse.PUBLICATION: N_("publishing words and photos, as approved by an agent"),
    ConsentUse.MAIL: N_("mails that tell how the request goes on"),
    ConsentUse.SMS: N_("text messages about the request"),
}
PERIODS: Mapping[Period, str] = {Period.ANY: N_("any day"), Period.PAST: N_("today or before"), Period.COMING: N_("today or later")}
FAMILIES: Mapping[FileFamily, str] = {
    FileFamily.PICTURES: N_("pictures"),
    FileFamily.PDF: N_("PDF"),
    FileFamily.DOCUMENTS: N_("texts and tables"),
}
SIGNED: Mapping[Signed, str] = {
    Signed.BODY: N_("the body"),
    Signed.TIME_DOT_BODY: N_("time.body"),
    Signed.TIME_COLON_BODY: N_("time:body"),
    Signed.ID_TIME_BODY: N_("id.time.body (Standard Webhooks)"),
}
FORM_STATES: Mapping[VersionState, str] = {
    VersionState.DRAFT: N_("Draft"),
    VersionState.PUBLISHED: N_("Published"),
    VersionState.RETIRED: N_("Retired"),
}


def fault_text(fault: Fault, definition: FormDefinition, language: Language) -> str:
    """Return what is wrong, for the citizen."""
    asked = definition.find(fault.field)
    is_of_files = fault.code is FaultCode.TOO_MANY and asked is not None and asked.kind is FieldKind.FILES
    template = _TOO_MANY_FILES if is_of_files else FAULT_TEXTS[fault.code]
    return language.gettext(template).format(**fault.values)
