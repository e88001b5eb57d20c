"""Noise of neighbours and of shops: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PM-03": """
@vacarme fond|dessous|fort|appartement|étage|voisin|voisins|voisine|locataire
0.8=cris|crient|hurlent|hurle|hurlements|braillent|gueulent voisins|voisin|nuit|minuit|dessus|ivres|disputes
musique|sono|basses|tapage|bruit|vacarme|boucan|raffut|télévision|enceinte|batterie|perceuse|aspirateur|lave-linge|boum @nuit
1.2=voisin|voisins|voisine|locataires|étudiants|étudiant|dessus|colocataires|colocation|couple @vacarme @nuit|fond|fort|insupportable|jour
1.2=@vacarme @d_à_côté @heure_de_repos|fort|fond|insupportable|jour|journée|toujours|cesse|arrêt|heure|heures|mois
1.1=@vacarme voisin|voisins|voisine|voisinage|colocation|locataire|locataires|dessus|cloison|cloisons|mitoyen|palier|plafond
1.2=@bête_bruyante @cri_de_bête
1.2=@chien pleure|pleurent|gémit nuit|nuits|journée|absence|longueur|heures|part
1.3=@bête_bruyante @cri_de_bête minuit|nuit|nuits|matin|heures|mort|dormir|dors|jour|cesse|arrêt|longueur|journée|aube|aurore|dimanche|
  absence|travailler|part|partent|maître|maîtres|voisin|voisine
1.1=chien|chiens|bergers|berger|chienne arrête|arrêtent|taisent|tait|calme jamais|pas|maître|maîtres|maîtresse|absence|part
1.2=égosille|égosillent|cocorico|chante|coquerique matin|heures|aube|aurore|nuit|dimanche|dimanches|volatile|élevage|champion|poulailler
1.2=@cri_de_bête|égosille matin|aube|aurore|nuit coq|paon|oie|oies|volatile|champion|élevage|poulailler|poules|âne|perroquet
1.1=perceuse|tondeuse|bricolage|tronçonneuse|ponceuse|jardinage|tond|tondre|disqueuse|débroussailleuse|marteau|bricole|meuleuse|scie|
  souffleur|karcher|compresseur|nettoyeur dimanche|dimanches|nuit|22h|soir|soirs|férié|sieste|midi|21h|7h|aube
0.9=perceuse|bricolage|tronçonneuse|ponceuse|disqueuse|marteau|meuleuse|scie voisin|voisins|voisine
1.2=déplace|traîne|bouge|déménage|claque|claquent|lance|tape|tapent|cogne|saute|courent|court|piétine|marche meubles|chaises|portes|porte|
  talons|sabots|assiettes|vaisselle|balai|plancher|parquet|murs|ballon|enfants dessus|nuit|matin|3h|2h|minuit|plafond|étage|voisin|voisine|
  cloison|soir|tête
1.2=dispute|disputent|engueulent|engueulades|hurlent|scènes|cris nuit|nuits|voisins|couple|ménage|cloison|étage|palier|dessus|murs nuit|
  nuits|soir|entends|entend|assiettes|dormir|toutes
1.1=entends|entend|entendons|profite cloison|cloisons|murs|plafond|plancher|dessus|voisin|voisins|côté musique|télévision|console|
  conversations|basses|disputes|tout|hurle|hurlant|ronfle|piano|batterie|talons|pas
1.2=joue|répète|apprend|entraîne|gammes|répétitions batterie|trompette|piano|saxo|saxophone|guitare|violon|tambour|djembé|cornemuse|clairon|
  console|accordéon|tuba voisin|voisine|nuit|minuit|heures|dimanche|sieste|soir|étage|dormir|dessus|jour|fenêtre|ouverte
1.1=batterie|trompette|piano|saxo|saxophone|djembé|cornemuse|clairon|tambour jusqu|minuit|nuit|sieste|voisin|voisine|heures|dimanche
1.2=dormir|dors|dort|dormons|fermer|oeil|sommeil pas|boules|impossible voisin|voisins|voisine|dessus|étudiants|musique|basses|techno|chiens|
  coq|fête|party
tapage nocturne|diurne
nuisances|nuisance sonores|sonore|bruit|voisinage
1.1=@fête bruit|nuit|musique|week|dormir|matin|dessus|semaine|étage|étudiants|appartement
1.2=@fête|bringue|party|fêtards|vacanciers|airbnb|gîte villa|location|piscine|airbnb|gîte|étudiant|étudiants|student|étage|appartement|
  colocation|jardin nuit|week-end|week-ends|samedi|musique|minuit|hurlent|basses|chaque|semaine|23
voisin|voisins|voisine bruyant|bruyants|bruyante|bruit|insupportable|vacarme|tapage|musique
0.6=voisin|voisins|voisine dessus
talons|meubles|piétine|courent parquet|plafond|dessus|voisine|nuit
1.2=pompe|piscine|clim|climatiseur|chaudière|chaleur|ventouse|groupe|moteur|vmc|filtration|alarme voisin|voisine|voisins|côté|mitoyen|
  pavillon|chambre bruit|ronfle|nuit|jour|ronronne|bourdonne|vibre|siffle|sonne|hurle
1.1=pompe|clim|climatiseur|filtration|alarme voisin|voisine|chaleur bruit|ronfle|nuit|jour|vibre|dormir|sonne
1.3=répare|mécanique|bricole|soude|martèle|coups voitures|masse|marteau|moteur|carrosserie|moteurs 23h|22h|nuit|dimanche|soir|minuit|voisin|
  particulier|heure
1.1=techno|rap|basses|infrabasses|sono locataire|étage|voisin|appartement|meubles
1.4=groupe|orchestre|fanfare|musicien|musiciens répète|répétition|répètent|joue|rock garage|voisin|cave|côté|nuit|heures|mitoyen
1.2=moteurs|moteur|vroum|scooters garage|règle|répare|accélère|démarre voisin|nuit|soir|soirs|dimanche|particulier|heures
0.8=tapage|aboie|aboient|aboiements|jappe|coq|fêtards|trompette|saxophone|djembé
0.4=musique|sono|boucan|vacarme|techno|perceuse|bruit|bruits|piano|bringue|basses|sonne|aspirateur
1.3=réveil|alarme|sonnerie sonne|sonnent|hurle|retentit matin|matins|heures|nuit|voisin|appartement
1.2=dessus|étage|plafond|voisins roller|ballon|courent|sautent|jouent|galopent|trottinette|billes|piétinent nuit|22h|soir|couloir|heures|
  matin
1.1=fenêtre|fenêtres ouverte|ouvertes cornemuse|trompette|batterie|piano|radio|musique|chante|violon|opéra
1.2=dessus|étage|plafond|voisin sport|haltères|gym|saute|poids|tapis|corde minuit|nuit|tombent|heures|matin|soir
1.2=voisin|voisine|voisins|dessus|étage|locataire|locataires réveille|réveillé|réveillent|réveillés 6h|5h|4h|7h|matin|nuit|heures|minuit|
  dimanche|tous
1.3=pompe|clim|climatiseur chaleur|voisin|voisine|côté chambre|fenêtre|tourne|mètres|nuit
1.3=chiens|chien|huskys|huskies|coq|chiots|bergers dort|dormir|dors|dorment|sommeil|réveille|réveillent rue|nuit|personne|pas|quartier|
  voisins|voisin
""",
    "PM-07": """
1.3=@commerce @bruit|odeur|odeurs|friture|graillon|nuisances|5h|crient|tard|extracteur|hotte|ventilation|climatisation|clim|
  climatiseur|compresseur|frigorifique|ventilateur|karaoké|enceintes|concerts
1.3=@commerce @bruit|@moteur|odeur|odeurs|nuisances|tapage @nuit|fenêtres|fenêtre|minuit|heures
1.3=@boutique @gêne_de_boutique nuit|minuit|matin|soir|soirs|dormir|dors|fenêtres|fenêtre|heures|chambre|appartement|dessus|dessous|étage|
  cour|4h|5h|6h|4h30|terrasse|tard|linge|immeuble|tous|journée|jour|2h|1h30|1h|trottoir|quai
1.1=@boutique hurle|hurlent|braillent|graillon|friture|extracteur|hotte|soufflerie|ventilation|climatisation|compresseur|karaoké|concerts|
  basses|vibrations|chariots|transpalettes|infrabasses|sono
1.2=extracteur|hotte|climatisation|compresseur|ventilation|clim|soufflerie|frigorifique|frigos|frigo|conduit|évacuation|aération bruit|
  ronfle|souffle|nuit|vibre|rejette|crache|graillon|odeur|ronronne|bourdonne|db|décibels restaurant|commerce|supermarché|magasin|supérette|
  patron|gérant|toit|cour|terrasse|chambre|fenêtre
1.2=extracteur|hotte|climatisation|climatiseur|compresseur|ventilation|clim|soufflerie|frigorifique|frigos|frigo bruit|ronfle|souffle|nuit|
  vibre|restaurant|ronronne|commerce|bourdonne|supermarché|magasin|24h|supérette|rejette
1.3=groupe|compresseur|moteur|ventilo|moteurs|bloc|blocs|unité froid|frigorifique|clim|frigo
  ronfle|bruit|vibre|nuit|lit|chambre|dors|ronronne
1.1=odeurs|odeur|relents|empeste|pue|sent|fumée|vapeurs|graillon friture|kebab|graillon|grillades|restaurant|pizzeria|poisson|pizza|frites|
  burger|graisse|torréfaction|curry
1.1=boîte|discothèque nuit clients|musique|basses|parking|sortie|dormir|fermeture
1.2=livraisons|livraison|livreurs|déchargement|transpalettes|transpalette|palettes|rideau|chariots|caddies|bip matin|5h|4h|6h|4h30|5h30|
  nuit|aube bruit|camions|camion|supermarché|magasin|moteur|moteurs|réveille|réveillent|vacarme|supérette|primeur|boulangerie
livraisons|livraison|déchargement 5h|4h|6h|nuit|aube|bruit
1.2=camion|camions|frigorifiques|frigorifique|poids frigos|moteur|livraison|supermarché|magasin|déchargent|supérette nuit|4h|5h|6h|matin|
  fenêtres|moteur
1.2=clients|clientèle|consommateurs|fumeurs|videur|fêtards bar|café|restaurant|pub|boîte|terrasse|brasserie|discothèque|club crient|bruit|
  minuit|nuit|trottoir|fenêtres|braillent|tard|hurlent|chantent|chambre|dormir
1.1=terrasse bruyante|musique|sono|clients|karaoké|concert
1.2=terrasse bruit|minuit|nuit|tard|heures|dormir bar|café|restaurant|clients|musique|rires|cris|verres|gens|fermeture
1.2=terrasse|tables|chaises|parasols|chevalets|étals|étal déborde|débordent|prend|prennent|occupe|empiète|envahit|envahissent|large
  trottoir|passage|poussette|passer|piétons|fauteuil
1.4=sono|musique|enceinte|enceintes|écran|karaoké|concert|infrabasses trottoir|dehors|extérieur|quai|terrasse|place bar|patron|gérant|
  établissement|heure|nuit|minuit|semaine|soirs|match|1h30|2h|étudiant|arrêté|fermeture
1.2=salle|club sport|fitness|musculation|danse|crossfit haltères|poids|musique|basses|vibrations|tombent|murs|plafond|bruit|dessous|
  appartement
1.2=lavage|laverie|pressing|karcher|aspirateurs|garage|carrosserie|menuiserie|atelier|usine|scierie|silo|séchoir bruit|nuit|nuits|boucan|
  dimanche|vacarme|solvant|ronfle|vibre|vibrations|sifflement|ventilateurs|décibels matin|nuit|soir|dimanche|jour|maison|fenêtres|voisins|
  22h|heures|chambre
1.2=boulanger|boulangerie|boucher|boucherie|traiteur|fournil|primeur chambre|machine|pétrin|pétrit|froide|moteur|four lit|nuit|dors|démarre|
  trembler|tremble|vibre|bruit|heures|cloison|minutes
1.1=bac|poubelles|bacs graisse|graisses restaurant|cour|kebab|chinois|empeste|pue
1.4=camions|camion moteur|moteurs|tourner|frigo|frigos 4h|5h|6h|4h30|5h30 surface|supermarché|magasin|moteur|livraison|tourner
1.2=odeur|odeurs|pue|empeste laverie|pressing|restaurant|boulangerie|boucherie|poissonnerie|torréfacteur|snack|kebab|crêperie|traiteur
0.8=extracteur|hotte|discothèque|karaoké|friture|rôtisserie|fournil
0.3=bar|restaurant|pizzeria|brasserie|pub|livraisons|boulanger|boucher|gérant|climatiseur|kebab|crêperie|traiteur
1.4=salle|domaine|guinguette|chapiteau réception|mariages|mariage sono|musique|bruit|klaxons|5h|nuit|basses
1.2=laverie|pressing|boulangerie|restaurant|snack|usine vapeur|vapeurs|aération|soufflerie|ventilation|odeur|odeurs|bourdonne
1.2=sortent|sortie|fermeture|vident dancing|discothèque|boîte|bar|club|pub hurlant|klaxonnent|crient|4h|5h|2h|3h|nuit|braillent
1.2=groupe|groupes|générateur électrogène|électrogènes tourner|tourne|nuit|minuit|bruit|ronfle|food|camion|marché|forains
1.5=boîte nuit basses|musique|sono|clients|portes|bruit|parking|sortie|jeunes|voitures|fermeture
1.4=clients|ivrognes|fêtards|consommateurs bar|pub|discothèque|boîte|café|club urinent|pissent|hurlent|vomissent|crient|cassent
1.5=groupe|moteur|compresseur|bloc frigorifique|froid|frigo @boutique|heures|démarre
1.2=sono|enceintes trottoir|quai
1.4=@boutique chaises|tables|poubelles|volet|rideau|cartons|bouteilles empile|empilent|traîne|range|jette|vide|claque|tire minuit|nuit|
  matin|heures|tard
""",
}
