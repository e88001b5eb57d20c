"""A town that receives paper, invented: letters, a fax, heaps, and files nothing can be made of, taken in by the real flows."""

from datetime import date
from email.message import EmailMessage
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from domain.ids import RequestId
from domain.inbound import Arrival, Channel, Drop, Envelope
from domain.paper import Sheet
from flows.receive import receive
from flows.wiring import Installation
from ingest.paper.heap.sheets import SheetWords, sheets_pdf
from store import agents, requests, towns
from store.agents import NewAgent
from tests import installations
from tests.flows.test_follow_up import work_all
from tests.flows.test_paper import joined
from tests.ingest.paper.made import encrypted, pdf_of_lines
from tests.installations import AUVILLE, NOW
from tests.web import seed

ODILE = "odile"
"""Receives at Auville."""
WORDS = SheetWords(title="Séparation", owner="Auville", letter="Voirie", facts=(), use="", keep="", both_ways="")
LONG_NAME = "courrier/scan <b>001 été.pdf"


def letter(writer: str, heading: str, *text: str, header: str = "", enclosures: str = "") -> bytes:
    """Return a letter of one page with a text layer."""
    lines = [
        *([(30.0, 12.0, header)] if header else []),
        (57, 60, writer),
        (57, 76, "14 rue du Chemin-Vert"),
        (57, 92, "50999 Auville"),
        (320, 140, "Monsieur le Maire"),
        (320, 156, "Mairie d’Auville"),
        (320, 200, "Auville, le 10 mars 2026"),
        (57, 250, f"Objet : {heading}"),
        (57, 300, "Monsieur le Maire,"),
        *((57.0, 330.0 + 16 * number, line) for number, line in enumerate(text)),
        (57, 460, "Je vous prie d’agréer, Monsieur le Maire, mes salutations distinguées."),
        (320, 510, writer),
        *([(57.0, 580.0, enclosures)] if enclosures else []),
    ]
    return pdf_of_lines(lines)


POTHOLE = letter(
    "Sylvie Lebrun",
    "nid de poule",
    "Il y a un nid de poule devant le 22 rue de Poterie. Deux cyclistes sont déjà tombés.",
    enclosures="P.J. : deux photographies",
)
BEHIND = pdf_of_lines([(57, 60, "Je joins le croquis du carrefour, où l’on voit bien la place du trou.")])
FAXED = letter(
    "Paul Martin",
    "trottoir abîmé",
    "Le trottoir abîmé devant le 1 rue de Poterie fait tomber les passants.",
    header="12/03/2026 14:22 GARAGE MARTIN 0199001234 Pg: 1/1",
)
LOAN = letter("Jeanne Morin", "mon loyer", "Je n’arrive plus à payer mon loyer depuis que je suis seule.")
PAVEMENT = letter("Alain Duval", "trottoir abîmé", "Le trottoir abîmé devant le 14 rue de Poterie est dangereux.")
HOLE = letter("Odette Marie", "trou dans la chaussée", "Un trou dans la chaussée s’est ouvert devant le 1 rue de Poterie.")


def signed(content: bytes) -> bytes:
    """Return a PDF that bears an electronic signature."""
    made = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        value = pdf.make_indirect(Dictionary(Type=Name.Sig, Contents=pikepdf.String(b"\x30\x80")))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, T=pikepdf.String("s"), V=value))]))
        pdf.save(made)
    return made.getvalue()


def sheet(department: str, letters: int | None = None) -> bytes:
    """Return a separator sheet."""
    return sheets_pdf(Sheet(town=AUVILLE, department=department, received_on=date(2026, 3, 9), letters=letters), WORDS)


def of_copier(content: bytes) -> bytes:
    """Return the mail of a copier that scanned something."""
    message = EmailMessage()
    message["From"] = "copieur@auville.example"
    message["To"] = "mairie@auville.example"
    message["Subject"] = "Message from KM_C258"
    message["Message-ID"] = "<1@copieur.example>"
    message.set_content("")
    message.add_attachment(content, maintype="application", subtype="pdf", filename="SKM_C25826031209140.pdf")
    return message.as_bytes()


FILES = {
    "letter": (LONG_NAME, Channel.SCAN, joined(POTHOLE, BEHIND)),
    "fax": ("fax0001.pdf", Channel.FAX, FAXED),
    "heap": ("pile du lundi.pdf", Channel.SCAN, joined(PAVEMENT, sheet("CCAS", 4), LOAN, sheet("VOI"), HOLE)),
    "open heap": ("pile du mardi.pdf", Channel.SCAN, joined(sheet("VOI"), HOLE, sheet("VOI"), PAVEMENT)),
    "protected": ("protégé.pdf", Channel.SCAN, encrypted(POTHOLE, user="b")),
    "signed": ("signé", Channel.SCAN, signed(PAVEMENT)),
    "program": ("facture.pdf", Channel.SCAN, b"MZ" + bytes(3_000)),
    "empty": ("vide.pdf", Channel.FAX, b""),
}
"""By the name the tests know them by: their own name, how they came, their content."""


def take_in(installation: Installation) -> dict[str, tuple[RequestId, ...]]:
    """Serve Auville as well and let its paper become requests; return those of each file, by the names of `FILES` and ``mail``."""
    with installation.database.write() as session:
        towns.save_town(
            session,
            installations.town(AUVILLE),
            installations.ruleset(AUVILLE),
            installations.places(),
            installations.mailboxes(AUVILLE),
            NOW,
        )
        new = NewAgent(
            town=AUVILLE,
            login=ODILE,
            name="Odile Hamel",
            roles=seed.RECEPTION,
            password_hash=seed.PASSWORD_HASH,
            must_change=False,
        )
        agents.add(session, new, NOW)
    found = {}
    for name, (source_id, channel, raw) in FILES.items():
        found[name] = _become(installation, _dropped(source_id, channel, raw))
    found["mail"] = _become(installation, installations.arrival(of_copier(POTHOLE), town_id=AUVILLE, mailbox="mairie@auville.example"))
    return found


def _dropped(source_id: str, channel: Channel, raw: bytes) -> Arrival:
    envelope = Envelope(drop=Drop(scanner="Copieur <du> 1er étage"))
    return Arrival(raw=raw, channel=channel, town=AUVILLE, mailbox=None, envelope=envelope, received_at=NOW, source_id=source_id)


def _become(installation: Installation, arrival: Arrival) -> tuple[RequestId, ...]:
    with installation.database.read() as session:
        before = set(requests.ids(session, AUVILLE))
    receive(installation, [arrival])
    work_all(installation)
    with installation.database.read() as session:
        return tuple(one for one in requests.ids(session, AUVILLE) if one not in before)
