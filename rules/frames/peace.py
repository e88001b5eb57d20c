"""Gatherings, stunts on wheels, stray animals, lost things and watched homes: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PM-04": """
1.2=@jeunes @traîne
1.2=@jeunes @traîne @nuit|hall|immeuble|parking|fenêtres|banc|square|porte|place
1.3=@oisifs @font_peur @coin_de_rue
1.1=@oisifs @font_peur
1.2=@font_peur hall|halls|escalier|escaliers|cage|perron|porche|préau|caves|halle|abribus|tour soir|nuit|nuits|rentrer|passer|jeunes|quinze|
  dizaine|tous|enceinte|packs|canettes|odeur|gens|clients|locataires|sortir
1.2=deal|dealers|dealer|dealent|trafic|drogue|stupéfiants|joints|cannabis|shit|came|revendeurs|dealeur|dealeurs|guetteurs|guetteur hall|
  immeuble|parking|square|parc|vente|rue|place|banc|jeunes|soir|porte|clients|échange|sachets|voitures|entrée|tour|odeur|chicha
1.3=trafic|deal|vente|vendent|revend|vend|échange|échangent|passe|donne drogue|stupéfiants|cannabis|shit|came|barrettes|sachets|sachet|
  enveloppes|billets|billet|doses|cigarettes
1.2=billet|billets|sachet|sachets|argent vitre|sachet|sachets|main|guetteurs|échange|contre|donne|voiture|bmw|scooter soir|tour|pied|
  voiture|vitre|hall|rue|parking|voit|passe
squat|squatteurs|squattent|squattée|squatté maison|immeuble|local|hall|banc|abri|porche|cave|jeunes|magasin
1.2=installés|installé|installent|entrés|rentrés|occupent|forcé|changé|dorment|dort maison|pavillon|immeuble|appartement|local|villa|cave|
  hall|usine|entrepôt|bâtiment|hangar|escalier|parking|porche vide|serrure|serrures|inconnus|illégalement|gens|types|matelas|porte|cadenas|
  inoccupé|abandonné|ancienne|ancien|feu|urinent
1.1=alcool|ivres|ivrognes|alcoolisés|bières|soûls|ivresse|boivent|picolent|saouls|saoul|ivre|packs|pochtrons place|banc|rue|square|passants|
  groupe|cris|insultent|porche|halle|gare|soir|urinent|dames
1.1=attroupement|attroupements|rassemblement|rassemblements|regroupement|regroupements nuit|soir|jeunes|hall|parking|bruyants|place|
  individus
1.1=incivilités|insécurité|insultes|menaces|crachats|intimidation|bagarre|bagarres|agression|agressions|provocations
mendicité|mendiants|mendiant|quémande agressive|agressif|insistante|supermarché|insultes
1.2=quémande|mendie|mendient|mendiant|réclament|réclame|taxent|demandent pièces|pièce|cigarette|cigarettes|monnaie porche|gare|sortie|
  supermarché|passants|clients|agressif|ivres|distributeur|terrasse|insultent|dames|bras
1.1=insulté|insultée|menacé|menacée|agressé|agressée|importunée|sifflée|harcelée @jeunes|passant|place|gare|collège|groupe
1.2=suivre|suivie|siffler|sifflée|traiter|interpeller|interpellent|interpellée|accoster|accostée|insulter|importuner fille|femme|femmes|
  dame|dames|cliente|clientes|ado|filles|épouse|gens collège|lycée|rue|voiture|soir|gare|place|sortant|trottoir
1.2=peur|ose|osent|osons|oser|rase|rasent|évite|évitons sortir|rentrer|passer|traverser|murs|promener|descendre @oisifs|groupe|hall|bande|
  dealers|insultes|menaces|trafic|shit
0.6=peur|ose|osent|osons|oser sortir|rentrer|passer|traverser|descendre soir|parking|square|nuit|escalier
1.1=@oisifs laisser|laissent|barrent|demandent|bloquent passer|passage|entrer|rentrer hall|entrée|porte|immeuble|escalier|tour
1.1=sonnent|sonnettes|cailloux|caillassent|jets|lancent portes|sonnettes|volets|vitres|fenêtres|pierres|cailloux|œufs @oisifs|soir|nuit|
  enfuient|sauvent|jeunes
1.1=vendeurs|vendent|vente|vend sauvette|contrebande|manteau|illégal cigarettes|montres|rue|métro|place|trottoir
1.1=chicha|chichas|narguilé|barbecue|canapés|chaises pied|hall|entrée|parking|bancs|tour|escalier types|jeunes|shit|soir|nuit|fument|bande
1.1=demandent|réclament|quémandent|mendient argent|pièces|euro|cigarette|cigarettes toujours|square|gare|place|passants|entrée|agressifs|
  supermarché
1.1=crachent|cracher|insultent|insulter|jettent passants|gens|clients|dames pont|banc|place|bande|fenêtre|jeunes
1.2=traitent|traite|traiter|appellent noms|salope|pute|tous fenêtres|jeunes|groupe|demande|baisser|passe
0.8=squattent|squatte|squatteurs|squat|dealers|racaille|attroupement|guetteurs|alpaguer|voyous|ivrognes
0.4=ivre|ivres|alcool|drogue|bande|insulte|insultent|menacé|crachent|zonent|canettes|bagarre|shit
1.2=rigole|ricane|sifflent|ricanent|fume|fument passe|passant|change|changent|cigarette muret|banc|marches|trottoir|escalier|lavoir|perron
1.2=tente|matelas|duvet|campement installé|installée|dort|dorment|couche cage|escalier|parking|hall|cave|porche|sas
1.2=propose|proposé|vend|vendent|offre shit|herbe|drogue|cannabis|cachets|poudre
1.2=bouteilles|bouteille|verres cassent|brisent|éclatent|jettent insultent|ados|jeunes|bande|place|vieux|passants|nuit
1.2=consomment|consommer|fument|dorment|traînent local|cave|caves|hall|parking|vélo|vélos|escalier ose|osons|peur|toujours|gens|aller
""",
    "PM-05": """
1.3=@engin @folie_d_engin
1.1=roue|roues arrière|lèvent|lève|levant|cabrent|dressant bécane|bécanes|scooter|moto|motos|engins|gamins|jeunes|rue|casque|collège|pelouse
1.2=pétard|pétards|mortier|mortiers|feux artifice|tirs|jettent|lancent|tirent|nuit|jeunes|explosions|boîtes|détonations|balcons|vitres
1.2=fusées|fusée|chandelles|bengale|fumigènes|feu|mortiers|bombes tirent|tirs|tir|lancent|tubes|boules|ras|pète|explose|éclatent|explosent
  nuit|soir|soirs|balcon|balcons|façades|fenêtres|jeunes|collège|immeuble|quartier|mail|police
1.2=détonations|déflagrations|explosions|explosent|pète|pètent nuit|nuits|soir|soirs boules|feu|fusées|mortiers|balcons|fenêtres|chien|
  jeunes|dormir|tubes
1.6=rodéo|rodéos
1.2=runs|run|drift|burn|dérapages|gymkhana voitures|parking|nuit
1.2=crisse|crissent|crisser|crissements|dérapages|dérapent|frein|donuts|gomme parking|pneus|nuit|supermarché|voitures|soir|main gomme|nuit|
  soir|pneus|moteur|moteurs|main|fond|jeunes|bruit
1.1!=course|courses sauvage|sauvages
1.1=voitures|motos|bolides course|courses vitesse|nuit|moteur|parking|rond
pétards|mortiers
1.1=motos|scooters|quads|bécanes|engins|mobylettes casque|tournent|boucan|roue|plaque|week|soir|immatriculés|homologués|pétaradent
1.2=pas casque|plaque|immatriculation @engin|roue|jeunes|gamins|gosses|ados
1.2=@engin labouré|labourent|défoncent|ravinent|ornières stade|terrain|pelouse|champ|sentier|forêt|bois|parc|chemin
1.2=@engin verte|chemin|sentier|halage|berge|piste|forêt|zone|piétonne vitesse|allure|fond|dimanche|promeneurs|enfants|poussettes
1.4=dérapages|dérapage|drift|burn|donuts concours|public|parking|zone|soirs|nuit|spectateurs|rassemblement|tuning|commerciale
1.3=bombes|pétards|artifices explosent|exploser|éclater|sauter|explose poubelles|boîtes|bouteilles|gamins|jeunes|nuit|soir|agricoles
1.2=roue|roues levée|arrière|air casque|tête|poussettes|piétonne|enfants|gamins|gosses
0.9=rodéo|rodéos|wheeling|mortiers|quad|quads|motocross
0.4=fusées|pétards|bécanes|bécane|motos|dérapages|crissements|trial|explosent|scooters
1.3=fusées|fusée|pétards|mortiers balcons|balcon|fenêtres|façade|toit|voitures|immeuble
1.2=roue démarre|lève|dressés|debout|cabre nuits|nuit|feu|soir|rouge|avenue
1.3=course|courses|foncent|moteurs|bolides rocade|boulevard|avenue|rond|parking|zone|périphérique nuits|nuit|vendredi|samedi|hurler|hurlent|
  soir|soirs
1.4=motos|moto|quads|quad|cross|engins prés|champs|pré|champ|forêt|bois|cultures|semis|bétail traversent|roulent|foncent|cross|affolent|
  abîment|passent
1.3=pétards|pétard lancent|jettent|mettent|éclatent|explosent|lancé boîtes|lettres|poubelles|pieds|balcons|jardins
""",
    "PM-06": """
1.2=@bête_lâchée|animal|chat|chats @lâchée
1.2=mordu|mordue|morsure|attaqué|sauté|mordre|crocs|planté|dents|croqué|bondi chien|chiens|mollet|jambe|main|cuisse|bras|molosse|berger|
  fesse|facteur|factrice|staff|collier
1.2=grogné|grogne|aboyé|sauté|poursuivi|bave|suivi fille|fils|enfants|enfant|passants|cyclistes|vélos|joggeurs|factrice|dents|école collier|
  laisse|attache|maître|chien|muselière|molosse|gros|noir|errant|portail|clôture
1.2=collier|muselière|maître|maîtresse|tatouage pas|tourne|rôde|tenu|tenir|errant gros|gros|noir|école|enfants|maternelle|passants|parc|
  chien|rue|quartier|jours|fille|promeneurs
1.2=@bétail @bétail_dehors
1.2=vaches|chevaux|moutons|brebis|bêtes route|rue|chaussée|départementale|promènent|divaguent|échappé|échappées
1.2=clôture|enclos|pré|champ|grillage sortis|sorties|sorti|échappés|échappées|échappé|passé|sauté @bétail|@bête_lâchée
1.1=chats|chat|matous|matou|chattes|félins stériliser|stérilisation|stérilisés|prolifération|sauvages|errants|portée|portées|reproduisent|
  multiplient|colonie|nourrit|nourris|opérer|castrer|capturer|trappage|dizaine|pullulent|efflanqués
1.1=chien|chat|chienne|minou|matou|chiot|beagle|perruche|perroquet|tortue|furet perdu|perdue|trouvé|trouvée|recherche|disparu|disparue|
  échappé|puce|tatoué|recueilli|fugué|égaré
1.1=serpent|boa|python|couleuvre|mygale|iguane|perroquet|furet|sanglier|renard échappé|jardin|cour|rue|escalier|trouvé|rôde|malade|capturer
chien|chiens laisse|muselière
1.2=poules|poule|chat|brebis|moutons|agneaux|lapins tué|tuées|égorgé|égorgés|croqué|attaqué|attaquées|mordu @bête_lâchée|voisin|chiens
1.2=promène|lâche|lâchés|lâcher|court|courent|divague liberté|laisse|attache|muselière parc|enfants|vélos|square|joggeurs|plage|molosses|
  molosse|chien|chiens|poules
1.2=portée|chatons|chatte mère|petits|sauvage|sauvages hangar|cave|jardin|prendre|récupérer|adopter|abri|capturer
0.6=serpent|couleuvre|boa|python|mygale|reptile
0.8=divague|divagation|muselière|mordu|mordue|pitbull|malinois|rottweiler|molosse|couleuvre|serpent
0.4=chien|chiens|chienne|chatte|matou|troupeau|brebis|moutons|vaches|cheval|poney|recueilli|tatouage|bichon|beagle|chiot|collier|errait|
  grogne
1.4=@bête_lâchée sort|échappe|passe|franchit|saute|sauté trou|grillage|clôture|haie|portail|barrière|enfants|mur
1.2=chat|chatte|chaton|chien|chienne|chiot recueilli|errait|erre|rôde|abandonné
1.2=@bête_lâchée baladent|promènent|balade|divaguent rue|personne|maître|pas|quartier|enfants|route|vélo|renversé|parc
1.2=lévrier|braque|épagneul|labrador|berger|caniche|chien|chienne|chiot|chaton|chatte garde|recueilli|arrivé|arrivée|apparu|suivi jardin|
  hier|collier|maître|portail|maison
0.4=lévrier|berger|bergers|teckel|épagneul|cocker|caniche|labrador|husky|dogue
1.3=@bête_lâchée menace|attaque|agresse|terrorise|poursuit|peur gens|passants|enfants|rue|facteur|promeneurs|voisins
""",
    "PM-08": """
1.0=perdu|perdue|perdus|perdues|égaré|égarée|égarés @chose_à_soi
1.5=perdu|égaré|oublié portefeuille|porte-monnaie|sac|sacoche|téléphone|smartphone
0.8=oublié|oubliée|oubliés|ramassé|retrouvé|trouvé|trouvée|trouvés @chose_à_soi
1.1=trouvé|trouvée|ramassé|oublié|récupéré vélo|trottinette|draisienne|poussette|livre|canne|ballon porter|déposer|rapporter|remettre|
  rendre|propriétaire|appartient|réclamé|apporter|banc|bus|parc|square|accueil|plaque
1.4=rapporté|rapportée|remis|ramené|restitué portefeuille|sac|sacoche|porte-monnaie|trousseau|pochette|lunettes|clés perdu|perdue|égaré|
  oublié|marché|bus|parc|mairie
1.3=@égaré @chose_à_soi @rendre
1.3=perdu|perdue|égaré|égarée|oublié|trouvé|trouvée @chose_à_soi
1.1=objet|objets|affaires trouvé|trouvés|perdu|perdus|oublié|oubliés
1.1=vélo|trottinette|poussette|draisienne trouvé|trouvée|retrouvé|ramassé|propriétaire
1.3=ramassé|trouvé|trouvée|récupéré|retrouvé|traîne @chose_à_soi porter|déposer|rapporter|remettre|rendre|apporte|ramener|amener|garde|
  propriétaire|appartient|accroché|plaque
1.2=quelqu|honnête|âme|bonne|personne rapporté|rapportée|remis|trouvé|ramené|déposé|rendu|retrouvé @chose_à_soi|marché|parc|jardin|bus|
  square|banc|dort|fille|fils
1.2=doudou|nounours|peluche|lapin|ours|ourson|girafe|tétine laissé|resté|restée|tombé|oublié|perdu|jardin|parc|marché|manège|square|banc
  dort|dormir|petit|petite|fille|fils|oreille|bébé|inconsolable|pleure|rapporté
1.4=doudou|nounours|peluche perdu|resté|oublié|laissé|retrouver|tombé|trouvé|cherche|marché|manège|parc
1.1=égaré|perdu|oublié|tombé|retrouvé|trouvé @objet|carte rapporté|rapportée|déposé|trouvé|ramené|marché|bus|parc|mairie|restitué
1.1=rapporté|restitué|ramené|déposer objets|@objet|trouvé|trouvés
1.2=téléphone|portable|smartphone|clés|trousseau|sac|gants|bonnet|casquette|doudou|cartable|écharpe|sacoche posé|accroché|traîne|sonne|
  suspendu rebord|muret|banc|grille|haie|poteau|fenêtre|barrière
1.4=sac main laissé|laissée|oublié|perdu|tombé
1.2=laissé|laissée|oublié|oubliée|resté|restée @chose_à_soi train|bus|tram|banc|parc|salle|piscine|marché|manège|taxi|gymnase|toilettes|
  city|médiathèque|square|cinéma
1.2=trouvé|trouvée|ramassé carte|clés|sac|téléphone|portefeuille|lunettes terre|trottoir|pharmacie|rue|banc|parc|bus|abri|caniveau
0.8=doudou|trousseau|gourmette|dentier|sonotone|portefeuille|porte-monnaie
0.4=clés|lunettes|égaré|perdu|oublié|bonnet|casquette|sacoche|alliance|nounours|peluche
1.3=récupéré|rapporté|retrouvé|trouvé vélo|trottinette|poussette|casque|sac laissé|laissée|oublié|oubliée|perdu|perdue
1.2=laissé|laissée|oublié|oubliée|perdu|perdue parapluie|sac|veste|gants|écharpe|bonnet|casquette|lunettes|téléphone|gilet|chapeau guichet|
  accueil|mairie|salle|bus|banc|marché|chaise|comptoir|toilettes
1.2=trouvé|trouvée|ramassé sac|cartable|doudou|clés|peluche|bonnet|veste manège|parc|square|banc|rue|abri|école|près
1.2=laissé|laissée|oublié|oubliée canne|parapluie|livre|sac|veste|cartable|casque|béquille bibliothèque|médiathèque|cinéma|train|piscine|
  gymnase|salle|mairie|ramassage
1.3=vélo|trottinette attaché|abandonné|volé|trouvé|appuyé|posé grille|jours|déposer|rapporter|clôture|mur|portail
""",
    "PM-10": """
1.2=tranquillité vacances|absence
1.3=@absence @ronde maison|domicile|appartement|pavillon|logement|villa|police|gendarmes|agents|inscrire|réinscrire|service|liste
1.2=absent|absente|absents|vacances|partons|congés|absence|absentons surveiller|surveillance|patrouille|patrouilles|rondes|ronde|otv|oeil|
  inhabitée|surveillé|surveillée|gendarmes
1.2=partons|partir|absents|absent|vacances|absence|absentons maison|domicile|appartement|pavillon|logement surveiller|surveillance|oeil|
  police|ronde|rondes|patrouille|passer|cambriolage|agents|gendarmes|prévenir|volets
1.1=caméra|caméras|vidéo|vidéosurveillance|vidéoprotection|images|bandes|enregistrement|enregistrements installer|installation|images|
  demande|accès|place|vol|agression|visionner|filmé|mettre|cambriolage|effraction|enregistrements|enregistrement|accident|rue|filme|garde|
  conserver|extraire|plainte|assurance|rayée
1.2=@appareil_qui_filme vol|volé|volée|voleur|voleurs|rayée|rayé|agression|agressé|accident|percuté|plainte|dégradation|dégradations|
  incendie|braquage|cambriolage voir|regarder|visionner|garde|garder|conserver|récupérer|accès|consulter|bande|assurance|place|heure
1.2=filmée|filmé|filmer|caméra|caméras|vidéoprotection place|rue|quartier|lotissement|parking|entrée|école|installer|mettre|demande
  effractions|effraction|cambriolages|fracture|fracturées|cambriolage|vols|insécurité|dégradations|trafic|dissuader|sécurité|dépôts
surveiller|surveillance maison|domicile|pavillon vacances|absence
1.1=cambriolages|cambriolage|cambriolé|cambriolée|effractions|cambrioleurs patrouilles|rondes|quartier|surveillance|police|lotissement|
  passages|vacances
1.2=maison|appartement|pavillon vide|inoccupée|fermée passer|jeter|surveiller|passage|oeil|surveillez mois|semaines|jours|vacances|hôpital|
  cure
1.2=dôme|caméra|caméras|objectif|filme chambre|jardin|fenêtre|vie|intimité|salon|floutée|masque|piscine
1.3=délit|rayé|rayée|percuté|volé|vol fuite|voiture|moto|vélo|vitre caméra|caméras|image|images|filmé|vidéo|dôme|oeil|électronique|bandes
0.9=congés|vacances|absence|absents police|gendarmes|patrouille|patrouilles|passages|rondes
0.9=otv|vidéosurveillance|vidéoprotection|caméras|caméra
0.4=filmer|filme|patrouille|patrouilles|absents|cambriolage|cambriolages|effraction|rondes|congés
1.3=voyage|absence|vacances|congés|séjour|déplacement vérifier|surveiller|veiller|regarder|passer rentre|maison|personne|volets|police|villa
1.2=oeil maison|pavillon|appartement|villa|domicile garder|jeter|août|juillet|vacances|absence
1.3=caméra|caméras|images|vidéo arraché|volé|agressé|agressée|sac|vélo|plainte|témoin rue|place|parking|carrefour
1.3=police|gendarmes|agents|patrouille|policiers surveiller|surveillance|passer|jeter|veiller appartement|maison|pavillon|villa|domicile|
  logement
1.3=maison|appartement|pavillon vide|inoccupée|fermée août|juillet|vacances|absence|noël|semaines prévenir|signaler|surveiller|passer|police
1.3=cambriolé|cambriolage|vol|volé|agressé|braquage|braqué images|vidéo|enregistrement|caméra|caméras|bandes
""",
}
