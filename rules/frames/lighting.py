"""Street lighting: what citizens say of it."""

FRAMES: dict[str, str] = {
    "ECL-01": """
@lampe @panne|noir|fini|vandalisé|remplacer|changer|réparer
@lampe pas @marche
ampoule|ampoules grillée|changer|lampadaire|remplacer|claqué|grillé
0.8=noir|obscurité rentre|lampadaire|voit|lampe
point|points lumineux
1.1=@lampe éteint|allume|éteignent|clignote rallume|arrêt|cesse|stroboscope|minutes|intermittence
1.6=@foyer|rue|avenue|place éteint|allume|rallume|clignote tout|deux|trois|cinq|dix|vingt|trente seconde|secondes|minute|minutes
lampadaire|lampadaires|réverbère|candélabre|luminaire
boule|globe lampadaire|cassé
1.3=@foyer @vacille arrêt|cesse|lumineux|coin|éclaire|allume|éteint|nuit|lumière|devant|face|toute|seconde|chambre|poteau|lampadaire
1.2=allume|allumé|éteint|éclaire|lumière stroboscope|discothèque|boîte|guirlande|sapin|clignotant|vacille|grésille|seconde|clignote|morse
1.3=poteau|mât|boule|globe|luminaire|pylône|lanterne plus|pas|jamais|aucune allume|éclaire|éclairait|lumière|lueur|fonctionne|marche|
  donne|brille
1.2=globe|boule|lanterne|luminaire|mât|ampoule cassé|cassée|morte|mort|éteinte|éteint|noir|brisé|claqué|grillée|ballon|âme|lâché|hs arrêt|
  devant|face|portail|poteau|entrée|haut|maison|serrure|réparer|changer|remplacer|voit
1.1=truc|machin|bidule|poteau|boule éclaire|éclairait|éclairer|lumière|allume devant|face|chez|portail|numéro|arrêt|nuit
1.1=serrure|clé|clef|marches|boîte voir|voit|trouver|mettre lampadaire|luminaire|lumière|noir|éclairage|face|lampe
0.9=un|seul|seule grésille|faiblit|clignote|éteint|vacille autres|face
1.1=mât|poteau|lampe|luminaire allume|éclaire quinzaine|semaine|semaines|jours|depuis|mois parking|entrée|chemin|portail|devant|face
0.45=lampadaire|lampadaires|réverbère|luminaire|candélabre|loupiote|lanterne|ampoule|globe|lampe
0.35=éclaire|éclairait|allume|allumait|éteint|clignote|vacille|lueur|grésille|lumière
0.15=poteau|poteaux|mât|boule|noir
1.2=loupiote|lampe|luminaire|lanterne|ampoule|poteau|lampadaire|spot endort|réveille|mourir|meurt|hésite|faiblit|vacille|agonise|saute|
  intermittence|âme|fatigue|claque|danse
1.2=voit rien|plus|pas arrêt|escalier|passage|entrée|sentier|porche|portail|virage fonctionne|éclaire|lampe|lampadaire|celui|allume|nuit|
  soir|marche
1.2=lanterne|poteau|lampe|boule|lampadaire|mât|ampoule allume|éteint|clignote|marche|éclaire angle|signale|soir|numéro|fenêtre|fois|porte|
  face|coin
1.2=lampe|lampadaire|lampion|luminaire|lanterne|réverbère|ampoule|spot|boule bourdonne|grésille|éteindre|éteint|noir|noire|reste|clignote|
  morte|mort|saute|faiblit escalier|mur|maison|porte|finit|mois|soir|depuis|façade|public|passage|coin
1.0=lampion|lanterne|loupiote|lampe|luminaire noir|noire|éteint|éteinte|allume|morte|mort|cassée|panne
""",
    "ECL-02": """
1.4=rue|quartier|lotissement|impasse|allée|avenue|hameau|boulevard|résidence|place|cité|parking|secteur|coin|village noir|obscurité|
  éteint|plongé|plongée|lumière|éclairage|éclairé|éclairée|aveugle toute|entière|entier|complet|complète|tout|total|complètement|
  totalement
1.3=rue|quartier|lotissement|impasse|allée|hameau|résidence|place|cité|secteur lumière|éclairage|éclairé|éclairée|lumières|éclaire pas|
  rien|aucun
1.3=tous|plusieurs|aucun|trois|quatre|cinq|six|dix|ensemble|rangée lampadaires|réverbères|candélabres|éclairage|lampes|luminaires|lumière|
  lumières|lampadaire|réverbère @panne|@marche
1.3=aucun|aucune|rien lumière|éclairage|lampadaire|lampadaires|réverbère|allumé rue|quartier|impasse|lotissement|hameau|place|résidence|
  secteur|avenue
1.2=panne|coupure générale|secteur|quartier éclairage|lampadaires|lumière|noir
1.3=voit|vois|voyait pas mètres|rien|goutte|pieds rue|lotissement|quartier|impasse|résidence|allée|hameau|place
1.2=éclairage|lampadaires public|rue|quartier pas|panne|noir|éteint entière|toute|complètement|totalement|entier
1.4!=seul|seule lampadaire|lampadaires|réverbère|candélabre|lampe|lumière pas
1.1=rien allume|allument|éclaire|éclairent
0.9=noir|obscurité total|complet|totale|complète
0.9=lampe|torche|lampes poche|frontale|torche|téléphone rentrer|rentre|voir|sortir|rue|soir
1.3=@obscur @quartier complet|complète|total|totale|toute|tout|four|tâtons|rentre|rentrent|rentrons|entier|plongé|plongée|lampe|torche|
  depuis|mardi
1.3=aucun|aucune|tous|toutes|rangée|dizaine|plusieurs|moitié|douzaine|file allume|éclaire|marche|marchent|marcher|fonctionne|fonctionnent|
  éclairent|allument|éteints avenue|rue|lotissement|boulevard|place|pont|quartier|long|cité|côté|bout|hameau
1.2=rien allume|éclaire|éclairent|allument rue|orage|quartier|chez|lotissement|hameau|impasse|depuis|soir
1.2=tâtons|tâtonne|tâtonnons|aveuglette|torche|frontale lotissement|rue|rentre|rentrer|rentrent|quartier|allée|enfants|soir|marche|impasse
1.1=enfants|gamins|filles|femmes rentrent|rentrer lampe|torche|téléphone|noir|obscurité
1.3=pas seul|seule marche|éclaire|allume|fonctionne|brille|lampe|éclairé
0.35=ténèbres|obscurité|tâtons|plongée|plongé|noir|pénombre
1.3=plongée|plongé|plongés|plongées ténèbres|noir|obscurité|nuit|pénombre
1.3=ruelle|rue|quartier|lotissement|impasse|hameau|village|cité|résidence|avenue|route|passage ténèbres|obscurité|tâtons|noir depuis|
  plongée|facteur|soir|matin|entière|toute|bute|enfants|rentre|lampe|peur
1.4=lampadaires|poteaux|réverbères|luminaires plusieurs|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|moitié|tous éteints|panne|allument|
  éclairent|fonctionnent|marchent|hs
lampadaires|poteaux|lampes|réverbères lotissement|quartier allument|éclairent|éteints|fonctionnent|marchent
1.2=pas|aucune|plus lumière|éclairage église|cimetière|pont|place|école|hameau|bourg|long cogne|bute|marche|rentre|peur|noir
1.2=allée|rue|lotissement|hameau|avenue|résidence|quartier éteinte|éteint|éteintes|noir toute|reste|coupure|frontales|dimanche|orage|
  entière
1.4=sur|moitié|dizaine|plupart|trois|quatre|cinq|six|sept|huit|neuf|dix poteaux|lampadaires|réverbères|luminaires|lampes plus|pas|éteints|
  panne lotissement|avenue|rue|quartier|boulevard|allée
1.2=village|bourg|hameau|rue|quartier|lotissement|route noir|noire|éteint|éteinte phares|frontale|torche|lampe|tâtons|tout|soir|finir|
  rentrer|complètement
1.4=aucune|aucun ampoule|lampe|lampadaire|lumière|réverbère|éclairage chemin|rue|avenue|quartier|lotissement|école|place|allée|route
  fonctionne|marche|frontales|petits|éclaire|allumé|enfants
""",
    "ECL-03": """
1.4=@lampe allumé|allumés|allumée|éclairé|brûlent|brillent|brille|restent|reste|éclaire|éclairent|fonctionne|brillaient|allumaient jour|
  journée|midi|plein|soleil|aprem|matin|permanence|10|11|12|13|14|15|16|10h|11h|12h|13h|14h|15h|16h|aprem
gaspillage|gaspiller|gâchis électricité|énergie|lampadaires|éclairage|lumière|lumières
1.2=extinction|éteindre|éteignez|coupure|coupé|couper|coupez|rallumer|rallumage|éteint éclairage|lampadaires|lumières|lumière|réverbères
  nuit|23h|minuit|heures|nocturne|soir|22h|tôt|23|5h|avant|dès
extinction nocturne
1.2=@lampe chambre|fenêtre|fenêtres|volets|dormir|éblouit|aveugle|puissant|intense|blanche
pollution lumineuse
horaires|horaire|heure|heures|programmation|minuterie éclairage|lampadaires|réverbères
éclairage|lampadaires|lumières tôt|tard éteint|allume|allumé|éteignent|allument
éclairé|éclairage|éteint|éteignent|allumé|lumière|lumières 23h|minuit|22h|tard|tôt|5h|6h rue|allée|tout|laisser|laissez|nuit|heure
1.3=allumé|illuminé|illuminée|allumées|allumés|allument|brûlent|brûle|éclaire|éclairent|marchent|fonctionnent|restent midi|journée|soleil|
  matin|aprem|grand jour|soleil|midi|sous|impôts|économies|chauffage|rue|facture|pourquoi|gâchis
1.3=coupé|coupez|coupe|éteint|éteignez|éteignent|éteindre|arrêter lumière|éclairage|lampadaires|lampes|rue|tout nuit|minuit|heure|heures|
  travail|rentre|peur|tôt|économies|23h|1h
1.2=éteindre|éteignez|éteint|éteignent|extinction étoiles|planète|tôt|minuit|économies|énergie|oiseaux|insectes|chauve|biodiversité|
  climat|papillons
1.3=lumière|lampe|lampadaire|projecteur|spot|rayon|ampoule|led|éclairage|éclairée|faisceau chambre|lit|yeux|volets|dormir|fenêtre|rideaux|
  sommeil|figure|salon stade|puissant|forte|fort|blanc|blanche|intensité|éblouit|nuit|cache|baisser|orienter|droit|filtrer|éclairée|
  masquer|aveuglé
1.2=intensité|cache|abat-jour|orientation|puissance lumière|ampoule|lampe|lampadaire|éclairage|chambre|rayon baisser|mettre|chambre|
  réduire|lit|fort|orienter
1.2=allument|allume|éteignent|éteint|rallume|rallumer tard|tôt|retard|avance|avant nuit|soir|matin|heure|demi|lever|aube|crépuscule
1.1=rentre|rentrons|travail|sortie|embauche matin|heure|heures|nuit|minuit|1h|2h|3h coupé|éteint|éteignez|noir|rallumer|éclairage|lumière
1.1=intensité|puissance|luminosité|éclairement baisser|réduire|diminuer|trop|baissez
0.3=allumé|allumés|allumées|gaspillage|gâchis|éteindre|extinction|éblouit|éblouissant|led|leds|brillent|halo|aveugle
1.3=brillent|brille|illuminé|illuminée|allumées|allumés|allumé|brûlent|éclairent|restent soleil|jour|10h|11h|midi|9h|matin|journée|tape|levé
  gâchis|gaspillage|encore|pourquoi|honte|impôts|soleil|matin|argent
1.3=led|leds|lampe|lampadaire|projecteur|ampoule|lumière|spot|éclairage inonde|éclaire|aveugle|éblouit|éblouis|traverse|arrose|illumine
  salon|chambre|volets|maison|fenêtre|lit|rideaux|lunettes|dormir|jardin|yeux
1.3=éteignez|éteignent|éteint|coupez|coupe 22|22h|23|23h|minuit|21|21h|5h|tôt|rentre lumière|éclairage|fille|rentre|tôt|hôpital|travail|
  rue|peur|lampadaires|nuit
1.2=éclairage|lampadaires|lumières|projecteurs stade|terrain|parking|école|mairie|église gaspillage|allumé|marche|nuit|jour|toute|inutile
1.3=illuminer|illumination|illuminations|illuminez|éclairer|éclairez|éclairage église|monument|château|mairie|clocher|pont|remparts|zone|
  parking|vitrines nuit|économiser|énergie|économie|électricité|inutile|gaspillage|prix|sobriété
1.3=lampes|lumières|éclairage|projecteurs|enseigne|spots éclairent|éclaire|illumine|inondent|aveuglent lit|chambre|jour|fenêtre|salon|
  maison|dormir|plein
1.3=laisser|laissez|garder|maintenir|prolonger|rallonger lumière|éclairage|lampadaires|allumé|lumières|lampe|lampes|lampadaire deux|trois|
  jusqu|heure|minuit|samedi|soir|
  matin|week|tard|fête|toute
""",
    "ECL-04": """
1.2=fil|fils|câble|câbles|branchements|conducteurs nu|dénudé|dénudés|nus|pend|pendent|pendouille|pendouillent|apparent|apparents|
  électrique|terre|sortent|dangereux|arraché|ballant|traînent|visibles
1.4=fils|fil|câbles|câble|ligne électrique|électriques|nu|dénudé|courant|edf pend|terre|tombé|nu|apparents|arraché|sol|pendent|tombée|
  trottoir|décroché|accessible
1.4=armoire|coffret|trappe|boîtier|porte|couvercle|portillon|capot lampadaire|électrique|candélabre|mât|éclairage|pied|transformateur|edf
  ouvert|ouverte|fils|arraché|arrachée|disparu|branchements|béante|enfants|manque|forcé
mât|lampadaire|candélabre|poteau|réverbère|pylône couché|tombé|arraché|menace|renversé|penche|percuté|cogné|heurté|embouti|tient|déraciné|
  accroché|arrachée|tomber
1.2=mât|lampadaire|candélabre|poteau|réverbère|pylône|luminaire @auto percuté|cogné|heurté|embouti|renversé|couché|tient|penche|accident
1.1=étincelle|étincelles|électrocuté|électrocution|châtaigne|électrisé|électriser|grésillements
court circuit
ligne|haute électrique|tension tombé|tombée|arraché|pend|arrachée|branche|arbre
1.3=décharge|secousse|châtaigne|jus lampadaire|poteau|mât|candélabre|touchant|touché|électrique|grillage|réverbère
1.4=coffre|coffret|boîte|boîtier|armoire|trappe|porte|portillon|capot fils|câbles|cuivre|électrique|barres|branchements|courant|éclairs|
  étincelles voit|ouverte|ouvert|porte|enfants|pluie|pleut|bleus|poteau|dangereux|arrachée|pendent|couleurs|touche
1.3=étincelles|étincelle|éclairs|arcs|crépite|grésille coffret|coffre|boîte|armoire|poteau|pluie|pleut|fil|câble|câbles|transformateur
1.4=jus|décharge|châtaigne|secousse|picotement|électrisé|électrocuté poteau|lampadaire|mât|patte|main|chien|grille|portail|pied|touchant|
  touché|abribus|candélabre
1.4=ligne|câble|fil|fils|câbles tombée|tombé|travers|pend|pendent|traîne|décroché|arraché|bas|ras courant|électrique|électriques|tension|
  approcher|tête|chemin|route|jardin|danger|toucher
1.3=mât|poteau|pylône|lampadaire plié|penche|couché|incliné|percuté|tient|menace|tombé câbles|câble|fils|camion|trottoir|tomber|voiture|
  tempête|fil
1.3=fils|câbles poteau|trappe|porte|lampadaire|bas|pied|coffret ouverte|ouvert|sortent|couleurs|voit|dehors|pendent|air
0.45=câbles|câble|étincelles|électrocuter|électrocuté|dénudés|transformateur
1.3=fils|câbles|fil|branchements multicolores|couleurs|rouges|bleus|nus|cuivre|dehors|dénudés|électriques|sortent pied|réverbère|
  lampadaire|poteau|bambin|enfant|enfants|hauteur|mât|coffret|trappe|armoire
1.3=arbre|branche|poteau|camion|échelle câbles|fils|câble|ligne|fil éclairs|étincelles|courant|électriques|électrique|tension
1.3=courant|jus pris|passe|coupé|picote|électrique|secoué poteau|lampadaire|mât|grille|abribus|candélabre|portail|grillage
1.4=porte|trappe|plaque|capot|couvercle lampadaire|poteau|candélabre|réverbère|mât tombée|tombé|arrachée|voit|intérieur|enlevée|disparu|
  gamins|pend|ouverte
1.3=fil|câble|ligne traîne|pend|tombé|tombée|décroché|bas clôture|école|arbre|jardin|route|trottoir|tempête|toit|haie
1.4=camion|grue|engin|tracteur|pelle|benne|arbre|nacelle accroché|arraché|touché|tiré|coupé|sectionné ligne|fils|câble|câbles
1.2=fils|câbles touchent|touche|frottent|frôlent|pendent|effleurent toit|arbre|sol|haie|branches|camions|tête|abri|gouttière|trottoir
""",
}
