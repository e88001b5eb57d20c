"""The process that checks senders: apart from the reading one, since it speaks with the DNS and its libraries take long to load.

``python -m ingest.check_child`` serves as `ingest.child` does.
"""

from ingest import child
from ingest.email.checking import check_sender
from ingest.email.resolver import Resolver
from ingest.tasks import Answer, Task


class _Checker:
    """Checks one message after another, with one memory of the DNS for all."""

    def __init__(self) -> None:
        self._resolvers: dict[str, Resolver] = {}

    def check(self, task: Task, raw: bytes) -> tuple[Answer, bytes]:
        """Answer an enquiry."""
        if task.enquiry is None:
            raise AssertionError("a check without enquiry")
        servers = task.enquiry.servers
        if servers not in self._resolvers:
            self._resolvers[servers] = Resolver(servers)
        resolver = self._resolvers[servers]
        resolver.begin()
        return Answer(authenticity=check_sender(raw, task.enquiry, resolver)), b""


def main() -> None:
    """Serve as the child of a Reader."""
    child.run({"check": _Checker().check})


if __name__ == "__main__":
    main()
