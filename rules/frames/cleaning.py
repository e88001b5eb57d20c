"""Cleanliness of streets and squares: what citizens say of it."""

FRAMES: dict[str, str] = {
    "PRO-01": """
1.2=@encombrant @jeté @nature
dépôt|dépots|décharge|déchargé sauvage|ordures|déchets|gravats|encombrants|immondices|dépotoir
décharge|dépotoir|déchetterie ciel|sauvage|ouvert|transformé|transforme|véritable|devenu|devient
1.1=matelas|canapé|frigo|frigidaire|réfrigérateur|gravats|pneus|meubles|sommier|congélateur|électroménager|téléviseur|lave-linge|
  ferraille|carcasse @nature|cartons|sacs|meubles|matelas|canapé
dépotoir|immondices|encombrants
poubelles|sacs|ordures éventrés|terre|pied|côté|trottoir conteneurs|colonnes|bacs|containers|jeté|posent|déposent|balancent
1.2=@rebut @déverse|quinze|semaines|jours|depuis|mois|encore|tas trottoir|fossé|chemin|bois|forêt|parking|talus|devant|rue|coin|bord|pied|
  lisière|nature|place|derrière|bout|impasse
1.2=vidé|vider|vident|déverse|déversent|déchargent|décharger|benner|largué camion|remorque|camionnette|fourgon|coffre|benne|artisans|
  artisan plâtre|placo|gravats|bois|chemin|derrière|forêt|bidons|carrelage|talus|déchets|cimetière|entière|fossé|nature|tas
1.2=tas|amas|monticule|amoncellement grossit|grandit|augmente|rajoute|rajoutent|ajoute|ajoutent pied|trottoir|rue|coin|enlevé|enlever|mur|
  place
1.2=décharge|dépotoir|déchèterie|poubelle|déchetterie devenu|devenue|transformé|coin|chacun|véritable|publique|ouvert|canton|commune
  chacun|vieilleries|laisse|jettent|bois|chemin|gens|derrière|terrain|place|impasse|ordures|monde|matelas
1.2=sacs|sac éventrés|éventré|crevés|crever|déchirés|noirs|poubelles|plein chemin|corbeaux|bord|fossé|bout|trottoir|gare|nature|tas|bois|
  mouettes|partout|rats
1.3=locataire|locataires|voisin|voisins|squatteurs|artisan|entreprise parti|partis|déménagé|laissant|laissé|laissent bazar|meubles|
  affaires|matelas|canapé|mobilier|encombrants|trottoir|déchets
1.2=caddies|caddie|chariots|machine|congélateur|pneus|gravats|matelas|canapé voyageurs|enjambe|enjamber|contourner|gare|trottoir|
  promeneurs|abandonnés
1.2=trottoir|rue|chemin|fossé|bois matelas|canapé|frigo|sommier|gravats|congélateur|électroménager|baignoire|cuisinière|buffet|commode|
  lave-vaisselle|lave-linge|mobilier|placo|carrelage|pneus|armoire|vieilleries
0.9=commode|buffet|sommier|matelas|armoire|cuisinière|frigo commode|buffet|sommier|cuisinière|bidons|cartons|placo|frigo devant|trottoir|
  rue|encore|tas
0.8=@encombrant @jeté
@rebut @jeté
1.2=machine laver|lave|linge @nature|semaines|abandonnée|trottoir|gare|chemin
0.45=matelas|canapé|canapés|frigo|sommier|gravats|gazinière|cuisinière|encombrants|immondices|vieilleries|dépotoir|ordures|décharge|
  électroménager
0.3=abandonné|abandonnés|déversé|entassés|déposé|débarrassé|éventrés|sauvage|jonché|dépôt|largué
0.2=pneus|meubles|bidons|ferraille|palettes|sacs|cartons|déchets|carcasse
1.3=débarrassé|débarrassés|débarrassent|délesté|soulagé gazinière|frigo|pneus|matelas|canapé|meubles|gravats|déchets|machine|carcasse|
  ordures|sommier entrée|bois|chemin|derrière|trottoir|nuit|parking|forêt|quelqu|bord|champ
0.8=posés|posé|posée|laissés|abandonnés|abandonné|traînent mur|trottoir|pied|école|coin|impasse|local|parking jours|semaines|mois
1.2=chemin|bois|rue|impasse|terrain|talus poubelle|décharge|dépotoir|déchetterie|poubelles téléviseurs|pneus|plâtre|sacs|gravats|matelas|
  meubles|déchets|sert
0.9=@rebut @rebut
1.3=balancent|balance|jettent|jette|lancent|vident|déposent sacs|sac|ordures|poubelles|bouteilles|détritus fenêtre|voiture|bord|angle|
  parking|nuit|coin|trottoir|corbeaux|bois
1.1=planches|ciment|parasol|salon|tuiles|briques|tuyaux|bâche|moquettes|vitres|fenêtres|portes fond|bout|bord|derrière|coin|long|entassés
  impasse|chemin|bois|rue|talus|parking|terrain|sentier|fossé
1.1=sacs|bidons|planches|pots|caisses ciment|plâtre|gravats|durcis|peinture|chantier|vides|huile|éventrés impasse|chemin|bois|fossé|
  trottoir|forêt|talus|parking|bout|fond|champ
1.2=inconnus|gens|individus|quelqu|artisan|type|voisins viennent|vient|vidé|vide|vider|jette|jeter poubelles|ordures|sacs|déchets|gravats|
  saletés
1.1=@rebut|pots|planches|sacs|bâches balancés|balancé|jetés|laissés|abandonnés|traînent|vidés carrière|bois|haie|fossé|école|talus|ravin|
  étang|chemin|trottoir|forêt|mur|clairière
0.7=matelas|sommier|frigo|frigidaire|canapé|gravats|congélateur|gazinière|immondices
1.3=caddies|caddie|chariots|cartons|palettes retrouve|trouve|traînent|abandonnés|laissés|jetés|entassés derrière|supermarché|parking|bord|
  fossé|lundis|quai|rivière|magasin
""",
    "PRO-02": """
1.3=@corbeille @parc|rue|place|publique|publiques|ville|banc|abribus|plage|stade|centre|quai|urbaine|municipale|arrêt|jeux|parking|
  promenade déborde|débordent|pleine|pleines|vider|vidée|vidées|vide|cassée|brûlée|arrachée|renversée|manque|installer|saturée|ras|
  remplie|calcinée|rajouter|mettre
1.1=corbeille|corbeilles
poubelle|poubelles publique|publiques|urbaine|urbaines
1.2=@corbeille déborde|débordent|pleine|pleines|ras|vidée|vidées banc|@parc|jeux|quai|place|arrêt|abribus|promeneurs|corbeaux
manque|faudrait|installer|rajouter|ajouter poubelles|poubelle|corbeille|corbeilles rue|parc|@parc|place|centre|ville|mégots|passants
1.3=panier|boîte|pot|pots|seau|poubelle|poubelles|corbeille|cylindre papiers|papier|détritus|déchets|jeter|jette|trottoir|canettes vidé|
  vidait|vider|vidée|plein|pleins|bourré|blindé|blindés|arrachée|arraché|déborde|feu|brûlé|tordu|vole|contient|place|banc|square|terre|
  cercle|fondu|plage|poteau
1.2=jeter|mettre rien|aucune|aucun|pas|nulle|endroit déchets|papiers|papier|canettes|mégots|emballages|ordures promenade|plage|square|
  parc|quai|rue|long|chemin|centre|arrêt
1.2=ras|plein|pleine|blindé|blindés|déborde|bourrée vide|vider|vidée|vidé canettes|papiers|pizza|stade|parc|plage|square|banc|gobelets|
  pique-nique
1.2=pétard|pétards|feu|brûlé|brûlée|fondu|fondue|exploser corbeille|poubelle|boîte socle|cercle|banc|reste|square|parc|place|trottoir|
  abribus|jeux
corbeille|poubelle|poubelles|panier banc|bancs|aire|pique-nique|plage|arrêt|promenade|skate déborde|pleine|pleines|vider|arrachée|
  renversée|manque|guêpes
1.3=bac|caisse|panier|poubelle|poubelles|benne cimetière|cimetières
1.7=fleurs|pots|couronnes|chrysanthèmes fanées|fanés|bac|caisse|poubelle vidé|vidée|vider|déborde|dégueule
0.4=corbeille|corbeilles|réceptacle|réceptacles|cendrier|cendriers
0.15=plage|square|banc|promenade|canettes
1.3=réceptacle|réceptacles|corbeille|panier|cylindre|poubelle|poubelles plage|parc|square|port|arrêt|stade|centre|banc|place|promenade|
  abribus dégueule|déborde|débordent|plein|pleine|goélands|corbeaux|mouettes|guêpes|vider|fond|cassé|cassée
1.2=fond|socle|couvercle|sac|anneau plus|manque|sans|tombe poubelle|corbeille|arrêt|panier|square|pieds|trottoir jeter|tombe|terre|pieds|
  papiers|déchets
1.2=@corbeille|corbeille déborde|débordent|pleines|pleine|vidées|vider mer|front|plage|sentier|digue|remblai|port|lac|stade|touristes|
  samedi|dimanche|week|pique|square|jeux
1.2=corbeille|corbeilles|poubelle|poubelles|cendrier sentier|départ|plage|arrêt|parc|promenade|banc|lac|jeux faudrait|mettre|installer|
  ajouter|manque|jettent|terre|prévoir
1.2=poubelle|corbeille|poubelles accrochée|fixée|poteau|pied|murale|suspendue arrachée|tombée|arrêt|cassée|brûlée|pleine|plage|parc|
  square|volée|bus|fondu|fondue
1.3=corbeille|corbeilles|poubelle brûlé|brûlée|fondu|incendiée|arrachée|cassée|explosée skatepark|parc|square|canettes|jeux|place|plage|
  stade|jeter|mettre
1.2=corbeille|corbeilles brûlé|brûlée|fondu|fondue|arrachée|cassée|volée|déborde
1.2=corbeille|corbeilles pas|plus|jamais|personne vidée|vidées|vide|vident|ramasse
1.4=poubelle|poubelles|corbeille guêpes|mouches|goélands|mouettes|corbeaux|frelons vidée|vider|vidées|pleine|déborde|banc|attire|square|
  plage|aire
1.2=poubelle|poubelles|corbeille pleine|pleines|déborde|débordent|vidée|vidées|cassée|brûlée skatepark|city|terrain|gymnase|gare|mairie|
  sentier|piste|aire|fontaine|kiosque|chemin|lac
1.4=supprimé|supprimer|enlevé|retiré|disparu|remettre|réinstaller poubelles|corbeilles|corbeille promenade|parc|plage|square|rue|sentier|
  quai|centre|place|arrêt|terre
""",
    "PRO-03": """
1.1=crotte|crottes|caca|cacas|déjection|déjections|merde|merdes|excréments|étron|étrons
1.2=@chien @crotte|souillé|pisse|sales
canisette|canisac|distributeur|sachets|sacs|distributeurs @chien|crottes|déjections|maîtres
1.2=maîtres|maître|propriétaires|propriétaire|gens|promeneurs @chien|toutous ramasse|ramassent|ramasser|besoins|crottes|amende|sachets|
  incivilité|incivisme|trottoir
1.2=@chien soulagent|soulage|soulager|pissent|mines|besoins|cadeaux
1.1=marché|marche|glissé|roues|poussette|semelles dedans|crotte|crottes|merde|merdes @chien|trottoir|crottes
1.2=@chien amendes|sacs|sachets gens|maîtres|marché|dedans|ramasser
1.3=toutous|toutou|caniche|labrador|molosse|bouledogue|chihuahua|berger|roquet|chien|chiens|clebs|compagnons|clébards soulager|soulagent|
  soulage|affaire|affaires|besoins|cadeau|cadeaux|souvenirs|patte|crottent|salissent|chier|pisser
1.2=ramasser|ramasse|ramassent|ramassé chien|chiens|maîtres|maître|compagnons|caniche|derrière sachets|sacs|distributeur|besoins|trottoir|
  vide|crottes|dame|amende|personne
1.2=champ|parcours|terrain mines gazon|square|parc|herbe|trottoir|petits|jouer|pelouse|rue|enfants|poussette|chiens
1.2=marché|marche|marcher|mis|glissé|roulé dedans semelles|poussette|semaine|trottoir|chaussures|fois|pied
1.3=semelles|semelle|chaussures|roues|poussette crotte|crottes|merde|chiens|toutous|dedans|odeur|nettoyer trottoir|rue|maîtres|pied|matin|
  parc|rapporte|pleine
1.1=poser|mettre|mettez|regarder pied|pieds trottoir|rue|pelouse crottes|chiens|toutous|mines|chien
maîtres|maître|propriétaires|propriétaire trottoir|regardent|ailleurs|laisse|laissent|semelles chien|chiens|toutous|caniche|molosse
0.45=crottes|crotte|déjections|caca|étron|quadrupèdes
0.2=chien|chiens|toutous|caniche|clébards|chaussure|chaussures
1.3=parc|square|quartier|trottoir|pelouse|rue|place|herbe|entrée|porte|jardin toilettes|wc|urinoir|crottoir|cabinets quadrupèdes|chiens|
  toutous|bêtes|animaux|clébards|clebs|pattes
1.3=surprise|cadeau|souvenir|mine|bouse fraîche|puante|collée|odorante|belle chaussure|chaussures|semelle|pied|trottoir|roues|porte|matin|
  propriétaires|maîtres|chien
1.2=propriétaires|maîtres|promeneurs|gens moquent|fichent|foutent|ramassent|ramasser|regardent|détournent chaussure|chaussures|semelle|
  surprise|trottoir|chien|chiens|toutous|crottes
0.3=semelles|semelle|soulager|soulagent|crottoir
1.3=berger|labrador|caniche|chien|chienne|bouledogue|husky|molosse besoins|affaire|crotte|soulager|pisser gazon|pelouse|herbe|enfants|
  trottoir|vitrine|porte|jouent|square|sable
1.3=baskets|chaussures|bottes|semelles|tapis|roues|pattes merde|crotte|crottes|caca|pleines rentré|rentrée|jours|école|trottoir|fille|
  fils|nettoyer|matin|pleines
1.3=litière|toilettes|crottoir|urinoir|vespasienne chiens|chien|toutous|clebs|cabots bordures|fleurs|massif|trottoir|odeur|pelouse|pieds|
  arbres|square|rue
1.0=litière|crottoir|pipi chiens|chien|toutous
1.2=maîtres|propriétaires|gens|promeneurs lâchent|lâche|sortent|promènent|laissent|laisse bêtes|animaux|chiens|chien|bestioles ramassent|
  ramasse|ramasser|rien|paillasson|trottoir|besoins|portail|pelouse
""",
    "PRO-04": """
1.1=tag|tags|tagué|taguée|graffiti|graffitis|graf|graff|grafitis|tagueurs|graffs|barbouillé|gribouillé
1.2=inscription|inscriptions|dessins|dessin|insultes|bombe|bombes|slogan|slogans|gribouillage|gribouillages|mots|obscénités @mur|
  gammée|obscènes|raciste|racistes|injurieuses|boutique|école
1.2=@dessin effacer|efface|nettoyer|enlever|enlève|@mur|boutique|repeindre|noir|copropriété
1.2=croix gammée|gammées
1.5=écrit|écrits|écrite|peint|peintes|peints|peinture|gribouillé|colorié|colorié|barbouillé|signatures|signature|insultes|saletés|lettres|
  dessiné|souillé|salie|salis façade|façades|mur|murs|rideau|rideaux|transformateur|abri|pont|portail|école|vitrine|boîtes|coffret|pignon|
  palissade|muret|porte|garage|église|préau|camionnette bombe|peinture|rouge|insultes|fer|obscénités|nettoie|nettoyer|repeindre|
  illisibles|effacer|nuit|couvert|jeunes|couleurs|noir|signatures|maire
1.2=bombe|bombes|aérosol|feutre|marqueur écrit|écrits|peinture|peint|signé|dessiné|mur|façade|insultes|nom|rideau
1.1=façade|mur|rideau couvert|couverte|recouvert|sali|salie|souillé|vandalisé peinture|signatures|gribouillis|insultes|mots|couleurs
1.3=insultes|menaces|propos|injures|slogan|slogans|injurieux peintes|peints|écrites|écrits|tracés|bombé|bombés mur|pont|façade|pignon|porte|
  rouge|maire|école
0.45=bombe|bombes|graffiti|tag|tags|gribouillis|marqueur|barbouillé|obscènes|obscène|injurieux|injurieuses
1.2=boutique|mur|murs|façade|porte|rideau|vitrine|abri|école|maison|garage|portail|camionnette recouverte|recouvert|couverte|couvert|
  barbouillé|barbouillée|gribouillé|souillé|tagué|noircie lettres|signes|noires|rouge|dessins|mots|peinture|nuit|couleurs|encre
1.3=dessiné|écrit|gravé|gribouillé|peint|inscrit obscènes|obscène|zizi|bites|sexe|insultes|injures|mots|choses|grossièretés|raciste abri|
  mur|porte|stade|façade|banc|école|toilettes|jeux|vitrine|marqueur|bombe
0.2=signatures|façade|peinture|dessiné|recouvert|recouverte
1.3=façade|mur|murs|porte|rideau|vitrine|pignon|monument|statue peinturlurée|peinturluré|barbouillée|souillé|souillée|dessin|dessins|
  maculée|aspergée|badigeonnée
1.2=énorme|gros|grand|obscène|dégueulasse|sale dessin|dessins|inscription|mot|lettres mur|façade|maison|garage|portail|muret|boutique
1.3=initiales|signature|signatures|blaze|pseudo|lettrage|lettres|prénom|noms fluo|peinture|bombe|vert|rouge|noir|géantes|encre|marqueur|
  feutre portes|porte|mur|murs|garage|façade|volets|rideau|boîte|pont|abri|banc|clôture
""",
    "PRO-05": """
1.1=@route|@trottoir|place|quartier|caniveau|caniveaux|parking|escalier|ruelle|passage|centre|escaliers|sente|parvis @sale
1.1=@route|@trottoir|place|quartier|caniveau|caniveaux|parking|escalier|ruelle|passage|centre|escaliers|sente|parvis @nettoyer
1.1=feuilles|feuillages mortes|glissantes|trottoir|balayer|ramasser|caniveau|amas|tapis|glissé|glisse|machine|tombées|automne|souffler
1.1=verre|bouteilles|bouteille|tessons|canettes cassé|cassées|brisé|débris|sol|terre|partout|éclats|morceaux
mégots|papiers|canettes|détritus|emballages|gobelets|masques|confettis terre|sol|partout|trottoir|jonchent|jonche|rue|place|jonchée
1.1=balayeuse|balayage|balayeur|balayeurs|laveuse|cantonnier passe|passer|passé|vu|voit|jamais|semaines|repasser|fréquence
1.1=vomi|urine|pipi|pisse|urinent|urinoir trottoir|mur|porte|odeur|place|sent|passage|rue|escalier|ruelle|venelle
1.2=marché|halles|fête|foire|forains nettoyé|nettoyage|nettoyée|déchets|sale|balayer|épluchures|cageots|cagettes|restes|détritus|légumes|
  poisson|papiers|sales|ragoûtant
1.1=huile|gasoil|sable|boue|terre|gazole|fumier chaussée|route|sol répandue|nettoyer|glisse|balayer|glissante|flaque|nettoyage
propreté rue|quartier|ville|centre|laisse|désirer
1.3=marchands|forains|étals|marché|commerçants|camelots|halle départ|reste|restent|laissent|lendemain|laissé|jonchent|traînent cageots|
  cagettes|poissons|poisson|légumes|fanes|épluchures|glace|têtes|papiers|fruits|odeur|tripes|chaleur
1.2=cageots|cagettes|épluchures|fanes|légumes|poisson|poissons pue|odeur|laissent|reste|restent|lendemain|chaleur|jonchent|partout|sol
  marché|place|halle|halles|forains|marchands
1.2=feuilles patauge|patine|tapis|couche|glissé|glisse|souffler|souffleur|ramasser|ramassées|épaisseur|balai trottoir|rue|allée|mari|
  place|caniveau|dangereux|piéton|tombé
1.2=balai|balayette|balayeuse|laveuse|cantonnier|karcher passe|passer|voit|jamais|donner|plus|ici|passé rue|caniveaux|trottoir|ici|mégots|
  quartier|place|impasse
1.2=mégots|chewing-gums|chewing-gum|papiers|crachats|gobelets|emballages|confettis|fientes centre|rue|trottoir|caniveaux|caniveau|place|
  gare|parvis|sol|terre|quartier|bancs
1.2=fêtards|jeunes|bars|soirée|étudiants|samedi bouteilles|verre|tessons|canettes|gobelets|vomi cassées|cassé|sol|terre|partout|patte|
  trottoir|place|pieds|jonchent
1.2=verre|tessons|bouteilles|éclats cassées|cassé|brisé|débris|morceaux patte|pneu|pneus|pied|pieds|chien|chienne|crevé|ouvert|coupé|
  enfants|vélo|sable
1.2=huile|gasoil|gazole|carburant|hydrocarbures|fuel|lisier|fumier|béton|ciment virage|chaussée|route|rue|carrefour|descente savonnette|
  glisse|perdu|répandu|traînée|nappe|renversé|motards|dérapé|camion|tache|sable
1.2=pisse|urine|pipi|vomi|urinoir|urinent sent|pue|odeur|empeste|passage|porche|mur|coin|bars|hall passage|ruelle|escalier|porche|bars|
  rue|venelle|coin|fêtards|église|tunnel
1.1=crasseux|crasseuse|crade|dégueulasse|dégoûtant|sales|sale|porcherie|honte centre|ville|rue|quartier|place|trottoirs|caniveaux papiers|
  mégots|pigeons|chewing-gums|touristes|gras|nettoyer
1.2=cageots|cagettes|fanes|têtes|épluchures|étals poissons|poisson|légumes|glace|salades|fruits|fondue
0.4=balai|balayeuse|balayage|balayer|mégots|confettis|gobelets|tessons|feuilles|crasse|jonchée|jonché|jonchent
0.35=sale|sales|dégueulasse|crasseux|saleté|nettoyer|nettoyage|pipi|urine|vomi|malpropre|chewing
0.15=caniveau|caniveaux|trottoirs|papiers|bouteilles|canettes|poisson|odeur
1.2=placette|place|rue|parvis|quai|escalier|parking|passage|esplanade|trottoir|allée jonchée|jonché|couverte|couvert|tapissé|envahi
  confettis|gobelets|mégots|papiers|feuilles|bouteilles|verre|débris|canettes|pétales|emballages
1.1=caniveau|caniveaux|rue|trottoir|ruelle|impasse|place vu|voit|vue balai|balayeuse|cantonnier|karcher|jet|éboueur|nettoyage|balayeur
1.2=feuilles enlevées|ramassées|balayées|ramassez|glissé|glissante tombée|trottoir|mère|rue|glissé|piste|platanes|place|escalier|devant|
  allée
1.2=éclats|débris|tessons|verre|bouteille piste|cyclable|trottoir|pont|rue|passage|aire tapissent|jonchent|partout|pneus|vélos|roues|
  cassée|cassées|balayer
1.1=frites|sauce|barquettes|gras|graisse|soda|emballages|kebab|burger|chewing|crachats colle|partout|trottoir|semelles|sol|terre|devant|
  jonche|marches
1.2=colle|poisse|collant|glisse trottoir|sol|place|semelles|bancs frites|sauce|gras|kebab|sucre|bière|marché|sale
1.2=lavée|lavé|laver|nettoyée|rincée|balayée braderie|fête|foire|marché|concert|carnaval|bière|rue|piétonne|place|halle pue|bière|sale|
  odeur|poisson|vomi|urine|déchets
""",
    "PRO-06": """
1.8=seringue|seringues
1.2=aiguille|aiguilles|piquouse|piquouses @parc|sol|terre|jeux|usagée|drogués|trouvé|sable
1.2=protoxyde|bonbonne|bonbonnes|cartouches|capsules|bouteilles azote|gaz|hilarant|proto
protoxyde|bonbonne|bonbonnes
1.1=lame|lames|cutter|couteau|machette|clous rasoir|@parc|trottoir|trouvé|sable|jeux|sol|terre|herbe
1.2=bidon|bidons|produit|fût|fûts|liquide|poudre suspect|suspecte|chimique|toxique|inconnu|fuit|dangereux|acide|corrosif|mort|étiquette
obus|grenade|munition|munitions|explosif trouvé|jardin|guerre|terre|déterré
1.4=tube|tubes|piston|pistons|piquant|pointe|pointes|aiguille|seringue plastique|infirmière|diabète|médical|pointe|bout|piqûre|piquer|
  usagée|sang trouvé|rapporté|ramassé|herbe|sable|jeux|parc|skatepark|enfants|fils|petit|buissons|sol
1.4=drogués|drogué|toxicos|toxicomanes|junkies|camés|héroïne|shoot matériel|attirail|kit|restes|seringue|aiguilles|cuillère|trouvé|traîne|
  laissent|buissons jeux|parc|buissons|sable|école|hall|parking|trouvé|square|herbe
1.3=bouteilles|bouteille|cartouches|capsules|bonbonnes|cylindres|tubes|siphons métal|métalliques|grises|acier|gaz|hilarant ballons|ballon|
  respirent|inhalent|jeunes|partout|parking|planer|gonflent|trottoir|terre
1.4=ballons|ballon respirent|inhalent|gonflent|aspirent gaz|bouteilles|cartouches|capsules|jeunes
1.4=fût|bidon|bidons|baril|jerrican|tonneau|flacon|produit tête|mort|étiquette|corrosif|acide|toxique|chimique|inconnu|fume|pique|orange
  abandonné|posé|trouvé|laissé|fuit|fume|coule|bord|dangereux|yeux|quelqu|mort
1.4=bombe|obus|grenade|munition|cartouches|mine guerre|allemande|rouillée|1944|explosif|explosifs|artificiers trouvé|déterré|bêchant|
  bêche|jardin|champ|labour|plage|tracteur|tombé
1.3=couteau|lame|poignard|arme|pistolet|revolver|hache|sabre|machette|cutter trouvé|planté|traîne|caché|abandonné|posé|ramassé pelouse|
  parc|sable|jeux|herbe|buissons|banc|square|école|sol|cuisine|enfants
0.45=seringue|seringues|aiguilles|aiguille|protoxyde|obus|munition|toxique|chimique|drogués|toxicomanes|junkies|couteau|grenade
1.3=pochette|sachet|trousse|boîte|sac|kit pointes|pointe|aiguilles|piquants|coton|garrot|cuillère|seringue sang|haie|jeux|crèche|école|
  parc|trouvé|sable|buissons|enfants|square
1.3=liquide|produit|poudre|gel|huile fluo|vert|jaune|bizarre|inconnu|brûle|fume|pique|coule|toxique|suspect|chimique tonneau|fût|bidon|
  bidons|jerrican|baril|rivière|fossé|abandonné|déposé
0.3=piquer|piquant|sang|bonbonnes|capsules|fluo|corrosif|bidon|tonneau|fût|acide|tranchant
1.5=balle|balles|cartouche|cartouches|douille|douilles|chargeur fusil|pistolet|revolver|calibre|arme|chasse
1.3=verre|lame|cutter|clous|vis|hameçon|rasoir|tesson|barbelés sable|bac|jeux|toboggan|pelouse|herbe pilé|lame|cutter|rasoir|trouvé|
  enfants|enfant|main|pied
""",
    "PRO-07": """
1.1=affiche|affiches|affichage|autocollant|autocollants|pancarte|pancartes|banderole|stickers|prospectus|tracts sauvage|collé|collées|
  partout|poteaux|murs|mur|abribus|arrachées|illégale|enlever|vitrine|placardées|poteau|lampadaires|cirque|concert|politiques
1.2=toilettes|wc|sanisette|sanitaires|urinoir|cabinets|vécés|latrines publiques|publics|public|place|parc|halles|marché|gare|square|plage
  sales|sale|fermé|fermées|fermés|papier|nettoyer|bouché|bouchées|ouverts|ouvrir|état|repoussant|savon|chasse|horaires|immonde|propres|
  besoin|ouvertes|manque|bloquée|condamnées
1.1=toilettes|wc|sanitaires publics|publiques
1.3=placards|portraits|affiches|réclames|posters|affichettes|flyers|publicités|stickers collé|collent|colle|mis|placardé|posé|scotché|
  décollé|partout|recouvert poteaux|murs|vitrines|abribus|boîtes|lampadaires|transformateur|arbres|parti|concert|cirque|candidat|
  spectacle|partout
1.2=cirque|concert|parti|candidat|spectacle|discothèque|brocante placards|affiches|portraits|pancartes|affichage|autocollants poteaux|
  lampadaires|murs|vitrines|mois|enlever|partout|enlevés
1.3=coins|cabinets|toilettes|latrines|pissotière|vécés|sanitaires|sanisette|lieux petits|aisance|fermé|fermés|clé|bouchés|papier|sale|
  sales|bottes|entrer|état|immondes|porte|nauséabonds marché|halle|place|parc|public|plage|gare|square|ville|âge|touristes|centre|besoin
1.2=besoins|besoin|pipi|uriner|vessie|prostate|enceinte ville|marché|place|centre|promenade|parc fermé|fermés|clé|toilettes|coins|arrêter|
  cabinets|nulle|rien|ouvert
1.1=petits coins fermés|bouchés|papier|sales|place|halle|ouverts|clé|marché|pas|aucun
0.4=affiche|affiches|affichage|autocollants|stickers|placards|sanitaires|cabinets|sanisette|urinoirs|latrines|vespasienne
0.25=colle|collé|collées|toilettes|poteaux|supporters|verrouillés
1.2=sanitaires|cabinets|toilettes|wc|sanisette port|plage|parc|halles|marché|place|cimetière|gare|square|promenade|centre|aire
  verrouillés|fermés|fermées|cadenassés|clé|hiver|sales|cassé|bouchés|promeneurs|touristes|papier|dégoûtants
1.2=autocollants|stickers|affichettes|affiches|papier|papiers poteaux|poteau|panneaux|lampadaires|abribus|murs|gouttières|vitrines|coffrets|
  armoires décoller|décolle|supporters|couches|collé|collés|arracher|recouverts|lambeaux
1.2=toilettes|wc|sanitaires|urinoirs halle|halles|marché|gare|place|parc|port|plage|parking infection|cloaque|lumière|eau|cauchemar|honte|
  horreur|immonde|papier|savon|bouchées|propres
1.2=papier|papiers|affiches|couches collé|collés|collées|colle décolle|décoller|lambeaux|couches|arrache|arracher
1.3=scotché|collé|agrafé|cloué|placardé|punaisé pub|affiches|affichettes|tracts|annonces arbres|poteaux|place|murs|lampadaires|vitrines|
  abribus
1.2=bloc|local|cabine|sanitaire|sanitaires|toilettes|wc papier|savon|chasse|sèche|cuvette|verrou|lumière marche|ni|manque|jamais|plus|
  aucun|cassé|bouchée|public|municipal|parking|camping
0.9=wc|sanitaires|urinoirs|sanisette|pissotière fermés|fermé|fermée|sales|bouchés|cassés|ouverts|immondes|condamnés|cadenassés
""",
}
