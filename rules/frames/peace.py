"""Parking, noise, public peace and building: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PM-01": """
1.4=@auto @garé @gêne|trottoir|devant|passage|double|piste|portail|garage|sortie|bateau|entrée|handicapé|livraison|livraisons|angle|
  virage|pelouse|carrefour|arrêt|chicane|école
1.1=garé|garée|garés|garent|garer|stationné|stationnent|stationne|stationnement trottoir|trottoirs|double|passage|anarchique|gênant|
  sauvage|
  portail|garage|piste|pelouse|importe|mal|carrefour|virage|interdit|rond-point
1.3=place|places|emplacement handicapé|handicapée|handicapés|pmr|livraison|gig occupé|occupée|occupées|squattée|squatté|prise|prises|
  macaron|garé|garée|stationne|stationnent|carte|@auto
1.2=@auto @gêne|devant @entrée
1.2=@auto|livraison|livreur bloque|bloquent|obstrue|gêne|occupe|encombre piste|trottoir|passage|accès|circulation|cyclable
1.1=bloqué|bloquée|coincé|coincée|empêche|impossible|bloque sortir|rentrer|@entrée @auto|garé|garée|stationné
bloque|bloqué|bloquée|bloquent|obstrue|empêche|gêne|gênent sortir|sortie|garage|portail|accès|entrée|cour
0.7=verbaliser|pv|contravention|fourrière|enlever stationnement|garé|garés|trottoir|voitures|garée|gênant
piste|bande cyclable occupée|garé|garés|stationnent|voitures|camionnettes
trottoir|trottoirs occupé|encombré|squatté|monopolisé|envahi voitures|voiture|véhicules|scooters|trottinettes
1.2=parents|mamans|taxis|livreurs|automobilistes garent|gare|stationnent|garer|garés|mettent passage|trottoir|double|école|importe|
  devant|travers|gosses|bateau|arrêt
1.2=parents|mamans|livreurs|voitures arrêtent|mettent|arrêter passage|clouté|piéton|trottoir|double gosses|enfants|récupérer|file|école
""",
    "PM-02": """
1.3=@auto @épave
0.9=@auto assurance|plaque|plaques|roues|immatriculation pas
1.4=@auto bougé|bouge|bougent|déplacé|déplacée|immobile|immobilisée|traîne|moisit|pourrit|abandonnée|stationnée @durée|pas|depuis
épave|épaves|ventouse|ventouses
pneus|pneu|roues plat|dégonflés|cales
1.1=pneus|pneu|roues crevés|crevées @auto|mois|semaines
1.1=stationnement|stationné|stationnée abusif|prolongé|longue
bouge|bougé|déplacé|déplacée mois|semaines|année
caravane|camping-car|remorque stationne|stationnée|parking|abandonnée|mois|garée
""",
    "PM-03": """
@bruit @voisin|@nuit|fond|dessus|dessous|fort|appartement|étage|@fête
1.2=voisin|voisins|voisine|locataires|étudiants|dessus @bruit @nuit|fond|fort|insupportable|jour
1.1=@chien|coq|âne|coqs aboie|aboient|aboiements|chante|hurle|hurlent|gémit|aboyer|jappe|chanter
1.2=chien|chiens|coq hurle|hurlent|aboie|aboient|gémit|réveille|chante|aboyer minuit|nuit|nuits|matin|heures|mort|dormir|jour|cesse|arrêt|
  longueur|journée
1.1=perceuse|tondeuse|bricolage|travaux|tronçonneuse|ponceuse|jardinage|tond|tondre|disqueuse|débroussailleuse|marteau|bricole dimanche|
  nuit|
  voisin|voisins|22h|soir|férié|sieste
tapage nocturne|diurne
nuisances|nuisance sonores|sonore|bruit|voisinage
1.1=@fête voisin|voisins|bruit|nuit|musique|week|dormir|matin|dessus|semaine|étage|étudiants|appartement
voisin|voisins|voisine bruyant|bruyants|bruyante|bruit|insupportable|vacarme|tapage|musique
0.6=voisin|voisins|voisine dessus
talons|meubles|piétine|courent parquet|plafond|dessus|voisine|nuit
pompe|piscine|clim voisin|voisine bruit|ronfle|nuit|jour
coq|coqs voisin|voisine|réveille|matin|arrêté|chante
""",
    "PM-04": """
1.2=@jeunes @traîne
1.2=@jeunes @traîne @nuit|hall|immeuble|parking|fenêtres|banc|square|porte|place|devant
1.2=deal|dealers|dealer|dealent|trafic|drogue|stupéfiants|joints|cannabis|shit|came|crack|revendeurs|dealeur|dealeurs hall|immeuble|
  parking|
  square|parc|vente|rue|place|banc|jeunes|soir|porte|clients|échange|sachets|voitures
1.3=trafic|deal|vente|vendent|revend drogue|stupéfiants|cannabis|shit|came
squat|squatteurs|squattent|squattée|squatté maison|immeuble|local|hall|banc|abri|porche|cave|jeunes|magasin
1.1=alcool|ivres|ivrognes|alcoolisés|bières|bouteilles|soûls|ivresse|boivent|picolent|saouls place|banc|rue|square|boivent|passants|
  groupe|
  cris|insultent|devant
1.1=attroupement|attroupements|rassemblement|rassemblements|regroupement|regroupements devant|nuit|soir|jeunes|hall|parking|bruyants|
  place|
  individus
1.1=incivilités|insécurité|insultes|menaces|crachats|intimidation|bagarre|bagarres|agression|agressions|provocations
mendicité|mendiants|mendiant|quémande agressive|agressif|insistante|supermarché|insultes
insulté|insultée|menacé|menacée|agressé|agressée|importunée|sifflée|harcelée @jeunes|rue|passant|place|gare
peur sortir|rentrer|passer @jeunes|soir|groupe|parking|hall
""",
    "PM-05": """
1.2=rodéo|rodéos|quad|quads|cross|motocross|scooter|scooters|moto|motos|mini-motos|mobylettes|mini|pocket|deux-roues|mobs|bécane casque|
  roue|
  arrière|wheeling|vitesse|course|courses|bruit|tournent|plaque|sauvages|chemin|pelouse|fond|urbain|bois|pétaradent|slaloment|échappement|
  pot|vrombissent|débridée|fous|stade|boucle|acrobaties|cabrage
1.2=pétard|pétards|mortier|mortiers|feux artifice|tirs|jettent|lancent|tirent|nuit|jeunes|explosions|boîtes|détonations
1.6=rodéo|rodéos
runs|run|drift|burn|dérapages|gymkhana voitures|parking|nuit
courses|course voitures|sauvages
pétards|mortiers
motos|scooters|quads casque|tournent|boucan|roue|plaque|week|soir
""",
    "PM-06": """
1.2=chien|chiens|chat|chats|vache|vaches|mouton|moutons|cheval|chevaux|molosse|berger|pitbull|rottweiler|animal|chèvre|chèvres|poules|
  sanglier|malinois|poney|âne|bovins|génisse|taureau|staff errant|errants|errante|liberté|laisse|divague|divagation|mordu|mordue|agressif|
  attaqué|échappé|échappée|échappés|perdu|perdue|collier|muselière|divaguent|sauté|promène|promènent|seul|catégorie|rôde|rôdent|méchant|
  grogne|tatouage|puce|recueilli|dangereux|enfui|baladent|aboyé|menaçant
1.2=mordu|mordue|morsure|attaqué|sauté|mordre chien|chiens|mollet|jambe|main|molosse|berger
1.2=vache|vaches|mouton|moutons|cheval|chevaux|sanglier|bovins|génisses|veaux|poney|âne route|rue|chaussée|milieu|rond-point|voitures
1.1=chats|chat stériliser|stérilisation|prolifération|sauvages|errants|portée|reproduisent|colonie|nourrit
chien|chat|chienne perdu|perdue|trouvé|trouvée|recherche|disparu|disparue|échappé|puce|tatoué
chien|chiens laisse|muselière
""",
    "PM-07": """
1.2=@commerce @bruit|@moteur|odeur|odeurs|friture|graillon|nuisances|fermeture|5h|crient|tard
1.3=@commerce @bruit|@moteur|odeur|odeurs|nuisances|tapage @nuit|fenêtres|fenêtre|minuit|heures
1.2=extracteur|hotte|climatisation|compresseur|ventilation|clim|soufflerie|frigorifique|frigos|frigo bruit|ronfle|souffle|nuit|vibre|
  restaurant|
  ronronne|commerce|bourdonne|supermarché|magasin|moteur|24h
1.2=groupe|compresseur|moteur|ventilo froid|frigorifique|clim ronfle|bruit|vibre|nuit|chambre|dors|ronronne
odeurs|odeur|relents friture|kebab|cuisine|graillon|grillades|restaurant|pizzeria|poisson
boîte|discothèque nuit bruit|clients|musique|basses|parking|sortie
1.2=livraisons|livraison|livreurs|déchargement|transpalettes|palettes matin|5h|4h|6h|nuit|aube bruit|camions|supermarché|magasin|moteur|
  moteurs|réveille|vacarme|supérette
livraisons|livraison 5h|4h|6h|nuit|aube|bruit
1.2=camion|camions|frigorifiques|frigorifique|poids frigos|moteur|livraison|supermarché|magasin nuit|4h|5h|6h|matin|fenêtres|moteur
1.2=clients|clientèle|terrasse|consommateurs|fumeurs bar|café|restaurant|pub|boîte|terrasse crient|bruit|minuit|nuit|trottoir|fenêtres|
  braillent|tard|hurlent|chantent
1.1=terrasse bruit|bruyante|minuit|nuit|tard|musique|clients
""",
    "PM-08": """
1.2=@perdu @objet
objet|objets|affaires trouvé|trouvés|perdu|perdus|oublié|oubliés
vélo|trottinette trouvé|trouvée|retrouvé
1.2=égaré|perdu|oublié|tombé|retrouvé|trouvé @objet|carte rapporté|rapportée|déposé|trouvé|ramené|marché|bus|parc|mairie|restitué
rapporté|restitué|ramené|déposer objets|@objet|trouvé|trouvés
""",
    "PM-09": """
1.7=@amende @conteste
1.2=@amende stationnement|disque|horodateur|ticket|reçu|reçue|voiture|vendu|vendue|boîte|contester|pare-brise|euros|livraison|macaron
1.2=fourrière voiture|véhicule|enlevé|enlevée|récupérer|frais|conteste|contestation|mise|enlèvement|injustement
1.1=horodateur|parcmètre|horodateurs panne|marche|ticket|payer|avalé|fonctionne|refuse|paiement|stationnement
borne ticket|payer|paiement
macaron|carte|abonnement|vignette résident|résidents|riverain|stationnement|professionnel|infirmière
zone bleue|disque
stationnement payant|résident|résidentiel|abonnement|tarif|gratuit|minutes
1.2=verbalisé|verbalisée|verbalisés|pv|contravention
0.8=amende
refuse|payer|payé euros|minutes dépassé|dépasser|racket|stationnement|ticket
disque tableau|bord|européen|stationnement
""",
    "PM-10": """
tranquillité vacances|absence
1.2=absent|absente|absents|vacances|partons|congés|départ|absence|partir|août|juillet|voyage surveiller|surveillance|passage|passages|
  patrouille|patrouilles|rondes|ronde|police|otv|domicile|oeil|inhabitée|surveillé|surveillée
1.2=partons|partir|pars|absents|absent|vacances|absence maison|domicile|appartement|pavillon|logement surveiller|surveillance|oeil|police|
  ronde|rondes|patrouille|passer|cambriolage
1.1=caméra|caméras|vidéo|vidéosurveillance|vidéoprotection|images|bandes installer|installation|images|demande|accès|place|vol|agression|
  visionner|filmé|mettre|cambriolage|effraction|enregistrements|accident|rue|filme
surveiller|surveillance maison|domicile|pavillon vacances|absence
cambriolages|cambriolage|cambriolé|cambriolée patrouilles|rondes|quartier|surveillance|police
""",
    "URB-01": """
1.1=plu|plui|cadastre|cadastral|constructible|inondable|urbanisme|préemption|servitude|bornage|zonage|parcelle|terrain|emprise terrain|
  parcelle|certificat|renseignement|zone|savoir|section|plan|document|notaire|règlement|construire|limite|mitoyen|note|consulter|
  connaître|bâtir|acheter|vendre|classé|classée
1.2=terrain|parcelle|lot construire|bâtir|constructible|viabilisé|zone|acheter|vends droit|savoir|constructible|possible|règles|
  coefficient|
  plu|peut
mur|clôture|haie mitoyen|mitoyenne|mitoyenneté|limite
certificat urbanisme
droit préemption
préempter|préemption
note renseignement|renseignements
1.3=règles|règle|règlement|plu hauteur|clôture|clôtures|distance|limite
plan cadastral|cadastre
alignement|servitude|hauteur terrain|parcelle|autorisée|maximale|demande|notaire
monument|abf périmètre|historique|zone
""",
    "URB-02": """
permis construire|démolir|aménager|dossier|déposer|suivi|dépôt|modificatif|instruction|avancement|pièces|affichage|daact|prolonger
déclaration préalable|travaux|achèvement
1.2=@bâtir @ouvrage autorisation|déclaration|permis|démarche|formulaire|demander|dossier|démarches|droit|cerfa|déclarer|mairie|papiers|
  faut
1.0=@bâtir @ouvrage
cerfa urbanisme|permis|déclaration
ravalement façade
panneaux solaires|photovoltaïques|solaire
1.2=permis accepté|accordé|refusé|délivré|délai|retour|affichage|architecte|bâtiments
permis|dp|déclaration dossier|avancement|réponse|instruction|numéro
1.1=dossier|demande instruction|instruit|instructeur|architecte|projet|maître état|déposé|déposée|avancement|pièces|délai|travaux
""",
    "URB-03": """
1.3=@chantier sans|illégal|illégale|illégaux|déclaré|déclarés|conforme|irrégulier|frauduleux|pas permis|autorisation|déclaration|illégal|
  illégale|voisin|affiché|affichage|panneau|urbanisme|plu|rien|demander|droit
1.2=construction|extension|travaux illégale|sauvage|illégaux|irréguliers
1.1=caravane|caravanes|mobil|mobil-home|yourte|bungalow terrain|parcelle|champ installé|installées|installée|vivent|agricole|home|
  naturelle
1.3=pas|sans permis|autorisation|déclaration|panneau|affichage|affiché voisin|voisine|construit|construction|travaux|monté|bâti|étage|
  monte|
  montent|mur|garage|clôture
1.2=mur|clôture|palissade|portail hauteur|haut|haute|mètres voisin|trop|dépasse|permis|autorisation
1.2=voisin|voisine|propriétaire|promoteur @chantier permis|autorisation|urbanisme|règlement|limite|conforme|déclaration|demander|demandé
""",
    "URB-04": """
1.2=façade|mur|immeuble|toit|toiture|balcon|maison|corniche|bâtiment|pignon|plafond|muret|clocher|grange|poutre|charpente|tôle|tôles|bâtisse|masure|hangar|
  remise|linteau @tombe|ruine|ruines|fissure|fissures|fissuré|penche|danger|péril|lézardé|ventru|délabré|bombe|ventre|écrouler
1.3=tuile|tuiles|ardoise|ardoises|pierre|pierres|crépi|morceau|morceaux|briques|brique|enduit|gouttière|volet|volets|bloc|blocs|corniche|
  zinc|béton|moellons @tombe|trottoir|façade|toit|balcon|passant|passante|passants
1.2=morceau|morceaux|bloc|blocs|éclats façade|corniche|mur|toit|toiture|balcon|immeuble|maison|béton
péril immeuble|arrêté|imminent|maison
1.2=immeuble|maison|bâtiment|bâtisse ruine|ruines|menace|effondrement|abandonnée|abandonné|inhabitée danger|tomber|tombe|passants|
  trottoir|
  effondrer|écrouler|toit
""",
    "URB-05": """
1.1=numéro|numérotation|numérotage|adressage|numéros maison|rue|attribution|attribuer|attribué|certificat|plaque|parcelle|livreurs|
  nouvelle|
  habitation|facteur|chemin|lotissement|construction|boîte
adresse gps|reconnue|connue|existe|introuvable|inconnue|fibre|livreurs|base|référencée|normalisée|erronée
plaque numéro|maison
certificat numérotage|adressage|adresse
1.2=nom|dénomination rue|voie|chemin|impasse|allée|ruelle|lotissement changement|donner|changer|dénomination|nouvelle|renommer|rebaptiser
fibre|opérateur adresse éligible|inconnue|introuvable|reconnue|existe|trouve
gps|livreurs|ambulance|secours|facteur|pompiers adresse|numéro|maison|rue trouve|trouvent|numéro|introuvable|connaît
""",
}
