"""Civil registry, school, social care, sport, culture and transport: what citizens say of them."""

FRAMES: dict[str, str] = {
    "ECI-01": """
1.1=acte|actes|extrait|copie|certificat naissance|mariage|décès|filiation|intégrale
livret famille duplicata|perdu|demande|refaire|volé|nouveau|second
copie intégrale
reconnaissance anticipée|enfant|paternité|bébé
déclaration naissance|déclarer
généalogie|généalogique|ancêtres|aïeul
mention marginale|divorce|rectifier|erreur acte|état
""",
    "ECI-02": """
1.1=carte|pièce|titre|cni identité
passeport|passeports
1.1=rendez|rdv|renouveler|refaire|renouvellement|périmé|périmée|récupérer|retirer|retrait|perdu|volé|volée|prêt|prête|arrivé|
  délai|délais|urgent carte|cni|passeport|identité
ants|prédemande
passeport|passeports demande|déposé|arrivé|prêt|dossier|rendez|attends|où
empreintes
""",
    "ECI-03": """
1.1=mariage|marier|pacs|pacser dossier|date|samedi|mairie|salle|bans|témoins|enregistrer|conclure|publication|réserver|célébrer|
  cérémonie|dissoudre|dissolution|pièces|marions
baptême|parrainage civil|républicain
recensement|recenser|jdc citoyen|militaire|16|ans|fils|fille|lycée|bac|conduire|attestation
attestation|certificat accueil|hébergement|visa|vie
changement|changer prénom|nom
légalisation|légaliser signature
recenser
""",
    "ECI-04": """
carte électorale|électeur|vote|électrice
1.1=liste|listes électorale|électorales
inscrire|inscrit|inscrite|inscription|radié|radiée|voter élections|électorale|électorales|voter|vote|liste|listes|municipales|
  présidentielle|bureau
procuration vote|voter|élections|élection|établir|faire|police|mandataire
bureau vote|voter
élections|élection scrutin|assesseur|dépouillement|inscription
assesseur
""",
    "CIM-01": """
concession|concessions cimetière|renouveler|renouvellement|funéraire|trentenaire|perpétuelle|parents|famille|caveau|expire|
  échéance|acheter|tombe|columbarium|cinquantenaire
tombe|tombes|caveau|columbarium|sépulture|pierre|urne cimetière|parents|grand|famille|entretenir|entretien|volé|volées|abîmée|
  cassée|mère|père|fleurs|place|mari|herbes
cimetière allées|entretien|entretenu|herbes|robinet|eau|portail|horaires|fleurs|sale|désherbé|ouvert|fermé|place|arrosoirs|
  arrosoir|poubelle|gravillons|mauvaises|abandon
inhumation|exhumation|inhumer|obsèques
columbarium|cavurne
cendres dispersion|disperser|urne|jardin|souvenir
""",
    "EDU-01": """
1.1=inscrire|inscription|inscriptions|inscrit|scolariser école|classe|maternelle|cantine|primaire|préau|cp|fils|fille|enfant|
  section|scolaire|rentrée|cm1|cm2|ce1|ce2|petite
dérogation école|scolaire|fils|fille|secteur|carte|demande|refus|maternelle
changer|changement école
certificat scolarité|radiation
école place|secteur|dépend|rentrée inscrire|inscription|fils|fille|septembre
école|classe fermeture|ouverture|effectif|effectifs
""",
    "EDU-02": """
cantine|périscolaire|garderie|alsh|étude|mercredi facture|factures|menu|menus|inscription|inscrire|annuler|repas|tarif|tarifs|
  quotient|allergie|remboursement|prélevé|prélèvement|payer|réserver|places|horaires|halal|végétarien|portail|pai|annulation|
  réservation|surveillance|erreur
cantine
centre aéré|loisirs
garderie matin|soir|inscription|facture|école
quotient familial
accueil périscolaire|individualisé
pai|allergie|allergique cantine|école|repas|arachide
mercredis|vacances centre|loisirs|inscrire
restaurant|restauration scolaire
""",
    "EDU-03": """
1.1=école|classe|maternelle|cantine|primaire|préau|classes chauffage|chaudière|radiateur|radiateurs|degrés|froid|fuite|toit|
  toiture|toilettes|wc|amiante|vitre|fenêtre|fenêtres|portail|clôture|grillage|plafond|cour|chaleur|store|stores|serrure|
  gouttière|carrelage|rats|humidité|moisissure panne|marche|cassé|cassée|fuit|pleut|sale|sales|bouché|bouchées|ferme|troué|
  dangereux|danger|réparer|degrés|froid|enfants|élèves|chauffage|chauffe|eau|chaud|bouchés|présence|plafond
toilettes|wc école|maternelle|élèves
chauffage|chaudière|radiateur|radiateurs école|classe|classes|maternelle|primaire
amiante école|classe|classes
fuite|fuites|pleut école|classe|préau
cour|préau|toit|portail école
""",
    "EDU-04": """
1.1=crèche|crèches|halte|multi|micro|nounou|assistante place|places|inscrire|bébé|inscription|maternelle|préinscription|
  commission|cherche|recherche|attente|dossier|liste|agréée
petite enfance
garde mode|bébé|nourrisson|nounou
assistante|assistantes maternelle|maternelles liste|cherche|recherche|agréées|ram
bébé|nourrisson garder|garde|place|accueil|crèche
crèche
""",
    "SOC-01": """
1.1=aide|aides|secours|coup financière|alimentaire|alimentaires|sociale|urgence|payer|loyer|électricité|factures|manger|énergie|
  chauffage|ménagère|domicile|ccas|social
1.1=arrive|peux|pouvons|arrivons payer|joindre|finir|nourrir|boucler loyer|factures|facture|mois|bouts|électricité|courses|
  enfants|edf|cantine|plus
colis|banque|bon|bons|épicerie alimentaire|alimentaires|solidaire|resto
rsa|apa|aah|ass droit|demande|dossier|retard|coupé|suspendu|toucher|touche
expulsion|expulsé|expulsée|huissier|surendettement|dettes|impayé|impayés loyer|logement|rue|électricité|mois|propriétaire
assistante sociale
plus|rien manger
domiciliation|domicilier
edf|électricité|gaz|courant coupé|couper|coupure|impayé|impayée|payer facture|impayé|payer|enfants|argent
aide ménagère|domicile|personne|mère
""",
    "SOC-02": """
1.1=logement|appartement|hlm|maison|t1|t2|t3|t4|t5|f1|f2|f3|f4|f5 social|sociaux|hlm|demande|petit|attente|attribution|mutation|bailleur|
  dossier|relogement|attends|plus
logement social
demande logement
numéro unique
hlm
cherche|recherche|trouver|obtenir|besoin logement|appartement|loger|relogement
reloger|relogement|relogés
""",
    "SOC-03": """
1.1=voisin|voisine|dame|monsieur|personne|mamie|papi|vieille|vieux|homme|femme|grand-mère vu|vue|volets|répond|nouvelles|isolé|
  isolée|désorienté|désorientée|inquiet|inquiète|canicule|dehors|seul|seule|âgé|âgée|ouvre|chute|démence|alzheimer jours|
  semaine|fermés|porte|dehors|inquiet|inquiète|pas|isolée|froid|seule|errer|errait|pieds|chaleur|âgée
dort|dorment|vit|couche|passe dehors|rue|voiture|tente|kiosque|froid|banc|porche|carton|hall|parking|nuit
sdf|clochard
1.8=enfant|garçon|fillette|gosses|enfants|fils|fille|bébé|petit|petite|gamin|femme|gosse frappe|frappé|frappée|bat|battu|
  battue|battus|maltraité|
  maltraitée|bleus|bleu|danger|maltraitance|violence|violences|violent|seuls
volets fermés jours|semaine|inquiet|inquiète|voisin|voisine
registre canicule|vulnérables|fragiles
courrier déborde|boîte|accumule voisin|voisine|vu|vue
maltraitance
violences conjugales|familiales
""",
    "SPO-01": """
1.1=réserver|réservation|louer|location|disponible|libre|prix|tarif|demande|créneau|créneaux|mise salle|gymnase|stade|terrain|
  barnum|dojo|vestiaire|polyvalente|tables|chaises|fêtes|chapiteau|matériel
salle fêtes|polyvalente|réserver|louer
subvention|subventions association|club|dossier|demande|versée
forum associations
gymnase|stade|vestiaire|vestiaires|tennis|boulodrome|terrain|piscine|douches|projecteurs panne|fermé|fermée|cassé|éclairage|
  douches|horaires|sale|fuit|fuite|abîmé|froid|créneau|entraînement|club|foot|pelouse|filet
piscine|horaires|tarif|tarifs|cours|ouverture|bassin natation|piscine|aquagym
prêt matériel|tables|barnum|chaises
association|club créer|sportive|salle|subvention|local|annuaire
""",
    "CUL-01": """
médiathèque|bibliothèque livre|livres|horaires|retard|prêt|prolonger|inscription|inscrire|abonnement|ouverte|carte|dvd|rendre|
  emprunter|ouvre|réserver|ouverture
musée|exposition|expo|visite|concert|spectacle|festival|théâtre|cinéma horaires|tarif|billets|programme|visite|guidée|réserver|
  places|date|groupe|ouvert|billetterie
école|cours|conservatoire musique|piano|guitare|danse|violon|batterie|solfège|chant inscription|inscrire|cours|tarif|cours|
  places|école
archives municipales|consulter|recherches
0.8=médiathèque|bibliothèque|conservatoire|billetterie
patrimoine journées|visite
""",
    "TRA-01": """
1.05=bus|car|tram|tramway|navette|cars retard|passé|passe|horaires|ligne|arrêt|scolaire|abonnement|carte|bondé|supprimé|
  annulé|attente|chauffeur|conducteur|titre|ticket|desserte|fréquence|avance|arrive
arrêt bus|car déplacer|supprimé|déplacé|abri|horaires|desservi
transport|transports scolaire|commun|demande|inscription
vélo|vélos libre|station|location|batterie|borne|service électrique|service|station|louer
covoiturage aire|parking
ligne bus|car|collège
""",
}
