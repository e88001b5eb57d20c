"""The error tree, sorted by who must act. Errors carry fields, say what happened and what to do now."""

from dataclasses import dataclass


class CitoyenError(Exception):
    """Root of the errors the product raises on purpose."""


class UnreadableInputError(CitoyenError):
    """The sender's bytes cannot be read. Keep the original, send it to review; never retry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong in a setting or a town file.

    ``where`` names a file or a setting; ``line`` and ``column`` start at 1 and are None where they mean nothing.
    """

    where: str
    what: str
    remedy: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return the mistake as one line: place, what is wrong, what to do."""
        position = "".join(f":{number}" for number in (self.line, self.column) if number is not None)
        return f"{self.where}{position}: {self.what} {self.remedy}".rstrip()


class MistakesError(CitoyenError):
    """Something is wrong that a person can set right; all mistakes are listed at once."""

    def __init__(self, *mistakes: Mistake) -> None:
        """Keep the mistakes; the message has one line each."""
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class ConfigurationError(MistakesError):
    """The installation is set up wrongly. Refuse to start."""


class InvalidError(MistakesError):
    """What somebody asks for lacks something, or cannot be. ``where`` of each mistake names the field; nothing was changed."""


class UnavailableError(CitoyenError):
    """Something outside (database, disk, broker, program) does not answer now. Retry later, then park."""


class BusyError(UnavailableError):
    """It is busy for others: in some seconds it is not. It says so in words; nothing was done."""


class SuspendedError(BusyError):
    """The town takes nothing new for now, because whoever runs the installation has suspended it."""


class NotFoundError(CitoyenError):
    """What was asked for by its identity is not there."""


class ConflictError(CitoyenError):
    """Somebody else was faster, or what is there does not allow it: nothing was overwritten. Look at it, then try again."""


class ForbiddenError(ConflictError):
    """Who asks may not do this: nothing was done. It says what is missing and who may."""
