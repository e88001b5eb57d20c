"""Collection of waste: what citizens say of it."""

FRAMES: dict[str, str] = {
    "DEC-01": """
1.2=@bac|collecte|tournée|emballages|plein|pleine pas|toujours|encore ramassé|ramassée|ramassés|ramassées|vidé|vidée|vidés|vidées|
  collecté|collectée|collectés|collectées|levé|relevé|relevées|enlevé|enlevées|pris|prise|plein|pleine|pleines|pleins
1.2=@éboueur pas|jamais passé|passés|passe|passent|ramassé|venus|vu|vus|venu
1.3=@éboueur|camion @bac pas|oublié|oublient|laissé|laissent|refusé|refusent|snobé|sauté|ignoré|plein|pleine
1.1=@bac oublié|oubliée|oubliés|oubliées|refusé|refusée|refusés|snobé
1.3=tournée|collecte|ramassage|éboueurs|prennent|ramassent travaux|barrée|barré|chantier|déviation|fermée autre|promis|plus|rien|sacs|bacs|
  poubelles
1.1=collecte|ramassage|tournée|passage|levée ordures|poubelles|déchets|tri|bacs|éboueurs|bac|jaune|recyclables|impasse pas|oublié|sauté|
  retard|fait|semaine|jour|manqué|lundi|mardi|mercredi|jeudi|vendredi|férié|jours|calendrier|quand
1.2=bac|bacs|poubelle|poubelles|conteneur sorti|sortie|sortis|sorties plein|pleine|pleins|pleines|pas|toujours|repassent|repasser|oublié
1.2=bac|poubelle|poubelles jaune|gris|grise|verte|ordures|ménagères ramassé|ramassée|vidé|vidée|plein|pleine|collecté|passé|pris|oublié
1.1=ordures|poubelles|poubelle|bac|bacs trottoir|toujours|encore|rien lundi|mardi|mercredi|jeudi|vendredi|jours|semaine
0.9=éboueurs|ripeurs
1.3=@contenant plein|pleine|plein|pleins|pleines sorti|sortie|toujours|encore|mardi|lundi|mercredi|jeudi|vendredi|matin|bord|route|
  trottoir|rentrer|soir
1.2=@contenant pris|prennent|prend|passent|passés|ramassent|ramassé|vidé|vident|enlevé|emporté|sautent|collectent plus|rien|pas|jamais
  oublié|semaine|semaines|impasse|voisins|depuis|nôtre|tri|travaux|jours|férié|mardi|jeudi|lundi|fois
1.3=autocollant|étiquette|papier|scotch|mot|ticket|pastille refus|refusé|rouge|erreur|orange|tri bac|poubelle|couvercle|cartons|trie|tri|
  conteneur|pris|sac|jaune
1.2=férié|fériés|pentecôte|ascension|toussaint|noël|pont sacs|poubelles|poubelle|bacs|collecte|ramassage|éboueurs|tournée|benne|ordures|
  tri
1.2=asticots|vers|fermente|mouches|macère|puent|pue poubelle|poubelles|bac|bacs|sacs|ordures|déchets|benne passe|passés|semaines|semaine|
  ramassé|ramassée|vidé|vidée|prendre|pris|prend|plein|jours
1.1=sautent|sauté|saute|oublient|oublié|ignorent|zappent|zappé|esquivent impasse|maison|tournée|rue|nôtre|côté|chez semaine|semaines|fois|
  poubelle|poubelles|benne|bac|éboueurs|soleil|fermente
1.1=voisins|voisin|autres|rue pris|ramassé|vidé|collecté|vidés|vidées pas|rien|oublié nôtre|mien|mienne|nôtres|poubelle|bac|sac|ceux|celle
1.1=nôtre|mien|mienne|miens|miennes plein|pleine vidé|bord|sorti|trottoir|mardi|lundi|mercredi|jeudi|soir|ramassé|encore
1.2=collecte|tournée|emballages|éboueurs pas|toujours|encore passé|passée|passés|faite
1.2=prennent|ramassent|collectent|prend|ramassé|enlèvent plus|rien|pas tournée|ramassage|collecte|éboueurs|benne|poubelles|bacs|sacs|
  cartons|encombrants
0.4=éboueurs|ripeurs|collecte|benne|ramassage|asticots
0.25=poubelle|poubelles|bac|bacs|contenants|sacs|tri|recyclables|vidé|ramassé|ramassés|férié|oublié|snobé
1.3=chauffeur|camion|benne|éboueurs|tournée|ripeurs|équipe|collecte snobé|oublié|oublie|sauté|saute|évité|ignore|ignoré|zappé|passe|passé|
  zappe allée|impasse|rue|maison|lundis|lundi|mardi|mercredi|jeudi|vendredi|semaine|suite|nôtre|hameau|lotissement
1.2=vidé|ramassé|collecté|vidés|ramassés|collectés|enlevé contenants|bac|bacs|poubelles|poubelle|sacs|conteneurs personne|semaine|pas|
  jamais|rats|résidence|depuis|immeuble|quinze|jours
0.8=benne passe|passé|passée|passer|chauffeur|tournée|lundi|mardi|jeudi
1.2=camion|benne|éboueurs|ripeurs laissé|oublié|venu|passé|passés poubelle|poubelles|bac|sacs|trottoir|pleine|moitié|cour|impasse
0.9=camion pas|jamais passé|passés|passe|passent|ramassé|venus|vu|venu
1.2=bac|bacs|poubelle|conteneur relevé|vidé|ramassé|collecté|pris rentrée|semaine|depuis|jours|mois|vacances|école|lundi|pas
0.7=camion|benne monté|venu|passé|montent pas|hameau|aujourd|matin|rue|impasse|lundi|mardi|jeudi
1.2=ramassé|pris|vidé|enlevé|collecté jaune|noir|noirs|jaunes|vert|bleu|gris|marron mais|toujours|pas|autre|devant|seulement|reste|encore
  noir|noirs|jaune|jaunes|gris|porte|sac|sacs|vert
0.9=jaune|noir|gris|marron|vert ramassé|pris|vidé|collecté|collectés|ramassés|vidés toujours|pas|encore|devant|porte
1.3=passé|passés|venu|venus|passe|viennent prendre|ramasser|chercher|collecter|vider|enlever ordures|poubelles|sacs|bacs|cartons|tri|
  déchets|poubelle|bac|encombrants
1.1=éboueurs|camion|benne|ramassage|collecte|tournée pas|jamais|oublié rue|impasse|quartier|hameau|maison|lotissement mardi|lundi|jeudi|
  mercredi|vendredi|semaine|matin|depuis|concernée
""",
    "DEC-02": """
1.2=bac|poubelle|bacs|conteneur|composteur|container nouveau|nouvelle|volé|volée|grand|cassé|cassée|obtenir|demande|changer|remplacer|
  remplacement|perdu|disparu|petit|emménager|livrer|commander|fendu|roue|couvercle|échanger|supplémentaire|piqué|fauché|embarqué|autre|
  fourni|arrive|arriver|procurer|manque|doter|attribuer|récupérer
1.2=pas bac|conteneur|poubelle|container avoir|obtenir|maison|arrive|emménage|logement|nouveau|comment
1.2=sacs|sac jaunes|tri|rouleau|rouleaux|transparents demande|plus|chercher|distribution|récupérer|où|obtenir|retirer|reste|manque|
  procurer
composteur|compost|lombricomposteur demande|obtenir|commander|prix|acheter|avoir|distribution
1.1=badge|carte déchèterie|conteneur|déchetterie|enterrés perdu|perdue|demande|obtenir|nouveau|nouvelle|renouveler|marche
couvercle|roue|roulette|charnière bac|poubelle|conteneur cassé|cassée|arraché|fendu|manque
1.1=bac|poubelle|conteneur volé|volée|piqué|piquée|disparu|fauché|cassé|fendu|brûlé|fondu jaune|verte|grise|couvercle|devant|nuit|ordures|
  camion|bac|poubelle
1.3=nôtre|mienne|mien|poubelle|bac|marron|jaune|brune|grise|verte livrer|remplacer|redonner|fournir|échanger|obtenir|autre|nouvelle|
  nouveau|demander disparu|volé|volée|fondu|brûlé|brûlée|cassée|écrasée|parti|étudiant|piqué|embarqué|incendie|passage|emporté|fendue
1.2=emménager|emménagé|emménageons|achetons|acheter|acheté|arrive|arrivons|arriver|installons|construire ordures|poubelles|poubelle|
  déchets|tri|sacs|bac|bacs mettre|rien|demander|obtenir|aucun|aucune|comment|faut|pas
1.2=ancien|anciens|locataire|propriétaire|locataires parti|partis|emporté|emmené|pris|laissé tri|poubelle|poubelles|bac|bacs|sacs|
  conteneur
1.3=petit|petite|grand|grande|litres|modèle|suffit|taille couches|bébé|famille|quatre|cinq|six|enfants|jumeaux|naissance|heureux poubelle|
  bac|conteneur|sacs|modèle|litres|déborde|plein|couches
1.2=modèle|litres suffit|petit|grand|passer couches|bébé|famille|quatre|cinq|bac|poubelle|enfants
1.3=roue|couvercle|charnière|poignée|axe partie|parti|cassée|cassé|arrachée|vent|camion|manque|fendu poubelle|bac|rouler|conteneur|jaune|
  grise|verte|change|éboueurs|ripeurs|roule|couvercle|autre
1.3=rouleaux|rouleau|sacs transparents|jaunes|tri|emballages|recyclables|poubelle|bleus retirer|récupérer|chercher|distribution|distribue|
  trouver|donnés|fournis|reste|mairie|prendre|manque
1.2=épluchures|compost|terreau|composter|composteur|lombrics|biodéchets|restes équipement|fournit|fournissez|obtenir|bac|seau|ville|
  donnez|distribue|avoir|acheter|jardin
1.3=badge|pass local|trappe|enterré|enterrés|conteneur|conteneurs|colonne|déchets ouvrir|demander|perdu|perdue|obtenir|nouveau|avoir|
  aménagé|emménagé|désactivé
1.1=conteneur|bac|poubelle|container brun|brune|jaune|marron|gris|grise|verte|vert pris|volé|volée|disparu|nuit|piqué|embarqué|emprunté
0.35=bac|bacs|conteneur|composteur|couvercle|roulettes|charnières|charnière|litres
0.25=sacs|poubelle|jaune|équiper|doter|modèle|fournir|épluchures|attribution
1.2=voisins|voisin|autres|rue|quartier hérité|reçu|eu|ont|équipés|dotés|obtenu bac|bacs|modèle|roulettes|conteneur|poubelle|sacs avoir|
  obtenir|sacs|moi|toujours|encore|aussi
1.3=couvercle|charnière|charnières|roue|roues|poignée bac|poubelle|conteneur|emballages|verte|jaune|grise|tri lâché|cassé|cassée|cassées|
  tient|arraché|perdu|fendu|manque|parti|vent
1.2=modèle|bac|poubelle|conteneur roulettes|volume|litres|taille|grand|petit avoir|obtenir|échanger|puis|demander|changer|voudrais|
  recevoir|prendre
1.3=fournir|obtenir|avoir|livrer|donner|commander|procurer litres|240|120|340|360|660 poubelle|bac|maison|famille|six|cinq|quatre|
  personnes|un
0.8=nôtre|mienne|marron|brune|nôtres disparu|volé|volée|fondu|brûlé|cassée|remplacer|partie|envolée
1.1=marron|brune|brun|verte restes|repas|épluchures|compost|biodéchets|déchets
1.3=conteneur|bac|poubelle fendu|fend|percé|troué|fissuré|fuit|jus|écrasé|explosé remplacez|remplacer|changer|ripeur|camion|benne|
  trottoir|fond
1.2=poubelle|bac|conteneur|container perdu|perd|cassé|lâché|casse roue|roues|couvercle|poignée|axe|charnière|fond réparer|réparation|
  changer|remplacer|puis|comment|remettre
""",
    "DEC-03": """
1.1=conteneur|conteneurs|container|containers|bulle|bulles|colonne|colonnes|benne|borne|point|points|relais|cuve verre|textile|vêtements|
  papier|tri|enterré|enterrés|enterrée|apport|emballages|cartons|relais|volontaire|linge @plein|cassé|débordant|trappe
1.1=point|points|borne|bornes apport|tri|collecte volontaire|plein|pleins|déborde|débordent|sale|saturé|pied|verre
1.4=borne|bornes|conteneur|conteneurs|container|relais|bulle|colonne|colonnes vêtements|textile|textiles|verre|linge|papier|enterré @plein
bulle|colonne|conteneur|container|colonnes|conteneurs verre
borne|conteneur relais|vêtements|textile|textiles
1.2=bulle|colonne|colonnes|conteneur|conteneurs|container verre|tri|enterré|enterrés bouteilles|pied|plein|pleine|déborde|vider|bruit|
  déplacer
colonne|colonnes enterrée|enterrées|aérienne|tri
1.4=@point bouteilles|bouteille|verre|verres|bocaux|bocal|vêtements|fringues|linge|textile|textiles @bourré
1.3=bouteilles|verre|bocaux|vêtements pied|pieds|terre|devant|empilent|posent|traînent|glisser|dépasse|trou conteneur|colonne|cuve|cuves|
  bulle|bidon|benne|borne|container|cloche|parking|silo
1.2=bouteilles|verre|bocaux jettent|jeter|vident|lancent|brise|casse bruit|minuit|nuit|vacarme|infernal|matin|dimanche|soir|déplacer|
  déplacez|tintamarre|sommeil
1.2=trappe|tambour|pédale|fente|ouverture|goulotte coincée|coincé|bloquée|bloqué|cassée|bouchée|glisser|ouvre colonne|conteneur|tri|verre|
  enterré|silo|emballages|point|rien
1.2=conteneur|conteneurs|borne|cuves|colonnes|containers|silos parking|place|coin|supermarché|cimetière|stade|entrée|salle plein|pleins|
  pleines|débordent|déborde|vider|vidés|sale|saturés
1.2=vêtements|fringues|linge|chaussures boîte|borne|container|conteneur|caisson déposer|pleine|plein|déborde|sacs|traînent|vider|relais|
  bourrée
1.2=colonne|colonnes|conteneur|conteneurs|container|benne|borne|silo papier|papiers|journaux|cartons|emballages @bourré
0.4=bulle|bulles|silo|colonne|colonnes|conteneurs|container|containers|bocaux|cuves|igloo
0.2=verre|bouteilles|vêtements|saturé|borne|apport
1.3=silo|benne|bulle|colonne|container|borne|cuve|conteneur vêtements|verre|bocaux|textile|bouteilles|chaussures|linge|papiers saturé|
  recrache|vomit|dégueule|sacs|plein|sol|pied|déborde|supermarché|pleine|bourré|bloquée
1.4=habits vieux|déposer|donner|dons|relais|sacs boîte|borne|conteneur|container|benne|caisson
1.3=fente|trappe|ouverture|bouche bourrée|bouchée|coincée|bloquée|pleine|fermée journaux|verre|bouteilles|papier|papiers|cartons|mettre|
  glisser|tri|emballages
1.2=bouteilles|verre|bocaux entassent|accumulent|empilent|amoncellent conteneur|bulle|autour|pied|colonne|cuve|salle|parking|benne
1.2=conteneur|conteneurs|container|containers|colonne|bulle plein|pleins|pleine|débordent|déborde|saturé
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
1.5=@défaire @rebut @moyen
1.3=vieux|vieille|vieilles|ancien|ancienne @rebut @défaire
1.3=faire|fais|fait|met|mettre|jette vieux|vieille|vieilles @rebut
1.5=venez|venir|viennent|passe|passez|passer|viendrait|domicile|enlevez chercher|enlever|prendre|domicile|débarrasser|rendez|payant|
  récupérer|gros @rebut
1.3=apporter|amener|emmener|déposer|porter|vider|mettre branches|tonte|gravats|gazon|végétaux|peinture|huile|piles|batterie|batteries|
  ampoules|néons|solvants|déchets|haie|cartouches|bouteilles|produits|terre|taille comment|samedi|dimanche|heure|heures|ouvert|site|quel|
  quels|remorque|endroit|gratuit|lundi|payant|acceptez|acceptés|vieux|pots
1.3=refoulé|refusé|refoulée|refusée|demi-tour|interdit|renvoyé barrière|gardien|camionnette|remorque|site|badge|fourgon|portique|
  utilitaire déchèterie|déchetterie|déchets|gravats|végétaux|camionnette|remorque|entrée|accès|tour|végétaux|justificatif|plaque
1.4=plaques|tôles|plaque|ardoises|tuyaux fibrociment|ondulées|ondulée|amiante|éternit|amiantées défaire|jeter|démonté|porter|évacuer|
  débarrasser|toit|abri|appentis|hangar|comment|déposer|emmener|datent
1.1=pots|bidons|restes|fonds|boîtes peinture|vernis|solvant|white|produits porter|apporter|jeter|déposer|débarrasser|vieux|garage|mettre
1.2=recyclerie|ressourcerie|emmaüs|déchèterie|déchetterie horaires|ouvert|heure|samedi|apporter|donner|accès|jours
1.3=séparer|débarrasser|virer|défaire vieux|vieille|gros|armoire|canapé|frigo|congélateur|lave-linge|matelas|meubles|machine|piano
  comment|quel|quand|passe|domicile|chercher|remorque|bras|porter|âge|jour|voudrait|voudrais|payant|personne
0.4=déchèterie|déchetterie|encombrants|encombrant|monstres|ressourcerie|recyclerie|fibrociment
0.25=débarrasser|évacuer|apporter|chargement|remorque|grenier|enlèvement|végétaux|gravats
1.3=prenez|récupérez|ramassez|collectez|enlevez|passez|débarrassez domicile|chez|maison|rendez|encombrants lits|lit|cuisinière|meubles|
  armoire|matelas|canapé|frigo|vieille|vieux|gros|objets|machine
1.3=vider|vidé|vide|débarrasser|débarras grenier|maison|cave|appartement|garage|parents|mère|tante meubles|lits|cuisinière|vieille|vieux|
  domicile|prenez|encombrants|comment|où|jeter|armoires|commune|décès|succession|passer
1.3=apporter|déposer|amener|porter|emmener chargement|remorque|coffre|camionnette|fourgon|tontes|branchages|taille|tailles haie|tonte|
  branches|gravats|terre|déchets|créneau|rendez|heures|bois|végétaux|samedi
1.4=enlever|évacuer|débarrasser|prendre|descendre piano|congélateur|frigo|armoire|canapé|matelas|lave|machine|meubles|cuisinière|chaudière
  comment|ascenseur|étage|voiture|seul|seule|remorque|peut|qui|lourd
1.3=déposer|apporter|amener|porter|emmener bois|bidons|huile|vidange|pneus|peinture|gravats|batterie|plâtre|ferraille|végétaux|tonte
  samedi|matin|ouvert|peut|possible|jours|heures|comment|remorque|particuliers
1.4=débarrasser|jeter|déposer|éliminer|évacuer|porter|recycler désherbant|pesticides|périmés|produits|acide|solvants|fusées|médicaments|
  ampoules|piles|radio|cartouches|pneus|bouteille|gaz|huile où|cherche|comment|bidons|peut|faire|doit|dois|quel
1.1=désherbant|pesticides|peintures|solvants|batterie|néons|bouteille|amiante périmés|vieux|vieille|vide débarrasser|jeter|rapporter|
  déposer|porter|apporter
1.3=radiateurs|radiateur|chaudière|baignoire|meubles|piano|armoires|électroménager|ferraille|literie|lits|gravats partir|emporter|enlever|
  donner|débarrasser|évacuer|récupérer|prenez|reprenez passage|proposez|passez|comment|quand|date|rendez|domicile|parents|service
""",
}
