"""Trees, green spaces, parks and hedges: what citizens say of them."""

FRAMES: dict[str, str] = {
    "EV-01": """
1.1=@grand_arbre|@rameau @s_abat
1.3=@grand_arbre|@rameau @s_abat route|chaussée|voiture|voitures|toit|passage|sol|trottoir|allée|banc|sentier|chemin|maison|maisons|arrêt|
  enfants|promeneurs|passants|passe|tête|gens|dessous|clôture
1.2=tempête|vent|orage|bourrasque|rafale|rafales|souffle|tornade|neige @grand_arbre|@rameau tombé|tombée|cassé|cassée|arraché|penche|craque|
  craqué|couché|couchée|bouge|balance|grince|fendu|travers|mort
1.5=@rameau|@grand_arbre risque|menace|va|peut|finir abattre|tomber|écraser|céder|casser|tombe|écrouler
1.4=@grand_arbre|racines racines|racine|pied|base|souche terre|sorties|sortent|soulevées|champignons|champignon|creux|arrachées|air
1.3=@rameau|@grand_arbre fil|morceau|écorce tient|retient|balance|accroché|accrochée
1.1!=bois mort
1.2=bois|morceaux|bouts mort|sec|arbre|branche tombe|tombent|dégringole|dégringolent|chute|tombés
arbre|arbres dangereux|dangereuse|tombé
chute|chutes branche|branches|arbre
1.3=@grand_arbre|fourche|chandelle moitié|partie|morceau|fourche|moignon|couronne terre|lâché|tombé|perdu|tient|ouverte|fendue|table|
  voitures|toit
1.1=chandelle|fourche|moignon sèche|sec|mort|morte|fendue|ouverte mètres|vent|cour|voitures|cerisier|dessus|partir
0.8=déraciné|déracinée|vermoulu|houppier
0.3=tronc|branche|craque|écorce|tempête
1.3=@rameau|tronc|cime toit|abri|fils|câbles|voiture|clôture|voie|arrêt arrêté|arrêtée|retombé|atterri|posé|posée|coincé|coincée|rafale|
  écrasé|descendre
1.2=@grand_arbre mort|morte|sec|creux|fendu|vermoulu bouts|morceaux|écorce|lâche|perd|rond|danger|averse|vent
1.4=@grand_arbre basculé|penché|couché|appuyé|tombé|tient|écrasé muret|mur|fil|miracle|clôture|toit|chemin|grillage|cabane
1.4=@grand_arbre ouvert|partie|moitié|déchiré|éclaté|cassé terre|sol|deux|fendu|parterre
1.3=@grand_arbre feuilles|écorce|base|pied noir|bouge|mort|creux|pousse|détache|branlant
1.3=@grand_arbre déchaussé|tient|retenu|penché câble|fil|racine|bourrasques|vent|tempête
1.4=penche|penchent|penché|incliné|bouge|soulève|soulèvent racine|racines|souche vent|tempête|rafales|tomber|tombe|danger
1.5=morceau|bout|bouts|bûche bois|branche|branches|sec tête|épaule|pieds|voiture|reçu|tombé|platane|chêne
""",
    "EV-02": """
0.8!=couper|coupez @grand_arbre|@rameau
1.1=@à_couper @grand_arbre|@rameau|communal|communaux
1.2=@rameau|@grand_arbre touchent|touche|frottent|frotte|atteignent|caressent|tapent|tape|cognent|raclent|entrent|rentrent|collés|griffent|
  prennent|arrivent|poussent @bâtisse_proche
@rameau|@grand_arbre @bâtisse_proche
1.2=@grand_arbre cache|cachent|masquent|bouchent couchant|vue|paysage|horizon|mer|rivière|panorama|soleil
1.1=@grand_arbre|@rameau|ramures cache|cachent|ombre|masque|masquent|haut|hauts|trop|dépassent|hauteur|prive|privent|feuilles|invasif|
  bouche|bouchent|entrent|plongent @privé_de_jour|@bâtisse_proche|maison
1.1=@rameau|@grand_arbre lumière|soleil|ombre|panneau|lampadaire|gouttière|gouttières|chéneaux|clarté|jour
1.2=vit|vis|vivons|vivre|déjeune|allume|lampe noir|pénombre|obscurité|sombre @grand_arbre|@rameau|feuillage|feuilles
0.9=planter|plantez|remettez @grand_arbre
1.2=plantation|replanter|remplacer|replantez|reboiser|végétaliser|plantations @grand_arbre|haie|verdure|ombre|tronc|ombrage|souche|souches|
  essences
1.2=végétaliser|verdir|reverdir|ombrage|ombrager|verdure|îlot|fraîcheur|ombre rue|avenue|place|boulevard|cour|quartier|parking|canicule|
  béton
1.2=planter|planterez|plantez|replanter|reboiser rue|avenue|place|boulevard|square|quartier|ombre
1.2=ombre tronc|arbre|arbres|banc|canicule|pas|place|cour|grille|soleil manque|pas|aucun|cuit|chaleur|fournaise|étouffe|plancha
0.9=grille|cuit|fournaise|étouffe soleil ombre|tronc|arbre|arbres|verdure|planter
1.2=pollen|pollens|allergie|allergique|éternue|éternuements|rhume @grand_arbre|duvet|chatons|printemps
1.1=élagage|élaguer|élagueur|élagueurs
0.7=racine|racines @grand_arbre
1.1=racine|racines jardin|mur|fondations|canalisations|souche|dallage
1.2=résine|sève|miellat|poisse|feuilles|glands|marrons|samares|chatons @grand_arbre|gouttières|gouttière|chéneaux voiture|voitures|colle|
  collent|bouchent|ramasser|jardin|capot|toiture
1.2=feuilles|feuille|aiguilles gouttière|gouttières|chéneau|chéneaux|jardin|terrasse
souche|souches enlever|retirer|retirez|arracher|dessoucher|rogner|replanter|abattu|coupé|arbre|tilleul|platane|reste
1.3=duvet|pollen|pollens|graines|coton @grand_arbre
1.3=@grand_arbre parabole|chaîne|télévision|antenne|réception|satellite|internet capte|plus|pas|poussé|reçoit|brouille
0.9=abattage|élagage|élaguer|élagueur|ébranchage|reboiser|végétaliser
0.3=@grand_arbre|ombrage|racines|pollen|duvet|parabole|prunier|ramure
1.2=nacelle|élagueurs|cisailles @grand_arbre|ramures|rameaux|branches|avenue
1.2=asthmatique|asthme|allergique|allergies|rhinite|malade @grand_arbre
1.2=arbre|arbres|verdure|ombre goudron|béton|minéral|chaleur|bitume|fournaise cour|place|rue|résidence|parking|mettre|manque|école
1.2=installer|ajouter|mettre|mettez|prévoir arbres|arbustes|fruitiers|verger
1.2=@grand_arbre|@rameau tapent|cognent|frottent|raclent|arrachent|cassent camions|camion|bus|rétroviseurs|rétroviseur|cars|tram
1.3=@grand_arbre touffus|touffu|denses|cachent|cache|masquent|masque feux|panneau|panneaux|signalisation|caméra|stop
""",
    "EV-03": """
1.1=@herbe_folle|talus|accotement|accotements|fossés|bermes|espace|terrain @à_tondre
1.3=@herbe_folle @à_tondre @lieu_vert|enfants|bancs|visibilité
1.2=@lieu_vert savane|jungle|brousse|jachère|friche|pré|prairie|foin|forêt|amazonie|pampa|ronces|tiques|vipères
1.2=passer|passez|passe|passent|passage|venir|venez|coup|envoyer|envoyez tondeuse|débroussailleuse|rotofil|faucheuse|binette|épareuse
1.2=tondeuse|débroussailleuse|faucheuse|jardiniers vu|vue|vient|viennent|passé|passée|passés|mois|attend|quand|dernière @lieu_vert|
  @herbe_folle|pas
friche|jungle|broussailles|ronces|orties|chardons|brousse|savane|roncier terrain|communal|ville|talus|espace|mairie|bordure|parterre|sente|
  sentier|chemin|enfants|lotissement|rue
1.1=@plante @plante_meurt
1.1=désherber|désherbage|désherbé|herbes|herbe trottoir|trottoirs|allées|rue|caniveau|cimetière|pavés|pousse|poussent|envahissent
1.2=pousse|poussent|poussé|verdure|verts|vert|mousse trottoir|trottoirs|pavés|pavé|joint|joints|caniveau|caniveaux|fissures|marches arrache|
  arracher|désherber|désherbe|partout|herbe|herbes|glisse
1.1=espaces|espace verts|vert|pelouse entretenu|tondre|entretenus|abandon|laisser|entretien|tonte|tondu
tonte|fauchage|débroussaillage|désherbage
tondre|tondu|tond|faucher|fauché|désherber quand|quartier|lotissement|rue|passer|passent|mois|enfin|talus
bac|bacs fleurs pitié|cramé|sec|abandon|vides|fanées
1.1=sente|sentier|chemin|venelle brousse|jungle|envahi|ronces|herbes|impraticable|débroussailler
1.3=ambroisie|berce|chardons|datura|renouée|xanthium
1.2=arracher|arrache|arrachez|désherber|pousse dalles|pavés|joints|bordures|fissures|caniveaux|marches
1.2=herbe|foin|fourré|fourrés|verdure vue|voit|voir|visibilité|distingue|caché|cachée|cachés|disparu|disparaît haut|haute|hauteur|voitures|
  bancs|panneau|stop|croisement|virage
1.4=fleurs|pots|jardinières|massifs|plantes goutte|arrosage|citerne|arrosé|eau vu|juin|juillet|pas|semaines|reçoivent|canicule
0.8=tonte|tondre|tonds|tond|désherbage|désherber|débroussailleuse|fleurissement|jachère|chiendent|pissenlits|liserons|ambroisie|faucher
0.4=herbe|herbes|gazon|pelouse|massif|parterre|jardinière|jardinières|orties|géraniums|verdure|foin|jungle|savane|brousse|broussaille
1.2=disparaît|disparu|noyé|envahi|caché|mangé verdure|herbe|herbes|broussailles|végétation chemin|sentier|allée|trottoir|banc|bancs|panneau
1.1=arracher|arrache|arrachez|couper|coupez herbes|herbe|chiendent|orties|graminées|chardons|ambroisie
1.1=plantes|herbes|végétation sauvages|folles cachent|recouvrent|envahissent|tombes|trottoir|allées
""",
    "EV-04": """
1.2=@agrès @agrès_abîmé
1.4=@agrès @agrès_abîmé fils|fille|enfant|enfants|petit|petits|petite|tout-petits|gamin|gamins|gosse|gosses|grimpent|parc|square|aire|
  tombent|doigt|doigts
0.6=aire|aires|structure jeu|jeux
sol|revêtement|tapis|dalles souple|amortissant|mousse|jeux|caoutchouc|toboggan|balançoire
bac|bacs sable sale|chats|jeux|enfants
1.1=city|skatepark|skate|multisports|street-park stade|park|cassé|filet|grillage|rampe|troué|but|panier|buts
1.2=portail|portillon|grille|clôture|grillage|banc|bancs|kiosque|fontaine|cadenas|serrure|barrière|table|tables @parc|squares cassé|fermé|
  ferme|troué|ouvert|bloqué|cassés|abîmé|fermer|ouvrir|grince|arraché|planche|planches|tombé
1.1=horaires|fermeture|ouverture|fermé|fermée|ouvre|ouvrez|ferme|gardien|cadenassé|verrouillé parc|square
1.1=horaires|fermeture|ouverture|fermé|ouvre|ferme|gardien jardin public|enfants|poussettes|heure|matin
1.1=gardien ouvre|ferme|ouvrir|fermer jardin|parc|square
1.5=city|skatepark|multisports filet|grillage|panier|but|buts|rampe|troué|déchiré|cassé
1.1=but|filet|panier|buts|filets|cages|cage|panneau terrain|basket|foot|city|football|handball cassé|arraché|troué|manque|vis|tient|tombe|
  bouge|pas|aucun|penche|déchiré
1.1=pas|aucun filet|filets|panier|paniers|buts|cages terrain|basket|foot|city|stade
1.2=ping|pong table|raquette|coin|filet|béton
square|parc|jardin entretenu|abandon|vieillot|rénover|enfants jeux|jeu|toboggan|balançoire|rien|abîmés
1.1=fontaine|robinet|brumisateur|pataugeoire|abreuvoir parc|square|jardin marche|coule|eau|coupée|bouton|fermée
1.5=banc|bancs|table|tables|kiosque planche|planches|latte|lattes|cassé|cassée|vermoulu|dévissé|arraché parc|square|jardin|pique-nique|jeux
1.2=chats|crottes|excréments|pipi sable|pâtés|bac jouent|jeux|enfants|besoins|petits
1.4=rampe|module|modules|courbe|pumptrack plaque|métal|tôle|vis|soulevée|coupante|boulon skate|pote|tibia|roulettes|haut|trottinette|bmx|
  genou
1.2=échardes|écharde|clous|boulons cabane|maisonnette|maison|jeux|jardin|bois|parc|grimper|petits
1.1=sable verre|mégots|seringue|crottes|sale enfants|jardin|jeux|parc|jouent|petits
0.8=toboggan|balançoire|balançoires|tourniquet|trampoline|tyrolienne|tape-cul|portique|pataugeoire
0.3=jeux|portillon|agrippe|grimper|basket|maisonnette|cabane
1.2=canard|cheval|poule|coccinelle|mouton|moto|ressort bascule|ressort|tête cassée|cassé|dévissé|pointe|vis|jeux|square
1.2=close|fermé|fermée|portes|cadenas parc|square|jardin 17h|18h|soir|matin|heure|rentrée|tôt|poussettes
1.4=banc|bancs|table toboggan|balançoire|jeux|aire|tourniquet latte|lattes|planche|planches|cassé|vis|clou|perdu|bois
1.2=toboggan|balançoire|tourniquet|jeux|trampoline|city|skatepark cassé|latte|lattes|percé|grillage|sale|fermé|rouillé|bouché|tagué|brûlé|
  trou
""",
    "EV-05": """
1.2=@verdure_privée @privé @déborde|@mange_le_trottoir|élaguer|tailler|couper|coupe|taillé|taillée
1.1=@verdure_privée @déborde trottoir|rue|passage|chaussée|route|piétons|visibilité|panneau|chemin
1.5=@verdure_privée trottoir|passage|chaussée|route|sentier|rue descendre|descends|passer|obligé|marcher|impossible|poussette|landau|
  fauteuil|baisser|canne|déambulateur|courber
1.4=@verdure_privée mètre|mètres|moitié|passage|trottoir|tout|largeur|grille prend|prennent|mange|mangent|occupe|occupent|étale|étalent|
  empiète|bouche|ferme|avance
1.3=lauriers|laurier|thuyas|thuya|troènes|haie|haies|lierre|bambous|glycine|ronces coupe|taille|taillé|taillée|taillés|touche|entretient|
  pousser|sécateur|soigne jamais|pas|refuse|rien|laisse
1.1=@verdure_privée|feuillage griffe|griffer|griffé|fouette|égratigne|accroche|raye|rayé|frotte|frottent|pique|baisser|courber|œil|yeux|
  figure|visage|tête
1.2=griffe|griffer|griffé|fouette|fouettés|courber longeant|longe|trottoir|passage|passant|haie|voisin|propriété|maison
haie|haies voisin|voisine|taillée|privée|tailler
1.1=voisin|voisine|propriétaire|riverain|villa|pavillon haie|haies|thuyas|lauriers|laurier|bambous|lierre|ronces|arbre|figuier|glycine
  pousser|taille|tailler|entretient|entretenir|dépasse|coupe|refuse|envahit|passent
1.5=@grand_arbre voisin|voisine|propriétaire|privé|particulier|côté|mitoyen fruits|passage|trottoir|dépasse|dépassent|débordent|retombent|
  envahit|dessus|mur|jardin|pelouse|feuilles|grillage
1.2=branches|branche voisin|voisine|propriétaire|privé|particulier|côté|mitoyen passage|trottoir|dépasse|dépassent|débordent|retombent|
  dessus|pelouse|grillage
1.3=fruits|feuilles|aiguilles tomber|tombent|laisse passage|trottoir|glissant|jardin|piscine propriétaire|voisin|voisine|côté
0.9!=arbre|arbres|branches voisin|voisine
1.1=arbre|arbres|branches|sapin|figuier|saule voisin|voisine jardin|dépasse|dépassent|clôture|débordent|tombent|trottoir|piscine|terrain
1.2=bambou|bambous|racines|lierre|ronces grillage|clôture|mur|mitoyen|pelouse|potager|jardin passent|passe|ressortent|traversent|
  envahissent|envahit|côté
1.3=maison|propriété|pavillon|villa|terrain|jardin inhabitée|inoccupée|abandonnée|abandonné|succession|vide|privé|privée|particulier lierre|
  ronces|haie|haies|épines|taillé|arbustes|végétation|buissons|thuyas|lauriers|bambous
1.4=@grand_arbre|haie|bambous|thuyas clôture|limite|mitoyen|mitoyenne|mur|voisin|voisine|côté mètre|mètres|loi|distance|réglementaire|droit|
  obliger|hauteur
0.8=thuyas|lauriers|laurier|troènes|troène|haie|haies|bambous
0.4=lierre|vigne|ronces|cisaille|sécateur|arbustes|ifs|figuier|prunier|glycine|buissons|tailler
1.3=jardin|propriété|terrain|pavillon|maison vente|abandonné|voisin|inhabité|vide déborde|débordent|empiète|dépasse trottoir|chaussée|
  passage|route|facteur|passe
1.2=pousses|rejets|racines|drageons|rhizomes bambous|bambou|acacia|peuplier|ailante|voisin jardin|pelouse|salon|terrasse|dalle|clôture
1.5=@grand_arbre|@rameau touchent|touche|dépassent|frottent|envahissent|débordent|tombent voisin|voisine|propriétaire|côté|mitoyen
1.3!=végétation|haie|haies|thuyas|lauriers|arbustes déborde|débordent|dépasse|dépassent
1.3=épines|ronces|rosiers|branches|haie|thuyas déchirent|griffent|écorchent|accrochent|égratignent|fouettent
1.5=arbre|arbres|sapin|branches|haie voisin|voisine penche|obliger|refuse|dépasse|entendre|menace|débarrasser
1.2=vigne|lierre|glycine|chèvrefeuille gouttière|fils|toit|façade|fenêtre|tuiles|mur|balcon
1.4=buisson|haie|arbuste|arbustes|thuyas|lauriers cache|cachent|masque|empêche voitures|sort|sortie|visibilité|voir|carrefour
""",
}
