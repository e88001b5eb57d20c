"""Pests, unfit homes, dead animals, smoke and pollution: what citizens say of them."""

FRAMES: dict[str, str] = {
    "HYG-01": """
1.0=rat|rats
1.7=souris|cafard|cafards|blattes|punaises|frelon|frelons|guêpes|guêpe|rongeurs|rongeur|surmulots|ragondins|termites|nuisibles|mulots|
  blatte|cloportes|chenilles|moustiques|moustique|gaspards|surmulot|cancrelats|cancrelat
1.3=nid|nids|boule|essaim frelon|frelons|guêpes|asiatique|asiatiques|bourdons|abeilles
1.2=dératiser|dératisation|désinsectisation|désinsectiser|exterminer|dératiseur|désinsectiseur|exterminateur
1.2=empoisonner|pièges|piège|appâts|appât|raticide|insecticide|fumigation|fumigène bêtes|bestioles|cave|immeuble|appartement|cuisine|
  poubelles|insectes|puces|nuit|logement
chenilles processionnaires|pin|pins
1.2=@nuisible cave|jardin|cour|cuisine|immeuble|poubelles|logement|maison|mur|grenier|égout|égouts|traverser|courir|partout|infesté|
  invasion|piqûres|piqué|nid|trous|courent
infesté|infestée|infestés|infestation|pullulent|prolifèrent @nuisible|@petite_bête|immeuble|appartement|logement|voisins
0.8=infesté|infestée|infestés|infestation
1.3=@petite_bête @trace_de_bête
1.2=@petite_bête|boule|nid jaunes|jaune|rayées|rayés|noires|noirs|dard|asiatiques entrent|sortent|entrer|sortir|bourdonne|arbre|pommier|
  toit|cheminée|volet|tuiles|haie
1.3=boule|nid|cocon|poche|ruche pommier|arbre|toit|tuiles|cheminée|volet|volets|abri|haie|pins|pin|gouttière|caisson bêtes|bestioles|jaunes|
  entrent|vrombit|bourdonne|poils|poilues|ballon
1.2=bourdonne|bourdonnent|bourdonnement|vrombit|vrombissement|bzz|essaim volet|volets|caisson|coffre|toit|cheminée|tuiles|grenier|combles|
  piqué|piqûre|haie|arbre|terre|jaunes
1.3=bêtes|bestioles|processions|procession|chenille|files|file|poils poilues|poils|urticants|urticantes|indienne|indiennes|procession|soyeux
  pins|pin|sapin|arbre|chien|langue|teckel|trottoir|cèdre
1.2=poilues|urticantes|urticants|nécrosée|nécrose pins|pin|langue|chien|teckel|bêtes|bestioles|poils
1.2=@signe_de_rongeur @chez_soi
1.3=queue|queues longue|longues traverse|traversent|filer|file|courent|grouille|sortent|sort|poubelles|cave|cantine|trous|talus|bêtes|égout|
  caniveau
1.2=gros|grosse|énorme gris|gras|queue filer|courir|poubelles|cave|caniveau|égout|détaler|longer|couloir|trottoir
1.2=bêtes|bestioles grouille|pullule|gratte|grattent|couine nuit|soir|cuisine|cloison|cloisons|plafond|cave|poubelles|mur|partout|immeuble|
  cantine
1.1=grouille|pullule|grouillent soir|nuit|cuisine|cave|immeuble|poubelles|cantine|jardin|partout|bêtes
1.2=crottes|crotte|déjections|pipi petites|noires|noire|grains|minuscules placards|placard|cuisine|tiroir|tiroirs|pâtes|riz|cellier|grenier|
  cave
1.2=grignotés|grignote|grignotent|rongé|rongés|rongent|ronge paquets|pâtes|câbles|fils|gâteaux|sacs|provisions|placards|isolant|bois
1.2=boutons|piqûres|piqué|piqués|piquée|démange|démangeaisons|taches|cloques lit|draps|drap|matelas|sommier|réveille|canapé|oreiller|bras
1.1=piqûres|piqué|piquée|piquent|pique jaunes|noirs|essaim|bêtes|bestioles|dard|soir|terrasse|jardin|eau|stagne|stagnante|larves
1.2=eau pots|pneus|bidons|fût|bassin|bassine|récupérateur|bâche|soucoupes|croupie|stagne|stagnante|stagnantes|croupit larves|pond|piqué|
  piqûres|pique|moustiques|tigre|gîte
1.2=stagne|stagnante|stagnantes|croupit|croupie|eau larves|pond|pondent|piqué|pique|piqûres|moustiques
1.2=poutres|poutre|charpente|plancher|parquet|bois|meubles mangées|mangée|mangé|galeries|trous|sciure|rongées|vermoulu|poudre sciure|
  insectes|intérieur|tas|poudre|bêtes|larves
1.2=trous|trou|terriers|terrier|galeries queue|queues|museau|bêtes|rongeurs|bestioles|talus|berge
bêtes|bestioles|insectes|vermine piqûres|lit|cuisine|noires|courent|partout|invasion|envahis|marron|immeuble
0.9=envahie|envahi|envahis|invasion|infestée immeuble|cage|escalier|cuisine|appartement|plafond|antennes|placards
1.2=court|courent|grimpe|grimpent|sortent|galopent murs|plafond|plinthes|évier|siphon|cuisine|baignoire allume|éteint|lumière|antennes|
  pattes|nuit|bêtes|bestioles
1.5=ronge|rongé|rongent|grignote|gratte|galope fils|câbles|isolant|plafond|cloison courir|entend|entends|nuit|grenier|combles|trottine
1.3=points|boutons|plaques rouges|rouge réveil|matin|matelas|lit|draps|nuit
1.2=grains|crottes|points|traces noirs|noires|petits|petites isolant|matelas|placard|couture|plinthe|tiroir|grenier|sommier|drap|draps
1.3=gratte|grattent|boutons|plaques|démange matelas|couture|lit|points|draps lève|matin|noirs|réveil|réveille|nuit
0.9=frelons|guêpes|cafards|punaises|dératiser|vermine|essaim|bestioles
0.4=insectes|insecte|piqûres|piqûre|vrombit|museaux|terriers|larves|dard|bébêtes|cloque|rongeurs|démange
1.5=rat|rats parc|jeux|jardin|cave|caves|poubelles|trottoir|square|immeuble|local|berge|égout|égouts|nuit|courent|dératiser|cour|invasion|
  dizaines|traverser|énormes|cuisine|plein|place
1.2=écrase|écrasé|tue|tué petits|petites|dix|vingt|dizaines évier|lavabo|plinthe|placard|cuisine|baignoire
1.2=grenier|combles|cloison|plafond nuit|course|galope|trottine|pattes isolant|miettes|laine|trous|crottes|bruit
1.2=moustaches|museau|museaux|queues réserve|cave|terrasse|cuisine|mangé|riz|poubelles|grenier|sortent|visiteurs|trou|noir
1.3=soie|boules|cocons|poches|nids pins|pin|cèdre|chênes blanche|blancs|blanches|plaques|rouges|école|poils|enfants
1.2=ailes|trait|poudre|sciure|larves bois|poutre|poutres|charpente|parquet|meuble|cuisine
1.2=infesté|infestée matelas|canapé|lit|voisine|voisin|appartement|étage piqués|piqué|piquée|boutons
1.3=crottes tiroirs|tiroir|placards|placard|évier|vaisselle|cuisine|grenier|combles
1.2=grignoté|grignote|grignotés|grignotent pain|pâtes|riz|paquets|nuit|tiroirs|placards|fruits|gâteaux|légumes|potager
1.3=piquer|piqués|piqué|piquent|piqûres boule|nid|haie|arbre|autour|trou enfants|crèche|école|toboggan|terrasse|cour
1.6=piqûres|boutons|plaques|rougeurs matins|matin|réveil|réveille|nuit|nuits ligne|bras|jambes|draps|lit|bébé|matelas|enfants
1.5=essaim posé|posée|accroché|installé|boîte|volet|arbre|cheminée|mur|école|haie|lettres
1.3=mord|mordent|ronge|rongent|grignote câbles|fils|gaines|isolant|tuyaux|plinthes
1.5=nid volet|coffre|caisson|grenier|gaine|roulant
1.4=bête|bestiole|animal|mordre|mordu queue|museau|moustaches cave|sanitaire|vide|chat|nue|longue|gros|poubelles|égout
0.6=moucherons|puces|mites|fourmis
1.2=mangé|grignoté|éventré|déchiqueté|mangent graines|sacs|croquettes|coussins|isolant|provisions nid|garage|cabanon|grenier|cave
1.4=vrombissant|vrombit|bourdonne|bourdonnement|bourdonnements lierre|arbre|haie|mur|volet|terre|tombe piquer|piqué|piqués|piqûres|
  visiteurs|enfants
""",
    "HYG-02": """
1.2=@moisi mur|murs|@logis|propriétaire|maison|bailleur|chaudière
1.2=@taudis @habitat @loueur|asthme|tousse|toussent|bébé|nourrisson|médecin|enfants|malade|bronchite|petits|petit
1.2=@logis insalubre|indigne|indécent|humide|vétuste|suintent
1.1=chauffage|chaudière|radiateur|radiateurs logement|appartement|studio|chambre|immeuble|bailleur|propriétaire
1.1=plafond|murs|mur noir|noirs|taches|champignons @logis|propriétaire|bailleur
1.2=papier|tapisserie|peinture|murs|mur|plafond décolle|cloque|mouillé|mouillés|trempé|suinte|goutte|ruisselle|noir|noirs|dégouline|
  champignons chambre|pièce|bailleur|logement|propriétaire|appartement|bébé|locataire|asthme|tousse|toussent|agence|petit|petits
1.4=@bailleur|loueur|syndic intervenir|réparer|réparations|répond|rien|refuse|veut|travaux|entendre|moque|bouge|mort|encaisse|fiche|balade|
  promène|fout|injoignable|mur|sourde chauffage|moisissure|humidité|logement|appartement|chaudière|infiltrations|électricité|prises|
  fenêtres|eau|murs|plafond|noir|gaz|disjoncteur|froid|champignons|étincelles|fuite|toit|pluie|palier|wc|plancher
marchand|marchands sommeil
1.2=chauffage|chaudière|radiateur|radiateurs|ballon panne|marche|marchent|pas|degrés|morte|mort|coupé|réparé|hs logement|appartement|
  propriétaire|bailleur|bébé|chambre|locataire|proprio|agence|loyer|nourrisson|immeuble
1.2=eau chaude semaines|mois|jours|depuis|pas proprio|propriétaire|agence|bailleur|bébé|nourrisson|locataire|appartement|loyer
1.2=degrés|grelotte|gelons|congelés|frigorifiés chambre|bébé|appartement|logement|salon|loyer|locataire nuit|hiver|pas|chauffage|chaudière|
  bébé|propriétaire|bailleur
plomb|saturnisme peinture|logement|appartement|enfant|canalisations|sang|écaille
1.2=peinture|peintures écaille|écaillent|éclats|vieille|ancienne sang|taux|prise|médecin|enfant|bébé|mange
1.2=eau|humidité|ruisselle|suinte|suintent|moisissure|noir|goutte|dégouline mur|murs|plafond logement|pièces|appartement|chambre|studio|
  meublé|bailleur|propriétaire|tousse|asthme|petit|enfants
1.2=loue|louent|louer|louons|loyer|vis|vivons|habite|habitons|dort|dorment|logés cave|garage|taudis|insalubre|dortoir|placard|combles|
  grenier|cagibi|abri|mansarde|soupirail fenêtre|m2|euros|filles|enfants|famille|loyer|matelas|lits|pas
1.1=loue|louent|louer|loyer cave|taudis|insalubre|dortoir|placard|cagibi
1.2=studio|chambre|appartement|logement|pièce murs|plafond|fenêtres|installation noir|champignons|moisissures|suintent|humides|électrique
  tousse|asthme|enfants|propriétaire|petit|bébé
1.2=m2|m²|mètres|28m2|9m2|12m2 fenêtre|quatre|cinq|six|dix|entassés|famille|enfants|personnes loyer|euros|mois|liquide|propriétaire|
  bailleur|studio|appartement|chambre
1.2=entassés|entassées|entasse|dorment|dort lits|lit|matelas|pièces|personnes|familles loue|loyer|semaine|propriétaire|appartement|liquide|
  pavillon|cave
1.2=prises|prise|disjoncteur|compteur|fils|tableau|électricité étincelles|crépite|crépitent|chauffe|brûlé|saute|disjoncte|dénudés|nus|fond
  proprio|propriétaire|bailleur|logement|appartement|agence|locataire|cuisine|chambre|loyer
1.1=wc|toilettes|douche|sanitaires palier|cour|commun|partagé|six|logements loyer|logements|loue|euros|propriétaire|chambre|locataires|
  bailleur
1.1=inspecteur|constater|visite|décent|décence propriétaire|bailleur|logement|appartement|loyer|proprio murs|humidité|froid|chauffage|
  enfants|tousse|toussent|noirs|fenêtre
locataire|locataires|loue moisissures|humidité|chauffage|insalubre|cafards
1.2=pluie|vent|air|courants|eau rentre|passe|passer|traverse|pleut fenêtre|fenêtres|toit|plafond|mur|porte|plancher|chambre loyer|loue|
  euros|locataire|propriétaire|bailleur|loueur|agence|louons
1.2=bronchite|bronchites|asthme|tousse|toussent|poumons|aérer|respiratoires agence|propriétaire|bailleur|mur|murs|chambre|armoire|humidité|
  logement|loyer|syndic|locataire|plafond|appartement
1.4=électricité|fils|prises|installation|compteur apparents|dangereuse|dangereux|nus|dénudés|étincelles appartement|douche|logement|chambre|
  cuisine|agence|propriétaire|bailleur|salle
0.8=insalubre|insalubrité|moisissures|moisissure|taudis|salpêtre|logeur|indécent
0.4=bailleur|proprio|loyer|locataire|locataires|humidité|chaudière|suinte|infiltrations|radiateurs|radiateur|loueur|nourrisson
1.4=goutte|gouttes|fuit|infiltre|pleut|dégouline prise|prises|plafond|lit|chambre|ampoule|armoire bailleur|propriétaire|proprio|agence|
  locataire|loyer|syndic
1.2=personnes|familles|huit|dix|ouvriers|voisins cave|garage|grenier|sol|combles lit|lits|loyer|paient|dorment|vivent
1.4=toilettes|wc|douche|évier|canalisation bouchées|bouchés|bouchée|fuient|panne|fuite propriétaire|meublé|bailleur|loueur|agence|locataire|
  loyer
1.4=@bailleur|gérant|syndic|loueur sourde|oreille|mort|moque|répond|bouge|rien|balade|patienter degrés|radiateurs|froids|froid|thermomètre|
  chauffage|chaudière|eau|fuite|moisissures|prises
1.1=thermomètre|degrés affiche|séjour|chambre|salon froids|radiateurs|chauffage|bébé
1.4=plafond|mur|plancher|douche tombé|effondré|fuit|eau|moisissures|trempé loyer|paie|paye|euros|bailleur|propriétaire|locataire
1.4=salpêtre|moisissures|moisissure|champignons|humidité propriétaire|proprio|bailleur|loueur|logeur|agence
1.4=chauffage|chaudière|fenêtre|fenêtres|électricité|douche coupé|coupée|cassée|cassé|panne loue|louons|loyer|locataire|proprio|bailleur|
  propriétaire
1.2=chambre|studio|meublé eau|chauffage|wc|toilettes|électricité euros|loyer|bonne|sans
""",
    "HYG-03": """
1.1=@bête_morte @mort_d_une_bête
1.3=@bête_morte @mort_d_une_bête route|trottoir|rue|caniveau|bord|chaussée|pelouse|ramasser|ramassage|enlever|côté|jardin|odeur|samedi|hier|
  jours|boulangerie|école|fossé|parking|mouches
1.2=cadavre|charogne|dépouille|squelette @bête|@bête_morte|route|trottoir|rue|odeur|caniveau|chemin|jardin|fossé|enlever
1.1=équarrissage|équarrisseur|charogne
1.1=@oiseau_en_bande @oiseau_gêne
1.2=nichent|niche|perchent|perchés|roucoulent|roucoulement|roucoule|caquent|chient|conchient dizaines|rebord|rebords|corniche|corniches|
  toit|balcon|fenêtre|banc|blanc|voiture|auvent|store|grenier|clocher|arbre|auvents
1.2=nourrit|nourrir|nourrissent|jette|jettent|lance|vide|distribue|dépose|seau pain|graines|riz|miettes|croûtons|restes pigeons|oiseaux|
  goélands|mouettes|dame|place|fenêtre|banc|tous|blanche|roucoulant|rapplique|volatiles|balcon
fientes|fiente|guano
1.1=nourrit|nourrir|nourrissage|jette pigeons|oiseaux|goélands|mouettes|corbeaux|volatiles
1.2=banc|bancs|siège|manteau|capot|voiture|terrasse|store|linge|étendage|vélo couvert|couverte|blanc|blanche|blancs|recouvert|maculé|
  bombardé|tout nichent|oiseaux|pigeons|perchent|dessus|plumes|pain|étourneaux|arbre|soir
nid|nids goélands|pigeons|mouettes|goéland|corbeaux|corneilles
1.4=@bête_morte étendu|allongé|gisant|corps|reste|restes|flotte|flottent|couché route|rocade|bord|trottoir|ramasser|ramassé|ramasse|
  chaussée|barrage|eau|mouches|sent|pue
1.1=plumes|œufs|volière|pigeonnier balcon|toit|fenêtre|cour|grenier|rebord|nettoie
1.3=dépose|dépose|lance|jette|seau|sachets|pain|restes mouettes|goélands|pigeons|corneilles|oiseaux matin|attaquent|tous|place|fenêtre|dame|
  pont
1.4=étourneaux|corneilles|corbeaux|oiseaux|pigeons|moineaux arbres|arbre|soir|soirs milliers|centaines|pue|glisse|sol|voitures|trottoir|
  fientes|bruit|dortoir
0.9=fientes|charogne|cadavre|roucoule|roucoulent|pigeons|pigeon
0.4=mouette|mouettes|oiseaux|oiseau|plumes|nichent|hérisson|renard|blaireau|corneilles|agonise|corbeaux|volatiles|étourneaux
1.3=panneaux|toit|toiture|balcon|auvent blancs|blanc|sales|couverts|crottes roucouler|roucoulent|cinquante|oiseaux|pigeons|dizaines
1.3=corneilles|corbeaux|étourneaux|mouettes|pigeons|goélands platanes|arbres|toit|clocher|gare blanc|bruit|fientes|entend|cris|sale|domicile
""",
    "HYG-04": """
1.1=@brûle déchets|verts|branches|branchages|plastique|plastiques|pneus|palettes|bidon|feuilles|ordures|étouffe|suffoque|tonte|âcre|linge|
  lessive|irrespirable|toxique|asthme
1.2=@feu_ouvert @matière_brûlée
1.2=@feu_ouvert|@matière_brûlée @gêne_de_fumée @matière_brûlée|voisin|voisine|voisins|jardin|samedi|samedis|dimanche|usine|fond|matin|soir|
  type|gars|artisan|entreprise|cheminée
1.2=voisin|voisine|voisins|usine|artisan|entreprise|agriculteur|garage|locataire|propriétaire|type|gars @feu_ouvert plastique|déchets|
  branches|branchages|jardin|fumée|suffoque|fumées|odeur|bidon|palettes|pneus|feuilles|verts|herbe|tout|câbles
1.1=odeur|odeurs|puanteur|émanations|vapeurs|empeste|sent|relents chimique|chimiques|brûlé|plastique|usine|solvant|hydrocarbure|
  hydrocarbures|abattoir|peinture|épandage|lisier|porcherie|fuel|fioul|toxique|white-spirit|équarrissage|fumier|compostage|élevage|
  caoutchouc|vernis
1.2=@salit_l_eau @eau_vive
1.2=@salit_l_eau flotte|flottent|surface|nappe|irisé|arc-en-ciel|arc rivière|ruisseau|eau|étang|canal|lac|berge|poissons|port
1.2=huile|peinture|vidange|gasoil|produit|essence|javel|laitance|solvant|fioul|toupie|bidon|seau vidé|vide|verse|versé|déverse|déversé|
  jette|jeté|rince|vident caniveau|avaloir|grille|égout|fossé|ruisseau|rivière|regard|bouche|pluvial
1.3=poissons|poisson|truites|truite|anguilles|gardons|carpes|grenouilles|canards morts|mortes|ventre|flottent|air|crevés|agonisent
1.1=fumée|fumées usine|noire|épaisse|voisin|incommode|respire|cheminée|âcre
1.2=suie|cendres|cendre|particules|poussière linge|rebords|fenêtres|terrasse|lessive|table|piscine|voitures usine|cheminée|fumée|noire|
  voisin|feu|carrière|silo|entreprise
1.1=pesticides|glyphosate|épandage|pulvérise|pulvérisateur|désherbant champ|champs|maisons|jardin|jardins|agriculteur|vent|école|fenêtres|
  haies
1.1=agriculteur|paysan|exploitant|éleveur pulvérise|épand|épandage|lisier|fumier|purin vent|jardin|maisons|odeur|puits|ruisseau
1.1=pique|piquent|irrite|brûle yeux|gorge|nez fumée|odeur|usine|voisin|feu|plastique|vapeurs|produit|type
1.3=rince|rincé|lave|nettoie|vidange|vide bétonnière|toupie|pinceaux|cuve|rouleaux|camion|seaux|moteur|fûts fossé|caniveau|avaloir|ruisseau|
  rivière|égout|trottoir|mare
1.3=ruisseau|rivière|canal|étang|eau devenu|devenue|couleur|teinte|viré|teintée blanc|blanche|lait|rouge|vert|verte|noir|noire|orange|sang
1.3=@feu_ouvert|fumée tonneau|bidon|fût|baril|fond jardin|voisin|maison|soir|soirs|gorge
1.3=mal|maux tête|gorge|cœur|crâne peinture|solvant|vapeurs|usine|entreprise|odeur|produit|fumée|carrosserie
1.3=chauffe|chauffent|poêle|cheminée plastique|pneus|palettes|importe|bois|déchets fumée|odeur|respire|brûlé|soir
0.9=hydrocarbures|brûlage|purin|lisier|épandage|mazout
0.4=fumée|fumées|suie|cendres|brûle|brûlent|tousse|vernis|vapeurs|toxique|pollution|étouffe|solvant|pesticides|irrespirable
1.2=sent|odeur|pue|empeste pneu|pneus|plastique|caoutchouc|câble|câbles cramé|brûlé|crame|fondu|brûle
1.3=liquide|jus|produit|eau|mousse violet|violette|rose|orange|mousseux|gras|louche|suspect|bizarre|fluo fossé|ruisseau|caniveau|rivière|
  tuyau|canal|mare
1.3=brûle|brûlent|crame|flambe volets|meubles|portes|peints|peinture|traverses|palettes|traités|vernis cour|jardin|voisin|tonneau|poêle
1.3=mousse|écume|produit|couleur|liquide buse|tuyau|usine|fromagerie|laiterie|abattoir|conduite rivière|ruisseau|canal|fossé|berge|eau
1.3=voile|film|pellicule|reflets|irisations|taches gras|grasse|bleus|irisés|huileux|arc|huile eau|rivière|étang|rive|canal|surface|berge
1.4=fuel|fioul|gasoil|essence|huile|hydrocarbures traînée|nappe|flaque|avaloir|caniveau|fossé|ruisseau sent|odeur|rue|eau|irisé|coule
0.6=âcre
1.2=nuage|vapeur|voile|panache|poussières âcre|jaune|toxique|piquant|noir carrière|usine|tables|silo|cheminée|quartier
1.4=citerne|camion|cuve|tracteur|tonne vider|vide|vidé|déverse|déverser|vidanger canal|rivière|ruisseau|fossé|mare|étang
""",
}
