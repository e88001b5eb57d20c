"""Trees, parks, pests and pollution: what citizens say of them."""

FRAMES: dict[str, str] = {
    "EV-01": """
arbre|arbres|branche|branches|tronc|sapin|peuplier|chêne|platane|marronnier|tilleul|bouleau|pin|saule|cèdre tombé|tombée|couché|
  couchée|penché|penche|cassé|cassée|déraciné|menace|menacent|pend|dangereux|dangereuse|barre|tomber|craque|fendu|mort|morte|
  travers|arrachée|arraché|fissuré
branche|branches|arbre route|chaussée|voiture|toit|passage|sol tombé|tombée|tombées|travers|cassée
tempête|vent|orage arbre|branche|branches tombé|tombée|cassé|arraché|pend
""",
    "EV-02": """
élaguer|élagage|élagué|élagués|tailler|taille|taillé|abattre|abattage|couper|étêter|élagueur arbre|arbres|branches|platane|
  platanes|tilleul|tilleuls|marronnier|peuplier|peupliers|sapin|ville|communal|haie|commune|bouleau|chêne|saule
branches|branche|arbre|arbres touchent|touche|fils|façade|toit|toiture|gouttière|gouttières|fenêtre|ombre|lumière|soleil|ligne|
  câbles|volets
arbre|arbres cache|cachent|ombre|haut|trop lumière|soleil|vue|maison|fenêtres
planter|plantation|replanter|remplacer arbre|arbres
pollen|allergie arbres|arbre|bouleaux|bouleau|platane|cyprès
élagage|élaguer
""",
    "EV-03": """
herbe|herbes|pelouse|gazon|talus|accotement|accotements|bordures haute|hautes|mauvaises|folles|tondu|tondue|tondre|fauché|
  fauchés|faucher|coupé|coupée|pousse|mètre|entretenu|entretenus|envahi|envahissent
friche|jungle|broussailles|ronces|orties|chardons terrain|communal|ville|talus|espace|mairie|bordure|parterre
massif|massifs|parterre|jardinière|jardinières|fleurs|plantes fanées|fanés|abandon|arrosé|arroser|entretenu|mortes|sec|sèches|
  désherbé|plantées
désherber|désherbage|désherbé trottoir|trottoirs|allées|rue|caniveau|cimetière
espaces|espace verts|vert entretenu|tondre|entretenus|abandon|laisser
tonte|fauchage pelouse|talus|faite|fait|prévu|passe
herbe|herbes trottoir|pousse|pousse|envahissent
""",
    "EV-04": """
balançoire|toboggan|tourniquet|jeux|jeu|portique|cage|bascule|tyrolienne|trampoline|araignée cassé|cassée|cassés|cassées|
  dangereux|dangereuse|vis|abîmé|manque|blessé|planche|chaîne|fermé|réparer|square|parc|enfants|rouillé
aire|aires jeu|jeux
sol souple|amortissant
bac sable|sale|chats
city|skatepark|skate stade|park cassé|filet|grillage|rampe|troué|but
portail|portillon|grille|clôture|grillage|banc|bancs|kiosque parc|square|jardin cassé|fermé|ferme|troué|ouvert|bloqué|cassés
horaires|fermeture|ouverture|fermé parc|square|jardin
but|filet|panier terrain|basket|foot|city cassé|arraché|troué
""",
    "EV-05": """
1.2=haie|haies|thuyas|laurier|lauriers|lierre|ronces|bambous|bambou|branches|végétation|arbre|arbres|arbuste|glycine|cyprès|
  troènes|sapin|noisetier|vigne voisin|voisine|privé|privée|propriétaire|particulier|propriété|riverain|locataire|maison
  dépasse|déborde|débordent|trottoir|empiète|taillé|taillée|tailler|taille|envahit|passer|élaguer|élague|couper
haie|haies|thuyas|lauriers|lierre|ronces|bambous|végétation dépasse|déborde|débordent|empiète|envahit|envahissent|mord|mange|
  pousse|occupe trottoir|rue|passage|chaussée|route
haie voisin|voisine|taillée|privée
""",
    "HYG-01": """
1.3=rat|rats|souris|cafard|cafards|blattes|punaises|frelon|frelons|guêpes|chenilles|rongeurs|moustiques|moustique|mulots|
  surmulots|ragondins|termites|fourmis|puces|tiques|nuisibles|cloportes
1.3=nid|nids frelon|frelons|guêpes|asiatique|asiatiques
dératiser|dératisation|désinsectisation|désinsectiser
chenilles processionnaires|pin|pins
""",
    "HYG-02": """
moisissure|moisissures|moisi|moisis|humidité|humide|champignons|insalubre|insalubrité|indigne|infiltrations|salpêtre mur|murs|
  logement|appartement|chambre|plafond|propriétaire|maison|bailleur|studio|salon
logement|appartement|studio insalubre|indigne|décent|indécent|moisi|humide|chauffage|vétuste
propriétaire|bailleur réparer|réparations|répond|rien|refuse|veut|travaux chauffage|moisissure|humidité|logement|appartement|
  chaudière|infiltrations|électricité|fenêtres
marchand sommeil
chauffage|chaudière|radiateur|radiateurs panne|marche|marchent|pas|froid logement|appartement|propriétaire|bailleur|bébé|chambre
plomb|saturnisme peinture|logement|appartement|enfant
eau|humidité|ruisselle|suinte|moisi|moisissure|noir mur|murs|plafond logement|pièces|appartement|chambre|studio|meublé|
  bailleur|moisi
moisi|moisissure|moisissures bailleur|propriétaire|chaudière|chauffage
loue|louent|louer cave|garage|taudis|insalubre|dortoir
""",
    "HYG-03": """
chat|chaton|chiot|chien|hérisson|renard|pigeon|pigeons|oiseau|oiseaux|animal|blaireau|mouette|goéland|chevreuil|corbeau|ragondin|lapin|
  sanglier|fouine|corneille|merle|bête|rat mort|morte|morts|écrasé|écrasée|crevé|cadavre|dépouille
cadavre|charogne chat|chien|animal|hérisson|oiseau|route|trottoir|rue|odeur
pigeon|pigeons|goélands|goéland|mouettes|étourneaux|corneilles fientes|nourrit|nourrir|nourrissent|nourrissage|envahi|
  envahissent|nichent|nid|nids|balcon|toit|bruit|crient|cris|sales|salissent|voiture
fientes
""",
    "HYG-04": """
brûle|brûlent|brûlage|brûler|brûlé|feu|feux|incinère|fumée|fumées|enfume déchets|déchet|verts|jardin|branches|plastique|
  plastiques|pneus|palettes|bidon|feuilles|voisin|fenêtres|ordures|odeur|étouffe
odeur|odeurs|puanteur chimique|brûlé|plastique|usine|solvant|gaz|suspecte|hydrocarbure|abattoir
pollution|pollué|polluée|mousse|hydrocarbures|gasoil|mazout|huile|irisé|lisier|vidange|peinture rivière|ruisseau|eau|étang|
  mare|marais|lac|canal|caniveau|avaloir|fossé
poissons morts|ventre
""",
}
