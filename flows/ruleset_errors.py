"""Why something is not done to a rule set, in words for whoever asked for it."""

from domain.errors import CitoyenError, ConflictError
from domain.version import Version, VersionState
from flows.ruleset_findings import Findings
from flows.wording import Message, say


class StaleDraftError(ConflictError):
    """Somebody saved the draft after it was read. ``difference`` is how one's own text differs from what is there now."""

    def __init__(self, version: Version, seen: int, difference: str) -> None:
        super().__init__(
            say(
                "Rule set {number} is at revision {revision}, saved by {author} on {time} UTC, and yours comes from revision {seen}: "
                "nothing was overwritten. Export it again and make your changes there.",
                number=version.number,
                revision=version.revision,
                author=version.changed_by,
                time=f"{version.changed_at:%Y-%m-%d %H:%M:%S}",
                seen=seen,
            )
        )
        self.version = version
        self.difference = difference


class UnfitRuleSetError(CitoyenError):
    """The linter finds errors in the rule set: it is not published, whatever the reason given."""

    def __init__(self, number: int, findings: Findings) -> None:
        super().__init__(
            say("Rule set {number} is not published: {count} errors. Correct them in a draft.", number=number, count=len(findings.errors))
        )
        self.findings = findings


class UnfitFolderError(CitoyenError):
    """The linter finds errors in the rule set of a town's folder: nothing of the folder is loaded."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(say("The folder is not loaded: {count} errors in its rule set. Correct them there.", count=len(findings.errors)))
        self.findings = findings


class DoubtfulFolderError(CitoyenError):
    """Something speaks against the rule set of a town's folder; who says why loads it all the same. As `ReasonNeededError`."""

    def __init__(self, doubts: tuple[Message, ...], changes: tuple[Message, ...]) -> None:
        super().__init__(say("The folder is not loaded without a reason, which the journal keeps."))
        self.doubts = doubts
        self.changes = changes


class ReasonNeededError(CitoyenError):
    """Something speaks against publishing; a person may do it all the same, and says why.

    ``doubts`` are sentences; ``changes`` say one by one which examples and requests come out otherwise.
    """

    def __init__(self, number: int, doubts: tuple[Message, ...], changes: tuple[Message, ...] = ()) -> None:
        super().__init__(say("Rule set {number} is not published without a reason, which the journal keeps.", number=number))
        self.doubts = doubts
        self.changes = changes


def refuse_unless_seen(version: Version, seen: int | None) -> None:
    """Raise ConflictError where somebody saved a version since it was looked at; None: whoever asks looked at nothing."""
    if seen is not None and version.revision != seen:
        raise ConflictError(
            say(
                "Rule set {number} was saved by {author} since you looked at it: it stays as it is. Look at it again first.",
                number=version.number,
                author=version.changed_by,
            )
        )


def refuse_unless_open(version: Version) -> None:
    """Raise ConflictError where a version cannot be edited, saying why and what to do."""
    number = version.number
    if version.state is not VersionState.DRAFT:
        raise ConflictError(
            say("Rule set {number} is no draft and stays as it is. Begin a draft from it: citoyen rules new --from {number}", number=number)
        )
    if version.publish_at is not None:
        raise ConflictError(
            say(
                "Rule set {number} waits to be published on {time} UTC. Open it again first: citoyen rules cancel {number}",
                number=number,
                time=f"{version.publish_at:%Y-%m-%d %H:%M}",
            )
        )


def refuse_unless_draft(version: Version) -> None:
    """Raise ConflictError where a version is no draft any more."""
    number = version.number
    if version.state is VersionState.PUBLISHED:
        raise ConflictError(say("Rule set {number} is published already.", number=number))
    if version.state is VersionState.RETIRED:
        raise ConflictError(say("Rule set {number} was published before. To go back to it: citoyen rules rollback {number}", number=number))
