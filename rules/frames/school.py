"""School, meals and care round it, nurseries: what citizens say of them."""

FRAMES: dict[str, str] = {
    "EDU-01": """
1.2=@inscrire école|écoles|cp|ce1|ce2|cm1|cm2|section|tps|maternelle|primaire|scolaire|élémentaire
1.0=@inscrire rentrée|septembre maternelle|école|classe|trois|ans|@enfant
0.6=@inscrire @enfant
1.1=école|maternelle|primaire|ce1|ce2|cm1|cm2|cp|section @inscrire|emménageons|déménage|déménageons|arrivons|papiers|papier|secteur
1.2=@enfant @inscrire école|maternelle|scolaire|cp|ce1|ce2|cm1|cm2|section
1.1=dérogation école|scolaire|fils|fille|secteur|carte|demande|refus|maternelle|inscrire|périmètre
changer|changement|autre école|établissement
certificat scolarité|radiation|inscription
école|classe fermeture|ouverture|effectif|effectifs|perdre|supprimer|supprimée|suppression|atsem|surcharge
secteur|carte scolaire|école
1.1=école dépend|secteur|adresse|quelle|quel|kel enfants|fils|fille|inscrire|ce1|cp|papier|papiers
1.2=@enfant|filles|garçons|jumelles|puce|petits entrera|affecté|affectée|affectés|admis|admise|accepte|accepter|commencer|commence classe|
  école|écoles|maternelle|section|cp|ce1|ce2|cm1|cm2|maîtresse|directrice
1.1=@enfant|filles|garçons|petits ira|iront|aille|aillent classe|école|écoles|maternelle|celle quartier|autre|installons|arrivons|
  septembre|août|rentrée|nounou
1.2=déménage|déménageons|emménage|emménageons|installons|arrivons|muté|mutation|quittons @enfant|petits|gosses|filles|jumelles classe|
  école|écoles|classes|rentrée|cp|ce1|ce2|cm1|cm2|scolarité|maternelle
1.2=désinscrire|radier|radiation école|classe|scolaire|@enfant
1.1=admission|admissions|dérogation quartier|école|maternelle|rentrée|cousin|secteur|@enfant
1.2=@enfant|puce|jumelles trois|3|deux|2 ans rentrée|septembre propre|commencer|admission|admissions|prenez|accueilli|novembre|décembre
1.1=propre|trois|3 rentrée|septembre|maternelle @enfant|puce ans|commencer|admission|admissions|école
1.1=31|30|32|29|28|trente élèves|maîtresse|classe|enfants supprimer|suppression|fermer|fermeture|rentrée|enseignant|maîtresse|ouvrir
1.1=suppression|supprimer|fermeture classe|classes|maîtresse|enseignant|enseignante|poste rentrée|élèves|école|maîtresse|effectif
1.1=aîné|cadet|fratrie|jumeaux|jumelles|soeur|frère séparer|séparés|ailleurs|affecté|affectée|ensemble|deux école|écoles|classe|
  maternelle|endroits|ce1|ce2|cp|cm1|cm2
1.1!=petite|moyenne|grande section
1.2=autiste|handicap|ulis|aesh|avs|dyslexique|trisomique|accompagnante classe|école|scolariser|adaptée|élève|rentrée
1.1=nounou|nourrice|travail|bureau|mamie|tante école|maternelle|classe|rentrée autre|quartier|préfère|près|aille|changer|loin|dérogation
1.1=dépend|dépendons|rattachée|rattaché|sectorisation école|maternelle|collège
1.1=directrice|directeur papier|accord|certificat|mairie|accepte @enfant|école
école privée|publique|bilingue|montessori|instruction
0.4=institutrice|instituteur|scolarisation|scolariser|scolarité
1.1=@enfant|garçon|neveu|nièce cm1|cm2|ce1|ce2|cp|maternelle|6ème apporter|papiers|inscrire|janvier|arrive|vivre|documents|commencer|
  place|accueillir|rentrée
1.0=prenez|acceptez|accueillez|acceptée @enfant|ans propre|âge|maternelle|école|rentrée
1.1=institutrice|instituteur|maîtresse|enseignante partir|part|remplacée|remplacé|remplaçant|remplaçante|village|élus|perdre|poste
1.1=séparé|séparés|séparées|séparer|suivre copines|copains|amis|camarades|soeur|frère classe|section|rentrée|école
1.1=fils|fille|petits|enfant là-bas|quartier|autre|proche|loin|travaille|travail école|maternelle|celle|primaire|dérogation
0.9=fils|fille quartier|bout celle|école|autre travail|travaille|nounou|nourrice|mère|arrange|arrangerait
1.2=affectation|affecté|affectée|affectés fille|fils|enfant|école|frère|soeur|classe|maternelle
1.1=@inscrire petits|tout|nés école|quand|ouvertes|maternelle|rentrée
0.8=@enfant|garçons|filles rester|changer|quitter|continuer|intégrer|rejoindre|accepter|refuser|terminer école|classe|maternelle|primaire
0.9=maîtresse|instituteur|institutrice|enseignante|enseignants retirer|enlever|supprimer|remplacer|absente|partir|manque|trente|élèves
1.0=confie|confié|confiée|accueil|famille garçon|fille|enfant|fillette classe|école|scolariser|scolarisé
1.1=@enfant|garçon|fillette classe|école|maternelle pris|prise|admis|admise|accueilli|accueillie|accepté|acceptée|intégré
1.1=vaccins|vaccination|vacciné|vaccinée|carnet école|inscrire|inscription|maternelle|rentrée
1.0=établissement|école changer|radier|inscrire accord|père|mère|ex|divorce
1.0=@enfant trois|3|deux acceptée|accepté|acceptés|admise|prise|prenez|accueillie|scolarisée
1.1=secteurs|secteur|périmètre école|aîné|cp|concerne|rue|enfants|entre maternelle|école|cp|aîné|fils|fille
0.4=scolariser|maîtresse|élève|élèves|rectorat|section
0.3=école|classe|maternelle|primaire
1.1=scolariser|scolarisés|école habitons|habite|travaille|travail|commune jumelles|enfants|fils|fille|commune|extérieur|autre
1.1=ouverture|place|places section|classe|maternelle refusez|refusé|monde|petite|rentrée|complet|complète
1.0=petit|dernier|fille|fils|puce mettre|commencer janvier|septembre|rentrée|pâques soeur|frère|trois|ans|école
1.0=bougies trois|3 petit|dernier|fille|fils|janvier
1.1=nomades|forains|voyage|caravane|itinérants enfants|fils|fille école|cours|classe|scolarité|suivre
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
self|réfectoire|cantinière|cantinières
1.3=@enfant|filles|élèves|gamins mangé|mange|mangent|manger|déjeune|déjeuner|déjeuné|repas|plat|plats|assiette facturé|comptez|compte|
  facture|euros|payer|malade|varicelle|absent|absente|grève|midi|ventre|faim|self
1.2=manger|mangé|mange|mangent|déjeuner|déjeune|repas midi @enfant|élèves
1.2=poisson|raviolis|purée|nuggets|jambon|saucisse|viande|porc|poulet|steak|légumes|pâtes|riz|plat|plats|assiette|dessert|yaourt|
  barquette|omelette|frites|pané froid|froide|congelé|congelée|cru|avarié|immangeable|dégueulasse|servi|portions|portion|ventre @enfant|
  école|élèves|classe|midi|filles
1.1=plats|plat|menu|menus|repas|alternative viande|végétarien|végétariens|végétarienne|porc|halal|bio|végan|substitution
1.2=arachide|arachides|cacahuète|cacahuètes|gluten|lactose|oeufs|noisette|noisettes|diabétique|diabète|allergique|allergie|allergies|
  intolérant|intolérante|coeliaque @enfant|école|déjeuner|midi|repas|manger|plats|goûter
1.1=supporte|digère|intolérance lait|oeufs|arachide|poisson|gluten @enfant|école|midi|repas
1.2=garder|gardez|gardés|garde|gardent|accueil|accueillez|surveillé|surveillez|étude classe|école|sonnerie|petits|@enfant 7h|7h15|7h30|
  18h|18h30|19h|17h|soir|tard|avant|après|matin|horaires|sonnerie
1.2=vacances|mercredi|mercredis|février|avril|toussaint|pâques|juillet|août place|places|inscrire|inscription|stage|activités|colonie|
  séjour|centre|sorties @enfant|gosses|enfants|jumelles|6|7|8|ans filles|ans|petits|inscrire|restent|@enfant
0.8=colo|colos|séjour @enfant|vacances|été|ados|août|juillet
1.1=portail|espace famille|familles
1.2=annuler|décocher|décoché|cocher|coché|désinscrire|réserver|modifier|trompé|oublié mardi|lundi|jeudi|vendredi|mercredi|jour portail|
  repas|midi|école|kiosque|garderie|cantine
1.2=animateur|animateurs|animatrice|animatrices|anims|monitrice|moniteur enfants|@enfant|mercredi|centre|surveillent|laissent|crient|soir|
  école|goûter
1.2=tranche|tranches|barème|calcul|tarif|tarifs revenus|revenu|impôts|ressources|salaires @enfant|chère|enfants|baissé|repas|quotient|
  moitié
1.1=dame|dames|atsem|surveillante|surveillantes midi|soir|cour @enfant|crie|crient|laisse
0.4=déjeuner
1.1=débité|débitée|prélevé|prélevée|facturé|facturée|facturés|compté|comptés repas|midi|garderie|centre|accueil|mercredi|mercredis
1.1=porc|viande|poisson mange|mangent|remplacez|remplacer|remplacé|substitution
1.1=impôts|revenus|quotient|déclaration midi|repas|cantine|garderie|accueil
1.1=mange|mangent|déjeunent bruit|minutes|debout|service @enfant|enfants|école|midi|réfectoire
1.1=oublié|oubliée|laissé|laissée cour|école|soir|16h30|garde|surveillance dame|@enfant|animatrice|seule
1.1=mercredi|mercredis|vacances accueil|garde|journée|places|centre @enfant|ans|petits|repas|travaille|bosse|7|6|5|8
1.1=animateur|animateurs|animatrice|animatrices|surveillante rabaisse|crie|sanction|brutal|méchant|méchante|violente|oublie|téléphone
1.0=centre sortie|sorties|piscine|enfants retard|parents|rentré|prévenir|pique|horaire
1.1=végétarien|végétarienne|végétariens|végan|halal|musulman|musulmane|casher fille|fils|enfant|mange|donne|remplace|saucisse|enfants
1.1=retard|passé|passée|arrivé|arrivée 18h|18h15|18h30|18h35|18h45|19h|17h facturé|pénalité|euros|majoration|supplément
1.1=goûter dame|soir|donne|fils|fille|enfant|animatrice|fruits
0.8=repas|menu|servi|plats @enfant|gamins|classe|élèves|écoliers
1.2=servi|mangé|menu|repas vomi|malade|malades|intoxication|gastro|ventre
0.8=centre|mercredis|mercredi animateur|animateurs|inscription|inscrire|places|activités|loisirs
1.1=facture|prélèvement|prélèvements|prélevé|facturé petit|enfant|fille|fils|enfants|gamin malade|absent|absente|lit|hôpital|grève|repas|
  vacances
1.1=ouverture|ouvre|accueil|horaires|ferme matin|soir classe|école coûte|tarif|prix|combien|heure
1.0=devoirs étude|soir|aide|école|accompagnement
1.0=pain|pomme|compote|sandwich|pique-nique enfants|école|servi|grève|fille|fils
1.1=facturez|facturé|facturer|payer tarif|plein|repas|midi grève|servi|enfants|pain|absent
1.0=annuler|modifier|décaler mercredi|mercredis|repas|garderie|centre|midi
1.2=menu|menus poulet|poisson|raviolis|froid|froids|affiché|changé|annoncé|bio|viande
0.4=affamé|affamée|affamés|déjeuner|menu|animateur|animateurs
1.1=affamé|affamée|affamés|faim service|assez|resservir|garçon|fils|fille|enfants
1.1=semaine|journée|mercredi|vacances centre coûte|prix|tarif|combien|enfants|famille|places
1.1=goûters|goûter comptez|compter|facturez|facturé|récupère fille|fils|enfant|16h30
1.3=adrénaline|asthme|ventoline|diabète|insuline|piqûre|épilepsie|traitement|sirop|médicament midi|école|cantine|personnel|animateurs
  fils|fille|enfant|donner|utiliser
1.2=déposer|garder|accueillir|laisser|récupérer enfants|@enfant|petits 7h|7h15|7h20|7h30|7h45|18h|18h30|tôt|tard école|classe|prix|tarif|
  heure|soir
""",
    "EDU-03": """
1.3=@école|cantine chauffage|chaudière|radiateur|radiateurs|degrés|froid|fuite|toit|toiture|toilettes|wc|amiante|vitre|fenêtre|fenêtres|
  portail|clôture|grillage|plafond|cour|chaleur|store|stores|serrure|gouttière|carrelage|humidité|moisissure|seaux|salle|sanitaires|
  lavabos|robinets|clim|alarme panne|marche|cassé|cassée|fuit|pleut|sale|sales|bouché|bouchées|ferme|troué|dangereux|danger|réparer|
  degrés|froid|chauffage|chauffe|eau|chaud|bouchés|présence|plafond|manteau|manteaux|gèlent|seaux|étouffe|papier|infiltrations
toilettes|wc|sanitaires|urinoirs école|maternelle|élèves|primaire
1.2=chauffage|chaudière|radiateur|radiateurs|degrés|froid|chauffe|grelottent|gèlent|étouffe|étouffent @scolaire
amiante école|classe|classes|maternelle
1.2=fuite|fuites|pleut|seau|seaux|bassine|bassines|infiltration|infiltrations|goutte|plafond @scolaire
0.6=cour|préau|toit|portail|portillon|clôture|grillage|stores école|maternelle|récréation
1.2=gamins|gosses|enfants|petits|élèves|fils|fille|écoliers manteau|manteaux|blouson|blousons|doudoune|bonnet|moufles|écharpe|grelottent|
  gèlent|degrés classe|cours|maîtresse|école|apprennent|salle|écrire|froid
1.2=pipi|toilettes|wc|cabinets|urinoirs|chasse|lavabos|savon|papier @scolaire|petits|fille|fils|enfants osent|ose|retient|retiennent|
  retenir|bouché|bouchés|ferme|ferment|savon|papier|pue|sales|verrou|porte|portes
1.0=pipi osent|ose|retient|retiennent|retenir|ferment petits|@scolaire|enfants|fille|fils
1.3=portail|portillon|grille|clôture|grillage|interphone|sonnette|visiophone|gâche|serrure|digicode @scolaire ferme|ferment|verrouille|
  verrouillé|cassé|cassée|mort|morte|morts|panne|fonctionne|marche|entrer|entre|escalader|troué|trou|fugue|ouvert|ouverte|intrus|attend
1.2=interphone|sonnette|visiophone @scolaire
1.3=fenêtre|fenêtres|vitre|vitres|carreau|store|stores|rideau|rideaux|volet|volets|porte|gond|poignée|tableau|néon|prise @scolaire tient|
  tombe|tomber|cassé|cassée|ferme|bloqué|bloquée|brisé|brisée|manque|soleil|pend|décroché|clignote
1.1=fenêtre|vitre|volet|tuile|tuiles|plafond récréation|récré|récrés|préau
1.2=degrés|canicule|chaleur|étouffe|étouffent|étuve|fournaise|clim|ventilateur|ventilateurs|malaises|suent @scolaire
1.3=revêtement|sol|dalle|dalles|goudron|bitume|trou|trous|carrelage|lino|marche|racine|racines|bosse préau|récréation|récré décolle|
  décollé|abîmé|troué|genou|genoux|tombé|tombe|tombent|glisse|blessé|ouvert|soulève
1.2=poussière|poussières|plafond|radon|plomb|fibres|flocage instituteurs|institutrice|@scolaire
1.1=amiante classe|élèves|instituteurs|enseignants|scolaire
chaudière|chauffage|radiateurs groupe|bâtiment|salle scolaire|maternelle|école|classe|cp|cm2
0.9=odeur|fioul|alarme|robinet|robinets|prises|clou|clous|vis|escalier|ascenseur|néons|lavabo|évier|coupe-feu|toit|store|fumée|courant|
  disjoncte classe|classes|maternelle|maternelles|élèves|préau|récréation|récré|cp|ce1|ce2|cm1|cm2|instituteur|institutrice|maîtresse|
  enseignants|scolaire
1.2=clou|clous|vis|grillage|portail|vitre maternelle|récréation|classe|préau|élèves ouvert|blessé|blessée|coupé|genou|main|tête|saigné|
  suture|tombe|passer|entre|dangereux
1.0=cour école|maternelle|récréation|élèves robinet|robinets|fontaine|ombre|soleil|chaleur|coupés|toilettes|clou
1.1=rats|souris|cafards classe|réfectoire chaudière|chauffage
1.3=sanitaires|toilettes|wc @scolaire condamnés|condamné|condamnées|fermés|fermées|traversent|inutilisables|dehors
1.2=rideaux|rideau|stores|volets|lits|matelas|chauffage sieste|dortoir
1.2=fuit|fuite|fuites|flaque|flaques|flotte|inondé|inondée récréation|récré|préau|classe|classes|dortoir
0.5=récréation|préau|dortoir
1.0=vidéoprojecteur|vidéoprojecteurs|ordinateurs|imprimante|wifi|électricité|disjoncteur|radiateur|tableau classe|classes|maternelle|
  élèves|école panne|saute|disjoncte|marche|cassé|plus|brancher
1.1=fenêtre|fenêtres|lit|lits|radiateur|plafond|sol|rat|souris dortoir|maternelle|réfectoire|classe ferme|cassé|cassée|crevé|sale|tombe|
  fuit
1.2=goutte|eau|savon|lavabo|lavabos|robinets mains|lavent|laver petits|élèves|maternelle|école|enfants|classe
1.2=inconnu|intrus|étranger|personne|quelqu'un entré|entrer|rentré|introduit récréation|cour|école|classe|maternelle
0.3=classe|classes|maternelle|récréation|instituteur|élèves
1.0=ombre|soleil|chaleur|cuisent|canicule cour|préau enfants|élèves|maternelle|école|récréation
1.1=toilettes|wc|lavabos|sanitaires maternelle|maternelles|élèves|classe|primaire débordent|bouchées|bouchés|produit|papier|savon|sales|
  fermées
""",
    "EDU-04": """
1.1=crèche|crèches|halte|multi|micro|nounou|assistante place|places|inscrire|bébé|inscription|préinscription|commission|cherche|recherche|
  attente|dossier|liste|agréée|garder|tarif
petite enfance
1.2=garde|garder|mode|accueil|place bébé|nourrisson|nounou|crèche|nouveau-né
assistante|assistantes maternelle|maternelles liste|cherche|recherche|agréées|ram|disponible|coordonnées
1.2=bébé|nourrisson|enfant|jumeaux garder|garde|accueil|crèche|place reprends|reprise|travail|mois|place|places|congé|septembre|solution
agréé|agréée|agréées bébé|jumeaux|garder|enfant|enfants|coordonnées|assistante
1.1=crèche|nounou|assmat
relais|rpe petite|assistantes|enfance
1.3=reprends|reprise|recommence|reprendre|retourne|retourner travail|travailler|boulot|poste|école|bureau bébé|mois|petit|petite|fille|
  fils|garder|garde|prendre|place|nourrisson|congé|bout|loulou|puce
1.3=mois|semaines|an bébé|petit|petite|fille|fils|jumelles|jumeaux|loulou|puce|garçon|bonhomme|fillette|bout garder|garde|gardé|place|
  accueil|accueille|accueillir|laisser|confier|journée|matinée|matinées|prendre|structure|commission|nounou|préinscription|préinscriptions
1.1=dossier|demande|place commission|décideurs|jury|attribution|liste|réponse bébé|jumelles|fille|fils|loulou|puce|petit mois|an|semaines
1.2=dame|dames|femme|femmes|personne|personnes|quelqu'un|nourrice|nounous gardent|garde|garder|agréée|agréées|prend|prendre bébé|bébés|
  petits|tout-petits|tout|nourrisson|mois
1.2=agrément|agréée|agréées|agréé garder|garde|gardent|enfant|enfants|domicile|petit|dame|dames|collègues
1.1=garde|gardent|garder bébé|bébés|petits|tout-petits|nourrissons domicile|maison|journée|ram|relais|collègues
1.1=coûte|tarif|prix|combien|paie heure|journée|mois|revenus|ressources bébé|nourrisson|crèche|nounou
1.2=garder|gardé|gardée|confier|accueilli structure|établissement|collectif|collective jours|semaine|journée|travail|municipal|bébé
1.1=enceinte|attendons|attends|naîtra|accouche|accouchement garder|laisser|confier|garde|crèche|mode|journée|solution|nounou
1.2=laisser|confier|déposer|garder bébé|petit|petite|fille|fils|enfant|mois souffler|matinée|matinées|demi|ponctuel|occasionnel|journée|
  dépanner|halte
1.0=dames|puéricultrice|puéricultrices|auxiliaires|biberon|biberons bébés|bébé|tout-petits|petits|crèche
1.1=grève|ferme|fermé|fermée|fermeture bébé|bébés|fille|fils|petit|petite an|mois|ans dames|garder|confier|structure|crèche
0.6=nourrice|nourrices|nounou|nounous|nourrisson|puériculture|puéricultrice|biberon
1.2=nourrice|nounou|assistante retraite|arrête|déménage|malade|solution|cherche|congé|remplacer|remplacement|partie
1.1=solution|garde|garder|gardée mois bébé|petit|petite|fille|fils|bout|chou|loulou|puce|nourrice
1.1=garde|garder petits|bébés|bébé|tout-petits horaires|décalés|usine|nuit|tôt|6h|5h|équipe|hôpital|week
1.1=multi|crèche|halte hausse|calculé|calcul|tarif|heure|heures|contrat|facture|fermeture|fermée|grève
1.1=candidature|préinscription|demande|dossier enceinte|naissance|naître|bébé crèche|garde|place|accueil
1.1=mordu|griffé|chute|couche|couches|doudou bout|bébé|ans|mois section|moyens|crèche|structure|bébés
0.7=berceau|berceaux
1.2=berceau|place disponible|reste|libre|septembre|rentrée bébé|petite|petit|fille|fils|naissance|mois
1.1=intérimaire|intérim|ponctuellement|temps garde|garder|place bébé|puce|mois|petit|petite|fille|fils
1.0=bébé|nourrisson|fillette|bambin liste|place|inscrit|inscrite|dossier|attente|garder|garde|chance|commission
1.1=halte fille|fils|bébé|petit|petite|jours|semaine|matinée|formation
1.1=bébé|fille|fils|petit|petite|mois garde|place|accueil|solution|proposez reprend|reprends|poste|formation|stage|travail|hôpital|
  entretien
1.0=adaptation|contrat|heures|horaires nounou|crèche|nourrice|bébé
1.1=nounou|assistante|garde cherche|diffuser|liste|disponible|place enfants|nom|bébé|quartier
0.4=bébé|nourrisson|nounou|nourrice
1.1=bébé|nourrisson refusé|refusée|critères|attribution|place|accepté
1.1=garde partagée|structure|régulière|collective|alternée fils|fille|bébé|mois|janvier|septembre
""",
}
