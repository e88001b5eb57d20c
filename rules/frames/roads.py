"""Roads, pavements, signs and street lighting: what citizens say of them."""

FRAMES: dict[str, str] = {
    "VOI-01": """
trou|trous|nid|nids|cratère|ornière|crevasse|affouillement route|chaussée|voirie|bitume|goudron|enrobé|asphalte|revêtement|
  macadam|rue
route|chaussée|voirie|bitume|goudron|enrobé|asphalte|revêtement|macadam|rue défoncé|défoncée|abîmé|dégradé|déformé|fissuré|
  délabré|crevassé
route|chaussée|voirie|bitume|goudron|enrobé|asphalte|revêtement|macadam|rue mauvais|piteux|lamentable état
nid|nids poule|poules
pneu|jante|amortisseur|suspension trou|trous|crevé|éclaté
ornières
trou|trous voiture|vélo|moto|roue|roues profond
goudron|enrobé|bitume|macadam part|arraché|décolle|effrite|plaques
0.7=trou|trous énorme|gros|grand|profond
""",
    "VOI-02": """
trottoir défoncé|abîmé|cassé|dégradé|dangereux|impraticable|déformé|délabré|fissuré|soulevé|affaissé|étroit|dalle|pavé|trou
dalle|pavé|bordure|pavés|dalles descellé|bouge|cassé|manquant|soulevé|décollé|branlant|bancal
racine|racines soulèvent|soulève|soulevé trottoir|bitume|dalles
tombé|trébuché|chuté trottoir|dalle|pavé|bordure
fauteuil|poussette|déambulateur|pmr passer|passe|monter|accès|impossible trottoir
trottoir refait|refaire|réparer|réfection
abaisser|abaissement trottoir|bordure
accessibilité pmr|handicapé|fauteuil|mairie
""",
    "VOI-03": """
route|chaussée|voirie|bitume|goudron|enrobé|asphalte|revêtement|macadam|rue effondré|effondre|affaissé|affaisse|enfonce|écroulé|
  effondrement|affaissement
trottoir effondré|effondre
sol effondré|dérobe|affaissé|effondre|affaisse
trou béant
cavité|gouffre|fontis|marnière|crayère|carrière|souterrain|effondrement route|chaussée|voirie|bitume|goudron|enrobé|asphalte|revêtement|
  macadam|rue
trou fond voit|ancienne
""",
    "VOI-04": """
panneau|panneaux tombé|tordu|penché|arraché|couché|plié|cassé|terre|illisible|tourné|manquant|disparu|caché|renversé|effacé|
  volé|abîmé|masqué
stop tombé|tordu|couché|terre|arraché|penché|caché|disparu|masqué|renversé|plié
miroir cassé|brisé|sale|tourné|volé|fêlé
plaque rue nom|manquante|illisible|tombée|disparu
panneau signalisation|stop|priorité|interdit|direction|directionnel|limitation|rond
cédez passage panneau|tombé|caché
sens interdit panneau|tombé|caché|disparu
""",
    "VOI-05": """
passage|passages piéton|piétons|clouté effacé|voit|repeindre|repeint|peinture|peindre|invisible|usé|marquage|disparu|visible|
  distingue|refaire
marquage|peinture|bandes|ligne|lignes|zébra|pictogramme sol|effacé|repeindre|blanche|blanches|usé|invisible
1.2=place|places handicapé|handicapée|pmr repeindre|effacé|peinture|marquage
piste|bande cyclable effacé|marquage|repeindre
0.8=passage piéton|piétons|clouté
créer|matérialiser|tracer passage|piéton
""",
    "VOI-06": """
feu|feux tricolore|tricolores|rouge|carrefour|piéton panne|bloqué|éteint|orange|clignote|clignotant|marche|fonctionne|vert|réglé
feux panne|clignotants|hs|bloqués
1.1=feu|feux tricolore|tricolores
bouton piéton|piétons|appel
""",
    "VOI-07": """
roulent|roule|rouler|passent|déboulent|foncent vite|fond|fous|allure|vitesse|bolides|barjots|tombeau|dingues|trombe|balle|
  malades
vitesse excessive|limiter|excès|limitation|réduire|ralentir|contrôle|contrôles|respecte|respectée|voitures|rue|route|
  automobilistes
ralentisseur|chicane|radar|coussin|écluse|dodane installer|mettre|poser|demande|rue|possible|faudrait
dos âne
gendarme couché
zone 30|trente
carrefour|virage|intersection|croisement dangereux|dangereuse|accident|accidents|visibilité
sécuriser|sécurité traversée|carrefour|route|rue|piétons
poids|camions lourds|transit|traversent|interdire
sens unique mettre|mise|instaurer
visibilité sortie|carrefour|sortant
""",
    "VOI-08": """
verglas|neige|verglacé|patinoire|gelé|glace|enneigé|sel|salé|salage|saleuse|déneigé|déneiger|déneigement route|rue|trottoir|
  chaussée|passer|passé|côte|place|impasse|chemin|passe
glisse|glissant verglas|neige|glace|gel
sel|saler|salage verglas|neige|rue|trottoir|hiver|stock|côte
""",
    "VOI-09": """
potelet|poteau|borne|plot|plots|barrière|garde-corps|abribus|banc|bancs|arceau|jardinière|balise|barrières|potelets|rambarde
  arraché|cassé|plié|enfoncé|tordu|penché|abîmé|descellé|renversé|terre|brisé|pété|détruit|vandalisé|pourri|couché|manque|
  manquante|tombé|remplacer
vitre|vitres|toit|verre abribus|abri
banc|bancs installer|mettre|remettre|latte|lattes|planche|planches|cassé
glissière tordu|arraché|abîmé
rambarde|garde pont|corps|rouillé
""",
    "VOI-10": """
chantier|travaux gêne|gênant|interminable|abandonné|boue|poussière|bruit|laissé|plan|finis|terminé|terminés|rebouché|mois|
  signalisation|barrières|entreprise
tranchée|tranchées rebouché|rebouchée|remise|mal|affaisse|ouverte|creusé|laissée
gravillons route|rue|chaussée|partout|dangereux
fibre travaux|tranchée|trou|gaine|trottoir|entreprise|creusé|rebouché
marteau piqueur
déviation indiqué|mal|panneau|travaux|bus
engins chantier|pelleteuse|6h|matin|bruit
""",
    "VOI-11": """
plaque|tampon|regard|trappe égout|fonte claque|ouvert|ouverte|cassé|manque|manquante|bouge|descellé|volé|disparu|soulevé|
  enfoncé|bruit|saute
plaque claque|saute|bascule|tape|descellée
bouche|grille|avaloir|caniveau égout|ouvert|cassé|manquant|bouché|descellé|enfoncé|obstrué|débouché
1.2=regard ouvert|ouverte|béant|couvercle|descellé
plaque|tampon égout
grille manque|manquante|cassée|tombée|vélo|roue
""",
    "VOI-12": """
échafaudage|benne|nacelle|grue|déménagement|monte-meuble|palissade autorisation|poser|installer|rue|réserver|trottoir|
  stationner|demande|emplacement|bloquer|devant|arrêté
réserver|neutraliser|bloquer|réservation place|places|stationnement|emplacement|emplacements camion|déménagement|devant|travaux|
  emménagement
autorisation voirie|stationnement|occupation|échafaudage|benne
occupation domaine public
fermer|bloquer|barrer|fermeture rue fête|voisins|déménagement|travaux|brocante|repas
terrasse autorisation|installer|demande|sortir|étendre|agrandir|tables|chaises
1.3=terrasse salon|restaurant|café|bar|commerce|boutique|trottoir|brasserie|clients autorisation|installer|demander|demande|agrandir
vide|vide-grenier grenier|greniers organiser|autorisation|place
brocante|braderie organiser|autorisation
arrêté circulation|stationnement déménagement|travaux|demande|prendre
fête voisins organiser|rue|barrières|autorisation
""",
    "ECL-01": """
lampadaire|réverbère|candélabre|éclairage|lampe|luminaire|lumière éteint|panne|hs|grillé|clignote|clignotant|cassé|mort|noir|
  grésille|scintille|défectueux|défaillant|allume
lampadaire|réverbère|candélabre|éclairage|lampe|luminaire pas marche|fonctionne|allume|éclaire
ampoule grillée|changer|lampadaire|remplacer
lampadaire|réverbère|candélabre remplacer|réparer
0.8=noir|obscurité rentre|sortir|complet|lampadaire|voit
point lumineux
""",
    "ECL-02": """
1.3=rue|quartier|lotissement|impasse|allée|avenue|hameau|boulevard|résidence noir|obscurité|éteint|plongé toute|entière|entier|
  complet|complète|tout
1.3=tous|plusieurs|aucun|deux|trois|quatre|cinq|dix|seul|série lampadaires|réverbères|candélabres|éclairage|lampes|luminaires|
  lumière|lumières éteint|panne|hs|grillé|clignote|clignotant|cassé|mort|noir|grésille|scintille|défectueux|défaillant|allume|
  marchent|fonctionnent
1.3=plus aucune|aucun lumière|éclairage|lampadaire
1.2=panne générale|secteur éclairage|lampadaires|lumière|noir
1.2=éclairage public rue|quartier|hameau pas|panne entière|toute|complètement|totalement
""",
    "ECL-03": """
1.4=lampadaire|réverbère|candélabre|éclairage|lampe|luminaire|lampadaires|lumières|lumière allumé|allumés|éclairé|brûlent|
  restent jour|journée|midi|plein|après-midi|soleil|matin
gaspillage électricité|énergie|lampadaires|éclairage|lumière
1.2=extinction|éteindre|éteignez|coupure|coupé|couper|rallumer|rallumage éclairage|lampadaires|lumières|réverbères nuit|23h|
  minuit|heures|nocturne|soir
extinction nocturne
1.2=éclairage|lampadaire|lumière|réverbère chambre|fenêtre|volets|dormir|fort|éblouit|aveugle
pollution lumineuse
horaires|horaire|heure|heures|programmation éclairage|lampadaires
éclairage|lampadaires tôt|tard éteint|allume|allumé
éclairé|éclairage|éteint|éteignent|allumé|lumière|lumières 23h|minuit|22h|tard|tôt|5h|6h rue|allée|tout|laisser|laissez|nuit|
  heure
""",
    "ECL-04": """
fil|fils|câble|câbles nu|dénudé|dénudés|nus|pend|pendent|pendouille|apparent|apparents|électrique|terre|sortent|dangereux
1.3=fils|fil|câbles|câble électrique|électriques|nu|dénudé pend|terre|tombé|nu|apparents|arraché|sol
armoire|coffret|trappe|boîtier|mât électrique|ouvert|ouverte|lampadaire|fils|arraché|arrachée|candélabre
mât|lampadaire|candélabre|poteau couché|tombé|arraché|menace|renversé|penche|percuté
étincelle|étincelles|électrocuté|électrocution|châtaigne
court circuit
ligne électrique|tension tombé|tombée|arraché|pend|arrachée
électrique choc|décharge lampadaire|poteau|mât
""",
}
