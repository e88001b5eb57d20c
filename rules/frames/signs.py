"""Signs, markings, traffic lights, speed and street furniture: what citizens say of them."""

FRAMES: dict[str, str] = {
    "VOI-04": """
1.2=panneau|panneaux|pano|balise|signalisation @cassé|terre|illisible|tourné|manquant|manque|disparu|caché|effacé|volé|masqué|décroché|
  délavé|envers|visible|bas
1.2=stop|stope @cassé|terre|caché|disparu|masqué|tourné|volé|voit|visible
1.2=balise|panneau|stop|cédez|signalisation priorité @cassé|terre|caché|disparu
miroir|miroirs @cassé|sale|tourné|volé|ciel|embué|orienté|carrefour|virage|sortie|installer|réorienter
1.3=plaque|plaques rue|nom|ruelle|venelle|place|impasse|voie @cassé|manquante|manque|illisible|disparu|rien
0.8=panneau|panneaux signalisation|stop|priorité|interdit|direction|directionnel|limitation|rond|impasse|agglomération
1.2=cédez passage panneau|caché|@cassé|voit|visible|lierre|mangé|branches|masqué
sens interdit panneau|caché|disparu|@cassé|masqué
panneau|panneaux interdire|interdiction|ajouter|remettre|redresser|remplacer|installer|poser|changer
fléchage|jalonnement|flèche parking|direction|centre|manque|faux|erroné
1.3=@panneau @ordre @faussé
1.1=octogone|losange|écriteau|panonceau @faussé|carrefour|hameau|priorité|rouge|jaune
1.3=rond|disque rouge|barre|interdiction|interdit|bleu barre|blanche|tourner|poteau|tourné|volé|30|50
1.2=glace|glaces|miroir|rétroviseur ronde|rond|sortir|sortant|sortie|sort|ruelle|cour|virage|angle|accrochée voir|voit|voyait|arriver|
  arrivent|brisée|cassée|buée|travers|embuée|tordue|tombée|cassé|face|remettre|aide
1.3=plaque|plaques|écriteau|nom bleue|bleues|nom|rue|hameau|émaillée rue|mur|façade|disparu|décrochée|emportée|volée|livreurs|touristes|
  ambulance
1.1=indication|indications|fléchage|signalétique|jalonnement|flèche|flèches manque|mauvais|mal|faux|tromper|trompent|perdent|rien camions|
  hameau|centre|touristes|livreurs|visiteurs|hôpital|zone|gare|côté|parking
1.2=cédez|stop|priorité|interdit|sens envers|tourné|couché|caché|plié|volé|terre|lierre|tapé|disparu|tordu
1.1=rue|sens envers|interdit|contresens panneau|poteau|rond|disque|tourné
0.4=panneau|panneaux|écriteau|écriteaux|signalisation|fléchage|signalétique|octogone|pano|balise|jalonnement
0.25=interdit|priorité|stop|cédez|giratoire|destinations|sens|indication|indications|miroir
1.2=panneau|panneaux|écriteau|plaque|plaques mousse|moisi|verts|vert|sale|sales|poussière|tag|crasse lit|lire|lisible|illisibles|voit|
  destinations|rue|giratoire|nom
1.2=rouge|jaune|bleu|blanc|triangle|losange|rond|côtés huit|côtés|octogone|triangle|rond|carré|losange|barre fauché|tordu|arrêter|volé|
  couché|cassé|tombé|renversé|disparu|gît|herbe|fossé
1.2=glace|miroir buée|embuée|embué|orientée|orienté|tordue|rayée
1.2=triangle|losange|octogone|écriteau|panonceau plié|tordu|couché|tombé|fauché|terre|tourné|arraché|penché|disparu|volé|accident
1.4=pancarte|panneau|plaque entrée|village|agglomération|hameau|bourg|commune|rue|sortie dévissé|dévissée|volé|volée|disparu|tombée|
  tordue|arrachée|envers|farceurs|retournée|inversée|taguée|enlevée
1.4=miroir|glace voit|rouille|rouillé|sale|piqué|terni|cassé|bougé|tourné|reflète impasse|virage|sortie|carrefour|bout|croisement|sortir|
  voitures|garage|angle
0.9=disque|rond|triangle|carré|losange|octogone bleu|rouge|blanc|jaune|flèche|barré
1.2=disque|rond|triangle|panneau|flèche vent|tempête|camion|accident|choc tourné|regarde|ciel|envers|plié|penche|tombé|tordu|indique
0.9=@panneau_seul @abîmé
1.3=plaque|nom|panneau lire|lisible|illisible|déchiffrer|recouverte|recouvert|effacé|peinturluré|rouillée rue|place|nom|avenue|impasse|
  hameau|ruelle|chemin
1.2=panneau|panneaux tonnes|limite|limitation|porteurs|gabarit|hauteur|largeur|vitesse disparu|volé|enlevé|caché|engouffrent|passent|
  masqué|tombé|remettre
1.1=flèche|flèches retournée|tournée|inversée|mauvais|envoie|fausse|direction|perdent|indique|montre
1.25=stop|cédez|panneau|panneaux|priorité|signal|limitation mangé|caché|masqué|invisible|recouvert|disparaît|étouffé|couvert|cachés haie|
  branches|lierre|thuyas|arbre|végétation|feuilles|ronces|buisson|laurier
1.4=pancarte|panneau|indication|signalisation indique|signale|prévient|annonce|impasse|cul aucune|aucun|manque|pas|rien|faudrait|plus
1.3=flèches|flèche|indications|fléchage|panneaux|panneau|signalétique disparu|disparues|manque|manquent|effacées|enlevées|volées|tombées
  musée|mairie|château|centre|touristes|visiteurs|trouvent|camping|hôpital|gîte|clients|zone
1.3=plaque|plaques aucune|aucun|manque|plus lotissement|rue|quartier|hameau|allée|venelle samu|trompé|livreurs|perdent|ambulance|nom|
  trouvent|facteur
""",
    "VOI-05": """
1.1=passage|passages piéton|piétons|clouté|cloutés|zébré effacé|voit|voient|repeindre|repeint|peinture|peindre|invisible|usé|marquage|
  disparu|visible|distingue|refaire|devine|efface
1.2=bandes|zébras|lignes voit|voient|invisible|effacées
1.1=bandes|bande|traits|lignes|ligne|zébras|marquage école|blanches|blanche|sol|jaune|voit|invisible effacé|voit|visible|usées|disparu|
  repeindre|refaire
marquage|peinture|bandes|ligne|lignes|zébra|pictogramme|marquages sol|effacé|repeindre|blanche|blanches|usé|invisible|disparu|peindre
1.3=place|places|emplacement handicapé|handicapée|pmr|fauteuil|fauteuils|livraison|parking|stationnement repeindre|effacé|peinture|marquage|
  tracé|tracer|retracer|distingue|devine
piste|bande cyclable|vélo effacé|marquage|repeindre|peinture
0.8=passage|passages piéton|piétons|clouté
créer|matérialiser|tracer|faudrait|manque|demande passage piéton|piétons|clouté
1.2=@marque @pâli sol|terre|école|bitume|blanc|blanche|blanches|parking|piétons|vélos|traverser|enfants|arrêter|garer|bleu|handicapé|
  carrefour
1.1=bandes|lignes|traits|clous|zébras|zébrures distingue|devine|devinent|effacés|effacées|mangées|parties|usées|disparu|voit
1.2=coup peinture|pinceau|blanc|rouleau clous|bandes|lignes|école|sol|rentrée|passage|traits|places|stationnement
1.3=bonhomme|fauteuil|dessin|logo|pictogramme|vélo|symbole dessin|dessiné|peint|peinture|bleu|logo|repeindre sol|terre|voit|effacé|place|
  bitume|bleu
1.2=emplacements|places|stationnement|parking|cases retracer|tracer|tracés|repeindre|délimiter|matérialiser|délimitées
1.2=traverser|traversent|traversée|passage|clous tracer|créer|matérialiser|peindre|dessiner|endroit|bandes|sécurisé ehpad|école|collège|
  rue|route|avenue|arrêt|faudrait|pourrait
1.1=bande|piste|couloir vélo|vélos|cyclable|bus|cyclistes mangée|distingue|voit|effacée|pneus|repeindre|disparu|peinture
1.2=refait|refaite|goudronné|bitume|enrobé|traverse|traverser|traversent traits|lignes|marquage|bandes|peinture|blanc manque|pas|plus|
  jamais|aucun|aucune|reste
0.45=marquage|marquages|zébra|zébras|clouté|cloutés|zébrures|pointillés|séparations|traçage|tracé
0.35=peinture|repeindre|retracer|effacé|effacée|effacées|bandes|traits|clous|pinceau|matérialiser
1.2=peinture|marquage|bandes|traits|lignes partie|parties|partis|disparu|effacée|effacées|usée|sel|hiver traverse|traverser|crèche|école|
  terre|sol|route|piétons|passage
1.2=séparations|délimitations|cases|emplacements|places|stationnements disparu|effacées|effacés|effacé|retracer|tracer|voit|marquées|
  délimitées parking|stationnement|stationnements|place|garent|mettre|met|voitures
1.3=emplacements|places|cases|parking pas|aucun|rien dessinés|dessiné|tracés|marqués|peints|matérialisés|délimités
1.2=passage|clous|bandes|piétons blanc|peinture|traits|bandes disparaître|disparu|fini|pneus|usure|effacé|parti|maternelle|école
1.2=garent|garer|stationnent|mettent comment|importe|travers|deux|serrés traits|lignes|marquage|peinture|séparations|tracés|marques
1.2=peinture|blanc|bandes|marquage|couleur remettre|remettez|refaire|redonner|repasser|rafraîchir|renouveler traversent|traverser|enfants|
  passage|piétons|école|automobilistes|parking|route|ligne|sol
1.3=dents|triangles|damier|chevrons|bandes|flèches|lignes requin|sol|blanc|ralentisseur|ralentisseurs|dos|stop|cédez|plateau invisibles|
  effacées|effacés|voit|usées|nuit|disparu|repeindre|peinture
1.1=ligne|lignes|bande|axe continue|discontinue|médiane|centrale|axiale voit|voient|effacée|distingue|invisible|usée|repeindre|doublent|
  plus
1.4=redessiner|retracer|repeindre|repasser|tracer|rafraîchir places|emplacements|bandes|lignes|passage|contour|marquage|clous handicapés|
  handicapé|devine|voit|devant|parking|piétons|effacé|livraison
1.4=flèches|lettres|chiffres|symboles|lignes|marques sol|parking|chaussée|bitume illisibles|effacées|effacés|disparu|voit|usées|
  invisibles|repeindre|visibles
1.3=repeint|repeindre|redessiné|retracé|remis|refait|refaire|rafraîchir bandes|lignes|passage|marquage|clous|zébra
""",
    "VOI-06": """
1.1=feu|feux|signal|signaux tricolore|tricolores|rouge|carrefour|piéton|piétons|croisement|intersection|signalisation @panne|bloqué|
  orange|marche|fonctionne|vert|réglé|détraqué|passe|restent|reste|rade
feux|feu @panne|bloqués|bloqué|détraqué|déréglé
1.1=feu|feux tricolore|tricolores
bouton piéton|piétons|appel|poussoir
carrefour feux|tricolores
1.2=feu|feux|bonhomme vert|rouge minutes|toujours|bloqué|jamais|temps|court|permanence
1.2=signal|bonhomme traverser|piéton|piétons vert|jamais|marche|fonctionne
1.2=rouge|vert|orange reste|restent|toujours|bloqué|change|passe|figé|clignote carrefour|croisement|feu|feux|minutes|traverser|piétons|
  boulevard|avenue|voitures|klaxonne|attend
1.2=rouge minutes|attend|attendre|attente carrefour|croisement|personne|face|vert|bouchon|feu
1.3=bonhomme vert|rouge|passe|jamais|traverser|court|secondes
1.3=bouton appuie|appuyer|appuyé|traverser|piéton|piétons traverser|marche|rien|vert|sert|cassé|coincé
1.2=carrefour|croisement|intersection couleur|couleurs|orange|clignote|change|vert
1.1=carrefour|croisement|intersection chacun|griller|grillent|klaxonne|policier rouge|vert|orange|couleur|feux|feu|soi|change
1.1=orange allume|clignote|clignotent|fixe avenue|boulevard|carrefour|klaxonne|bout|seul|partout|croisement
signal|signaux|lampes carrefour|croisement éteint|éteints|marche|panne|noir|rouge|vert
0.45=feux|tricolore|tricolores|bonhomme|carrefour|bouton
0.3=orange|clignote|intersection
1.1=vert|rouge côtés|directions
1.2=vert|rouge|orange|jaune côtés|sens|temps|deux|clignote|clignotent|bloqué croisement|carrefour|intersection|voitures|carton|accident|
  boulevard|empoigne|poste|hier|piétons|même
1.1=croisement|carrefour|intersection empoigne|pagaille|chacun|klaxons|anarchie|chaos|policier|circulation clignote|orange|jaune|vert|
  rouge|éteint|marche
1.3=lumières|lampes|feux|feu|signaux|signalisation carrefour|croisement|intersection|avenue éteintes|éteints|panne|clignotent|orange|
  noires|marchent|forcent
1.2=silhouette|bonhomme|figurine rouge|vert|reste|passe|minutes
1.2=appuie|appuyer|appuyé traverser|avenue|boulevard|passage rouge|vert|rien|attend|bouton|jamais|change
1.3=signal|vert|bonhomme|feu piétons|piéton|traverser|boulevard|avenue secondes|court|temps|vite|rapide|déambulateur|âgées|rouge|attente
1.5=lumières|lampes|feux|couleurs allument|allumées|clignotent|temps|ensemble|éteintes|éteints|mélangent carrefour|croisement|intersection
""",
    "VOI-07": """
1.1=roulent|roule|rouler|passent|descendent|dévalent|déboulent|foncent|fonce|prennent|filent|conduisent|arrivent vite|fond|fous|folle|
  allure|vitesse|bolides|barjots|furieux|cinglés|tarés|dératés|sauvages|tombeau|dingues|trombe|balle|malades|circuit|80|90|100|130|piste|
  autoroute|champignon
vitesse excessive|limiter|excès|limitation|réduire|ralentir|contrôle|contrôles|respecte|respectée|voitures|rue|route|automobilistes|
  limité|limitée|radar|folle|véhicules
ralentisseur|ralentisseurs|chicane|chicanes|radar|coussin|coussins|écluse|dodane|plateau installer|mettre|poser|demande|rue|possible|
  faudrait|route|aménager|vitesse|souhaite
dos âne|ânes
gendarme|gendarmes couché|couchés
zone|limiter|limitez|hameau 30|trente|rencontre
0.9=carrefour|virage|intersection|croisement|traversée|sortie|tournant dangereux|dangereuse|accident|accidents|visibilité|accidentogène|
  sécuriser|drame
0.7=sécuriser|sécurité|sécurisation traversée|carrefour|route|rue|piétons|école|enfants|abords
0.7=poids lourds
poids|camions|camion transit|traversent|interdire|tonnes|gps|traverse
1.2=@auto failli|manqué|faucher|fauchée|écraser|écrasé|renverser|renversé|frôlé|frôle|percuter enfant|fils|fille|vite|vitesse|route|rue|
  enfants|piétons|petit
freiner|ralentir|calmer|dissuader|élan @auto|automobilistes|conducteurs|chauffards|gens|descente|circulation|rue|route
chauffards|chauffard|bolides|bolide|automobilistes
1.1=sens unique|circulation mettre|mise|instaurer|passer|contresens|plan
visibilité sortie|carrefour|sortant|virage|nulle
1.2=semi|remorques|poids|camions|tracteurs interdire|interdit|transit|traversent|fenêtres|déviation|itinéraire|déviés|nuit
0.8=conducteurs|automobilistes|voitures|chauffards accélèrent|arrêtent|klaxonnent|doublent|frôlent
automobilistes|conducteurs|voitures priorité|vitesse|respectent|stop|ralentissent|circuit|course
1.2=@pilote @fonce rue|route|boulevard|avenue|école|ligne|quartier|enfants|petits|nuit|soir|virage|entrée|village|hameau|devant|matin
1.2=déboule|déboulent|fonce|foncent|roulent|passent|prennent|filent cent|80|90|100|110|120|fusées|flèches|bolides|avions|aérodrome|
  circuit|anneau|autoroute|piste|allure|balles|formule
1.1=@freiner @pilote|vitesse|élan|allure rue|route|école|mettre|mettez|poser|installer|faire|quelque|faudrait
1.1=mettez|mettre|poser|installez|faudrait obstacle|obstacles|chicane|plots|ralentisseurs|radar|bosses descendent|foncent|roulent|élan|
  vitesse|ralentir|freiner|casser|dissuader|rue
1.2=gps|waze|téléphones|navigation|raccourci|itinéraire|applications envoie|envoient|raccourci|coupent|coupe|passer|transit|éviter
  gens|véhicules|camions|tonnes|voitures|monde|rue|bourg|centre|hameau|chez|semi|poids
1.3=tonnes|semi|remorques|camions|poids|38|44 tremble|tremblent|vibre|vibrent|vaisselle|verres|murs|fissures|transit|traversent|coupent|
  interdise|interdire|frôlent|passent maison|rue|bourg|village|jour|chez|buffet|lourds|centre
1.2=accident|accidents|tas|accrochage|accrochages|crash|carambolage croisement|carrefour|virage|sortie|intersection|arriver
1.0=voit|visibilité|voir|apercevoir arriver|arrivent|sortir|sortant|venir croisement|carrefour|virage|intersection|angle|stop|impasse|cour
1.2=mort|morts|drame|tué|tués|faucher|fauché|écrasé|renversé|renverser école|enfant|enfants|gamin|gamins|chat|piétons|petits voitures|
  vitesse|vite|pied|ralentissent|chauffards|roulent|lèvent
1.2=pied lève|lèvent|lever|plancher|frein voitures|véhicules|automobilistes|conducteurs|chauffards|gens|école|rue|descente|traversent|
  maisons|hameau|oblige
1.1=petits|enfants|gosses|chat|mamies jouer|sortir|traverser|peur|oser roulent|vite|vitesse|déboulent|déboule|foncent|circuit|bolides
rue|route|voie unique|apaisée|partagée|30|piétonne|rencontre passer|mettre|limiter|envisager|sens|instaurer|zone|seul
rue|route|boulevard|avenue|quartier circuit|raccourci|autoroute|périphérique|déversoir|hippodrome|anneau
0.4=vitesse|ralentisseur|ralentisseurs|chicane|chicanes|chauffards|chauffard|bolides|radar|accélérateur|coussin
0.35=ralentir|roulent|foncent|déboulent|accélèrent|excessive|frôlent|raccourci|freiner
0.2=automobilistes|conducteurs|virage|carrefour|courbe|lourds|transit|tonnes|circulation|accidents
1.2=coupent|coupe|évitent|éviter|raccourci|shunt|détournent ruelle|rue|quartier|lotissement|hameau|chez|impasse bouchon|bouchons|feu|
  accélérateur|vite|vitesse|centre|rocade|camions|voitures|péage
1.2=muret|mur|clôture|maison|portail|façade|haie percuté|percutée|embouti|emboutie|défoncé|démoli|fauché|touché|quatre|trois|deux|fois
  courbe|virage|ratent|vitesse|chauffards|arrivent|tournant
1.1=appuient|appuyer|écrasent|pied accélérateur|champignon|plancher
1.2=tué|écrasé|fauché|renversé chien|chat|enfant|cycliste|piéton|mamie voiture|voitures|roulait|roulaient|vite|dingue|fou|vitesse
1.2=accrochages|accrochage|sorties|tonneaux|accidents|choc|chocs virage|carrefour|rue|route|mois|semaine|descente trois|deux|quatre|
  encore|troisième|série|répétition|année|ralentisseur
1.2=dévalent|descendent|dévale|arrivent|débouchent|surgissent|filent côte|pente|descente|rue|virage|courbe|ligne freiner|allure|vive|
  vitesse|fond|drame|écoliers|enfants|voir|ralentir
1.2=courbe|virage|tournant|talus|dos masque|cache|masqué|sortir autos|voitures|véhicules|camions|conducteurs|allure|vitesse
0.9=vive|folle|excessive|grande|toute allure|vitesse
1.2=blinde|balle|berzingue|fond|barre|tombeau|gaz|toc toute|fond|pleins|tombeau rue|rond|route|virage|boulevard|avenue|ligne|prennent|
  passent|descendent|roulent|traversent
1.1=motards|motos|scooters|pilotes|voitures|bolides hurler|accélérer|montant|descendant|fond|120|110|130|100 côte|ligne|descente|route|
  boulevard|machines|moteurs|avenue
1.2=clôture|muret|portail|mur|haie|poteau|jardin morflé|percuté|embouti|défoncé|pris|fauché|encastré|encastrée rond|virage|voiture|
  voitures|vitesse|fois|blinde|encore|nuit|route
1.3=camions|poids|semi|tracteurs|bus respectent|respecte|bravent|malgré|ignorent interdiction|interdit|tonnage|tonnes|panneau|limitation
""",
    "VOI-09": """
1.1=potelet|poteau|borne|plot|plots|barrière|garde-corps|abribus|banc|bancs|arceau|arceaux|jardinière|balise|barrières|potelets|rambarde|
  glissière|bornes|chaîne|grillage|parapet|muret|quille|balisette|fontaine @cassé|manque|manquante|remplacer|terre|lattes|lames|planches|
  bouge|dépasse|branle
1.2=vitre|vitres|toit|verre|paroi abribus|abri @cassé|éclats|morceaux
vitre|vitres abribus|abri
banc|bancs|assise installer|mettre|remettre|latte|lattes|planche|planches|cassé|lame|lames|asseoir|reposer|ajouter
rambarde|garde|parapet pont|corps|rouillé|escalier|passerelle
abribus|potelet|potelets|arceaux
arceau|arceaux|rack vélo|vélos
mobilier urbain
1.3=siège|assise|banc|bancs|table|dossier lattes|latte|planche|planches|pied|cassé|arrachée|cassée|manque|vissée|échardes|reste
1.4=piquet|piquets|quille|quilles|borne|bornes|poteau|poteaux|plot|plots|potelets|barre|barres|barrière|barrières couché|couchés|arraché|
  arrachés|plié|pliés|percuté|tordu|tombé|redresser|renversé|cassé|sortie trottoir|voitures|camion|livraison|livreurs|protège|protègent|
  empêchent|empêche|monter|entrer|bois|fonte|béton|vélos
1.3=barre|barres|arceau|arceaux|râtelier|crochet|support|supports|truc|trucs|machins|métal|ferraille attacher|attache|accroche|accrocher|
  garer vélo|vélos|trottinettes
1.3=abri|abribus|auvent|cabane|arrêt|aubette paroi|carreau|carreaux|vitre|vitres|toit|verre|plexi|plaque|panneau|assise pas|plus|aucun|
  cassé|brisé|brisée|perdu|pleut|éclats|remplacer|coup|explosée|tranchant|car|manque|partout
1.2=carreau|vitre|paroi attend|attendent|attente|abri bus|car|collégiens|cassé|brisé|verre
1.3=main|rampe|rambarde|balustrade|garde|barreau|barreaux|parapet courante|corps|escalier|passerelle|pont|fou|marches branlante|branlant|
  tient|cassée|rouillée|tomber|arrachée|descellée|manque|bouge
1.2=asseoir|assoir|reposer|souffler|siège|sièges|banc anciens|vieux|âgés|personnes|poste|âge|fatigue|fatiguent|marché|retraite|arrêt|
  mettre|possible|manque|faudrait
1.2=bac|bacs|jardinière|pot|vasque béton|pierre|fleurs percuté|percutée|renversé|renversée|cassé|déplacé|passage|camion|tordu
1.1=fontaine|pompe|horloge|kiosque|borne-fontaine panne|cassé|cassée|marche|coule|arrêtée|robinet
0.45=potelet|potelets|piquets|quille|quilles|arceau|arceaux|barrière|barrières|abribus|banc|bancs|rambarde|balustrade|chaîne|chaînes|
  poteau|poteaux|borne|bornes
0.25=scié|planches|lattes|vermoulues|dossier|asseoir|branlante|branlant|descellé|échardes
1.2=chaîne|chaînes|barrière|portique|cadenas|plot|plots|borne scié|sciée|cassée|cassé|enlevée|arrachée|forcé|forcée|volée voitures|
  rentrent|passent|esplanade|place|poteaux|chemin|parc|entrent
1.2=banc|bancs|planches|lattes|table|ponton|passerelle vermoulues|fendues|cassées|échardes|manquent|pointes|clous asseoir|travers|banc|
  mer|bancs|passe|parc|place|assis|robe|pantalon
1.2=barreau|barreaux|barrière|grillage|garde|main|filet manque|manquent|cassé|tordu|descellé|rouillé|trou rivière|pont|passerelle|quai|
  escalier|vide|enfant|canal
1.2=dossier|assise|pied|accoudoir|planche|latte banc|bancs|fauteuil|table détaché|cassé|arraché|fendu|tombé|appuyée|dévissé|manque
0.9=@mobilier_rue @abîmé
1.2=rampe|rambarde|main|garde|barrière|corde escalier|marches|lavoir|pont|passerelle|pente|quai pas|plus|disparu|disparue|manque|tenir|
  cassée|accrocher|remettre|appuyer|tombée|installer
1.2=sièges|siège|bancs|banc|chaises|assises mettre|installer|ajouter|prévoir|faudrait|poser|remettre|pourrait côte|mi|âgées|personnes|
  anciens|souffler|soufflent|reposer|promenade|arrêt|marché
1.3=poteau|poteaux|piquet|piquets|potelet|plot|plots|borne|bornes|barre empêche|empêchent|protège|protègent|empêchaient|dissuade
1.3=assise|banc|siège|table|banquette|planche effondrée|effondré|cassée|cédé|lâché|écroulé|craqué poids|bois|canal|parc|mari|femme|jambes|
  assis|asseyant|près
1.2=vélos|vélo|trottinettes attacher|attachés|attaché|attache|garer|accrocher|poser|stationner rien|tordu|tordus|arraché|arrachés|aucun|
  manque|arceaux|râtelier|faudrait|installer|supports|devant
1.3=table|tables|banc|bancs pique|nique|lac|parc|plan|aire|étang|bord pied|cassée|perdu|planche|bancale|pieds|renversée|abîmée|vermoulue|
  arrachée
""",
}
