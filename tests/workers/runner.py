"""Runs one process of an installation for the tests, with the settings of the environment: ``embedded``, a role, or the name of a queue."""

import asyncio
import logging
import sys

from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from workers import roles
from workers.embedded import embedded


async def run_embedded(installation: Installation) -> None:
    async with embedded(installation):
        await asyncio.Event().wait()


def main(role: str) -> None:
    logging.basicConfig(level=logging.WARNING)
    installation = open_installation(load_settings(), readers=2)
    match role:
        case "embedded":
            asyncio.run(run_embedded(installation))
        case "smtp":
            roles.run_smtp(installation)
        case "mailbox":
            roles.run_mailbox(installation)
        case "folders":
            roles.run_folders(installation)
        case "beat":
            roles.run_beat(installation)
        case queue:
            roles.run_worker(installation, queue, 2)


if __name__ == "__main__":
    main(sys.argv[1])
