"""Which commands there are, where each is made, and what ``citoyen --help`` says of it.

A command is loaded when it is asked for (`cli.late`), so that the others cost it nothing. Who adds one writes a line here; it says of the
command what the first paragraph of its own help says.
"""

from dataclasses import dataclass

from cli.words import tr

APP = ""
"""Stands for the whole command among what is registered to."""


@dataclass(frozen=True, slots=True)
class Step:
    """A module whose ``register`` adds commands, to what is named in ``into``: module and name of a group, or `APP`."""

    module: str
    into: tuple[str, ...] = (APP,)


@dataclass(frozen=True, slots=True)
class Part:
    """A command or a group of them; the first of ``steps`` adds it, the others add to it."""

    name: str
    steps: tuple[Step, ...]
    help: str


_OF_DEPARTMENTS = Step("cli.department_life", ("cli.departments.departments", "cli.requests.requests", "cli.agents.users"))
_INCIDENT_STEP = Step("cli.incidents", (APP, "cli.requests.requests", "cli.review.review"))
_PRINTING = Step("cli.printing")
_RULES = (
    Step("cli.rules"),
    Step("cli.rule_checks", ("cli.rules.rules",)),
    Step("cli.learning", ("cli.rules.rules", APP)),
    Step("cli.replaying", ("cli.rules.rules",)),
)
_REQUESTS = (
    Step("cli.requests"),
    Step("cli.acts", ("cli.requests.requests",)),
    Step("cli.teamwork", ("cli.requests.requests",)),
    Step("cli.consents", ("cli.requests.requests",)),
    _PRINTING,
    _OF_DEPARTMENTS,
    _INCIDENT_STEP,
)
_REVIEW = (Step("cli.review"), Step("cli.review_rules", ("cli.review.review",)), _INCIDENT_STEP)
_USERS = (Step("cli.agents"), _OF_DEPARTMENTS)
_DEPARTMENTS = (Step("cli.departments"), _OF_DEPARTMENTS)
_LETTERS = (Step("cli.letters"), _PRINTING)
_INCIDENTS = (_INCIDENT_STEP,)

PARTS = (
    Part("init", (Step("cli.towns"),), tr("Load the folder of a town (or of several) and publish its rules.")),
    Part("town", (Step("cli.town"),), tr("Towns of this installation: made, shown, carried elsewhere.")),
    Part("run", (Step("cli.running"),), tr("Start everything (desk, mail door, engine) and keep serving until Ctrl-C.")),
    Part(
        "ingest",
        (Step("cli.keeping"),),
        tr("Take in e-mail files, mbox files, plain text, scans and faxes, and folders of them, and say what became of each."),
    ),
    Part("enter", (Step("cli.entering"),), tr("Write down a call or a visit and print its receipt.")),
    Part("explain", (Step("cli.explaining"),), tr("Say what messages are about, where and for whom, and keep nothing.")),
    Part("ledger", (Step("cli.ledger"),), tr("List what came in and what became of it, or prove that nothing was lost.")),
    Part("jobs", (Step("cli.lists"),), tr("List the work that waits, or was given up, and take parked work up again.")),
    Part(
        "journal",
        (Step("cli.journal"),),
        tr(
            "List who did what in the installation, newest first; verify that no line was altered, put in or taken out "
            "since. That the journal was read is written into it."
        ),
    ),
    Part("doctor", (Step("cli.doctor"),), tr("Is everything here? Checks folders, database, broker, ports, programs, clock and disk.")),
    Part(
        "backup",
        (Step("cli.backups"),),
        tr(
            "Back the installation up while it runs: database, originals, secret key, settings. What the folder holds "
            "already is not copied again; it is readable by its owner only, for it holds all that citizens wrote and the "
            "key of all seals."
        ),
    ),
    Part(
        "restore",
        (Step("cli.backups"),),
        tr(
            "Put a backup back into an empty installation: the newest state of the folder, or the one named. It is looked "
            "at first, brought up to this release, and letters that waited then are held, for they may have left since."
        ),
    ),
    Part("web", (Step("cli.roles"),), tr("Role: the desk.")),
    Part("smtp", (Step("cli.roles"),), tr("Role: the mail door.")),
    Part("worker", (Step("cli.roles"),), tr("Role: works on a queue.")),
    Part("beat", (Step("cli.roles"),), tr("Role: looks for forgotten work.")),
    Part(
        "sheets",
        (Step("cli.sheets"),),
        tr(
            "Write separator sheets to print: laid before each letter, they cut a scanned heap into letters and say which "
            "department and day each one is for. Each sheet is two pages, to be printed on both sides."
        ),
    ),
    Part("rules", _RULES, tr("Rules of a town.")),
    Part("places", (Step("cli.places"),), tr("Places of a town.")),
    Part("query", (Step("cli.queries"),), tr("Saved queries: which requests are meant, as a list, a count, a file.")),
    Part("quarantine", (Step("cli.quarantine"),), tr("What nothing could be made of, of all channels.")),
    Part("requests", _REQUESTS, tr("Requests of the towns.")),
    Part("review", _REVIEW, tr("The review queue: requests that wait for a person.")),
    Part("requesters", (Step("cli.requesters"),), tr("Requesters: people, firms, associations, administrations.")),
    Part("users", _USERS, tr("People who sign in to the desk.")),
    Part("departments", _DEPARTMENTS, tr("Departments of the towns.")),
    Part("keys", (Step("cli.keys"),), tr("Keys by which other software calls the API.")),
    Part("webhooks", (Step("cli.webhooks"),), tr("Webhooks: other software that is told of what happens to requests.")),
    Part("exchange", (Step("cli.exchange"),), tr("Requests from other software and for it, as files.")),
    Part("mailbox", (Step("cli.mailboxes"),), tr("Role: collects mailboxes over IMAP.")),
    Part("folders", (Step("cli.folders"),), tr("Role: takes in what scanners and faxes lay in the drop folders.")),
    Part("calls", (Step("cli.calls"),), tr("Calls of the telephone switchboard: import its logs, try them, see who is to be called back.")),
    Part("forms", (Step("cli.forms"),), tr("Forms that citizens fill in.")),
    Part("letters", _LETTERS, tr("Letters to requesters: those that wait for somebody, and their models.")),
    Part("figures", (Step("cli.figures"),), tr("Figures of a town’s requests, and what they are counted from.")),
    Part(
        "pseudonymise",
        (Step("cli.pseudonymising"),),
        tr(
            "Make a whole copy for support and training, in which persons have other names, numbers and addresses: in a new folder, or in "
            "an empty PostgreSQL database."
        ),
    ),
    Part("originals", (Step("cli.originals"),), tr("Originals sealed at rest, by a key of your own.")),
    Part("retention", (Step("cli.retention"),), tr("How long what is kept, and anonymising what is due.")),
    Part("breaches", (Step("cli.breaches"),), tr("Register of breaches of personal data (GDPR, article 33(5)).")),
    Part("citizens", (Step("cli.citizens"),), tr("Personal accounts of the portal.")),
    Part("rights", (Step("cli.person_rights"),), tr("What persons ask for by their rights to their data (GDPR).")),
    Part("incidents", _INCIDENTS, tr("Incidents: several people tell of one fact, and are answered together.")),
)
"""In the order of the help: commands, then groups."""
