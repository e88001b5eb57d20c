"""Parking, noise, public peace and building: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PM-01": """
1.1=voiture|véhicule|camion|camionnette|fourgon|fourgonnette|utilitaire|auto|scooter|moto|berline|break|4x4|clio|twingo|mégane|
  kangoo|berlingo|renault|peugeot|citroën|dacia|volkswagen|audi|bmw|mercedes|ford|fiat|opel|toyota|remorque|voitures|véhicules|camions|
  garé|garée|garés|garées|gare|stationne|stationné|stationnés|
  stationnée|stationnement|stationnent|garent trottoir|devant|passage|double|piste|interdit|gêne|gênant|gênants|anarchique|
  portail|garage|sortie|bateau|entrée|bloque|bloquent|mal|handicapé|handicapée|livraison|livraisons|angle|virage
garé|garée|garés|garent|stationné|stationnent|stationne|stationnement trottoir|devant|mal|double|passage|anarchique|gênant|
  sauvage|portail|garage|piste|pelouse|importe
1.3=place|places|emplacement handicapé|handicapée|handicapés|pmr|livraison|gig occupé|occupée|occupées|squattée|squatté|prise|
  prises|macaron|garé|garée|stationne|stationnent|carte
bloque|bloqué|bloquée|bloquent|obstrue|empêche|gêne|gênent sortir|sortie|garage|portail|passage|accès|entrée|cour
verbaliser|pv|contravention stationnement|garé|garés|trottoir|voitures
piste|bande cyclable occupée|garé|garés|stationnent|voitures|camionnettes
trottoir occupé|encombré|squatté voitures|voiture|véhicules
""",
    "PM-02": """
1.2=voiture|véhicule|camion|camionnette|fourgon|fourgonnette|utilitaire|auto|scooter|moto|berline|break|4x4|clio|twingo|mégane|
  kangoo|berlingo|renault|peugeot|citroën|dacia|volkswagen|audi|bmw|mercedes|ford|fiat|opel|toyota|remorque|caravane|camping|épave|
  carcasse abandonné|abandonnée|épave|bougé|bouge|mois|ventouse|plaques|
  crevés|crevées|plat|brûlée|brûlé|calcinée|carcasse|roues|assurance|rouille|tampon|moisit|immobilisée|désossée|cales
épave|épaves|ventouse|ventouses|carcasse
pneus plat|crevés|dégonflés voiture|véhicule|camion|camionnette|fourgon|fourgonnette|utilitaire|auto|scooter|moto|berline|break|4x4|
  clio|twingo|mégane|kangoo|berlingo|renault|peugeot|citroën|dacia|volkswagen|audi|bmw|mercedes|ford|fiat|opel|toyota|remorque|mois|
  semaines
stationnement abusif
bouge|bougé|déplacé|déplacée mois|semaines|pas|année
""",
    "PM-03": """
bruit|musique|sono|tapage|cris|hurlements|basses|vacarme|boucan|raffut|hurle|chante voisin|voisins|voisine|nuit|nocturne|fond|
  dessus|dessous|fort|heures|matin|dormir|minuit|fête|soir|appartement|étage
chien|chiens|coq|aboie|aboient|aboiements|hurle aboie|aboient|aboiements|chante|nuit|jour|longueur|voisin|voisins|voisine|arrêt|
  cesse|matin
perceuse|tondeuse|bricolage|travaux|tronçonneuse|ponceuse|jardinage dimanche|nuit|voisin|voisins|22h|soir|férié
tapage nocturne|diurne
1.2=chien|chiens hurle|hurlent|aboie|aboient|gémit minuit|nuit|nuits|matin|heures|mort|dormir
nuisances|nuisance sonores|sonore|bruit|voisinage
fête|fêtes|soirée|soirées voisin|voisins|bruit|nuit|musique|week
voisin|voisins|voisine bruyant|bruyants|bruyante|dessus|bruit|insupportable
talons|pas|déplace|meubles parquet|plafond|dessus|voisine
""",
    "PM-04": """
jeunes|bande|individus|groupe|groupes|personnes|types|gars|ados|adolescents|gens squattent|squatte|traînent|traîne|regroupent|
  rassemblent|zonent|fument|boivent|dealent|insultent|menacent|crachent|occupent|occupe|réunissent|crient|attroupent|agressent|
  deal
deal|dealers|dealer|dealent|trafic|drogue|stupéfiants|joints|cannabis|shit hall|immeuble|parking|square|parc|vente|rue|place|
  banc|jeunes|soir|porte
squat|squatteurs|squattent|squattée maison|immeuble|local|hall|banc|abri|porche|cave
alcool|ivres|ivrognes|alcoolisés|bières|bouteilles|soûls place|banc|rue|square|boivent|passants|groupe|cris
attroupement|attroupements|rassemblement|regroupement devant|nuit|soir|jeunes|hall|parking
incivilités|insécurité|insultes|menaces|crachats|intimidation|bagarre|bagarres|agression
mendicité|mendiants agressive|agressif
""",
    "PM-05": """
rodéo|rodéos|quad|quads|cross|motocross|scooter|scooters|moto|motos|mini-motos|mobylettes|mini|pocket casque|roue|arrière|
  wheeling|vitesse|course|courses|bruit|tournent|plaque|sauvages|chemin|pelouse|fond|urbain|bois|pétaradent|slaloment
pétard|pétards|mortier|mortiers|feux artifice|tirs|jettent|lancent|tirent|nuit|jeunes|explosions
rodéo|rodéos
runs|drift|burn|dérapages voitures|parking
courses voitures|sauvages
""",
    "PM-06": """
1.1=chien|chiens|chat|chats|vache|vaches|mouton|moutons|cheval|chevaux|molosse|berger|pitbull|rottweiler|animal|chèvre|poules|
  sanglier|malinois|poney errant|errants|errante|liberté|laisse|divague|divagation|mordu|mordue|agressif|attaqué|échappé|
  échappée|échappés|perdu|perdue|collier|muselière|divaguent|sauté|promène|promènent|seul|catégorie
mordu|mordue|morsure|attaqué chien|chiens|mollet|jambe|main
vache|vaches|mouton|moutons|cheval|chevaux|sanglier route|rue|chaussée
chats stériliser|stérilisation|prolifération|sauvages|errants|portée
""",
    "PM-07": """
bar|bars|restaurant|café|discothèque|commerce|kebab|pizzeria|boulangerie|supérette|supermarché|brasserie|boîte|pub|snack|
  magasin|épicerie|livraison|livraisons|terrasse|boucherie|établissement bruit|musique|nuit|odeur|odeurs|extracteur|hotte|
  ventilation|climatisation|clients|bruyant|bruyante|nuisances|friture|minuit|fermeture|5h|heures|moteur|crient|tapage|matin|
  frigorifique|tard
extracteur|hotte|climatisation|groupe|compresseur|ventilation|clim bruit|ronfle|souffle|nuit|froid|vibre|restaurant|ronronne|
  commerce
odeurs|odeur friture|kebab|cuisine|graillon
boîte nuit bruit|clients|musique
livraisons|livraison matin|5h|4h|6h|bruit|camions|nuit
""",
    "PM-08": """
1.1=perdu|perdue|égaré|égarée|oublié|perdus|trouvé|trouvée|trouvés|ramassé|retrouvé clé|clés|clefs|trousseau|
  portefeuille|sac|téléphone|doudou|lunettes|bague|montre|bijou|portable|carte|sacoche|porte-monnaie|cartable|
  gourmette|parapluie|veste|alliance|appareil|iphone|samsung
objet|objets trouvé|trouvés|perdu|perdus
vélo trouvé
""",
    "PM-09": """
1.2=amende|pv|contravention|fps|forfait|procès|verbalisation|prune|verbalisé conteste|contester|contestation|annuler|reçu|
  recours|payer|stationnement|injuste|injustifié|euros|annulation
fourrière voiture|véhicule|enlevé|enlevée|récupérer|frais|conteste|contestation|mise|enlèvement
horodateur|parcmètre|horodateurs panne|marche|ticket|carte|payer|avalé|fonctionne
macaron|carte|abonnement résident|résidents|riverain|stationnement
zone bleue|disque
stationnement payant|résident|résidentiel|abonnement|tarif
verbalisé|verbalisée
""",
    "PM-10": """
tranquillité vacances|absence
1.1=absent|absente|absents|vacances|partons|congés|départ|absence surveiller|surveillance|passage|passages|patrouille|
  patrouilles|rondes|ronde|police|otv|domicile
caméra|caméras|vidéo|vidéosurveillance|vidéoprotection|images installer|installation|images|demande|accès|place|vol|agression|
  visionner|filmé
surveiller|surveillance maison|domicile|pavillon vacances|absence
""",
    "URB-01": """
1.1=plu|plui|cadastre|cadastral|constructible|inondable|urbanisme|préemption|servitude|bornage|zonage|parcelle terrain|parcelle|
  certificat|renseignement|zone|savoir|section|plan|document|notaire|règlement|construire|limite|mitoyen|note|consulter|
  connaître
mur|clôture|haie mitoyen|mitoyenne|mitoyenneté|limite
certificat urbanisme
droit préemption
note renseignement
plan cadastral|cadastre
""",
    "URB-02": """
permis construire|démolir|aménager|dossier|déposer|suivi|dépôt|modificatif
déclaration préalable|travaux
1.1=construire|installer|poser|installation|pose|changer|remplacer|créer|agrandir|ravalement|refaire|bâtir|démarche|formulaire|
  autorisation|déclarer abri|véranda|clôture|piscine|velux|panneaux|pergola|carport|extension|fenêtres|portail|garage|terrasse|
  toiture|façade|muret|ravalement|volets|antenne|cabanon
cerfa urbanisme|permis|déclaration
ravalement façade
panneaux solaires|photovoltaïques
permis dossier|avancement|réponse|instruction
""",
    "URB-03": """
1.3=construit|construction|bâti|construire|travaux|extension|garage|mur|cabane|véranda|clôture|édifié|piscine|abri|terrasse|
  immeuble|hangar|dalle|installé sans|illégal|illégale|illégaux|déclaré|déclarés|conforme|irrégulier|frauduleux permis|
  autorisation|déclaration|illégal|illégale|voisin|affiché|panneau|urbanisme|plu
construction|extension illégale|sauvage
caravane|caravanes|mobil|mobil-home terrain installé|installées|installée|vivent|agricole|home
1.2=pas permis|autorisation|déclaration voisin|construit|construction|travaux|monté|bâti
mur|clôture hauteur|haut voisin|mètres|trop|dépasse|règlement
""",
    "URB-04": """
façade|mur|immeuble|toit|toiture|cheminée|balcon|maison|corniche|bâtiment|pignon|plafond|muret|clocher|grange effondre|effondré|
  écroule|écroulé|menace|menacent|ruine|fissure|fissures|fissuré|tomber|tombe|tombent|tombé|tombés|penche|danger|péril|détache|
  lézardé|ventru|délabré
1.1=tuile|tuiles|ardoise|ardoises|pierre|pierres|crépi|morceau|morceaux|briques|enduit|gouttière|volet|bloc tombe|tombent|tombé|
  tombée|tombées|tombés|détachent|détache|trottoir|façade|toit|balcon|menace
péril immeuble|arrêté|imminent
immeuble|maison|bâtiment ruine|ruines|menace|effondrement
""",
    "URB-05": """
numéro|numérotation|numérotage|adressage maison|rue|attribution|attribuer|attribué|certificat|plaque|parcelle|livreurs|nouvelle|
  pas|demande|habitation
adresse gps|reconnue|connue|existe|introuvable|inconnue|fibre|livreurs|base
plaque numéro|maison
certificat numérotage|adressage|adresse
nom rue changement|donner|changer|dénomination|nouvelle
fibre adresse éligible|inconnue|introuvable|reconnue
""",
}
