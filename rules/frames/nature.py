"""Trees, parks, pests and pollution: what citizens say of them."""

FRAMES: dict[str, str] = {
    "EV-01": """
1.1=@arbre|@branche tombé|tombée|tombées|couché|couchée|penché|penche|penchent|incline|cassé|cassée|déraciné|menace|menacent|pend|pendent|
  dangereux|dangereuse|barre|tomber|craque|craqué|fendu|mort|morte|travers|arrachée|arraché|fissuré|suspendue|vermoulu|pourri|bouge|
  déracine|craquements
1.2=@branche|@arbre route|chaussée|voiture|toit|passage|sol|trottoir|allée|banc tombé|tombée|tombées|travers|cassée|barre|chute|menace
1.2=tempête|vent|orage|bourrasque|rafales|coup @arbre|@branche|tronc tombé|tombée|cassé|arraché|pend|penche|craqué|couché
1.5=@arbre|@branche risque|menace|va|peut abattre|tomber|écraser|céder|casser
arbre|arbres dangereux|dangereuse|tombé
chute|chutes branche|branches|arbre
""",
    "EV-02": """
1.1=@élaguer @arbre|branches|ville|communal|commune|municipal|public|communaux
1.2=@branche|@arbre touchent|touche|frottent|frotte|atteignent|caressent|tapent|tape|cognent|raclent fils|façade|toit|toiture|gouttière|
  gouttières|fenêtre|
  fenêtres|ligne|câbles|volets|mur|balcon
@branche|@arbre toiture|façade|gouttière|gouttières|volets|balcon
1.1=@arbre|@branche cache|cachent|ombre|haut|hauts|trop|dépassent|hauteur|prive|privent|feuilles|invasif lumière|soleil|vue|maison|
  fenêtres|
  toit|chéneaux|gouttières|gouttière|parabole|panneaux|bouchent
1.1=@branche|@arbre lumière|soleil|ombre|panneau|lampadaire|gouttière|gouttières|chéneaux
1.1=planter|plantation|replanter|remplacer|plantez|reboiser arbre|arbres|haie|@arbre
pollen|allergie|allergique arbres|arbre|bouleaux|bouleau|platane|cyprès|platanes|pollens
1.1=élagage|élaguer|élagueur|élagueurs
racines @arbre jardin|mur|fondations|soulèvent|terrasse|canalisations
""",
    "EV-03": """
1.1=@herbe|talus|accotement|accotements|bordures|fossés|bermes|espace|terrain @tondre
friche|jungle|broussailles|ronces|orties|chardons|brousse|savane|roncier terrain|communal|ville|talus|espace|mairie|bordure|parterre|
  sente|
  sentier|chemin|enfants|derrière|lotissement|rue
1.1=@fleurs fanées|fanés|abandon|arrosé|arroser|entretenu|mortes|sec|sèches|désherbé|plantées|pitié|cramé|grillées|desséchées|soif|
  secs|assoiffées|piétinées|refaire
1.1=désherber|désherbage|désherbé|herbes|herbe trottoir|trottoirs|allées|rue|caniveau|cimetière|pavés|pousse|poussent|envahissent
1.1=espaces|espace verts|vert|pelouse entretenu|tondre|entretenus|abandon|laisser|entretien|tonte|tondu
tonte|fauchage|débroussaillage|désherbage
tondre|tondu|tond|faucher|fauché|désherber quand|quartier|lotissement|rue|passer|passent|mois|enfin|talus
bac|bacs fleurs pitié|cramé|sec|abandon|vides|fanées
1.1=sente|sentier|chemin|venelle|bas-côté brousse|jungle|envahi|ronces|herbes|impraticable|débroussailler
""",
    "EV-04": """
1.2=@jeu cassé|cassée|cassés|cassées|dangereux|dangereuse|vis|abîmé|manque|blessé|planche|chaîne|fermé|réparer|rouillé|
  pincé|pincée|coincé|barre|bouge|coupé|branlant|pourri|corde
0.6=aire|aires|structure jeu|jeux
sol|revêtement souple|amortissant|mousse|jeux
bac|bacs sable sale|chats|jeux|enfants
1.1=city|skatepark|skate|multisports|street-park stade|park|cassé|filet|grillage|rampe|troué|but|panier|buts
1.2=portail|portillon|grille|clôture|grillage|banc|bancs|kiosque|fontaine|cadenas @parc|squares cassé|fermé|ferme|troué|ouvert|bloqué|
  cassés|abîmé|fermer|ouvrir
horaires|fermeture|ouverture|fermé|ouvre|ouvrez|ferme parc|square
horaires|fermeture|ouverture|fermé|ouvre|ferme jardin public
1.5=city|skatepark|multisports|cage filet|grillage|panier|but|buts|rampe|troué|déchiré|cassé
but|filet|panier|buts|filets terrain|basket|foot|city|football cassé|arraché|troué|manque
square|parc|jardin entretenu|abandon|vieillot|rénover|enfants jeux|jeu|toboggan|balançoire|rien|abîmés
""",
    "EV-05": """
1.3=@haie voisin|voisine|privé|privée|propriétaire|particulier|propriété|riverain|locataire|maison|inhabitée|inoccupée|numéro|habitant
  @déborde|trottoir|passer|élaguer|tailler|couper|passage
1.1=@haie @déborde trottoir|rue|passage|chaussée|route|piétons|visibilité|panneau|chemin
1.5=@haie trottoir|passage|chaussée|route descendre|passer|obligé|marcher|impossible|poussette|landau|fauteuil|baisser
haie|haies voisin|voisine|taillée|privée|tailler
1.1=voisin|voisine|propriétaire|riverain haie|haies|thuyas|lauriers|laurier|bambous|lierre|ronces|arbre pousser|taille|tailler|entretient|
  entretenir|chez|dépasse|coupe|refuse
1.3=@arbre|branches|branche voisin|voisine|propriétaire|privé|particulier|côté fruits|passage|trottoir|dépasse|dépassent|débordent|
  retombent|envahit
0.9!=arbre|arbres|branches voisin|voisine
arbre|arbres|branches|sapin voisin|voisine chez|jardin|dépasse|dépassent|clôture|débordent|tombent|trottoir
""",
    "HYG-01": """
1.7=rat|rats|souris|cafard|cafards|blattes|punaises|frelon|frelons|guêpes|rongeurs|surmulots|ragondins|termites|nuisibles|mulots|blatte|
  cloportes|chenilles|moustiques|moustique
1.3=nid|nids|boule|essaim frelon|frelons|guêpes|asiatique|asiatiques|bourdons|abeilles
1.2=dératiser|dératisation|désinsectisation|désinsectiser|exterminer
chenilles processionnaires|pin|pins
1.2=@nuisible cave|jardin|cour|cuisine|immeuble|poubelles|logement|maison|mur|grenier|égout|égouts|traverser|courir|partout|infesté|
  invasion|
  piqûres|piqué|nid|trous|courent
infesté|infestée|infestation|invasion|pullulent|prolifèrent @nuisible
bêtes|bestioles|insectes piqûres|lit|cuisine|noires|courent|partout|invasion|envahis
""",
    "HYG-02": """
1.2=@moisi mur|murs|@logis|propriétaire|maison|bailleur|chaudière
1.2=@logis insalubre|indigne|indécent|moisi|humide|chauffage|vétuste|froid|suintent
plafond|murs|mur noir|noirs|taches|champignons @logis|propriétaire|bailleur
1.2=papier|peinture|murs|mur|plafond décolle|cloque|mouillé|mouillés|trempé|suinte|goutte chambre|pièce|bailleur|logement|propriétaire|
  appartement|fille|fils|bébé|locataire
1.2=@bailleur réparer|réparations|répond|rien|refuse|veut|travaux|entendre|faire|savoir|moque|bouge chauffage|moisissure|moisi|humidité|
  logement|appartement|chaudière|infiltrations|électricité|fenêtres|eau|murs|mur|plafond|noir
marchand|marchands sommeil
1.2=chauffage|chaudière|radiateur|radiateurs|eau-chaude panne|marche|marchent|pas|froid|degrés logement|appartement|propriétaire|bailleur|
  bébé|chambre|locataire|proprio
plomb|saturnisme peinture|logement|appartement|enfant|canalisations
1.2=eau|humidité|ruisselle|suinte|suintent|moisi|moisissure|noir|goutte mur|murs|plafond logement|pièces|appartement|chambre|studio|
  meublé|
  bailleur|moisi|propriétaire|tousse|asthme
loue|louent|louer|loyer cave|garage|taudis|insalubre|dortoir|placard
1.2=studio|chambre|appartement|logement murs|plafond|fenêtres|installation noir|champignons|moisissures|suintent|humides|
  électrique tousse|
  asthme|enfants|propriétaire|petit|bébé
locataire|locataires|loue moisissures|humidité|chauffage|insalubre|cafards
""",
    "HYG-03": """
@bête @crevé
cadavre|charogne|dépouille @bête|route|trottoir|rue|odeur|caniveau
1.1=@pigeon fientes|nourrit|nourrir|nourrissent|nourrissage|envahi|envahissent|nichent|nid|nids|balcon|balcons|toit|toits|bruit|crient|
  cris|
  sales|salissent|voiture|saletés|pain|graines|jette|jettent|couvert|corniches|prolifération|agressifs|attaquent
fientes|fiente|guano
1.1=pain|graines|nourrit|nourrir|jette pigeons|oiseaux|goélands|mouettes
nid|nids goélands|pigeons|mouettes|goéland|corbeaux|corneilles
""",
    "HYG-04": """
1.1=@brûle déchets|verts|jardin|branches|plastique|plastiques|pneus|palettes|bidon|feuilles|fenêtres|ordures|odeur|étouffe|suffoque|tonte|
  bois|haie|cheminée|âcre|linge|irrespirable|toxique
1.1=voisin|voisine|voisins|usine|artisan|entreprise|agriculteur|garage|locataire|propriétaire @brûle plastique|déchets|branches|jardin|
  fumée|suffoque|fumées|odeur|bidon|
  palettes|pneus|feuilles|verts|herbe|tout
1.1=odeur|odeurs|puanteur|émanations|vapeurs chimique|chimiques|brûlé|plastique|usine|solvant|suspecte|hydrocarbure|abattoir|peinture|
  épandage|lisier|porcherie|fuel|fioul|toxique
1.2=pollution|pollué|polluée|mousse|hydrocarbures|gasoil|mazout|huile|irisé|lisier|vidange|peinture|irisée|déversé|rejet|verse|couleur
  rivière|ruisseau|eau|étang|mare|marais|lac|canal|caniveau|avaloir|fossé
poissons|poisson morts|ventre|flottent
fumée|fumées usine|noire|épaisse|voisin|incommode|respire|cheminée
pesticides|glyphosate|épandage|pulvérise|traitement champ|maisons|jardin|agriculteur|vent
""",
}
