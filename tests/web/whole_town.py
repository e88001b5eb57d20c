"""A town with enough of everything to be carried to another installation: what the desk's tests invent, and work on it."""

from datetime import UTC, datetime

from domain.channel import Hand
from domain.ids import RequestId
from domain.portal import Bilingual, Portal
from flows import channels, portal_settings, search
from flows.facts import rebuild
from flows.portal_settings import PortalSettings
from flows.wiring import Installation
from tests.web import papers, seed
from tests.web.test_browser import Desk, _call_log, _people, _requesters
from tests.web.test_every_page import _query, _right, _work

PASSWORD_OF_MAILBOX = "un secret de boîte"  # pragma: allowlist secret


def fill(installation: Installation) -> dict[str, RequestId]:
    """Fill an installation that has its tables and nothing else; return the ids of Valognes' requests by heading."""
    ids = seed.keep_all(installation.database, installation.settings.blobs_folder, datetime.now(UTC))
    installation.towns.refresh()
    on_paper = papers.take_in(installation)
    _people(installation)
    files = _requesters(installation, ids)
    for town in installation.towns.ids():
        _call_log(installation, town)
    _work(installation, Desk(address="", ids=ids, papers=on_paper, log=0, files=files))
    _query(installation)
    _right(installation)
    now = datetime.now(UTC)
    wanted = Portal(colour="#0b6e4f", welcome=Bilingual(fr="Bienvenue à Valognes."))
    portal_settings.keep(
        installation, seed.VALOGNES, PortalSettings(portal=wanted, hosts=("demarches.valognes.example",), version=0), "boss", now
    )
    document: dict[str, object] = {"host": "imap.valognes.example", "user": "mairie@valognes.example", "tls": "implicit", "after": "flag"}
    channels.add_mailbox(installation, seed.VALOGNES, document, PASSWORD_OF_MAILBOX, Hand(by="boss", at=now))
    rebuild(installation)
    search.catch_up(installation)
    return ids
