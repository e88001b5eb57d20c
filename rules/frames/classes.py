"""Classes of words that many frames share, written ``@name`` in a frame. No town and no subject in them."""

CLASSES: dict[str, str] = {
    "auto": """
voiture|voitures|véhicule|véhicules|auto|autos|automobile|bagnole|bagnoles|camion|camions|camionnette|camionnettes|fourgon|fourgonnette|
utilitaire|scooter|scooters|moto|motos|mobylette|berline|break|4x4|monospace|clio|twingo|mégane|scénic|kangoo|berlingo|renault|peugeot|
citroën|dacia|duster|sandero|volkswagen|audi|bmw|mercedes|ford|fiat|opel|corsa|toyota|yaris|nissan|seat|skoda|tesla|suv|remorque|caravane|
camping-car|semi-remorque|tracteur|quad
""",
    "piéton": """
piéton|piétons|poussette|poussettes|landau|fauteuil|déambulateur|rollator|canne|béquilles|aveugle|malvoyant|handicapé|pmr
""",
    "route": """
route|chaussée|chossée|voirie|bitume|goudron|enrobé|asphalte|revêtement|macadam|rue|voie|chemin|avenue|boulevard|impasse|ruelle
""",
    "trottoir": "trottoir|trottoirs|trotoir|trotoire|trottoire|dalle|dalles|pavé|pavés|bordure|bordures|dallage|pavage|escalier|marches",
    "défoncé": """
défoncé|défonce|défoncent|abîmé|dégradé|dégrade|dégradent|déformé|fissuré|fissures|fissure|délabré|crevassé|bosselé|craquelé|craquelle|
impraticable|gruyère|cabossé|raviné|piteux|effrité|effrite|soulevé|soulève|soulèvent|gondolé|gondole|lamentable
""",
    "cassé": """
cassé|casse|cassent|brisé|abîmé|pété|détruit|vandalisé|endommagé|défoncé|fracassé|démoli|esquinté|bousillé|amoché|arraché|plié|tordu|
enfoncé|descellé|renversé|couché|penché|penche|penchent|tombé|bancal|branlant|fendu|percuté|embouti|accroché|emboutie|cogné|heurté|
travers|rouillé|fêlé|saccagé|incendié|brûlé|déboîté|dévissé
""",
    "panne": """
panne|hs|éteint|éteinte|éteints|éteignent|éteindre|grillé|mort|défectueux|défaillant|clignote|clignotent|clignotant|grésille|scintille|
vacille|cassé|rade|dysfonctionnement|intermittence|défaut
""",
    "marche": "marche|marchent|fonctionne|fonctionnent|allume|allument|éclaire|éclairent|rallume|rallumé|brille|fonctionnement",
    "lampe": """
lampadaire|lampadaires|lanpadaire|lanpadère|lampadère|éclérage|réverbère|réverbères|candélabre|candélabres|éclairage|lampe|lampes|
luminaire|luminaires|ampoule|ampoules|spot|spots|projecteur|lanterne|lanternes|lumière|lumières
""",
    "bac": "bac|bacs|poubelle|poubelles|conteneur|conteneurs|container|containers|sacs|ordures|tri|recyclables|emballages",
    "corbeille": "poubelle|poubelles|corbeille|corbeilles",
    "éboueur": "éboueur|éboueurs|ripeur|ripeurs|benne|bennes|ramasseurs|boueux",
    "encombrant": """
matelas|canapé|canapés|frigo|frigos|frigidaire|réfrigérateur|gravats|pneus|meuble|meubles|sommier|sommiers|machine|congélateur|
électroménager|télévision|téléviseur|sacs|ordures|déchets|détritus|cartons|encombrants|armoire|fauteuil|fauteuils|bidons|bâches|plâtre|
palettes|cuisinière|lave-linge|lave-vaisselle|gazinière|moquette|literie|chaises|lavabo|baignoire|bouteilles|immondices|cochonneries|
saletés|dépotoir|bazar|saloperies|débarras|poubelles|tôles|ferraille|jouets|parpaings|pots
""",
    "jeté": """
abandonné|abandonne|abandonnent|déposé|dépose|déposent|jeté|jette|jettent|jeter|balancé|balance|balancent|laissé|laissent|entassé|entasse|
entassent|traîne|traînent|largué|larguent|déversé|déversent|déchargé|débarrassent|amoncelle|amoncellent|jonche|jonchent|dépôt|dépôts|amas|
tas|monticule|sauvage|sauvages
""",
    "nature": "chemin|fossé|bord|forêt|bois|parking|terre|sol|pied|talus|champ|trottoir|rue|nuit|nature|derrière|sentier|lisière|entrée",
    "chien": "chien|chiens|chienne|canine|canines|molosse|molosses|toutou|toutous|clébard|clébards|clebs|cabot|cabots|chiot",
    "crotte": """
crotte|crottes|caca|cacas|déjection|déjections|merde|merdes|excrément|excréments|étron|étrons|besoins|souillures|ramassent|ramasse|
ramasser
""",
    "sale": """
sale|sales|dégueulasse|dégueu|saleté|saletés|crasseux|crasse|crade|jonché|infect|immonde|malpropre|souillé|repoussant|répugnant|porcherie|
dégoûtant|ragoûtant|insalubre|détritus|débris|propreté|propre
""",
    "nettoyer": """
nettoyé|nettoyer|nettoyage|nettoient|nettoie|balayé|balayer|balayage|balayeuse|balayeur|laver|lavage|lavé|laveuse|cantonnier|propreté|
karcher
""",
    "dessin": """
tag|tags|tagué|taguer|graffiti|graffitis|graf|graff|graffs|grafs|inscription|inscriptions|bombe|bombes|bombage|gribouillé|gribouillage|
gribouillages|grafiti|grafitis|taggé|barbouillé|peinturluré|dessin|dessins|slogan|slogans
""",
    "mur": """
mur|murs|façade|façades|pignon|vitrine|porte|portail|muret|rideau|volet|volets|transformateur|abribus|préau|monument|palissade
""",
    "plein": """
plein|pleine|pleins|pleines|déborde|débordent|débordement|saturé|bourré|rempli|remplie|ras|vider|vidé|vidée|bloqué|coincé|vide
""",
    "fuit": """
fuite|fuites|fuit|fuient|jaillit|jaillissent|coule|coulent|geyser|ruisselle|gicle|giclent|suinte|bouillonne|sourd|sourdre|rupture|percé|
éclaté|pissent|pisse|crevé|écoulement|écoule
""",
    "égout": "égout|égouts|assainissement|usées|tout-à-l'égout|vannes|collecteur|septique|fosse",
    "pue": """
odeur|odeurs|pue|puent|puanteur|sent|sentent|nauséabond|nauséabonde|nauséabondes|relent|relents|remugle|infect|infecte|empeste|puer|
schlingue|cocotte|pestilentielle
""",
    "inonde": """
inondé|inondée|inondés|inonde|inondation|inondations|innondation|innondé|submergé|submergée|noyé|envahi|
ruissellement|ruisselle
""",
    "parc": "parc|square|jardin|promenade|squares|aire|esplanade|bois",
    "déborde": """
dépasse|dépassent|déborde|débordent|empiète|empiètent|envahit|envahissent|envahi|mord|mange|avance|pousse|poussent|occupe|retombe|
retombent|gêne|gênent|obstrue|obstruent|masque|cache|bouche|oblige|taillé|taillée|taille|entretient
""",
    "nuisible": """
rat|rats|souris|cafard|cafards|blatte|blattes|punaise|punaises|frelon|frelons|guêpe|guêpes|chenilles|rongeur|rongeurs|moustiques|
moustique|mulots|surmulots|ragondins|termites|fourmis|puces|tiques|nuisibles|cloportes|essaim|bourdons|taupes|bestioles
""",
    "moisi": """
moisissure|moisissures|humidité|humide|champignons|insalubre|insalubrité|indigne|infiltrations|infiltration|salpêtre|
suinte|suintent|taudis|vétuste|décent|indécent|fuit|noircit
""",
    "logis": """
logement|appartement|appart|chambre|chambres|plafond|plafonds|studio|salon|cuisine|meublé|location|pièce|pièces|salle|duplex|murs
""",
    "bailleur": "propriétaire|bailleur|proprio|bailleresse|agence|logeur|régie|gérance",
    "bête": """
chat|chats|chaton|chiot|hérisson|renard|pigeon|pigeons|oiseau|oiseaux|animal|animaux|blaireau|mouette|goéland|goélands|chevreuil|corbeau|
ragondin|lapin|sanglier|fouine|corneille|merle|bête|canard|cygne|chien|écureuil|martre|poule|rat
""",
    "brûle": """
brûle|brûlent|brûlage|brûler|brûlé|feu|feux|incinère|fumée|fumées|enfume|cramer|crame|crament|incendie|flambe|flambée|fume|calcine|
brasier
""",
    "garé": """
garé|garés|garée|garées|gare|garent|garer|stationne|stationné|stationnée|stationnés|stationnent|stationnement|stationner|parqué|planté|
plante|immobilisé|arrête|pose|mettent|installé
""",
    "entrée": "garage|garages|portail|sortie|entrée|cour|bateau|porche|allée|porte",
    "durée": "mois|semaine|semaines|an|ans|année|longtemps|été|hiver|Noël|lustres|jours",
    "bruit": """
bruit|bruits|bruyant|bruyante|bruyants|musique|sono|tapage|cri|cris|crient|hurlement|hurlements|basses|vacarme|boucan|raffut|ramdam|
barouf|hurle|hurlent|chante|chantent|enceinte|enceintes|télévision|aboie|aboient|tambour|karaoké|batterie|claque|claquent|fracas|brailler|
braillent|gueulent|gueule|décibels|nuisances|sonore|sonores|boum
""",
    "nuit": """
nuit|nuits|nocturne|minuit|soir|soirs|dormir|dors|dort|sommeil|2h|3h|4h|5h|1h|tard|aube|réveille|réveillé|réveiller|matin|dimanche
""",
    "fête": "fête|fêtes|bringue|nouba|bamboche|java|teuf|fiesta|anniversaire|barbecue|barbecues",
    "jeunes": """
jeunes|jeune|bande|bandes|individus|individu|groupe|groupes|types|gars|ados|adolescents|gamins|gosses|dizaine|quinzaine|vingtaine|
énergumènes|loulous|racaille|racailles|zonards|squatteurs|marginaux|clochards|mecs
""",
    "traîne": """
squattent|squatte|squatter|traînent|traîne|regroupent|rassemblent|zonent|fument|boivent|picolent|dealent|insultent|menacent|crachent|
occupent|réunissent|attroupent|agressent|deal|insulte|pissent|urinent|installent|insultes|menaces|crachats|alcool|canettes|bières|
intimident|provoquent|importunent|harcèlent|chahutent|insulté|insultée|agressé|agressée|squat
""",
    "commerce": """
bar|bars|restaurant|restaurants|café|discothèque|commerce|kebab|pizzeria|boulangerie|boulanger|supérette|supermarché|brasserie|pub|snack|
magasin|épicerie|boucherie|établissement|gérant|patron|tabac|bistrot|troquet|dancing|hôtel|pressing|traiteur|superette|
guinguette|fast-food|commerçant
""",
    "moteur": """
extracteur|hotte|ventilation|climatisation|clim|compresseur|frigorifique|moteur|groupe|ventilateur|clients|clientèle|terrasse|livraisons|
livraison|friture|graillon|karaoké|enceintes|concerts
""",
    "objet": """
clé|clés|clef|clefs|trousseau|portefeuille|sac|téléphone|doudou|lunettes|bague|montre|bijou|portable|sacoche|monnaie|cartable|gourmette|
parapluie|veste|manteau|écharpe|bonnet|alliance|appareil|iphone|samsung|peluche|bracelet|collier|casque|smartphone|valise|trottinette|
pochette|dentier|prothèse|chaînette|médaille
""",
    "amende": """
amende|amendes|pv|contravention|fps|forfait|procès-verbal|verbalisation|prune|verbalisé|verbalisée|contredanse|papillon|infraction|
majorée
""",
    "conteste": """
conteste|contester|contestation|annuler|annulation|recours|réclamation|injuste|injustifié|injustifiée|tort|abusif|abusive|reçu|
indulgence|euros|désaccord|remise
""",
    "bâtir": """
construire|construction|construit|construis|installer|installation|installe|poser|pose|changer|remplacer|créer|agrandir|refaire|bâtir|
monter|mettre|édifier|ériger|aménager|déclarer|faire|ajouter|ravaler|peindre|percer|surélever
""",
    "ouvrage": """
abri|véranda|clôture|piscine|velux|pergola|carport|extension|fenêtre|fenêtres|portail|garage|toiture|façade|muret|volets|antenne|cabanon|
cabane|chalet|serre|panneaux|palissade|terrasse|ravalement|lucarne|bardage|combles|dépendance|mezzanine|éolienne|enseigne|grillage|préau|
appentis|baie|porte|verrière|capteurs
""",
    "chantier": """
construit|construisent|construction|bâti|bâtit|travaux|extension|garage|mur|cabane|véranda|clôture|édifié|piscine|abri|terrasse|immeuble|
hangar|dalle|installé|monté|montent|monte|étage|agrandi|agrandissement|surélève|maison|bungalow|chalet|mobil-home
""",
}
