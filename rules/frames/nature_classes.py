"""Classes of words about plants, parks, pests and homes, written ``@name`` in a frame. No town and no subject in them."""

CLASSES: dict[str, str] = {
    "grand_arbre": """
arbre|arbres|tronc|troncs|sapin|sapins|peuplier|peupliers|chêne|chênes|platane|platanes|marronnier|marronniers|tilleul|tilleuls|bouleau|
bouleaux|saule|saules|cèdre|cèdres|hêtre|hêtres|frêne|frênes|érable|érables|cerisier|cerisiers|acacia|acacias|cyprès|noyer|noyers|orme|
ormes|prunus|robinier|robiniers|charme|pommier|poirier|figuier|mûrier|catalpa|séquoia|aulne|pins|pin|conifère|conifères|feuillu|feuillus|
palmier|tulipier|micocoulier|magnolia|épicéa|mélèze|merisier|châtaignier|noisetier|prunier|pruniers|abricotier|eucalyptus|sycomore
""",
    "rameau": """
branche|branches|branchage|branchages|fourche|charpentière|rameau|rameaux|ramure|ramures|frondaison|frondaisons|houppier|feuillage|feuillages|cime|cimes
""",
    "s_abat": """
tombé|tombée|tombées|tomber|tombe|tombent|couché|couchée|penché|penche|penchent|incline|incliné|cassé|cassée|casse|cassées|déraciné|
déracinée|menace|menacent|pendent|pendouille|pendouillent|balance|balancent|craque|craquent|craqué|craquements|fendu|fendue|fend|
vermoulu|bouge|oscille|vacille|abattre|abattu|abat|abattue|écroule|écrouler|écroulé|effondre|effondrer|effondré|décroché|décroche|
décrochée|dégringole|dégringolent|brisé|brisée|arraché|arrachée|foudroyé|foudre|grince|céder|cède|creux|champignon|champignons|
fissuré|fissure|suspendue|basculer|bascule|retombé|écrasé|écraser|appuyée|appuyé|descendu|descendue|éclaté|éclatée|dangereux|dangereuse|travers|mort|morte
""",
    "à_couper": """
élaguer|élagage|élagué|élagués|élague|élagueur|tailler|taille|taillé|taillés|taillées|rabattre|rabattu|rabaisser|étêter|étêtage|ébrancher|émonder|
raccourcir|réduire|éclaircir|dégager|ciseau|sécateur|tronçonneuse|rafraîchir|sévère
""",
    "privé_de_jour": """
lumière|soleil|jour|clarté|noir|sombre|ombre|obscurité|vue|ensoleillement|solaires|photovoltaïques|parabole|antenne
""",
    "bâtisse_proche": """
façade|façades|toit|toiture|gouttière|gouttières|chéneau|chéneaux|fenêtre|fenêtres|vitre|vitres|carreau|carreaux|balcon|balcons|volets|
salon|véranda|cheminée|étage|fils|câbles|câble|ligne|lignes|lanterne|lampadaire|antenne|parabole|store|loggia
""",
    "herbe_folle": """
herbe|herbes|pelouse|pelouses|gazon|pissenlits|pissenlit|chiendent|chardons|orties|graminées|ambroisie|berce|verdure|broussailles|
broussaille|liserons|rumex|foin|végétation|plantain|fougères
""",
    "à_tondre": """
haute|hautes|haut|hauteur|taille|mètre|mètres|genou|genoux|hanches|cuisses|mollets|tondu|tondue|tondre|tond|tondent|tonte|tondeuse|fauché|
fauchée|faucher|fauchage|faucheuse|débroussailler|débroussailleuse|débroussaillage|rotofil|désherber|désherbé|désherbage|binette|
pousse|poussent|poussé|envahi|envahit|envahissent|jungle|savane|brousse|jachère|friche|prairie|pré|tiques|vipères|
serpents|couleuvres|machine|folles|mauvaises|montent|monte|dépasse|dépassent|entretien|entretenu|entretenue|abandon
""",
    "lieu_vert": """
talus|accotement|accotements|fossés|bermes|giratoire|rond|allée|allées|sente|sentier|chemin|
venelle|square|parc|jardin|coulée|promenade|esplanade|résidence|lotissement|cimetière|monument|trottoir|trottoirs|pavés|joints|
caniveau|caniveaux|espace|espaces|bande|bandes|parterre|terrain|stade|berge|berges|rive|îlot|quartier
""",
    "plante": """
massif|massifs|parterre|parterres|jardinière|jardinières|fleurs|plantes|plantations|géraniums|rosiers|suspensions|fleurissement|pétunias|
bégonias|hortensias|lavandes|tulipes|bulbes|pensées|pots|vasques|balconnières|fleurie|bacs
""",
    "plante_meurt": """
fanées|fanés|fane|arrosé|arrosée|arroser|arrose|arrosage|mortes|sec|sèches|secs|séchées|cramé|cramés|grillées|grillés|desséchées|
desséchés|soif|assoiffées|piétinées|citerne|crever|crevées|crevés|dépérissent|flétries|arrachées|arrachés|volées|volé|saccagés|refaire|
pitié|désherbé|entretenu|lamentable|tiges|goutte|moches|crèvent|pitoyable
""",
    "agrès": """
balançoire|balançoires|toboggan|tourniquet|portique|tape-cul|tyrolienne|trampoline|araignée|ressort|cabane|cabanes|jeu|jeux|
escalade|grimper|grimpent|corde|cordes|échelle|manège|maisonnette|ping-pong|pétanque|basket|panier|city|
skatepark|skate|multisports|pumptrack|rampes|cheval|glissade
""",
    "agrès_abîmé": """
cassé|cassée|cassés|casse|dangereux|dangereuse|vis|boulon|boulons|abîmé|abîmée|manque|manquent|blessé|blessée|planche|planches|chaîne|
chaînes|réparer|rouillé|rouille|pincé|pincée|coincé|coincée|barre|barreau|barreaux|bouge|coupé|coupée|coupant|branlant|
clou|clous|écharde|échardes|fendu|fendue|dévissé|dévissée|desserré|arraché|arrachée|arrachées|troué|trouée|déchiré|déchirée|filet|filets|
tourne|tient|bascule|brûlé|brûlée|condamné|condamner|grince|saillant|lâché|lâche|siège|tombe|tombent|descellé|crottes
""",
    "verdure_privée": """
haie|haies|thuyas|thuya|laurier|lauriers|lierre|ronces|ronce|bambou|bambous|arbuste|arbustes|glycine|troènes|troène|clématite|buissons|
buisson|épines|épineux|rosier|vigne|végétation|figuier|noisetier|branches|branchages|branche|pyracantha|houx|charmille|berbéris|
mimosa|cotonéaster|chèvrefeuille|cyprès|leylandii|feuillage
""",
    "privé": """
voisin|voisins|voisine|voisines|riverain|propriétaire|propriété|particulier|privé|privée|locataire|inhabitée|inoccupée|inoccupé|villa|
pavillon|abandonnée|succession|mitoyen|côté|héritiers|proprio
""",
    "mange_le_trottoir": """
trottoir|trottoirs|chaussée|route|passage|passer|passe|descendre|descends|poussette|landau|fauteuil|canne|déambulateur|piétons|baisser|
baisse|courber|contourner|visibilité|panneau|griffe|griffer|griffé|égratigne|fouette|piéton|plier|œil|visage|figure|tête
""",
    "petite_bête": """
bête|bêtes|bestiole|bestioles|bébêtes|insecte|insectes|bébête|vermine|larves|asticots|mouches|moucherons|fourmis|poux|puces|tiques|mites|
acariens|coléoptères|araignées|bourdons
""",
    "trace_de_bête": """
piqûre|piqûres|piqué|piquée|piquent|pique|boutons|démange|sang|draps|matelas|lit|lits|grouille|grouillent|pullule|pullulent|infesté|
infestée|infestés|infestation|invasion|envahi|envahis|prolifèrent|prolifération|courent|galopent|grimpent|placard|placards|cuisine|noires|
marron|brunes|poilues|poilus|partout|plinthe|plinthes|évier|ailes|antennes|éteint|allume
""",
    "signe_de_rongeur": """
grignote|grignotent|grignotés|grignoté|ronge|rongent|rongé|rongés|rongée|gratte|grattent|grattements|galope|galopent|queue|queues|museau|
moustaches|terrier|terriers|galerie|galeries|grattouille|trottine|trottinent|couine|couinent|couinements
""",
    "chez_soi": """
cave|caves|grenier|combles|cloison|cloisons|plafond|placard|placards|cuisine|gaine|gaines|cour|poubelles|locaux|local|
caniveau|avaloir|égout|égouts|égoût|talus|berge|jardin|composteur|composts|compost|immeuble|cage|escalier|mur|murs|câbles|fils|isolant|
cantine|cabanon|soupirail
""",
    "taudis": """
moisissure|moisissures|humidité|humide|humides|champignons|insalubre|insalubrité|indigne|infiltrations|infiltration|salpêtre|suinte|
suintent|taudis|vétuste|vétustes|décent|indécent|ruisselle|dégouline|dégoulinent|goutte|trempé|trempée|trempés|cloque|cloquent|noirs|
noires|étincelles|crépite|disjoncte|électrocuté|chauffage|chaudière|radiateur|radiateurs|ballon
""",
    "habitat": """
logement|logements|appartement|appart|chambre|chambres|plafond|plafonds|studio|salon|cuisine|meublé|pièce|pièces|duplex|murs|douche|
salle|logis|T2|T3|F3|F4|palier|mansarde|deux-pièces|trois-pièces|loge|louons|loue|location
""",
    "loueur": """
propriétaire|bailleur|proprio|bailleresse|agence|logeur|régie|gérance|locataire|locataires|loyer|loyers|louons|loue|louent|bail|CAF
""",
    "bête_morte": """
chat|chats|chaton|chatons|hérisson|hérissons|renard|renardeau|blaireau|chevreuil|biche|sanglier|marcassin|lapin|lapins|fouine|martre|
putois|belette|écureuil|ragondin|canard|canards|cygne|cygnes|oie|héron|pigeon|pigeons|mouette|mouettes|goéland|goélands|corneille|corbeau|
corbeaux|merle|buse|chouette|oiseau|oiseaux|animal|animaux|bête|chien|chienne|rat|poule|agneau|brebis|veau|faisan|tourterelle|minou|
matou|volatile|loutre|couleuvre|crapauds
""",
    "mort_d_une_bête": """
mort|morte|morts|mortes|tué|tuée|écrasé|écrasée|écrasés|crevé|crevée|crevés|cadavre|cadavres|dépouille|charogne|gît|décomposition|décompose|
percuté|percutée|renverser|renversé|inerte|raide|raides|éventré|éventrée|aplati|gonflé|asticots|tripes|boyaux|agonise|
flanc|pattes|ventre|bouillie|putréfaction|mouches
""",
    "oiseau_en_bande": """
pigeon|pigeons|goéland|goélands|mouette|mouettes|étourneaux|étourneau|corneilles|corbeaux|tourterelles|choucas|ramiers|oiseaux|volatiles|
moineaux|bisets|colombes|volées|emplumés
""",
    "oiseau_gêne": """
fientes|fiente|nourrit|nourrir|nourrissent|nourrissage|envahi|envahissent|nichent|niche|nicher|perchent|perchoir|nid|nids|balcon|balcons|
toit|toits|toiture|cheminée|bruit|crient|cris|sales|salissent|saletés|pain|graines|riz|miettes|corniches|corniche|rebords|rebord|auvent|
prolifération|agressifs|attaquent|attaque|piquent|caquent|chient|crottes|déjections|plumes|roucoulent|roucoulements|blanc|blanche|blancs|
capot|soulagent|dizaines|grillage|pics|capturer|stériliser|faucon|effaroucher
""",
    "feu_ouvert": """
brûle|brûlent|brûlage|brûler|feu|feux|incinère|incinérateur|cramer|crame|crament|flambe|flambée|fume|calcine|brasier|brasero|bûcher|
allume|flammes
""",
    "matière_brûlée": """
déchets|verts|branches|branchages|plastique|plastiques|pneus|palettes|bidon|bidons|fût|baril|tonneau|feuilles|tonte|tontes|haie|haies|
herbe|herbes|planches|bâches|câbles|cuivre|papiers|cartons|ordures|taille|tailles|bois|caoutchouc|peinture|polystyrène|vernis|chutes
""",
    "gêne_de_fumée": """
fumée|fumées|enfume|enfumés|enfumé|odeur|étouffe|suffoque|suffoquons|âcre|linge|lessive|draps|asthme|tousse|toussons|gorge|yeux|
irrespirable|respirer|respire|toxique|fenêtres|suie|cendres|cendre|poussières|piquent
""",
    "salit_l_eau": """
pollution|pollué|polluée|hydrocarbures|gasoil|gazole|mazout|fioul|huile|huileuse|huileuses|irisé|irisée|irisées|arc-en-ciel|arc|lisier|
purin|vidange|peinture|solvant|laitance|mousse|mousseuse|écume|laiteuse|fluorescent|fluo|verdâtre|nappe|
grasses|gras|déversé|déverse|rejet|rejets|rejette|produit|produits|javel|white-spirit|essence
""",
    "eau_vive": """
rivière|ruisseau|étang|lac|canal|caniveau|avaloir|fossé|cours|plan|berge|berges|nappe|bassin|source|lavoir|douve|bief|
poissons|canards
""",
}
