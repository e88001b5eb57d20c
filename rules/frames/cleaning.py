"""Cleaning, waste and water: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PRO-01": """
@encombrant @jeté
1.2=@encombrant @jeté @nature
dépôt|dépots|décharge|déchargé sauvage|ordures|déchets|gravats|encombrants|immondices|dépotoir
décharge|dépotoir|déchetterie ciel|sauvage|ouvert|transformé|transforme|véritable|devenu|devient
1.1=matelas|canapé|frigo|frigidaire|réfrigérateur|gravats|pneus|meubles|sommier|congélateur|électroménager|téléviseur|machine|lave-linge|
  ferraille|carcasse|pots|bidons|
  fauteuils @nature|cartons|sacs|meubles|matelas|canapé
dépotoir|immondices|encombrants
poubelles|sacs|ordures éventrés|terre|pied|côté|trottoir conteneurs|colonnes|bacs|containers|jeté|posent|déposent|balancent
""",
    "PRO-02": """
1.3=@corbeille @parc|rue|place|publique|publiques|ville|banc|abribus|plage|stade|centre|quai|urbaine|municipale|arrêt|jeux|parking|
  promenade
  déborde|débordent|pleine|pleines|vider|vidée|vidées|vide|cassée|brûlée|arrachée|renversée|manque|installer|saturée|ras|remplie|calcinée|
  rajouter|mettre
1.1=corbeille|corbeilles
poubelle|poubelles publique|publiques|urbaine|urbaines
1.2=@corbeille déborde|débordent|pleine|pleines|ras|vidée|vidées banc|@parc|jeux|quai|place|arrêt|abribus|promeneurs|corbeaux
manque|faudrait|installer|rajouter|ajouter poubelles|poubelle|corbeille|corbeilles rue|parc|@parc|place|centre|ville|mégots|passants
""",
    "PRO-03": """
1.1=crotte|crottes|caca|cacas|déjection|déjections|merde|merdes|excréments|étron|étrons
1.2=@chien @crotte|souillé|pisse|sales
canisette|canisac|distributeur|sachets|sacs|distributeurs @chien|crottes|déjections|maîtres
sacs|sachets @chien|crottes|déjections
1.2=maîtres|maître|propriétaires|propriétaire|gens|promeneurs @chien|toutous ramasse|ramassent|ramasser|besoins|crottes|amende|sachets|
  incivilité|incivisme|trottoir
1.2=@chien soulagent|soulage|soulager|pissent|mines|besoins|cadeaux
1.1=marché|marche|glissé|roues|poussette|semelles dedans|crotte|crottes|merde|merdes @chien|trottoir|crottes
1.2=@chien amendes|sacs|sachets gens|maîtres|marché|dedans|ramasser
""",
    "PRO-04": """
1.1=tag|tags|tagué|taguée|graffiti|graffitis|graf|graff|grafitis|tagueurs|graffs|barbouillé|gribouillé
1.2=inscription|inscriptions|dessins|dessin|insultes|peinture|bombe|bombes|croix|slogan|slogans|gribouillage|gribouillages|mots|
  obscénités @mur|gammée|obscènes|raciste|racistes|injurieuses|boutique|école
1.2=@dessin effacer|efface|nettoyer|enlever|enlève|@mur|boutique|repeindre|noir|copropriété
1.2=croix gammée|gammées
bombé|bombées|barbouillé|peinturluré|gribouillé @mur
""",
    "PRO-05": """
1.1=@route|@trottoir|place|quartier|caniveau|caniveaux|parking|escalier|ruelle|passage|centre|escaliers|sente|parvis @sale
1.1=@route|@trottoir|place|quartier|caniveau|caniveaux|parking|escalier|ruelle|passage|centre|escaliers|sente|parvis @nettoyer
1.1=feuilles|feuillages mortes|glissantes|trottoir|balayer|ramasser|caniveau|amas|tapis|glissé|glisse|machine|tombées|automne|pourrissent|
  souffler
1.1=verre|bouteilles|bouteille|tessons|canettes cassé|cassées|brisé|débris|sol|terre|partout|éclats|morceaux
mégots|papiers|canettes|détritus|emballages|gobelets|masques|confettis terre|sol|partout|trottoir|jonchent|jonche|rue|place|jonchée
1.1=balayeuse|balayage|balayeur|balayeurs|laveuse|cantonnier passe|passer|passé|vu|voit|jamais|semaines|repasser|fréquence
1.1=vomi|urine|pipi|pisse|urinent|urinoir trottoir|mur|porte|odeur|place|sent|passage|rue|escalier|ruelle|venelle
1.2=marché|halles|fête|foire|forains nettoyé|nettoyage|nettoyée|déchets|sale|balayer|épluchures|cageots|cagettes|restes|détritus|légumes|
  poisson|papiers|sales|ragoûtant
1.1=huile|gasoil|sable|boue|terre|gazole|fumier chaussée|route|sol répandue|nettoyer|glisse|balayer|glissante|flaque|nettoyage
propreté rue|quartier|ville|centre|laisse|désirer
porcherie|crasse|saleté rue|quartier|trottoirs|place
""",
    "PRO-06": """
1.8=seringue|seringues
1.4=seringue|seringues @parc|jeux|sable|sol|trouvé|école|terre|trottoir
1.2=aiguille|aiguilles|piquouse|piquouses @parc|sol|terre|jeux|usagée|drogués|trouvé|sable
1.2=protoxyde|bonbonne|bonbonnes|cartouches|capsules|bouteilles azote|gaz|hilarant|proto
protoxyde|bonbonne|bonbonnes
1.1=lame|lames|cutter|couteau|machette|clous rasoir|@parc|trottoir|trouvé|sable|jeux|sol|terre|herbe
1.2=bidon|bidons|produit|fût|fûts|liquide|poudre suspect|suspecte|chimique|toxique|inconnu|fuit|dangereux|acide|corrosif|mort|étiquette
obus|grenade|munition|munitions|explosif trouvé|jardin|guerre|terre|déterré
""",
    "PRO-07": """
1.1=affiche|affiches|affichage|autocollant|autocollants|pancarte|pancartes|banderole|stickers|prospectus|tracts sauvage|collé|collées|
  partout|
  poteaux|murs|mur|abribus|arrachées|illégale|enlever|vitrine|placardées|poteau|lampadaires|cirque|concert|politiques
1.2=toilettes|wc|sanisette|sanitaires|urinoir|cabinets|vécés|latrines publiques|publics|public|place|parc|halles|marché|gare|square|plage
  sales|sale|fermé|fermées|fermés|papier|nettoyer|bouché|bouchées|ouverts|ouvrir|état|repoussant|savon|chasse|horaires|immonde|propres|
  besoin|ouvertes|manque|bloquée|condamnées
1.1=toilettes|wc|sanitaires publics|publiques
1.1=toilettes|wc|sanitaires sales|papier|chasse|savon|repoussant|fermés|immondes place|parc|marché|halles|square|gare
""",
    "DEC-01": """
1.2=@bac|collecte|tournée|emballages|plein|pleine pas|toujours|encore ramassé|ramassée|ramassés|ramassées|vidé|vidée|vidés|vidées|
  collecté|collectée|collectés|collectées|passé|passée|levé|relevé|relevées|enlevé|enlevées|pris|prise|passés|plein|pleine|pleines|pleins
1.2=@éboueur|camion pas|jamais passé|passés|passe|passent|ramassé|venus|vu|vus|venu
1.3=@éboueur|camion @bac pas|oublié|oublient|laissé|laissent|refusé|refusent|snobé|sauté|ignoré|plein|pleine
1.1=@bac oublié|oubliée|oubliés|oubliées|refusé|refusée|refusés|snobé
1.1=collecte|ramassage|tournée|passage|levée ordures|poubelles|déchets|tri|bacs|éboueurs|bac|jaune|recyclables|impasse pas|oublié|sauté|
  retard|fait|semaine|jour|manqué|lundi|mardi|mercredi|jeudi|vendredi|férié|jours|calendrier|quand
1.2=bac|bacs|poubelle|poubelles|conteneur sorti|sortie|sortis|sorties plein|pleine|pleins|pleines|pas|toujours|repassent|repasser|oublié
1.2=bac|poubelle|poubelles jaune|gris|grise|verte|ordures|ménagères ramassé|ramassée|vidé|vidée|plein|pleine|collecté|passé|pris|oublié
1.1=ordures|poubelles|poubelle|bac|bacs trottoir|toujours|encore|rien lundi|mardi|mercredi|jeudi|vendredi|jours|semaine
éboueurs oublié|laissent|refusent|pas|passent|jour|bruit|impasse
0.9=éboueurs|ripeurs
""",
    "DEC-02": """
1.2=bac|poubelle|bacs|conteneur|composteur|container nouveau|nouvelle|volé|volée|grand|cassé|cassée|obtenir|demande|changer|remplacer|
  remplacement|perdu|disparu|petit|emménager|avoir|livrer|commander|fendu|roue|couvercle|échanger|supplémentaire|piqué|fauché|embarqué|
  autre|fourni|arrive|arriver|procurer|manque|doter|attribuer|récupérer
1.2=pas bac|conteneur|poubelle|container avoir|obtenir|maison|arrive|emménage|logement|nouveau|comment
1.2=sacs|sac jaunes|tri|rouleau|rouleaux|transparents demande|plus|chercher|distribution|récupérer|où|obtenir|retirer|reste|manque|
  procurer
composteur|compost|lombricomposteur demande|obtenir|commander|prix|acheter|avoir|distribution
1.1=badge|carte déchèterie|conteneur|déchetterie|enterrés perdu|perdue|demande|obtenir|nouveau|nouvelle|renouveler|marche
couvercle|roue|roulette|charnière bac|poubelle|conteneur cassé|cassée|arraché|fendu|manque
1.1=bac|poubelle|conteneur volé|volée|piqué|piquée|disparu|fauché|cassé|fendu|brûlé|fondu jaune|verte|grise|couvercle|devant|nuit|ordures|
  camion|bac|poubelle
""",
    "DEC-03": """
1.1=conteneur|conteneurs|container|containers|bulle|bulles|colonne|colonnes|benne|borne|point|points|relais|cuve verre|textile|vêtements|
  papier|tri|enterré|enterrés|enterrée|apport|emballages|cartons|relais|volontaire|linge|habits @plein|cassé|débordant|trappe
1.1=point|points|borne|bornes apport|tri|collecte volontaire|plein|pleins|déborde|débordent|sale|saturé|pied|verre
1.4=borne|bornes|conteneur|conteneurs|container|relais|bulle|colonne|colonnes vêtements|textile|textiles|verre|linge|papier|enterré @plein
bulle|colonne|conteneur|container|colonnes|conteneurs verre
borne|conteneur relais|vêtements|textile|textiles|habits
1.2=bulle|colonne|colonnes|conteneur|conteneurs|container verre|tri|enterré|enterrés bouteilles|pied|plein|pleine|déborde|vider|bruit|
  déplacer
colonne|colonnes enterrée|enterrées|aérienne|tri
""",
    "DEC-04": """
1.2=déchèterie|déchetterie|décheterie horaires|ouverte|ouverture|heures|accès|refusé|refusée|carte|quota|fermée|ouvre|déposer|apporter|
  accepte|tarif|ouvert|peinture|gravats|badge|remorque|payer|passages|jours|lundi|samedi|dimanche|amener|emmener|payant|végétaux
encombrants|monstres|volumineux rendez|enlèvement|ramassage|passage|venir|rdv|date|collecte|débarrasser|prochain|inscrire
1.4=encombrants|monstres ramassage|ramasser|passage|date|passe|passent|quand|jour|calendrier
1.6=jeter|débarrasser|évacuer @encombrant comment|quand|encombrants|où|passe|passent|possible|peut
1.1=amiante|fibrociment|pneus|pots|batteries|extincteur|piles|huile évacuer|déposer|déchèterie|plaques|éliminer|débarrasser|jeter|où
1.6=débarrasser|enlever|évacuer|enlèvement|prendre|récupérer|emporter|collecter canapé|frigo|meubles|électroménager|matelas|gros|machine|
  volumineux|armoire|encombrants|sommier|fauteuil rendez|comment|service|domicile|voudrais|souhaite|souhaiterais|aimerais|possible|passez|
  porter|voiture|âge|téléphone
0.9=déchèterie|déchetterie
""",
    "EAU-01": """
1.2=@fuit eau|canalisation|canalisations|conduite|compteur|branchement|vanne|tuyau|incendie|adduction|hydrant|bouche
1.3=eau sort|jaillit|coule|remonte|sourd|bouillonne|coulait|gicle|suinte @trottoir|rue|chaussée|route|bitume|goudron|caniveau|sol|flot|
  terre|rivière|claire
1.2=fuite|fuites|rupture eau|canalisation|conduite
1.2=canalisation|conduite|tuyau rompue|cassée|percée|éclatée|rupture|crevée|pétée|sauté
mare|flaque|filet|ruisseau permanente|permanent|sec|trottoir|pleut|pourtant eau|trottoir|rue|chaussée
geyser|geysers
1.1=borne|poteau|bouche incendie|pompiers|clé @fuit|ouverte
""",
    "EAU-02": """
1.2=eau pas|plus|coupé|coupée|coupure|coupures|privés|robinets robinet|robinets|maison|matin|hier|pression|quartier|prévenu|chez|immeuble|
  douche|rue|foyer|heures|toilettes
1.2=eau coupure|coupures|coupé|coupée|manque quartier|rue|prévenu|prévenus|travaux|heures|prévue|matin|jusqu|retour
1.1!=eau marron|trouble|jaunâtre|jaune|rouillée|javel|chlore|goût|odeur|sale|couleur|noire|blanche|calcaire|potable|boire|dure
1.2=eau robinet|boire|bébé|potable|couleur|goût marron|trouble|jaune|rouille|rouillée|javel|chlore|drôle|bizarre|couleur|odeur|noirâtre|
  blanchâtre|jaunâtre|grisâtre|pesticides|javellisée|bizarre
1.2=pression|débit|filet|goutte faible|robinet|robinets|douche|baisse|pas|étage|eau|mince|chaudière
1.1=robinet|robinets|douche|eau sec|secs|goutte|impossible matin|douche|maison|voisine|quartier|coule|laver
plus|pas goutte|eau robinet|robinets|matin|maison
qualité|analyse|dureté eau analyse|robinet|potable|calcaire
""",
    "EAU-03": """
1.1=@égout|canalisation|canalisations|wc|toilettes|regard|siphon|évier bouché|bouchés|remonte|remontent|refoule|refoulent|
  refoulement|
  déborde|débordent|usées|nauséabonde|engorgé|gargouille|stagnent|@pue
1.1=chasse|évier|baignoire|douche|lavabo|wc|toilettes|siphon remonte|remontent|refoule|gargouille|bouchon|bouché|déborde|plombier
regard|tampon|plaque déborde|refoule|eaux|odeur|usées|papier
1.2=@pue égout|égouts|oeuf|pourri|fosse|bouches|bouche|avaloir|grille|grilles|caniveau|caniveaux|canalisations|regard|assainissement|
  siphon
1.4=@pue égout|égouts avaloir|bouche|bouches|grille|caniveau|rue
@pue rue|quartier|maison|cave merde|chiottes|égout|égouts|oeuf|caca
fosse septique|vidange|contrôle|déborde|toutes
1.1=spanc|assainissement|fosse contrôle|contrôler|raccordement|raccorder|individuel|collectif|conformité|non|vente|vends|notaire|
  diagnostic
1.1=installation contrôle individuel|individuelle|assainissement notaire|vends|vente|maison|spanc
cave|sous-sol|garage|douche remonte|remontent|refoule|débordent usées|égout|égouts|merde|wc|toilettes
eaux usées
""",
    "EAU-04": """
1.2=@inonde cave|garage|maison|rue|jardin|sous-sol|ruisseau|rivière|fossé|route|orage|pluie|eau|terrain|cour|salon|chez
1.2=eau|boue|pluie|eaux monte|rentre|rentrée|entre|entrée|envahit|cm|dévale|traversé|descendue|descend|dévalé|ruisselle|arrive garage|
  cave|
  maison|sous-sol|chez|salon|cour|jardin|champ|porte|boueuse
1.1=fossé|fossés|ruisseau|buse|rivière|canal|étang|mare|marais|bief|douve bouché|bouchée|curer|curage|curé|déborde|entretenu|comblé|
  nettoyer|
  nettoyé|obstruée|crue|embâcle|envasé
coulée|coulées boue
1.1=eaux|eau pluviales|pluie|pluvial ruissellement|évacuation|évacuent|stagnent|écoulement|arrivent|terrain|évacue|stagne|flaque|champ
bassin rétention|orage
1.1=champ|orage|pluie|pluies|averse|déluge boue|boueuse|eau|fossé garage|cave|maison|jardin|route|nettoyé
inondation|inondations
""",
    "EAU-05": """
1.2=facture|factures|abonnement|relevé|consommation|compteur|échéancier|contrat|mensualisation|prix|tarif|m3|mètres|paie|payer|euros eau
facture|consommation|paie|payer|euros|compteur eau élevée|contestée|anormale|trop|erreur|doublé|cher|personnes|explosé|lecture|triplé|
  fuite
compteur|index eau|relevé|relevés relevé|index|relever|changer|ouvrir|fermer|erreur|lecture|illisible
résilier|ouvrir|souscrire|transférer|fermer|mettre eau|compteur abonnement|contrat|déménage|eau|nom|départ|logement
erreur|index lecture|relevé compteur|eau|facture|euros
""",
}
