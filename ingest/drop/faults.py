"""What keeps a drop folder's files from being taken in."""

import errno
from enum import StrEnum

from domain.errors import CitoyenError


class Fault(StrEnum):
    """What is wrong with a folder."""

    MISSING = "missing"
    NO_FOLDER = "no_folder"
    """There is something of that name which is no folder."""
    FORBIDDEN = "forbidden"
    """It may not be read."""
    VANISHED = "vanished"
    """The disk or the share it lies on does not answer, or is not mounted."""
    HUNG = "hung"
    """The share answers nothing at all, not even that it is away."""
    UNAVAILABLE = "unavailable"
    """What is taken in cannot be kept now: disk full, database away."""


_OF_NUMBERS = {
    errno.ENOENT: Fault.MISSING,
    errno.ENOTDIR: Fault.NO_FOLDER,
    errno.ELOOP: Fault.NO_FOLDER,
    errno.ENAMETOOLONG: Fault.MISSING,
    errno.EACCES: Fault.FORBIDDEN,
    errno.EPERM: Fault.FORBIDDEN,
}


_AWAY = frozenset(
    {errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.ENODEV, errno.ENXIO, errno.ECONNABORTED}
)
_IN_USE = frozenset({errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EWOULDBLOCK})


class FolderError(CitoyenError):
    """A folder cannot be looked through: ``fault`` says why, ``detail`` is what the system says of it."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
        self.detail = detail


def of_error(error: OSError) -> FolderError:
    """Return what an error of the system says of a folder; whatever is not known there is the disk's or the share's fault."""
    return FolderError(_OF_NUMBERS.get(error.errno or 0, Fault.VANISHED), error.strerror or type(error).__name__)


def is_away(error: OSError) -> bool:
    """Tell whether an error of the system says that the whole share is away, whatever was asked of it."""
    return error.errno in _AWAY


def is_in_use(error: OSError) -> bool:
    """Tell whether an error says that another program has the file for itself: a Windows program on the share, Samba on this machine."""
    return error.errno in _IN_USE
