"""Water, sewers and floods: what citizens say of them."""

FRAMES: dict[str, str] = {
    "EAU-01": """
1.1=@fuit eau|canalisation|canalisations|conduite|compteur|branchement|vanne|tuyau|incendie|adduction|hydrant|bouche
1.4=eau|flotte sort|jaillit|coule|remonte|sourd|bouillonne|coulait|gicle|suinte fissure|fente|dessous|@trottoir|rue|chaussée|route|bitume|
  goudron|caniveau|sol|flot|terre|rivière|claire
1.2=fuite|fuites|rupture eau|canalisation|conduite
1.2=canalisation|conduite|tuyau rompue|cassée|percée|éclatée|rupture|crevée|sauté
mare|flaque|filet|ruisseau permanente|permanent|sec|trottoir|pleut|pourtant eau|trottoir|rue|chaussée
geyser|geysers
1.1=borne|poteau|bouche incendie|pompiers|clé @fuit|ouverte
1.3=@jaillit trottoir|pavés|bitume|rue|chaussée|goudron|carrefour|route|caniveau|milieu|sol depuis|sec|pleut|jour|hier|mètres|haut|matin|
  eau|mouillée|source|nuit|semaine|plu
1.3=jet|gerbe|colonne|geyser|fontaine|trombe mètres|mètre|haut|hauteur|m|puissant devant|milieu|carrefour|trottoir|rue|chaussée|depuis|eau
1.2=source|fontaine|ruisseau|rivière sort|jaillit|trottoir|pavés|bitume|milieu|chaussée|formée pavés|trottoir|bitume|goudron|route|rue
1.3=poteau|borne|bouche|hydrant rouge|pompiers|incendie dégouline|fuit|coule|ouvert|pisse|goutte|eau|cassé|arraché|jet|sort|jaillit|gicle
1.3=tuyau|conduite|canalisation|canalisations|tuyauterie|réseau crevé|percé|arraché|éclaté|cassé|sauté|touché|fendu gicle|eau|partout|
  pelleteuse|rue|jaillit|trottoir|engin|chantier
1.2=litres|m3|mètres eau|potable perdus|perdu|gaspillés|gaspillage|gâchis|perte|coulent|caniveau|devant|réparer
1.1=mouillé|mouillée|trempé|humide trottoir|rue|mur|chaussée|route sec|pleut|pourtant|permanence|soleil|pluie|alors
1.1=compteur|fosse|citerneau|regard noyé|plein|rempli|goutte|fuit|coule eau|trottoir|compteur|arrivée
0.45=fuite|fuites|geyser|canalisation|conduite|jaillit|gicle|suinte|tuyau
0.2=eau|source|mouillé|litres|branchement|vanne|filet
1.2=filet|eau|ruisselet|rigole claire|potable|remonte|continu|permanence|sort|coule bordure|trottoir|chaussée|caniveau|pavés|rue|route
  semaines|plu|pleut|sec|jours|depuis|mois|nuit
1.4=crever|crevé|percé|perforé|arraché|éventré|cassé|touché conduite|canalisation|tuyau|réseau|branchement jet|eau|tractopelle|pelleteuse|
  toits|gicle|geyser|rue|engin|pelle
1.1=suinte|suintent|sourd|bouillonne|dégouline|jaillit|gicle chaussée|route|trottoir|bitume|rue|pavés|mur|incendie|pied
1.1=plaque|tache|auréole|zone humide|mouillée sèche|jamais|chaussée|trottoir|rue|route
1.2=coule|coulait|ruisselle|sort|remonte claire|propre|potable|eau jour|pleut|nuit|sec|permanence|semaine|boulangerie|devant|trottoir|rue
1.1=eau claire|propre coule|ruisselle|sort|rue|trottoir|caniveau
1.1=compteur|branchement|arrivée|vanne|robinet pisse|coule|fuit|gicle|jaillit|goutte maison|inhabitée|trottoir|rue|nuit|côté|cave|devant
""",
    "EAU-02": """
1.2=eau pas|plus|coupé|coupée|coupure|coupures|privés|robinets robinet|robinets|maison|matin|hier|pression|quartier|prévenu|chez|immeuble|
  douche|rue|foyer|heures|toilettes
1.2=eau coupure|coupures|coupé|coupée|manque quartier|rue|prévenu|prévenus|travaux|heures|prévue|matin|jusqu|retour
1.1!=eau marron|trouble|jaunâtre|jaune|rouillée|javel|chlore|goût|odeur|sale|couleur|noire|blanche|calcaire|potable|boire|dure
1.2=eau robinet|boire|bébé|potable|couleur|goût marron|trouble|jaune|rouille|rouillée|javel|chlore|drôle|bizarre|couleur|odeur|noirâtre|
  blanchâtre|jaunâtre|grisâtre|pesticides|javellisée|bizarre
1.2=pression|débit|filet|goutte faible|robinet|robinets|douche|baisse|pas|étage|mince|chaudière
1.1=robinet|robinets|douche|eau sec|secs|goutte|impossible matin|douche|maison|voisine|quartier|coule|laver
plus|pas goutte|eau robinet|robinets|matin|maison
qualité|analyse|dureté eau analyse|robinet|potable|calcaire
1.3=couleur|marron|jaune|thé|rouille|trouble|marronnasse|blanchâtre robinet|robinets|sort|bain|douche|carafe|verre boire|eau|bébé|thé|
  laver|linge|dangereux|potable|dire|couleur
1.3=goût|odeur|sent|pue piscine|javel|chlore|terre|vase|moisi|métal|égout robinet|café|thé|boire|imbuvable|eau|carafe|verre|douche|buvable
1.3=café|thé|pastis|soupe|biberon|biberons imbuvable|goût|javel|piscine|marron|infect|boire robinet|eau|sent|piscine|chlore|ouvre|bizarre|
  goût
1.2=chasse|laver|douche|vaisselle|cuisine|lessive impossible|tirer|plus|pas|sans prévenus|prévenu|coupé|coupée|coupure|bouteille|minérale|
  bouteilles|eau
1.2=calcaire|tartre|dépôt|blanc|dur|dure machines|machine|bouilloire|cafetière|robinets|chauffe-eau|résistance eau|plâtre|bouché|bouchés|
  adoucisseur|changer|dure|laissent|taux
1.2=minérale|bouteille|bouteilles|packs|citerne laver|bébé|acheter|boire|distribution|cuisine robinet|coupure|eau|sort|rien|potable|ouvre
1.3=robinet|robinets rien|goutte|filet|sec sort|coule|depuis|matin|étage|eau|maison|chez
1.3=douche|évier|lavabo|baignoire|chasse rien|goutte|filet|eau plus|pas|sort|coule|étage|laver|impossible
0.4=robinet|robinets|pression|coupure|javel|chlore|calcaire|imbuvable
0.25=douche|baignoire|boire|eau|goutte|brun|marron|biberon
1.3=baignoire|robinet|lavabo|carafe|évier|douche|verre|bain brun|brune|marron|marronnasse|noir|rouille|jaune|trouble|rouille|boueux|sable|
  dépôt|orange eau|coule|robinet|fond|rivière|terre|boire|couleur|laver|linge|cuisine
1.3=robinet|robinets rien|goutte|sec|aucune|plus eau|depuis|heures|matin|explication|prévenus|mot|rue|quartier|immeuble|hier|soir
1.2=eau odeur|goût|traces|couleur drôle|bizarre|jaunes|jaune|lavabo|linge|marron|suspecte|boire|évier|baignoire
1.2=pas|plus goutte|eau matin|immeuble|hier|prévu|étage|robinet|douche|heures|soir|village
1.2=robinet|robinets|chauffe|ballon goutte|remplit|filet|mince|faible|débit|pression
1.2=douche|étage|chauffe|robinet jet|ridicule|filet|débit|arrive|pression|monte|coule troisième|quatrième|étage|laver|prendre|plus|faible|
  cinquième|dernier
""",
    "EAU-03": """
1.1=@égout|canalisation|canalisations|wc|toilettes|regard|siphon|évier bouché|bouchés|remonte|remontent|refoule|refoulent|refoulement|
  déborde|débordent|usées|nauséabonde|engorgé|gargouille|stagnent|@pue
1.1=chasse|évier|baignoire|douche|lavabo|wc|toilettes|siphon remonte|remontent|refoule|gargouille|bouchon|bouché|déborde|plombier
regard|tampon|plaque déborde|refoule|eaux|odeur|usées|papier
1.2=@pue égout|égouts|fosse|bouches|bouche|avaloir|grille|grilles|caniveau|caniveaux|canalisations|regard|assainissement|siphon
1.4=@pue égout|égouts avaloir|bouche|bouches|grille|caniveau|rue
@pue rue|quartier|maison|cave merde|chiottes|égout|égouts|oeuf|caca
fosse septique|vidange|contrôle|déborde
1.1=spanc|assainissement|fosse contrôle|contrôler|raccordement|raccorder|individuel|collectif|conformité|vente|vends|notaire|diagnostic
1.1=installation contrôle individuel|individuelle|assainissement notaire|vends|vente|maison|spanc
cave|sous-sol|garage|douche remonte|remontent|refoule|débordent usées|égout|égouts|merde|wc|toilettes
eaux usées
1.3=@domestique @refoule vide|vident|voisins|odeur|rue|pleut|noir|tirer|douche|cuvette|toute|seule|rez|chaussée|égout|machine|lavabo|
  empeste|caca|papier|baignoire
1.2=glougloute|glouglou|glouglous|gargouille|gargouillis douche|cuvette|lavabo|évier|baignoire|wc|toilettes|siphon|bulles
1.3=@pue oeuf|œuf|égout|fosse|vase|putréfaction caniveau|grille|grilles|évacuation|siphon|plaque|trou|sol|bouche|avaloir|remonte|monte|
  chaud|chaleur|rue
1.3=papier|papiers|excréments|matières|merde|horreurs|lingettes|caca|étrons sort|sortent|remonte|remontent|flottent|déborde|coulent
  couvercle|plaque|regard|trottoir|égout|rue|jardin|cave|cour|tampon|toilette
1.3=cuve|fosse|installation|bac vider|vidanger|vidange|contrôler|contrôle|diagnostic septique|enterrée|assainissement|individuel|graisse|
  charge|jardin|microstation|vente
1.3=raccordé|raccordée|raccorder|raccordement|branchée|conforme réseau|égout|assainissement|collectif maison|notaire|vente|terrain|
  acheteur|rue|certificat
1.2=notaire|vente|acquéreur|acheteur égout|réseau|assainissement|fosse|raccordée|conformité raccordée|contrôle|diagnostic|maison|
  certificat
1.2=plombier rue|dessous|sous|réseau|collecteur bouché|toilettes|douche|cuvette|remonte|chez|odeur
0.45=égout|égouts|refoule|refoulement|assainissement|siphon|fosse|glougloute|relents|gargouille
0.25=pue|empeste|odeur|odeurs|cuvette|wc|vase|grille|bouché|débouchage|plombier
1.3=tire|tirer|vide|vider|lave|coule chasse|évier|lavabo|machine|baignoire|toilettes|wc bouillonne|remonte|gargouille|empeste|pue|refoule|
  glougloute|bulles|déborde|revient
1.3=relents|odeur|odeurs|effluves|puanteur|remugles vase|merde|égout|caca|soufre|fosse|œuf grille|bouche|porte|fenêtre|trottoir|rue|
  caniveau|avaloir|regard|cave|évier|devant
1.2=wc|toilettes|douche|évier|lavabo|cuvette refoulent|refoule|débordent|remontent|bouchés pluie|orage|pluies|voisins|jardin|odeur|rue|
  toujours|chaque
1.3=brancher|raccorder|relier|raccordement égout|collectif|assainissement|réseau|eaux|collecteur comment|contacter|qui|maison|demander|
  obligatoire|coût|délai|dois
1.3=odeur|odeurs|puanteur|relents évier|lavabo|bouche|siphon|douche|toilettes|regard|bonde|canalisation lourd|chaud|sort|monte|
  épouvantable|trottoir|insupportable|remonte|horrible
""",
    "EAU-04": """
1.2=@inonde cave|garage|maison|rue|jardin|sous-sol|ruisseau|rivière|fossé|route|orage|pluie|eau|terrain|cour|salon|chez
1.2=eau|boue|pluie|eaux monte|rentre|rentrée|entre|entrée|envahit|cm|dévale|traversé|descendue|descend|dévalé|ruisselle|arrive garage|
  cave|maison|sous-sol|chez|salon|cour|jardin|champ|porte|boueuse
1.1=fossé|fossés|ruisseau|rivière|canal|étang|mare|bief|douve bouché|bouchée|curer|curage|curé|déborde|entretenu|comblé|nettoyer|nettoyé|
  obstruée|crue|embâcle|envasé
coulée|coulées boue
1.1=eaux|eau pluviales|pluie|pluvial ruissellement|évacuation|évacuent|stagnent|écoulement|arrivent|terrain|évacue|stagne|flaque|champ
bassin rétention|orage
1.1=champ|orage|pluie|pluies|averse|déluge boue|boueuse|eau|fossé garage|cave|maison|jardin|route|nettoyé
inondation|inondations
1.3=eau|boue|eaux|flotte|torrent monte|grimpe|entre|rentre|rentrée|descend|dévale|envahit|baigne|passe|vide|inonde @cave|meubles|
  centimètres|cm
1.3=centimètres|cm|mètre eau|flotte|boue|déjà @cave monte|grimpe|sorti|meubles|chaudière|pompiers
1.2=centimètres|cm cuisine|salon|cave|garage|sous-sol|maison|séjour grimpe|monte|eau|meubles|déjà|chaudière|boue
1.3=@averse @cave eau|boue|noyé|noyée|dedans|inondé|inondée|baigne|trempé|rentre|entre|dévale|champ|descend|monte
1.3=champ|champs|colline|coteau|dessus|terrain|voisin vide|descend|dévale|ruisselle|déverse|coule sous-sol|cave|maison|chez|averse|pluie|
  orage|garage|salon|boue
1.3=@ruisseau bouché|bouchée|comblé|comblée|branches|plein|pleine|nettoyer|nettoie|curer|curé|curage|encombré|obstrué|envasé|ragondins|
  troncs eau|déborde|route|pont|pluie|chemin|passe|inonde|entrée|dessus|sous|écoule|monte
1.3=torrent|coulée|fleuve|vague|rivière terre|boue|boueux|boueuse|eau traversé|route|rue|maison|jardin|hier|chez|déferlé|emporté
1.2=chaudière|congélateur|meubles|voiture|électricité noyée|noyé|noyés|dedans|trempés|eau|sorti déluge|orage|averse|cave|sous-sol|pluie|
  inondation|monte|centimètres|hier
1.1=sacs sable pompiers|pompe|pomper|pompage|eau|inondation
1.2=rivière|ruisseau|fleuve|étang|bassin monte|sort|sorti|déborde|crue|passe|lit maison|jardin|pont|rue|quai|lit|eau|chez|route
0.45=inondation|inondé|inondée|torrent|ruissellement|cascade|coulée|déluge|noyé|noyée
0.3=fossé|fossés|ruisseau|curé|curage|averse|orage|boue|eaux|pluviales
1.3=orage|averse|pluie|déluge|trombes|tempête cascade|torrent|rivière|piscine|noyé|noyée|noyés|baigne|inondé|inondée|lac descente|garage|
  sous|sol|cave|jardin|maison|cour|chaudière|escalier|entrée|rue
1.2=fossé|fossés|ruisseau|noue|buse|rigole fauché|curé|curés|curer|entretenu|nettoyé|nettoyer|bouché|comblé|végétation averse|eau|pieds|
  pluie|orage|inondés|inondé|maison|route|prochaine|débordera
1.3=buse|buses|busage fossé|entrée|chemin|eau|champ|ruisseau|sous bouchée|bouché|comblée|pleine|curer|effondrée|branches
1.3=cours eau branches|nettoyer|nettoie|bouché|déborde|troncs|encombré|envasé|passe|pont|curer
1.3=rivière|ruisseau|fleuve|eau|canal|étang montée|monte|monté|sortie|grimpe|arrive grange|genoux|chevilles|maison|cave|jardin|garage|
  nuit|seuil|porte|prés
1.3=fossé|fossés|rigole|canal|ruisseau vase|rempli|comblé|bouché|herbes|coule|bouchés cour|déborde|jardin|maison|route|curer|entretenir|
  chez|chemin
1.3=eau|eaux route|rue|champ|voisin|chaussée entre|ravine|descend|dévale|envahit|rentre|arrive|inonde portail|jardin|cour|maison|garage|
  pluie|orage|cave|sous
1.3=curer|curage|nettoyer|entretenir|dégager ru|ruisseau|rigole|fossé|bief|étang|rivière|noue|mare
1.3=inondation|inondé|inondée|inonde fossé|ruisseau|rivière|salle|école|orage|pluie|champ|cave|garage|eaux
""",
    "EAU-05": """
1.2=facture|factures|abonnement|relevé|consommation|compteur|échéancier|contrat|mensualisation|prix|tarif|m3|mètres|paie|payer|euros eau
1.3=index|cadran|compteur pas|faux|fausse|erreur|différent lis|lire|lit|inscrit|correspond|correspondent|concorde|chiffre|même|facture
compteur|index eau|relevé|relevés relevé|index|relever|changer|ouvrir|fermer|erreur|lecture|illisible
résilier|ouvrir|souscrire|transférer|fermer|mettre eau|compteur abonnement|contrat|déménage|eau|nom|départ|logement
erreur|index lecture|relevé compteur|eau|facture|euros
1.3=m3|cubes|mètres|litres|consommation payer|facture|réclame|compter|comptez|paie|personne|seule|euros|passé|trop|estimé|rédame eau|
  douche|fuite|facture|cubes|jardin|piscine|euros|plusieurs|seule|normal|trop
1.3=abonnement|branchement|contrat|compteur clôturer|résilier|fermer|ouvrir|mettre|transférer|souscrire|arrêter|reprendre nom|bail|
  logement|quitte|juin|emménage|locataire|départ|appartement|eau|maison|prélever
1.3=releveur|relève|relevé|index|compteur passé|estimé|estimez|estimation|faux|erreur|louche|lire|lu|venu|rendu facture|eau|jamais|
  consommation|index|chiffres|abonnement|relevé
1.3=cadran|compteur|aiguille|chiffres fosse|cassé|tournent|tourne|illisible|bloqué|gelé|arrêté|buée chiffres|fosse|eau|lire|relevé|index|
  compteur|changer
1.2=payer|régler|paiement|échelonner|étaler|facture plusieurs|fois|mensuel|mensualiser|échéances|délai eau|m3|cubes|consommation|compteur
1.3=euros|€|facture|note|somme|prélèvement personne|seule|seul|couple|deux|vacances|absent douche|piscine|consomme|robinet|eau|arrosage|
  litres|comptez|cubes|fuite
1.3=facture|facturer|prélever|rembourser|prélèvement|abonnement clés|quitté|rendu|déménagé|parti|vendu index|compteur|eau|relevé|contrat|
  appartement|logement
0.4=compteur|facture|abonnement|index|relevé|m3|cubes|mensualisation|régularisation
0.2=résilier|clôturer|consommation|branchement|prélèvement|absents|releveur|triplé
1.3=note|facture|montant|somme triplé|doublé|explosé|quadruplé|anormale|énorme compteur|consommation|eau|absents|vacances|fuite|
  vérification|m3|vérifier|vide|habitude
1.3=clôturer|résilier|arrêter|solder|fermer|transférer compte|contrat|abonnement|compteur|départ|trop perçu|départ|logement|rembourser|
  déménagement|quitté|eau|index|notaire|vendu
1.3=euros|€|facture|réclame|réclamez eau vide|inoccupée|absent|conteste|contester|fuite|personne|erreur|inhabitée|seule|trop
1.3=déménage|déménageons|quitte|pars|vends|emménage|loue eau|compteur arrêter|contrat|relever|résilier|abonnement|index|ouvrir|nom|fermer
1.3=consommation|index|compteur estimé|estimée|estimation|lue|lu|relevé|forfaitaire comment|lieu|jamais|facture|eau|releveur|pourquoi
1.4=eau|compteur nom appartement|logement|maison|emménage|mettre|nouveau|prévenir|bail|location|transférer|ouvrir
1.3=vendu|vendue|déménagé|quitté|quittée|rendu maison|appartement|logement|clés prélever|prélevez|prélèvement|facture|facturez|facturer|
  eau|abonnement|contrat
""",
}
