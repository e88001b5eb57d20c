"""Classes of words for what lies, stands and goes wrong in the street, written ``@name`` in the frames of roads, light, waste and water."""

CLASSES: dict[str, str] = {
    "creux": """
trou|trous|nid|nids|cratère|cratères|creux|creuse|creusée|creusent|cuvette|cuvettes|fondrière|fondrières|ornière|ornières|sillon|sillons|
bosse|bosses|crevasse|crevasses|excavation|entonnoir|saignée|ravine|ravines|profondeur|trouée|bosselé
""",
    "mécanique": """
amortisseur|amortisseurs|jante|jantes|suspension|suspensions|cardan|rotule|rotules|essieu|moyeu|châssis|parallélisme|soubassement|carter|
échappement|enjoliveur|pneumatique|pneumatiques|fourche|rayons|caisse|direction|pneu|pneus
""",
    "esquinte": """
casse|cassé|cassent|plié|plie|voilé|voile|flingue|flingué|bousille|bousillé|esquinte|esquinté|laissé|laisse|arraché|arrache|plonge|
plongé|tape|touche|touché|frotte|frotté|explosé|éclaté|crevé|crève|abîme|abîment|souffre|souffrent|use|massacre|ruine|racle|raclé|perdu|jeu|
changer|lâché
""",
    "corps": "dos|reins|dents|vertèbres|lombaires|sciatique|nuque|plombages",
    "secoue": """
secoue|secoué|secoués|secousse|secousses|saute|sauter|cogne|tape|tressaute|cahote|cahots|tremble|rebondit|vibre|tangue|ballotté|ballottés
""",
    "rouler": """
rouler|roule|roulent|roulant|roue|roues|voiture|voitures|auto|scooter|moto|motos|motard|vélo|vélos|cycliste|cyclistes|camion|camions|tracteur|
passer|passe|trottinette|conduire|utilitaire|ambulance|facteur
""",
    "roulettes": """
fauteuil|poussette|poussettes|landau|déambulateur|rollator|roulettes|canne|béquilles|chariot|pmr|jumeaux|jumelles|handicapé|handicapée|
handicapés|invalide|aveugle|aveugles|malvoyant|malvoyante|malvoyants|nounou|valises|cadre|prothèse|unijambiste
""",
    "dalle": """
dalle|dalles|pavé|pavés|carreau|carreaux|pierre|pierres|dallage|pavage|lauze|lauzes|bordure|bordures|galets|brique|briques|rebord|plaques|
plaque
""",
    "danse": """
bouge|bougent|danse|dansent|bascule|basculent|branle|branlent|branlant|branlante|descellé|descellées|soulève|soulèvent|soulevé|soulevées|relève|
relèvent|dépasse|dépassent|saute|sautent|flotte|flottent|instable|instables|disjoint|disjointes|manque|manquent|crache|crachent|gondole|
gondolent|bancal|bancale|déchaussé|déchaussés
""",
    "chute": """
tombé|tombée|tomber|trébuché|trébucher|trébuche|chuté|étalé|étalée|buté|bute|culbuté|affalé|affalée|gamelle|bûche|gadin|gadins|figure|cheville|
chevilles|foulé|foulée|tordre|tordent|tordue|talon|talons|dégringolé|chute
""",
    "dérobe": """
effondre|effondré|effondrement|écroulé|écroule|écroulée|enfonce|enfoncé|affaisse|affaissé|affaissement|dérobe|dérobé|englouti|ouvert|ouverte|
ouvre|descend|descendu|descendre|parti|partie|glissé|creuse|creusé|creusée|fend|fendue|fente|fissure|fissures
""",
    "panneau": """
panneau|panneaux|pano|rond|triangle|losange|octogone|disque|écriteau|écriteaux|flèche|flèches|balise|signal|pancarte|poteau
""",
    "ordre": """
interdit|interdiction|interdite|interdire|sens|stop|priorité|cédez|rouge|barre|danger|école|hameau|centre|direction|virage|limitation|30|50|70|
90|annonce|tonnage|tonnes|hauteur|tourner|doubler|gare|hôpital|zone|bourg
""",
    "faussé": """
tordu|tordue|plié|pliée|renversé|couché|tombé|terre|tourné|tourne|envers|travers|bancal|décroché|décrochée|arraché|volé|volée|disparu|
disparue|manque|cassé|brisé|illisible|délavé|décoloré|effacé|caché|cachée|masqué|masquée|voit|visible|lierre|feuillage|branches|percuté|pend|
inversé|retourné|mauvais|emporté|buée|embuée|deux|remettre|redresser|pivoté|enlevé|piqué
""",
    "pâli": """
voit|voient|distingue|distinguent|devine|devinent|aperçoit|effacé|effacées|effacent|invisible|invisibles|visible|visibles|usé|usées|pâle|pâli|
parties|partis|disparu|disparues|mangé|mangée|lisible|lisibles|décoloré|estompé|estompées|repeindre|retracer|rafraîchir|repasser|refaire
""",
    "marque": """
bandes|bande|lignes|ligne|traits|trait|clous|zébras|zébrures|zébra|marquage|marquages|pictogramme|pictogrammes|logo|pointillés|damier|
tracé|tracés|peinture|bonhomme|emplacements|dessin|dessiné
""",
    "pied": "trottoir|trottoirs|piéton|piétons|piétonne|pied|marcher|marche|promeneurs|allée",
    "pilote": """
voitures|voiture|conducteurs|automobilistes|chauffards|chauffard|motards|motos|scooters|camions|autos|bolides|véhicules|circulation|trafic|
jeunes|livreurs
""",
    "fonce": """
foncent|fonce|déboulent|déboule|accélèrent|accélère|vitesse|allure|circuit|aérodrome|autoroute|piste|anneau|fusées|fusée|flèches|
bolides|plancher|pointes|vite|fond|pleins|trombe|tombeau|dingues|fous|malades|balle
""",
    "freiner": """
ralentir|freiner|casser|calmer|dissuader|brider|obstacle|obstacles|chicane|chicanes|ralentisseur|élan|coussins|plots|radar|limiter|réduire|
apaiser|lever|lèvent
""",
    "foyer": """
poteau|poteaux|mât|mâts|boule|boules|globe|globes|truc|machin|bidule|pylône|loupiote|lumignon|applique|néon|led|leds|lampadaire|lampadaires|
réverbère|réverbères|candélabre|luminaire|luminaires|lampe|lampes|ampoule|lanterne|lanternes|projecteur|spot|éclairage|lumière
""",
    "vacille": """
clignote|clignotent|clignotant|stroboscope|discothèque|boîte|guirlande|sapin|morse|vacille|grésille|scintille|papillote|disco|intermittence|
flash|faiblit|seconde|secondes|saute
""",
    "obscur": """
noir|obscurité|noire|ténèbres|tâtons|four|encre|tunnel|aveuglette|sombre|pénombre|nuit
""",
    "quartier": """
rue|quartier|lotissement|impasse|allée|avenue|hameau|boulevard|résidence|place|cité|parking|secteur|village|bourg|résidence|tous|toutes|route
""",
    "rebut": """
matelas|canapé|canapés|frigo|frigos|frigidaire|réfrigérateur|congélateur|sommier|sommiers|gravats|pneus|meuble|meubles|mobilier|buffet|commode|placard|télé|télés|
armoire|électroménager|lave-linge|lave-vaisselle|gazinière|cuisinière|baignoire|lavabo|évier|cumulus|moquette|literie|fauteuil|fauteuils|
chaises|télévision|téléviseur|plâtre|placo|carrelage|carrelages|parpaings|palettes|ferraille|tôles|bidons|bâches|caddie|caddies|
vieilleries|encombrants|monstres|immondices|étagère|étagères|radiateur|clic-clac|aquarium|aspirateur|tapis|banquette
""",
    "déverse": """
vider|vident|vidé|vide|benner|benné|décharger|déchargent|déchargé|déverse|déversent|déversé|largué|larguer|balance|balancent|balancé|jeté|
jettent|jeter|abandonné|laissé|laissent|entreposé|entasse|entassent|déposé|dépose|déposent|débarrassent|traîne|traînent|amènent
""",
    "défaire": """
débarrasser|virer|défaire|séparer|porter|emporter|enlever|évacuer|jeter|donner|éliminer|emmener|récupérer|chercher|enlevez|débarrassez|
enlèvement|déposer|apporter|amener|bazarder
""",
    "moyen": """
comment|quel|quelle|quand|possible|rendez|rdv|domicile|payant|payante|gratuit|service|passez|passe|passent|voiture|remorque|permis|âge|bras|
lourd|seule|voudrais|voudrait|souhaite|souhaiterais|aimerais|chercher|numéro|téléphoner|faire|peut|puis
""",
    "contenant": """
poubelle|poubelles|bac|bacs|conteneur|container|caissette|jaune|marron|brune|brun|verte|grise|couvercle|tri|ordures|déchets|sacs|sac|
recyclables|emballages|recyclage
""",
    "point": """
bulle|bulles|colonne|colonnes|cuve|cuves|cloche|cloches|igloo|bidon|silo|benne|borne|bornes|conteneur|conteneurs|container|containers|truc|boîte|
boule|caisson
""",
    "bourré": """
plein|pleine|pleins|pleines|déborde|débordent|bourré|bourrée|blindé|blindés|rempli|remplie|saturé|gueule|ras|vider|vidé|vidée|vidés|glisser|
coincée|coincé|bloquée|bloqué|pied|pieds|contient
""",
    "jaillit": """
pisse|pissent|coule|coulent|coulait|jaillit|gicle|ruisselle|suinte|dégouline|sort|sortait|bouillonne|jet|gerbe|source|geyser|fontaine|mare|
fuite|fuit
""",
    "domestique": """
robinet|robinets|douche|évier|lavabo|baignoire|cuvette|toilettes|wc|chasse|cuisine|bain|chaudière|ballon|lave-linge|cafetière
""",
    "refoule": """
glougloute|gargouille|bulles|remonte|remontent|revient|reviennent|refoule|refoulent|refoulement|déborde|débordent|remplit|bouché|bouchée|bouchés|
engorgé|stagne
""",
    "averse": "orage|orages|averse|averses|déluge|pluie|pluies|pleut|trombes|intempéries|crue|grêle|tempête",
    "cave": """
cave|garage|salon|cuisine|maison|chaudière|entrée|séjour|chez|rez|buanderie|couloir|atelier|cour|jardin|magasin|chambre
""",
    "ruisseau": """
ruisseau|ru|rivière|fossé|fossés|rigole|bief|noue|canal|étang|rivelet|aqueduc|douve|drain|conduit|berge|berges|bassin
""",
    "abîmé": """
cassé|cassée|cassés|brisé|brisée|tordu|tordue|plié|pliée|couché|couchée|tombé|tombée|arraché|arrachée|disparu|disparue|manque|manquent|volé|volée|
descellé|fendu|fendue|percuté|percutée|accroché|décroché|penche|bancal|bancale|branle|branlant|branlante|dévissé|dévissée|scié|sciée|renversé|
renversée|enfoncé|lâché|détaché|abîmé|vandalisé|tient|redresser|rouille|vermoulu|pend
""",
    "panneau_seul": "panneau|panneaux|écriteau|écriteaux|triangle|losange|octogone|balise|balises|miroir|pancarte|panonceau|girouette",
    "mobilier_rue": """
banc|bancs|siège|sièges|rampe|rambarde|balustrade|barrière|barrières|barreau|barreaux|piquet|piquets|potelet|potelets|plot|plots|quille|quilles|
chaîne|chaînes|arceau|arceaux|abri|abribus|jardinière|vasque|fontaine|kiosque|parapet|garde|portique|borne|bornes|boulet|boulets|lattes
""",
}
