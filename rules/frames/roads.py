"""Roads, pavements, signs and street lighting: what citizens say of them."""

FRAMES: dict[str, str] = {
    "VOI-01": """
trou|trous|nid|nids|cratère|cratères|ornière|crevasse|crevasses|affouillement|creux|bosse|bosses|flaque @route
@route @défoncé
@route mauvais|piteux|lamentable|pitoyable|déplorable|catastrophique|triste état
nid|nids poule|poules
1.2=pneu|pneus|jante|amortisseur|amortisseurs|suspension|suspensions|essieu|cardan|rotule|châssis|dos trou|trous|crevé|éclaté|
  @défoncé|cassé|lâché|laissé|nid
1.2=pneu|pneus|jante|amortisseur|amortisseurs|suspension|suspensions|essieu|cardan|rotule @route
ornières|nid-de-poule
trou|trous|creux voiture|vélo|moto|roue|roues|trottinette|guidon profond|tomber|tombé|chute|évite|éviter
goudron|enrobé|bitume|macadam|revêtement|asphalte part|arraché|décolle|effrite|plaques|morceaux|miettes|lambeaux|partout
1.1=route|rue|chaussée|chemin|avenue|boulevard gruyère|tank|mines|montagnes|secoue|secoués|cahots|cahote|bosselée|champ|lune|rallye|tape
reboucher|rebouche|rebouchez|boucher trou|trous|nid|nids
1.1=@route refaire|réfection|refait|retaper|goudronner|rustine|rustines|rapiécée|rafistolée trou|trous|@défoncé|état|année|partout|entière
0.7=trou|trous énorme|gros|grand|profond|dangereux
zigzag|slalom|slalomer|slalome trous|nids|@route
""",
    "VOI-02": """
@trottoir @défoncé|cassé|dangereux|affaissé|étroit|dalle|pavé|trou|trous|bancal|inégal|guingois|glissant|impossible
dalle|pavé|bordure|pavés|dalles descellé|bouge|bougent|cassé|manquant|manque|manquent|soulevé|décollé|branlant|bancal|guingois|déchaussés|
  disjoint|disjoints|instable
racine|racines soulèvent|soulève|soulevé @trottoir|bitume
1.1=tombé|tombée|trébuché|chuté|étalé|étalée|buté|culbuté|affalé|cheville|foulé|foulée @trottoir
1.2=fauteuil|poussette|landau|déambulateur|rollator|pmr|roulant|handicapé @trottoir|passer|passe|rouler|monter|accès|impossible|descendre|
  abaissé|chaussée|rampe|marche|accéder
1.3=fauteuil|poussette|landau|déambulateur|rollator|pmr|canne|handicapé @trottoir @défoncé|cassé|impossible|dangereux|étroit|haut|obligé
trottoir|trottoirs refait|refaire|réparer|réfection|remettre|état
abaisser|abaissé|abaissement|rampe|plan @trottoir|fauteuil|accès|handicapés|pmr|roulant
accessibilité|accessible|inaccessible pmr|handicapé|fauteuil|mairie|personnes|trottoir|roulant
@trottoir aveugle|malvoyant|malvoyante|aveugles|podotactile
pas trottoir
""",
    "VOI-03": """
1.2=@route|sol|terrain|place|parking effondré|effondre|affaissé|affaisse|enfonce|écroulé|effondrement|affaissement|dérobe|dérobé|engloutie
trottoir effondré|effondre|englouti
1.2=sol|terre|terrain|pavés effondré|dérobe|affaissé|effondre|affaisse|parti|ouvert|vide|creux
1.2=@route sol|vide|creux dessous|sous|parti|fond
1.4=trou|trous béant
1.2=gouffre|effondrement|affaissement|marnière
cavité|gouffre|marnière|crayère|carrière|souterrain|effondrement @route|jardin|place|sous|ouverte
trou fond voit|ancienne|sans
1.1=@route ouverte|ouvert|béant|enfoncée|creuse|creusé deux|cave|gouffre|vide|mètres|mètre
""",
    "VOI-04": """
1.2=panneau|panneaux|pano|balise|signalisation @cassé|terre|illisible|tourné|manquant|manque|disparu|caché|effacé|volé|masqué|décroché|
  délavé|
  envers|visible|bas
1.2=stop|stope @cassé|terre|caché|disparu|masqué|tourné|volé|voit|visible
1.2=balise|panneau|stop|cédez|signalisation priorité @cassé|terre|caché|disparu
miroir|miroirs @cassé|sale|tourné|volé|ciel|embué|orienté|carrefour|virage|sortie|installer|réorienter
1.3=plaque|plaques rue|nom|ruelle|venelle|place|impasse|voie @cassé|manquante|manque|illisible|disparu|rien
0.8=panneau|panneaux signalisation|stop|priorité|interdit|direction|directionnel|limitation|rond|impasse|agglomération
1.2=cédez passage panneau|caché|@cassé|voit|visible|lierre|mangé|branches|masqué
sens interdit panneau|caché|disparu|@cassé|masqué
panneau|panneaux interdire|interdiction|ajouter|remettre|redresser|remplacer|installer|poser|changer
fléchage|jalonnement|flèche parking|direction|centre|manque|faux|erroné
""",
    "VOI-05": """
1.1=passage|passages piéton|piétons|clouté|cloutés|zébré effacé|voit|voient|repeindre|repeint|peinture|peindre|invisible|usé|marquage|
  disparu|visible|distingue|refaire|devine|efface
1.2=bandes|zébras|lignes voit|voient|invisible|effacées
1.1=bandes|bande|traits|lignes|ligne|zébras|marquage école|blanches|blanche|sol|jaune|voit|invisible effacé|voit|visible|usées|disparu|
  repeindre|refaire
marquage|peinture|bandes|ligne|lignes|zébra|pictogramme|marquages sol|effacé|repeindre|blanche|blanches|usé|invisible|disparu|peindre
1.3=place|places|emplacement handicapé|handicapée|pmr|livraison|parking|stationnement repeindre|effacé|peinture|marquage|tracé|tracer|
  retracer
piste|bande cyclable|vélo effacé|marquage|repeindre|peinture
0.8=passage|passages piéton|piétons|clouté
créer|matérialiser|tracer|faudrait|manque|demande passage piéton|piétons|clouté
repeindre|retracer passage|bandes|lignes|places
""",
    "VOI-06": """
1.1=feu|feux|signal|signaux tricolore|tricolores|rouge|carrefour|piéton|piétons|croisement|intersection|signalisation @panne|bloqué|
  orange|
  marche|fonctionne|vert|réglé|détraqué|passe|restent|reste|rade
feux|feu @panne|bloqués|bloqué|détraqué|déréglé
1.1=feu|feux tricolore|tricolores
bouton piéton|piétons|appel|poussoir
carrefour feux|tricolores
1.2=feu|feux|bonhomme vert|rouge minutes|toujours|bloqué|jamais|temps|court|permanence
1.2=signal|bonhomme traverser|piéton|piétons vert|jamais|marche|fonctionne
feu chantier|alterné bloqué|@panne|marche
""",
    "VOI-07": """
1.1=roulent|roule|rouler|passent|déboulent|foncent|fonce|prennent|filent|conduisent|arrivent vite|fond|fous|folle|allure|vitesse|bolides|
  barjots|tombeau|dingues|trombe|balle|malades|circuit|80|90|100|130|piste|autoroute|champignon
vitesse excessive|limiter|excès|limitation|réduire|ralentir|contrôle|contrôles|respecte|respectée|voitures|rue|route|automobilistes|
  limité|limitée|radar|folle|véhicules
ralentisseur|ralentisseurs|chicane|chicanes|radar|coussin|coussins|écluse|dodane|plateau installer|mettre|poser|demande|rue|possible|
  faudrait|route|aménager|vitesse|souhaite
dos âne|ânes
gendarme|gendarmes couché|couchés
zone 30|trente|rencontre
1.1=carrefour|virage|intersection|croisement|traversée|sortie|tournant|rond-point dangereux|dangereuse|accident|accidents|visibilité|
  accidentogène|sécuriser|drame
sécuriser|sécurité|sécurisation traversée|carrefour|route|rue|piétons|école|enfants|abords
0.7=poids lourds
poids|camions|camion transit|traversent|interdire|tonnes|gps|traverse
1.2=@auto failli|manqué|faucher|fauchée|écraser|écrasé|renverser|renversé|frôlé|frôle|percuter enfant|fils|fille|vite|vitesse|route|rue|
  enfants|piétons|petit
freiner|ralentir|calmer|dissuader|élan @auto|automobilistes|conducteurs|chauffards|gens|descente|circulation|rue|route
chauffards|chauffard|bolides|bolide|automobilistes
1.1=sens unique|circulation mettre|mise|instaurer|passer|contresens|plan
visibilité sortie|carrefour|sortant|virage|nulle
1.2=semi|remorques|poids|tonnes|camions|tracteurs interdire|interdit|transit|traversent|fenêtres|déviation|itinéraire|déviés|nuit
conducteurs|automobilistes|voitures|chauffards accélèrent|arrêtent|klaxonnent|doublent|frôlent
automobilistes|conducteurs|voitures priorité|vitesse|respectent|stop|ralentissent|circuit|course
""",
    "VOI-08": """
verglas|neige|verglacé|patinoire|gelé|glace|enneigé|sel|salé|salage|saleuse|déneigé|déneiger|déneigement|givre|gel|miroir @route|
  @trottoir|
  passer|côte|place|passe|descente|pont|venelle
1.6=verglas|verglacé|salage|saleuse|saleuses|déneigement|sableuse|déneigé|verglacée|enneigé|enneigée
1.1=@route|côte|descente|pente patinoire|miroir|gelée|glissante|glisse|luge matin|neige|verglas|sel|sable|gel|nuit|froid|hiver
glisse|glissant|glissade verglas|neige|glace|gel|gelé
sel|saler|salage|sable|gravillons verglas|neige|rue|trottoir|hiver|stock|côte|camion|bac|glissant
""",
    "VOI-09": """
1.1=potelet|poteau|borne|plot|plots|barrière|garde-corps|abribus|banc|bancs|arceau|arceaux|jardinière|balise|barrières|potelets|rambarde|
  glissière|bornes|chaîne|grillage|parapet|main-courante|muret|quille|balisette|fontaine|arrêt @cassé|manque|manquante|remplacer|terre|
  lattes|lames|planches|bouge|dépasse|branle
1.2=vitre|vitres|toit|verre|paroi abribus|abri @cassé|éclats|morceaux
vitre|vitres abribus|abri
banc|bancs|assise installer|mettre|remettre|latte|lattes|planche|planches|cassé|lame|lames|asseoir|reposer|ajouter
glissière @cassé
rambarde|garde|parapet pont|corps|rouillé|escalier|passerelle
abribus|potelet|potelets|arceaux
arceau|arceaux|rack vélo|vélos
mobilier urbain
""",
    "VOI-10": """
1.2=chantier|travaux clients|vitrine|garer|passage|commerce|boutique|chiffre
1.1=chantier|travaux|chantiers gêne|gênant|gênants|interminable|interminables|abandonné|boue|poussière|bruit|laissé|plan|finis|terminé|
  terminés|rebouché|mois|signalisation|barrières|entreprise|durent|traînent|éternisent|ouvriers|camions|vitrine|nettoient|accès|clients|
  fin|prévenu|prévenus|durée|déviation
1.1=tranchée|tranchées rebouché|rebouchée|remise|mal|affaisse|ouverte|creusé|laissée|refermée|route|trottoir|rue
gravillons|gravillon|gravier|graviers route|rue|chaussée|partout|dangereux|projetés|balayer|volent|pare
fibre travaux|tranchée|trou|gaine|trottoir|entreprise|creusé|rebouché|ouvriers|chambre
marteau piqueur
déviation|déviations indiqué|mal|panneau|travaux|bus|détour|fléchée|fléchage|rue|voitures
engins|engin|pelleteuse|pelle|tractopelle chantier|6h|matin|bruit|rue|laissée
ouvriers|entreprise|gars|équipe tuyaux|gaz|fibre|tranchée|trottoir|creusé|gaine|réseau laissé|terre|rebouché|fini|disparu|revoit|revus|
  revenus|plan|plots|barrières|trou
contourne|contourner|contournement travaux|chantier|mois|terre|barrières
travaux rue|route|avenue|boulevard fin|durée|combien|quand|jusqu|interminables
""",
    "VOI-11": """
1.7=plaque|plaques|tampon|regard|trappe égout|fonte|ronde|chaussée|rue|télécom|milieu|trottoir claque|ouvert|ouverte|cassé|manque|
  manquante|bouge|descellé|volé|disparu|soulevé|enfoncé|bruit|saute|calée|boucan|bascule|branle|clong|tape|cloche
1.1=plaque|tampon|regard claque|saute|bascule|tape|descellée|calée|branlante|clong|ouvert|boite
1.1=bouche|grille|avaloir|caniveau|grilles|avaloirs|caniveaux ouvert|ouverte|cassé|cassée|manquant|bouché|bouchée|descellé|enfoncé|
  obstrué|débouché|déboucher|évacuation|évacue|feuilles|pluvial|engorgé
1.2=regard ouvert|ouverte|béant|couvercle|descellé|sans
plaque|tampon|couvercle égout|regard
1.1=grille|grilles manque|manquante|cassée|tombée|vélo|roue|évacuation|eaux|caniveau|écartée
bouches égout
couvercle regard|trou|fonte|égout
""",
    "VOI-12": """
1.1=échafaudage|benne|nacelle|grue|déménagement|monte-meuble|palissade|bennes|échafaudages autorisation|poser|installer|rue|
  réserver|trottoir|stationner|demande|emplacement|bloquer|devant|arrêté|monter|démarche|déposer|formulaire
1.2=réserver|neutraliser|réservation|garder|interdire|réservé place|places|stationnement|emplacement|emplacements|devant|camion|
  trottoir camion|déménagement|travaux|emménagement|déménageurs|nacelle|benne
1.2=déménage|déménageons|emménage|emménageons|déménagement|déménageurs|emménagement camion|place|places|stationnement|gare|garer|
  stationner|devant|rue|autorisation|réserver|fourgon
autorisation|permission|arrêté voirie|stationnement|occupation|échafaudage|benne|circulation|occuper
occupation|occuper|redevance domaine public|trottoir|voie
fermer|bloquer|barrer|fermeture|couper rue|circulation|impasse fête|voisins|déménagement|travaux|brocante|repas|tournage
1.4=terrasse|terrasses|tables|chaises|étal|chevalet|parasols|présentoir|stop-trottoir salon|restaurant|café|bar|commerce|boutique|
  trottoir|brasserie|clients|crêperie|dehors|boulangerie|établissement autorisation|installer|demander|demande|agrandir|sortir|poser|
  démarche|tarif|redevance|droit|étendre|mettre|coûte|combien|prix
terrasse|terrasses autorisation|installer|demande|sortir|étendre|agrandir|tables|chaises|redevance|droit|coûte|prix|tarif|année
vide|vide-grenier grenier|greniers organiser|autorisation|place
brocante|braderie|vide-grenier|foire|marché|stand|food-truck organiser|autorisation|emplacement|tenir
arrêté|dérogation circulation|stationnement|tonnage déménagement|travaux|demande|prendre|livraison|toupie|béton
fête voisins organiser|rue|barrières|autorisation
""",
    "ECL-01": """
@lampe @panne|noir|fini|vandalisé|remplacer|changer|réparer
@lampe pas @marche
ampoule|ampoules grillée|changer|lampadaire|remplacer|claqué|grillé
lampadaire|réverbère|candélabre remplacer|réparer|devant|numéro
0.8=noir|obscurité rentre|lampadaire|voit|lampe
point|points lumineux
1.1=@lampe éteint|allume|éteignent|clignote rallume|arrêt|cesse|stroboscope|minutes|intermittence
lampadaire|lampadaires|réverbère|candélabre|luminaire
boule|globe lampadaire|cassé
""",
    "ECL-02": """
1.4=rue|quartier|lotissement|impasse|allée|avenue|hameau|boulevard|résidence|place|cité|parking|secteur|coin|village noir|obscurité|
  éteint|
  plongé|plongée|lumière|éclairage|éclairé|éclairée|aveugle toute|entière|entier|complet|complète|tout|total|
  complètement|totalement
1.3=rue|quartier|lotissement|impasse|allée|hameau|résidence|place|cité|secteur lumière|éclairage|éclairé|éclairée|lumières|éclaire pas|
  rien|aucun
1.3=tous|plusieurs|aucun|trois|quatre|cinq|six|dix|série|ensemble|rangée lampadaires|réverbères|candélabres|éclairage|lampes|
  luminaires|lumière|lumières|lampadaire|réverbère @panne|@marche
1.3=aucun|aucune|rien lumière|éclairage|lampadaire|lampadaires|réverbère|allumé rue|quartier|impasse|lotissement|hameau|place|résidence|
  secteur|avenue
1.2=panne|coupure générale|secteur|quartier|rue éclairage|lampadaires|lumière|noir
1.3=voit|vois|voyait pas mètres|rien|goutte rue|lotissement|quartier|impasse|résidence|allée|hameau|place
1.2=éclairage|lampadaires public|rue|quartier pas|panne|noir|éteint entière|toute|complètement|totalement|entier
1.4!=seul|seule lampadaire|lampadaires|réverbère|candélabre|lampe|lumière pas
1.1=rien allume|allument|éclaire|éclairent
0.9=noir|obscurité total|complet|totale|complète
0.9=lampe|torche|lampes poche|frontale|torche|téléphone rentrer|rentre|voir|sortir|rue|soir
noir total|complet rue|quartier|lotissement|hameau|impasse|lumière|éclairage
""",
    "ECL-03": """
1.4=@lampe allumé|allumés|allumée|éclairé|brûlent|brillent|brille|restent|reste|éclaire|éclairent|fonctionne|brillaient|allumaient jour|
  journée|midi|plein|
  soleil|après-midi|matin|permanence|10|11|12|13|14|15|16|10h|11h|12h|13h|14h|15h|16h|aprem
gaspillage|gaspiller|gâchis électricité|énergie|lampadaires|éclairage|lumière|lumières
1.2=extinction|éteindre|éteignez|coupure|coupé|couper|coupez|rallumer|rallumage|éteint éclairage|lampadaires|lumières|lumière|réverbères
  nuit|23h|minuit|heures|nocturne|soir|22h|tôt|23|5h|avant|dès
extinction nocturne
1.2=@lampe chambre|fenêtre|fenêtres|volets|dormir|éblouit|aveugle|puissant|intense|blanche
pollution lumineuse
horaires|horaire|heure|heures|programmation|minuterie éclairage|lampadaires|réverbères
éclairage|lampadaires|lumières tôt|tard éteint|allume|allumé|éteignent|allument
éclairé|éclairage|éteint|éteignent|allumé|lumière|lumières 23h|minuit|22h|tard|tôt|5h|6h rue|allée|tout|laisser|laissez|nuit|heure
""",
    "ECL-04": """
1.2=fil|fils|câble|câbles|branchements|conducteurs nu|dénudé|dénudés|nus|pend|pendent|pendouille|pendouillent|apparent|apparents|
  électrique|
  terre|sortent|dangereux|arraché|ballant|traînent|visibles
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
1.3=décharge|secousse|châtaigne|choc|jus|courant lampadaire|poteau|mât|candélabre|touchant|touché|électrique|grillage|réverbère
""",
}
