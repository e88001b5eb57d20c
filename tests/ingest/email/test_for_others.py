"""Mail of people who write for somebody else: he who writes is the requester, and nothing of the other's becomes his."""

from dataclasses import dataclass

import pytest

from domain.draft import Requester
from domain.inbound import Reception
from ingest.email.parse import read_email
from tests.ingest.email.test_parse import mail

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail and who writes it; ``others`` must not be found in anything that is known of the requester."""

    sender: str
    body: str
    name: str | None
    organisation: str | None = None
    phones: tuple[str, ...] = ()
    address: str | None = None
    register: str | None = None
    others: tuple[str, ...] = ()
    client: str | None = None
    """Whom a lawyer or a guardian writes for: it is he who asks, and whoever writes is his proxy."""


LETTERS = {
    "lawyer": Letter(
        sender="Cabinet Tesnière <contact@tesniere-avocats.example>",
        body="""Monsieur le Maire,

Je suis le conseil de Monsieur Albert Quoniam, demeurant 9 rue Thiers à Valognes (tél. 06 39 98 01 77), victime d'une chute
le 3 mars devant le 12 rue Carnot. Mon client entend être indemnisé de son préjudice.

Je vous prie d'agréer, Monsieur le Maire, l'expression de mes salutations distinguées.

Maître Solange Tesnière
Avocate au barreau de Cherbourg
SELARL Tesnière & associés
4 place du Calvaire – 50700 VALOGNES
Tél. 02 61 91 04 10 – Fax 02 61 91 04 11
SIRET 732 829 320 00074
""",
        name="TESNIÈRE Solange",
        organisation="SELARL Tesnière & associés",
        phones=("+33261910410",),
        address="4 place du Calvaire, 50700 Valognes",
        register="73282932000074",
        others=("quoniam", "639980177", "9 rue thiers"),
        client="QUONIAM Albert",
    ),
    "guardian": Letter(
        sender="Service tutelles <s.hamelin@atmp-cotentin.example>",
        body="""Bonjour,

Mandataire judiciaire de Mme Paulette Lerendu, née le 4 mai 1941, domiciliée à la résidence Les Aubépines, chambre 12,
je sollicite le renouvellement de sa carte de transport. Le téléphone de Mme Lerendu est le 02 61 91 07 07.

Bien cordialement,

Sabrina HAMELIN
Mandataire judiciaire à la protection des majeurs
Association tutélaire du Cotentin
Ligne directe : 02 61 91 05 21
Standard : 02 61 91 05 00
RNA W502003141
""",
        name="HAMELIN Sabrina",
        organisation="Association tutélaire du Cotentin",
        phones=("+33261910521", "+33261910500"),
        register="W502003141",
        others=("lerendu", "261910707", "aubépines"),
        client="LERENDU Paulette",
    ),
    "daughter": Letter(
        sender="Nathalie Vimont <n.vimont@courriel.example>",
        body="""Bonjour,
je vous écris pour ma mère, Mme Georgette Vimont, 88 ans, qui habite 31 rue des Capucins. Son trottoir est défoncé et elle
n'ose plus sortir. Vous pouvez la joindre au 02 61 91 08 08 mais elle entend mal, appelez-moi plutôt au 06 39 98 08 09.
Merci
Nathalie
""",
        name="VIMONT Nathalie",
        phones=("+33639980809",),
        others=("georgette", "261910808", "capucins"),
    ),
    "neighbour": Letter(
        sender="Patrick Lengronne <plengronne@courriel.example>",
        body="""Bonjour,

Je m'inquiète pour mon voisin M. René Blaizot, au 14 impasse du Gisors. Ses volets sont fermés depuis quatre jours et il ne
répond plus au 02 61 91 09 14. Son fils Thierry Blaizot est joignable au 06 39 98 09 15.

Patrick Lengronne
12 impasse du Gisors
50700 Valognes
06 39 98 09 12
""",
        name="LENGRONNE Patrick",
        phones=("+33639980912",),
        address="12 impasse du Gisors, 50700 Valognes",
        others=("blaizot", "261910914", "639980915", "14 impasse"),
    ),
    "carer": Letter(
        sender="aurelie.mahaut@presence-domicile.example",
        body="""Bonjour,

Auxiliaire de vie chez M. Fernand Ozouf (2 rue de la Poterie, 02 61 91 10 02), je constate que l'ascenseur municipal de la
cage d'escalier est en panne depuis une semaine. M. Ozouf est en fauteuil.

Cordialement

Aurélie Mahaut
Auxiliaire de vie
Présence à Domicile – secteur 2
02 61 91 10 40
""",
        name="MAHAUT Aurélie",
        organisation="Présence à Domicile",
        phones=("+33261911040",),
        others=("ozouf", "261911002", "poterie"),
    ),
    "syndic": Letter(
        sender="Gestion <gestion@nexior-immo.example>",
        body="""Madame, Monsieur,

Pour le compte du syndicat des copropriétaires de la résidence du Parc, 3 avenue Delisle, et à la demande de M. Jean-Luc
Hairon, copropriétaire au 2e étage (06 39 98 11 66), nous signalons une fuite sur le réseau public devant l'immeuble.

Camille Doucet
Gestionnaire de copropriété
Nexior Immobilier
18 rue Binguet 50700 VALOGNES
T. 02 61 91 11 30
732 829 320 RCS Cherbourg
""",
        name="DOUCET Camille",
        organisation="Nexior Immobilier",
        phones=("+33261911130",),
        address="18 rue Binguet, 50700 Valognes",
        register="732829320",
        others=("hairon", "639981166", "delisle"),
    ),
    "social worker": Letter(
        sender="Élise Gourdin <elise.gourdin@manche-social.example>",
        body="""Bonjour,

J'accompagne Mme Fatima Zerrouki et ses trois enfants, hébergés chez Mme Zohra Zerrouki au 5 rue Saint-Malo, 50700 Valognes.
Elle demande une place à la crèche pour Ilyes, né en janvier. Son numéro : 06 39 98 12 55.

Élise Gourdin
Assistante sociale
06 39 98 12 10
""",
        name="GOURDIN Élise",
        phones=("+33639981210",),
        others=("zerrouki", "639981255", "saint-malo"),
    ),
    "notary": Letter(
        sender="SCP Hébert <etude.hebert@notaires.example>",
        body="""Madame le Maire,

Vente HOUEL / LECONTE, immeuble sis 7 rue du Gravier.
Merci de m'adresser le certificat d'urbanisme et de numérotage concernant le bien de M. et Mme Houel.

Laurence VASTEL, clerc
SCP Hébert et Marie, notaires
1 place Vicq-d'Azyr
50700 VALOGNES
Tél : 02 61 91 13 13
""",
        name="VASTEL Laurence",
        organisation="SCP Hébert et Marie",
        phones=("+33261911313",),
        address="1 place Vicq-d'Azyr, 50700 Valognes",
        others=("houel", "leconte", "gravier"),
    ),
    "insurer": Letter(
        sender="Sinistres <sinistres@prudence-mutuelle.example>",
        body="""Bonjour,

Notre assuré M. Didier Aumont, 22 rue Burnouf, a heurté un potelet le 12 février. Sa société AUMONT TP (SIRET 732 829 320 00074)
est également assurée chez nous. Merci de nous transmettre le devis de remise en état.

Karine Lepoittevin
Gestionnaire sinistres
Prudence Mutuelle
Tél. 02 61 91 14 14
""",
        name="LEPOITTEVIN Karine",
        organisation="Prudence Mutuelle",
        phones=("+33261911414",),
        others=("aumont", "732829320", "burnouf"),
    ),
    "borrowed mailbox": Letter(
        sender="Kevin Renouf <kevin.renouf@courriel.example>",
        body="""Bonjour, je vous écris de l'adresse mail de mon petit-fils car je n'en ai pas.
Je m'appelle Marcelle Duchemin et je voudrais que l'on vienne chercher un vieux frigo. On peut m'appeler au 02 61 91 15 15.
Marcelle Duchemin
""",
        name="DUCHEMIN Marcelle",
        phones=("+33261911515",),
        others=(),
    ),
    "doctor": Letter(
        sender="Dr Anne Cauchard <cabinet.cauchard@sante.example>",
        body="""Monsieur le Maire,

Mon patient, M. Gilbert Néel, vit seul au 6 route de Cherbourg dans un logement insalubre. Je demande une visite du service
d'hygiène. Prévenir sa sœur, Mme Lucienne Néel, 02 61 91 16 61.

Dr Anne Cauchard
Médecin généraliste
3 rue de l'Officialité – 50700 Valognes
02 61 91 16 16
""",
        name="CAUCHARD Anne",
        phones=("+33261911616",),
        address="3 rue de l'Officialité, 50700 Valognes",
        others=("néel", "261911661", "cherbourg"),
    ),
    "school": Letter(
        sender="Collège Émile-Bataille <ce.0500001x@academie.example>",
        body="""Bonjour,

Les parents de Lola Marguerie (M. Yann Marguerie, 06 39 98 17 70) nous signalent que l'arrêt de car de la rue des Lices
n'est pas éclairé. Pouvez-vous intervenir ?

Cordialement,

Le principal adjoint,
Stéphane Lecarpentier
Collège Émile-Bataille
Tél. 02 61 91 17 17
""",
        name="LECARPENTIER Stéphane",
        organisation="Collège Émile-Bataille",
        phones=("+33261911717",),
        others=("marguerie", "639981770", "lices"),
    ),
    "tenant for his landlord": Letter(
        sender="Sofiane Belkacem <sofiane.b@courriel.example>",
        body="""Bonjour,
Mon propriétaire (M. Roger Lhullier, SCI Les Tilleuls, SIREN 732 829 320, tél 02 61 91 18 81) me demande de voir avec vous
pour le raccordement à l'égout. J'habite au 11 rue des Teinturiers, 50700 Valognes.
Merci de me rappeler au 06 39 98 18 18 ou au 02 61 91 18 18.
S. Belkacem
""",
        name="BELKACEM Sofiane",
        phones=("+33639981818", "+33261911818"),
        address="11 rue des Teinturiers, 50700 Valognes",
        others=("lhullier", "tilleuls", "732829320", "261911881"),
    ),
    "husband of a couple": Letter(
        sender="Jean et Monique Hamel <jm.hamel@courriel.example>",
        body="""Bonjour,

Mon mari Jean est tombé sur le verglas devant la poste. Il est à l'hôpital, chambre 214, tél 02 61 91 19 91.

Monique Hamel
06 39 98 19 19
""",
        name="HAMEL Monique",
        phones=("+33639981919",),
        others=("jean", "261911991"),
    ),
    "club for a member": Letter(
        sender="Les Foulées du Val <bureau@foulees.example>",
        body="""Bonjour,

Une de nos adhérentes, Chloé Besnard (chloe.besnard@courriel.example, 06 39 98 20 02), s'est blessée sur le parcours de santé.
Notre association (RNA W502001234) demande que la barre soit réparée.

Pour le bureau,
Le secrétaire, Guillaume Picot
06 39 98 20 20
""",
        name="PICOT Guillaume",
        organisation="Les Foulées du Val",
        phones=("+33639982020",),
        register="W502001234",
        others=("besnard", "639982002"),
    ),
    "interpreter": Letter(
        sender="Oleksandr Bondar <o.bondar@courriel.example>",
        body="""Bonjour,

J'écris pour mes voisins ukrainiens qui ne parlent pas français : la famille Shevchuk, 8 rue Alexis de Tocqueville. Le père,
Andriy Shevchuk, a besoin d'une attestation. Son téléphone est le 06 39 98 21 12, le mien le 06 39 98 21 21.

Oleksandr Bondar
""",
        name="BONDAR Oleksandr",
        phones=("+33639982121",),
        others=("shevchuk", "639982112", "tocqueville"),
    ),
    "agent who names whom to meet there": Letter(
        sender="Julie Catherine <julie.catherine@val-location.example>",
        body="""Bonjour,

Fuite sur le branchement d'eau au 6 rue des Sœurs. Merci d'envoyer quelqu'un.

Contact sur place : M. Lenoir, locataire, 06 39 98 31 31

Julie Catherine
Val Location
02 61 91 31 00
""",
        name="CATHERINE Julie",
        organisation="Val Location",
        phones=("+33261913100",),
        others=("lenoir", "639983131"),
    ),
    "secretary by order": Letter(
        sender="secretariat@menuiserie-lecoq.example",
        body="""Bonjour,

M. Lecoq souhaite un rendez-vous avec le service urbanisme pour son atelier.

P/O Bruno Lecoq
Myriam Travers, secrétaire
Menuiserie Lecoq SARL
ZA d'Armanville – 50700 VALOGNES
Tél. 02 61 91 32 00
""",
        name="TRAVERS Myriam",
        organisation="Menuiserie Lecoq SARL",
        phones=("+33261913200",),
        address="ZA d'Armanville, 50700 Valognes",
    ),
    "councillor for an inhabitant": Letter(
        sender="Hervé Mouchel <herve.mouchel@ailleurs.example>",
        body="""Bonjour,

J'ai été interpellé par Mme Simone Godefroy, 17 rue Pelouze, 02 61 91 33 17, au sujet des rats dans la cour. Merci de la rappeler.

Hervé Mouchel
Conseiller municipal
06 39 98 33 00
""",
        name="MOUCHEL Hervé",
        phones=("+33639983300",),
        others=("godefroy", "261913317", "pelouze"),
    ),
    "father for his son": Letter(
        sender="Famille Ledoux <ledoux.famille@courriel.example>",
        body="""Bonjour,
Mon fils Théo LEDOUX (CM2, école Léopold-Delisle) a perdu sa carte de car. Sa mère est joignable au 06 39 98 34 02 la semaine.
Pour ma part je suis au 06 39 98 34 01.
Cordialement,
Franck Ledoux
""",
        name="LEDOUX Franck",
        phones=("+33639983401",),
        others=("théo", "639983402"),
    ),
    "heir": Letter(
        sender="Isabelle Pinel <isabelle.pinel@courriel.example>",
        body="""Bonjour,

Suite au décès de mon père, Monsieur Raymond Pinel, qui demeurait 3 allée des Tilleuls, 50700 Valognes, je souhaite savoir à qui
revient la concession n° 214.

Isabelle Pinel
8 rue du Port
50550 Saint-Vaast-la-Hougue
Tél. : 06 39 98 35 35
""",
        name="PINEL Isabelle",
        phones=("+33639983535",),
        address="8 rue du Port, 50550 Saint-Vaast-la-Hougue",
        others=("raymond", "tilleuls"),
    ),
    "petition": Letter(
        sender="Yves Larsonneur <yves.larsonneur@courriel.example>",
        body="""Bonjour,

Au nom des riverains de la rue de l'Église, je vous demande un ralentisseur. Ont signé : Paul Ferey (2), Anne Vasselin (4, 02 61 91 36 04),
Marc Hue (6).

Yves Larsonneur, 8 rue de l'Église, 02 61 91 36 08
""",
        name="LARSONNEUR Yves",  # below a list of names, whose number and address stand there stays unknown
        others=("ferey", "vasselin", "261913604"),
    ),
    "nurse at home": Letter(
        sender="infirmiere.travert@sante.example",
        body="""Bonjour

je suis Corinne Travert, infirmière libérale. Mme Huet Yvonne 15 rue Mauquet de la Motte n'a plus de chauffage depuis 3 jours
et sa fille ne repond pas (06 39 98 37 15). pouvez vous faire qqch

mon portable 06 39 98 37 37
""",
        name="TRAVERT Corinne",
        phones=("+33639983737",),
        others=("huet", "639983715", "mauquet"),
    ),
    "letter below another one's name": Letter(
        sender="Agence du Château <location@agence-chateau.example>",
        body="""Bonjour,

Vous trouverez la demande de place de stationnement de notre locataire.
Nom : M. Adrien Simon
Tél : 06 39 98 38 38

Bien à vous,

Sophie Renet
Responsable location
Agence du Château
2 place du Château, 50700 Valognes
02 61 91 38 00
""",
        name="RENET Sophie",
        organisation="Agence du Château",
        phones=("+33261913800",),
        address="2 place du Château, 50700 Valognes",
        others=("simon", "639983838"),
    ),
    "firm that quotes its subcontractor": Letter(
        sender="Travaux <travaux@cotentin-reseaux.example>",
        body="""Bonjour,

Demande d'arrêté de circulation rue de Wéléat du 4 au 8 mai. Notre sous-traitant : Terrassement Vigot SARL, SIRET 732 829 320 00074,
responsable M. Vigot 06 39 98 39 39.

Eddy Lemarié
Conducteur de travaux
Cotentin Réseaux SAS
RCS Cherbourg 552 100 554
Mob. 06 39 98 39 00
""",
        name="LEMARIÉ Eddy",
        organisation="Cotentin Réseaux SAS",
        phones=("+33639983900",),
        register="552100554",
        others=("vigot", "732829320", "639983939"),
    ),
    "friend who has the key": Letter(
        sender="Colette <colette.marion@courriel.example>",
        body="""Bonjour,
Mon amie Mme Denise Lepage est partie en cure. Elle m'a laissé ses clés, j'ai vu que la gouttière de la mairie annexe coule chez elle
au 21 rue de Wéléat. Son numéro est le 02 61 91 40 21 mais appelez-moi : 02 61 91 40 40.
Colette Marion
""",
        name="MARION Colette",
        phones=("+33261914040",),
        others=("lepage", "261914021"),
    ),
}


def everything(who: Requester) -> str:
    """Return all that is known of somebody."""
    known = (who.name, who.email, who.phone, *who.other_phones, who.organisation, who.address, who.siren, who.siret, who.rna, who.vat)
    return " ".join(filter(None, known)).lower()


@pytest.mark.parametrize("letter", [pytest.param(letter, id=name) for name, letter in LETTERS.items()])
def test_who_writes_for_somebody_else_is_not_confused_with_him(letter: Letter) -> None:
    draft = read_email(mail(letter.body, sender=letter.sender), TOWN)
    who = draft.proxy or draft.requester
    assert (draft.requester.name if draft.proxy else None) == letter.client
    assert (who.name, who.organisation) == (letter.name, letter.organisation)
    assert tuple(filter(None, (who.phone, *who.other_phones))) == letter.phones
    assert who.address == letter.address
    assert (who.siret or who.rna or who.siren) == letter.register
    assert not [other for other in letter.others if other in everything(who)]
