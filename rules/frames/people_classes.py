"""Classes of words about people, families, school, leisure and the town hall, written ``@name`` in a frame."""

CLASSES: dict[str, str] = {
    "parent": """
mère|père|mari|femme|épouse|époux|papa|maman|frère|sœur|oncle|tante|mamie|papy|pépé|mémé|parents|compagnon|compagne|conjoint|cousin|
cousine|veuf|veuve
""",
    "pièce": """
papier|papiers|document|documents|attestation|certificat|preuve|justificatif|original|exemplaire|exemplaires|extrait|copie|photocopie|
formulaire
""",
    "exigeant": """
notaire|banque|mutuelle|caisse|retraite|consulat|ambassade|préfecture|employeur|avocat|tribunal|assurance|sécu|succession
""",
    "pays": """
étranger|maroc|algérie|tunisie|espagne|portugal|italie|londres|angleterre|canada|turquie|grèce|sénégal|amérique|usa|japon|allemagne|
suisse|belgique|cameroun|égypte|brésil|vietnam|thaïlande|irlande|alger|dakar|york|bruxelles|croatie|madagascar
""",
    "scolaire": """
école|écoles|classe|classes|maternelle|maternelles|primaire|élémentaire|préau|élèves|écoliers|maîtresse|maître|instituteur|institutrice|
instituteurs|instit|instits|enseignante|enseignant|enseignants|récréation|récré|récrés|scolaire|cp|ce1|ce2|cm1|cm2|atsem
""",
    "argent": """
argent|sou|fric|thune|thunes|salaire|paye|pension|retraite|revenus|revenu|ressources|indemnités|chômage|allocation|allocations|smic|
moyens|sous
""",
    "sport": """
foot|football|futsal|basket|rugby|tennis|judo|karaté|handball|hand|volley|badminton|escrime|gym|gymnastique|yoga|natation|pétanque|boules|
boxe|athlétisme|cirque|équitation|escalade|pilates|zumba|aquagym|cyclisme|musculation|fitness|majorettes|twirling|skate|ping|pong|padel|
roller|lutte|aïkido|aviron|hockey
""",
    "instrument": """
piano|violon|violoncelle|guitare|flûte|clarinette|trompette|trombone|saxophone|saxo|harpe|accordéon|orgue|solfège|chorale|chant|
instrument|tuba|percussions|hautbois|alto|contrebasse|musique
""",
    "casse": """
rétro|rétroviseur|vitre|vitrine|pare|capot|carrosserie|portière|jante|jantes|pneu|pneus|mur|muret|lunettes|toiture|véranda|
parquet|congélateur|hanche|poignet|fémur|cheville|épaule|dents|dentaire|fracture|réparation|réparations|dégâts|dommages|maçonnerie|plâtre|
gouttière|cabane|phare|pantalon|vêtements|portail|serre|store|volet|toit
""",
    "âgé": """
voisin|voisine|dame|mamie|papy|vieille|vieux|vieil|homme|femme|veuve|veuf|octogénaire|nonagénaire|retraité|retraitée|âgé|
âgée|oncle|tante|mémé|pépé|mère|père
""",
    "alarme": """
désorienté|désorientée|inquiet|inquiète|inquiétude|persiennes|volets|démence|alzheimer|errer|erre|errait|canicule|isolé|isolée|malaise|
détresse|suicide|maigrit|pyjama|courrier
""",
    "réserver": """
réserver|réservation|louer|location|disponible|libre|prix|tarif|tarifs|créneau|créneaux|disposition|prêter|prêt|emprunter|dispo
""",
    "merci": """
remercier|remercie|remercions|remerciements|merci|mercis|reconnaissance|reconnaissant|reconnaissante|gratitude|chapeau|saluer|bravo|
félicitations|féliciter|félicite
""",
    "agents": """
équipe|équipes|agents|agent|services|rapidité|efficacité|intervention|travail|gentillesse|réactivité|employés|jardiniers|personnel|
cantonniers|cantonnier|ouvriers|ouvrier|techniciens|technicien|électriciens|électricien|gars|aide|aidée|aidé|dévouement|accueil|diligence|disponibilité|policiers|professionnalisme|boulot
""",
    "dégât": """
pneu|jante|carrosserie|lunettes|pare|portière|rétroviseur|clôture|toiture|vitre|vitrine|vélo|voiture|véhicule|poignet|cheville|fracture|
réparation|réparations|franchise|devis|facture|frais|chute|accident|préjudice|dommage|dommages|dégât|dégâts|aile|capot
""",
    "papier": """
délibération|délibérations|budget|rapport|arrêté|document|documents|procès-verbal|marché|compte|registre|convention|subventions|contrat|
bail|contrats|étude|permis|diagnostic|pièces|dossier|notes|factures|avis|plan|cahier
""",
    "obtenir": """
communiquer|copie|photocopie|consulter|consultation|transmettre|transmission|obtenir|communicable|parvenir|accès|fournir|divulgation|
connaissance
""",
    "guichet": """
agent|agents|employé|employée|secrétaire|policier|guichet|accueil|animatrice|fonctionnaire|agente|standard|standardiste|hôtesse|préposé|
cantonnier|directrice|personnel
""",
    "impoli": """
désagréable|impoli|impolie|malpoli|malpolie|odieux|odieuse|insulté|insultant|agressif|agressive|méprisant|méprisante|mépris|
comportement|raccroché|inadmissible|déplorable|hautain|hautaine|incorrect|incorrecte|grossier|grossière|balader|humilié|humiliée|rabroué|rabrouée|inacceptable|irrespectueux|arrogant|arrogante
""",
    "logement": "logement|appartement|hlm|t1|t2|t3|t4|t5|f1|f2|f3|f4|f5|studio",
    "enfant": "fils|fille|enfant|enfants|gosse|gosses|gamin|gamine|petit|petite|bébé|garçon|fillette|jumeaux|aîné|cadet|benjamine|ainé",
    "inscrire": "inscrire|inscription|inscriptions|inscrit|inscrite|inscrits|inscris|scolariser|réinscrire|préinscription|scolarisé",
    "école": "école|écoles|classe|classes|maternelle|primaire|élémentaire|préau|élèves|maîtresse|instituteur|directrice",
    "cantine": "cantine|périscolaire|garderie|alsh|étude|repas|self",
    "bus": "bus|car|cars|autocar|autocars|tram|tramway|navette|navettes",
}
