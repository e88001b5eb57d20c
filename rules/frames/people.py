"""Civil registry, school, social care, sport, culture and transport: what citizens say of them."""

FRAMES: dict[str, str] = {
    "ECI-01": """
1.2=acte|actes|extrait|copie|certificat naissance|mariage|décès|filiation|intégrale|né|née
livret famille duplicata|perdu|demande|refaire|volé|nouveau|second|obtenir|bébé
livret famille
copie intégrale
1.1=reconnaissance|reconnaître anticipée|enfant|paternité|bébé|naître|grossesse
1.1=déclaration|déclarer naissance|déclarer|décès|bébé
généalogie|généalogique|ancêtres|aïeul|arbre-généalogique
mention|mentions marginale|divorce|rectifier|erreur acte|état|naissance
1.2=naissance|né|née|mariage|marié|mariés|décédé|décédée document|papier|preuve|prouvant|acte|extrait|justificatif|notaire|retraite|copie|
  attestation obtenir|fournir|demande|envoyer|besoin|recevoir|adresser
""",
    "ECI-02": """
1.2=carte|pièce|titre|cni|papiers identité
1.1=passeport|passeports
1.1=renouveler|refaire|renouvellement|périmé|périmée|récupérer|retirer|retrait|perdu|volé|volée|prêt|prête|valable|expiré|expire|valide|
  biométrique carte|cni|passeport|identité|titre
ants|prédemande|cni
passeport|passeports demande|déposé|arrivé|prêt|dossier|rendez|attends|où|voyage|périmé
empreintes
1.1=voyage|étranger|départ|examen|avion|part carte|pièce|passeport|cni valable|périmée|identité|expire|renouveler|refaire|expirée|créneau
créneau|créneaux|rendez|rdv identité|passeport|cni|titre|titres
""",
    "ECI-03": """
1.2=mariage|marier|pacs|pacser|marions|noces|union dossier|date|samedi|mairie|salle|bans|témoins|enregistrer|conclure|publication|
  réserver|
  célébrer|cérémonie|dissoudre|dissolution|pièces|marions|papiers|civile|formalités
pacs|pacser|pacsons|pacsés
1.1=baptême|parrainage civil|républicain|laïque
1.2=recensement|recenser|jdc citoyen|militaire|16|ans|fils|fille|lycée|bac|conduire|attestation|papiers|petit-fils|journée
1.1=attestation|certificat accueil|hébergement|visa|vie|célibat|concubinage|domicile
attestation accueil
changement|changer prénom|nom
légalisation|légaliser|certifier signature|conforme
recenser|recensement
nationalité|naturalisation cérémonie|demande|dossier
""",
    "ECI-04": """
carte électorale|électeur|vote|électrice
1.2=liste|listes électorale|électorales
1.1=inscrire|inscrit|inscrite|inscription|radié|radiée|voter|vote|changer élections|électorale|électorales|voter|vote|liste|listes|
  municipales|
  présidentielle|bureau|européennes|législatives|scrutin|électeur
1.1=procuration|place vote|voter|élections|élection|établir|faire|police|mandataire|scrutin
bureau vote|voter
1.1=élections|élection|scrutin assesseur|dépouillement|inscription|voter|hospitalisé|absent|jour|date|quand
assesseur|assesseurs
voter|vote
procuration
""",
    "CIM-01": """
1.1=concession|concessions|emplacement cimetière|renouveler|renouvellement|funéraire|trentenaire|perpétuelle|parents|famille|caveau|
  expire|
  échéance|acheter|columbarium|cinquantenaire|défunt|tombe|mari
1.2=tombe|tombes|caveau|columbarium|sépulture|stèle|urne cimetière|famille|entretenir|entretien|
  fleurs|herbes|défunt|époux|épouse|concession|marbre|fleurir
caveau|sépulture|stèle|columbarium volé|volées|renversée|parents|mère|père|mari
1.2=cimetière allées|allée|entretien|entretenu|herbes|robinet|eau|portail|horaires|fleurs|sale|désherbé|ouvert|fermé|place|arrosoirs|
  stèle|
  arrosoir|poubelle|gravillons|mauvaises|abandon|point-d'eau|bancs|ouverture|tombes|tombe|vol|volé|jardinières|mousse
inhumation|exhumation|inhumer|obsèques|enterrer|enterrement
columbarium|cavurne
cendres|urne dispersion|disperser|jardin|souvenir|cimetière|déposer
""",
    "EDU-01": """
1.2=@inscrire école|@niveau|maternelle|primaire|scolaire|élémentaire
0.8=@inscrire @enfant
1.1=école|maternelle|primaire|ce1|ce2|cm1|cm2|cp|section @inscrire|emménageons|déménage|déménageons|arrivons|papiers|papier|secteur
1.2=@enfant @inscrire école|maternelle|@niveau|scolaire
1.1=dérogation école|scolaire|fils|fille|secteur|carte|demande|refus|maternelle|inscrire|périmètre
changer|changement|autre école|établissement
certificat scolarité|radiation|inscription
école|classe fermeture|ouverture|effectif|effectifs|perdre|supprimer|supprimée|menacée|suppression|atsem|surcharge
secteur|carte scolaire|école
1.1=école dépend|secteur|rue|adresse|quelle|quel|kel enfants|fils|fille|inscrire|rentrer|ce1|cp|papier|papiers
""",
    "EDU-02": """
1.1=@cantine facture|factures|menu|menus|@inscrire|annuler|repas|tarif|tarifs|quotient|allergie|remboursement|prélevé|prélèvement|payer|
  réserver|places|horaires|halal|végétarien|portail|pai|annulation|réservation|surveillance|erreur|malade|facturé|facturée|heure|ferme|
  coûte|prix|viande|porc|bio|qualité|froid|absente|absent
1.0=cantine
cantine|repas|menus facture|facturé|facturée|remboursement|fils|fille|enfants|école|malade|certificat
1.1=facturé|facturée|facture|prélevé|remboursé repas|cantine|garderie|périscolaire fils|fille|malade|absent|certificat|semaine|enfants|
  erreur
centre aéré|loisirs
garderie matin|soir|inscription|facture|école|heure|horaires
garderie|périscolaire|alsh
quotient familial
accueil périscolaire|individualisé
pai|allergie|allergique cantine|école|repas|arachide
mercredis|vacances|mercredi centre|loisirs|inscrire|colo
restaurant|restauration scolaire
goûter|animateurs|animatrice|pique-nique périscolaire|garderie|centre|cantine
""",
    "EDU-03": """
1.3=@école|cantine|gymnase-scolaire chauffage|chaudière|radiateur|radiateurs|degrés|froid|fuite|toit|toiture|toilettes|wc|amiante|vitre|
  fenêtre|fenêtres|portail|clôture|grillage|plafond|cour|chaleur|store|stores|serrure|gouttière|carrelage|humidité|moisissure|seaux|salle|
  sanitaires|lavabos|robinets|clim|alarme panne|marche|cassé|cassée|fuit|pleut|sale|sales|bouché|bouchées|ferme|troué|dangereux|danger|
  réparer|degrés|froid|chauffage|chauffe|eau|chaud|bouchés|présence|plafond|manteau|manteaux|gèlent|seaux|étouffe|papier|infiltrations
toilettes|wc|sanitaires|urinoirs école|maternelle|élèves|primaire
1.2=chauffage|chaudière|radiateur|radiateurs|degrés|froid école|classe|classes|maternelle|primaire|élèves|cm1|cm2|cp|ce1|ce2
amiante école|classe|classes|maternelle
1.2=fuite|fuites|pleut|seaux|infiltrations|plafond école|classe|classes|préau|maternelle|cm1|cm2|cp
0.8=cour|préau|toit|portail|portillon|clôture|grillage|stores école|maternelle|récréation
""",
    "EDU-04": """
1.1=crèche|crèches|halte|multi|micro|nounou|assistante place|places|inscrire|bébé|inscription|maternelle|préinscription|commission|
  cherche|
  recherche|attente|dossier|liste|agréée|garder|tarif
petite enfance
1.2=garde|garder|mode|accueil|place bébé|nourrisson|nounou|crèche|nouveau-né
assistante|assistantes maternelle|maternelles liste|cherche|recherche|agréées|ram|disponible|coordonnées
1.2=bébé|nourrisson|enfant|jumeaux garder|garde|accueil|crèche|place reprends|reprise|travail|mois|place|places|congé|septembre|solution
agréé|agréée|agréées bébé|jumeaux|garder|enfant|enfants|coordonnées|assistante
1.1=crèche|nounou|assmat
relais|rpe petite|assistantes|enfance
""",
    "SOC-01": """
1.2=aide|aides|secours|coup|soutien financière|alimentaire|alimentaires|sociale|urgence|payer|loyer|électricité|factures|manger|énergie|
  chauffage|ménagère|domicile|ccas|social|chauffer|courses|obsèques
1.2=arrive|arrivons|peux|pouvons|choisir|difficulté|difficultés|mal payer|joindre|finir|nourrir|boucler|chauffer|manger|régler loyer|
  factures|
  facture|mois|bouts|électricité|courses|enfants|edf|cantine|plus|gaz|euros|manger|chauffage
colis|banque|bon|bons|épicerie|panier alimentaire|alimentaires|solidaire|resto|coeur
rsa|apa|aah|ass|aspa|minimum droit|demande|dossier|retard|coupé|suspendu|toucher|touche|vieillesse
1.1=expulsion|expulsé|expulsée|huissier|surendettement|dettes|impayé|impayés loyer|logement|rue|électricité|mois|propriétaire|enfants
assistante|assistant sociale|social|sociales
1.2=frigo|placard|placards|compte|porte-monnaie vide|vides|sec|rouge|découvert
1.1=rsa|aah|aspa
plus|rien manger|frigo
domiciliation|domicilier|élire
1.2=edf|électricité|gaz|courant|chauffage|engie coupé|couper|coupure|impayé|impayée|payer|réduit facture|impayé|payer|enfants|argent|
  retard
aide|auxiliaire ménagère|domicile|vie personne|mère|heures|père|âgée|apa
1.1=euros|pension|retraite|chômage|salaire|veuve|touche|gagne|ressources payer|manger|chauffer|vivre|suffit|loyer|difficultés|mois
portage repas
téléassistance
licencié|chômage|divorce|séparation|veuve seule|seul|difficultés|enfants|aide
""",
    "SOC-02": """
1.2=@logement social|sociaux|hlm|demande|petit|attente|attribution|mutation|bailleur|dossier|relogement|attends|grand|pièce|chambre|
  serrés|
  entassés|insuffisant
logement social|sociaux
1.1=demande|dossier|commission logement|appartement|hlm
numéro unique
hlm
1.2=cherche|recherche|trouver|obtenir|besoin|demande|attends logement|appartement|loger|relogement|hlm grand|social|enfants|famille|ans|
  dossier|mairie|urgent|f3|f4|t3|t4
reloger|relogement|relogés|relogée
1.2=ans|mois|attends|attente|demande logement|appartement|f2|f3|t2|t3 grand|petit|enfants|vit|vivons|serrés|social
1.1=dormons|dorment|dort|entassés|vivons chambre|pièce|canapé logement|quatre|cinq|six|ans|enfants|grand
hébergé|hébergée|hébergés|logée famille|amis|mère|cousin|logement
""",
    "SOC-03": """
1.2=@âgé @alarme jours|semaine|semaines|dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi|hier|fermés|porte|dehors|pas|plus|isolée|
  froid|
  seule|pieds|chaleur|âgée|âgé|ouvert|famille|téléphone|entasse
1.1=@âgé âgé|âgée|seul|seule|isolé|isolée|ans inquiet|inquiète|répond|vue|vu|nouvelles|aide|danger|perdue|mange|lave|sort|volets|
  courrier
1.1=dort|dorment|couche|couchent|vit|abri|abrite dehors|rue|tente|kiosque|froid|banc|porche|carton|hall|parking nuit|nuits|froid|
  homme|femme|sdf|jeune|couverture|enfants|gel|duvet
1.2=seule|seul|isolée|isolé vit|sort|mange|ans|âgée inquiète|inquiet|aide|vient|visite|danger|pas
sdf|sans-abri dort|dehors|froid|nuit|aide|abri|tente
1.8=enfant|garçon|fillette|gosses|enfants|fils|fille|bébé|petit|petite|gamin|femme|gosse|nourrisson frappe|frappé|frappée|bat|battu|
  battue|
  battus|maltraité|maltraitée|bleus|bleu|maltraitance|violence|violences|violent|gifle|négligé|brûlures
1.3=enfant|garçon|fillette|gosses|enfants|bébé|petit|petite|gamin|gamine pleurer|pleure|pleurs|hurle|hurler|sanglots frappe|bat|crie|
  parents|mère|père|nuit|nuits|battu|peur
1.3=enfant|enfants|bébé|fillette|gosse|gosses|petits seul|seuls|seule|danger|abandonnés|livrés|enfermés nuit|journée|parents|balcon|
  pleure|
  pleurent|mère|famille|danger
volets|persiennes|rideaux fermés|baissés|ouvert|ouverts jours|semaine|inquiet|inquiète|voisin|voisine|dimanche|âgée|dame
registre canicule|vulnérables|fragiles|isolées
courrier déborde|boîte|accumule|entasse|lettres voisin|voisine|vu|vue|monsieur|dame
maltraitance|maltraité
violences conjugales|familiales|conjoint|mari
1.4=homme|femme|personne|dame|monsieur|jeune|vieil allongé|allongée|inconscient|inconsciente|inanimé|inanimée|évanoui|évanouie|malaise
  terre|trottoir|bouge|banc|rue|sol
suicide|suicider|supprimer|finir jours|parle|menace|veut
""",
    "SPO-01": """
1.2=@réserver|demande|mise|utiliser|besoin @salle|tables|chaises|fêtes|matériel|stands|sono|barrières|minibus|friteuse
1.3=@réserver @salle|tables|chaises|matériel|stands association|anniversaire|mariage|club|fête|baptême|assemblée|loto|juin|samedi|
  entraînement|
  équipe|repas
salle|salles fêtes|polyvalente|réserver|louer|municipale|associative
1.1=subvention|subventions association|club|dossier|demande|versée|associations|municipale|demander
forum|annuaire|liste|maison associations|clubs|sportives
1.4=terrain|stade|gymnase|synthétique foot|football|synthétique|rugby troué|abîmé|joueur|joueurs|dangereux|match|cheville|éclairage
1.2=@salle|piscine|douches|projecteurs|pelouse|filet|panier|synthétique|tatamis|chauffage panne|fermé|fermée|cassé|éclairage|douches|
  horaires|
  sale|fuit|fuite|abîmé|froid|créneau|entraînement|club|foot|pelouse|froide|joueurs|licenciés|match|troué|vestiaires
1.1=piscine horaires|tarif|tarifs|cours|ouverture|bassin|natation|aquagym|eau|froide|fermée|ouverte|maillot|vestiaires|bébés
prêt matériel|tables|barnum|chaises|stands
1.1=association|club|amicale|asso créer|sportive|salle|subvention|local|annuaire|créneau|déclarer|activité|badminton|foot|judo|yoga|gym|
  pétanque
créneau|créneaux|entraînement|entraînements club|gymnase|soir|salle|association|sport
judo|foot|basket|gym|yoga|danse|natation|tennis|rugby|handball|badminton|karaté|pétanque inscrire|inscription|club|cours|créneau|
  association|où
""",
    "CUL-01": """
1.2=médiathèque|bibliothèque|livre|livres|dvd|bd|romans livre|livres|horaires|retard|prêt|prolonger|inscription|inscrire|abonnement|
  ouverte|
  carte|dvd|rendre|emprunter|ouvre|réserver|ouverture|date|dépassée|rapporter|amende|lecteur|réservation
1.1=musée|exposition|expo|visite|concert|spectacle|festival|théâtre|cinéma|conférence|ciné|salon horaires|tarif|billets|programme|guidée|
  réserver|places|date|groupe|ouvert|billetterie|billet|entrée|abonnement|réservation|heure|séance
1.4=@inscrire|cours|tarif|place école|cours|conservatoire|atelier musique|piano|guitare|danse|violon|batterie|solfège|chant
1.2=école|cours|conservatoire|atelier musique|piano|guitare|danse|violon|batterie|solfège|chant|théâtre|dessin|peinture|saxophone|flûte|
  trompette inscription|inscrire|tarif|cours|places|école|fils|fille|rentrée|adulte|débutant
archives municipales|consulter|recherches|registres
0.9=médiathèque|bibliothèque|conservatoire|billetterie
patrimoine journées|visite|visites
programme|agenda|affiche culturel|saison|spectacles|été|festival|concerts
""",
    "TRA-01": """
1.15=@bus retard|passé|passe|passent|horaires|ligne|scolaire|bondé|supprimé|annulé|chauffeur|conducteur|titre|
  ticket|desserte|fréquence|avance|arrive|collégiens|lycée|lycéens|collège|parti|manqué|tournée|correspondance
0.7=@bus abonnement|carte|attente|attend|attends|attendu
1.1=collégiens|lycéens|collégien|lycéenne retard|avance|manqué|parti|raté|attend|7h
arrêt|arrêts bus|car|cars déplacer|supprimé|déplacé|abri|horaires|desservi|créer
1.1=transport|transports|ramassage scolaire|commun|demande|inscription|scolaires|collectif|handicapés|urbain
vélo|vélos|trottinettes libre|station|location|batterie|borne service|électrique|station|louer|libre
covoiturage aire|parking|borne
ligne bus|car|collège|desserte|horaires
0.8=ligne|lignes passe|passent|dessert|desservi|arrête|supprimée pas
chauffeur|conducteur bus|car|navette
gratuité|abonnement transports|bus|tram|navette
1.1=pistes|piste|voie|stationnement cyclables|cyclable|vélos créer|manque|aménager|prolonger|réseau|continuité
""",
}
