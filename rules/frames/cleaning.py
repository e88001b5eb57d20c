"""Cleaning, waste and water: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PRO-01": """
matelas|canapé|frigo|frigidaire|réfrigérateur|gravats|pneus|meubles|sommier|machine|congélateur|électroménager|télé|téléviseur|
  sacs|ordures|déchets|détritus|cartons|encombrants|armoire|fauteuil|bidons|bâches|plâtre|palettes abandonné|déposé|
  jeté|balancé|laissé|entassé|traîne|dépôt|amas|tas|déchargé|vidé|trottoir|devant|pied|chemin|fossé|sauvage|bord|nature|forêt|
  bois|parking|terre|sol|autour
dépôt|dépots|décharge sauvage|ordures|déchets|gravats|encombrants
décharge ciel|sauvage|ouvert|transformé|transforme|véritable
matelas|canapé|frigo|frigidaire|réfrigérateur|gravats|pneus|meubles|sommier|machine|congélateur|électroménager|télé|téléviseur|
  sacs|ordures|déchets|détritus|cartons|encombrants|armoire|fauteuil|bidons|bâches|plâtre|palettes sacs|cartons|
  matelas|canapé|meubles|gravats|pneus
""",
    "PRO-02": """
1.2=poubelle|poubelles|corbeille|corbeilles parc|square|rue|place|jardin|publique|publiques|ville|banc|abribus|plage|stade|
  centre déborde|débordent|pleine|pleines|vider|vidée|cassée|brûlée|arrachée|renversée|manque|installer|vidées|saturée
corbeille|corbeilles
poubelle|poubelles publique|publiques|urbaine
poubelle déborde|débordent banc|parc|square|aire|promenade|jeux
manque|faudrait|installer poubelles|poubelle|corbeille
""",
    "PRO-03": """
crotte|crottes|caca|déjection|déjections|merde|excréments|étron
chien|chiens|canine|canines|molosse|toutou crotte|crottes|caca|déjection|déjections|merde|excréments|étron|besoins|ramassent|
  ramasse|sacs|souillé
canisette|canisac|distributeur sacs|chien|crottes
sacs chien|chiens|canine|canines|molosse|toutou|crottes|déjections
maîtres|propriétaires|propriétaire chien|chiens|canine|canines|molosse|toutou ramasse|ramassent|besoins|trottoir|crottes
""",
    "PRO-04": """
tag|tags|tagué|taguée|graffiti|graffitis|graf|graff|grafitis|tagué|tagueurs
inscription|inscriptions|dessins|dessin|insultes|peinture|bombe|croix|slogan|slogans mur|murs|façade|porte|portail|école|
  abribus|transformateur|gammée|obscènes|raciste|racistes|injurieuses
tag|tags|tagué|graffiti|graffitis|inscription effacer|nettoyer|enlever|mur|façade|garage|repeindre|porte|noir
croix gammée
""",
    "PRO-05": """
rue|trottoir|trottoirs|place|quartier|caniveau|caniveaux|parking|escalier sale|sales|dégueulasse|balayé|balayer|balayage|
  nettoyé|nettoyer|nettoyage|saleté|propre|crasseux|crade|jonché|infect|immonde
feuilles mortes|glissantes|trottoir|balayer|ramasser|caniveau|amas|tapis
verre|bouteilles|bouteille|tessons|canettes cassé|cassées|brisé|débris|sol|terre|partout|éclats
mégots|papiers|canettes|détritus|emballages|gobelets terre|sol|partout|trottoir|jonchent|rue|place
balayeuse|balayage|balayeur passe|passer|passé|vu|jamais
vomi|urine|pipi|pisse|urinent trottoir|mur|porte|odeur|place|sent|passage|rue
marché nettoyé|nettoyage|nettoyée|déchets|sale|balayer
huile|gasoil|sable|boue|terre chaussée|route répandue|nettoyer|glisse|balayer
""",
    "PRO-06": """
1.8=seringue|seringues
1.4=seringue|seringues parc|square|jeux|sable|sol|trouvé|école|terre|trottoir
aiguille|aiguilles parc|square|sol|terre|jeux|usagée|drogués
protoxyde|bonbonne|bonbonnes|cartouches azote|gaz|hilarant|sol|terre|traînent
lame|lames|rasoir|couteau square|parc|trottoir|trouvé|sable|jeux|sol
bidon|bidons|produit|fût suspect|chimique|toxique|inconnu|fuit|dangereux|acide
""",
    "PRO-07": """
affiche|affiches|affichage|autocollant|autocollants|pancarte|pancartes|banderole|stickers sauvage|collé|collées|partout|poteaux|
  murs|mur|abribus|arrachées|illégale|enlever|vitrine
toilettes|wc|sanisette|sanitaires|urinoir publiques|publics|public|sales|sale|fermé|fermées|fermés|papier|nettoyer|bouché|
  bouchées|ouverts|place|parc|halles
1.1=toilettes|wc publics|publiques
""",
    "DEC-01": """
1.1=poubelle|bac|container|conteneur|ordures|sacs|poubelles|bacs|tri|recyclables|emballages|collecte|sacs pas ramassé|ramassée|
  ramassés|ramassées|vidé|vidée|vidés|vidées|collecté|collectée|collectés|collectées|passé|passée|levé|relevé|relevées|enlevé|
  enlevées|pris
éboueurs|ripeurs|camion|benne pas passé|passés|passe|passent|ramassé|poubelle|poubelles|venus
poubelle|bac|container|conteneur|ordures|sacs|poubelles oublié|oubliée|oubliés|oubliées|refusé|refusée
collecte|ramassage|tournée|passage ordures|poubelles|déchets|tri|bacs|éboueurs pas|oublié|sauté|retard|fait|semaine|jour|manqué|
  lundi|mardi|mercredi|jeudi|vendredi
éboueurs oublié|laissent|refusent|pas
""",
    "DEC-02": """
1.1=bac|poubelle|bacs|conteneur|composteur|container nouveau|nouvelle|volé|volée|grand|cassé|cassée|obtenir|demande|changer|
  remplacer|remplacement|perdu|disparu|petit|emménager|avoir|livrer|commander|fendu|roue|couvercle|échanger|supplémentaire
sacs jaunes|tri|rouleau|rouleaux|transparents demande|plus|chercher|distribution|récupérer|où|obtenir|retirer|reste
composteur|compost demande|obtenir|commander|prix|acheter
badge|carte déchèterie|conteneur|déchetterie perdu|perdue|demande|obtenir|nouveau|nouvelle
couvercle|roue bac|poubelle cassé|cassée|arraché
""",
    "DEC-03": """
conteneur|conteneurs|container|containers|bulle|colonne|colonnes|benne|borne|point|points verre|textile|vêtements|papier|tri|
  enterré|enterrés|enterrée|apport|emballages|cartons|relais plein|pleine|pleins|déborde|débordent|bloqué|bloquée|vider|vidé|
  saturé|bourré|coincé|cassé
point apport volontaire
bulle|colonne|conteneur|container verre
borne relais|vêtements|textile
points|point tri pleins|plein|déborde|débordent|sale|saturé
""",
    "DEC-04": """
déchèterie|déchetterie|décheterie|déchetterie horaires|ouverte|ouverture|heures|accès|refusé|carte|quota|fermée|ouvre|déposer|
  apporter|accepte|tarif
encombrants rendez|enlèvement|ramassage|passage|venir|rdv|date|collecte|débarrasser
monstres ramassage|passage|date
amiante évacuer|déposer|déchèterie|plaques|fibrociment|éliminer
1.5=débarrasser|enlever|évacuer|enlèvement|prendre|récupérer|emporter|collecter canapé|frigo|meubles|électroménager|matelas|
  gros|machine|volumineux|armoire|encombrants|sommier rendez|comment|service|domicile|voudrais|souhaite|souhaiterais|aimerais|
  possible|passez
0.8=déchèterie|déchetterie
""",
    "EAU-01": """
fuite|fuites|fuit|jaillit|coule|geyser|ruisselle|gicle|gicle|rupture|percé|percée|éclaté|cassé eau|canalisation|conduite|
  compteur|branchement|trottoir|chaussée|bouche|vanne|borne|tuyau|incendie
eau sort|jaillit|coule|remonte|sourd|bouillonne trottoir|rue|chaussée|route|bitume|goudron|caniveau|sol
1.1=fuite eau
canalisation|conduite rompue|cassée|percée|éclatée|rupture
mare|flaque permanente|sec eau|trottoir|pleut
""",
    "EAU-02": """
1.1=eau pas|coupé|coupée|coupure|coupures robinet|maison|matin|hier|pression|quartier|prévenu|chez|immeuble
1.0!=eau marron|trouble|jaune|rouillée|javel|chlore|goût|odeur|sale|couleur|noire|blanche|calcaire|potable|boire|dure
pression faible|robinet|douche|baisse|pas|filet|étage
plus goutte|eau robinet|matin|maison
qualité eau analyse|robinet|potable
""",
    "EAU-03": """
égout|égouts|eaux|assainissement|tout-à-l'égout|canalisation|canalisations|wc|toilettes bouché|bouchés|remonte|remontent|
  refoule|refoulent|refoulement|déborde|débordent|odeur|odeurs|pue|puent|usées|vanne|nauséabonde|nauséabondes|usée
regard déborde|refoule|eaux|odeur
odeur|odeurs|pue|sent égout|égouts|oeuf|pourri|fosse
fosse septique|vidange|contrôle|déborde
spanc|assainissement contrôle|raccordement|raccorder|individuel|collectif|conformité|non
cave|sous-sol remonte|remontent|refoule usées|égout|égouts|merde|wc
""",
    "EAU-04": """
inondé|inondée|inondés|inondation|inondations|déborde|débordé|submergé|ruisselle|ruissellement cave|garage|maison|rue|jardin|
  sous-sol|ruisseau|rivière|fossé|route|orage|pluie|eau
eau monte|rentre|entre|envahit|cm|dévale garage|cave|maison|sous-sol|chez|salon|cour|jardin
fossé|fossés|ruisseau|buse|rivière|canal|étang|mare|marais bouché|bouchée|curer|curage|curé|déborde|entretenu|comblé|nettoyer|nettoyé|
  obstruée|crue
coulée boue
eaux pluviales|pluie ruissellement|évacuation|évacuent|stagnent|écoulement|arrivent|terrain
bassin rétention|orage
""",
    "EAU-05": """
1.1=facture|factures|abonnement|relevé|consommation|compteur|échéancier|contrat|mensualisation|prix|tarif|m3|mètres eau
facture eau élevée|contestée|anormale|trop|erreur|doublé|euros
compteur eau relevé|index|relever|changer|ouvrir|fermer
résilier|ouvrir|souscrire|transférer eau|compteur abonnement|contrat|déménage|eau
""",
}
