"""Works in the street and leave to use it: what citizens say of them."""

FRAMES: dict[str, str] = {
    "VOI-10": """
1.2=chantier|travaux|pelleteuse|tranchée clients|client|vitrine|garer|passage|commerce|boutique|chiffre
1.1=chantier|travaux|chantiers gêne|gênant|gênants|interminable|interminables|abandonné|boue|poussière|bruit|laissé|plan|finis|terminé|
  terminés|rebouché|mois|signalisation|barrières|entreprise|durent|traînent|éternisent|ouvriers|camions|vitrine|nettoient|accès|clients|
  fin|prévenu|prévenus|durée|déviation
1.1=tranchée|tranchées rebouché|rebouchée|remise|mal|affaisse|ouverte|creusé|laissée|refermée|route|trottoir|rue
gravillons|gravillon|gravier|graviers route|rue|chaussée|partout|dangereux|projetés|balayer|volent|pare
fibre travaux|tranchée|trou|gaine|trottoir|entreprise|creusé|rebouché|ouvriers|chambre
marteau piqueur
déviation|déviations indiqué|mal|panneau|travaux|bus|détour|fléchée|fléchage|rue|voitures
engins|engin|pelleteuse|tractopelle chantier|6h|matin|bruit|laissée
ouvriers|gars|entreprise|équipe tuyaux|gaz|fibre|tranchée|trottoir|creusé|gaine|réseau laissé|terre|rebouché|fini|disparu|revoit|revus|
  revenus|plan|plots|barrières|trou
contourne|contourner|contournement travaux|chantier|mois|terre|barrières
travaux rue|route|avenue|boulevard fin|durée|combien|quand|jusqu|interminables
1.2=ouvert|ouvrent|creusé|creusent|éventré|défoncé|cassé tuyaux|tuyau|trottoir|rue|gaine|gaines|câbles|devant partis|reparti|repartis|
  refermer|refermé|reboucher|rebouché|plan|ouvriers
1.3=barrières|plots|cônes|rubalise|rubans|palissades mois|semaines|depuis|jours|laissant|laissé|laissée|couchées ouvrier|ouvriers|personne|
  boutique|travaux|chantier|avance|entreprise|travaille|partis|repartis|parti|reparti|venant
1.3=pelleteuse|pelleteuses|pelle|engins|compresseur|marteau|bulldozer|tractopelle|grue|bétonnière matin|6h|5h|heures|7h|aube|bruit|
  vacarme|tremble|vibrations|démarrent|réveille|garés
1.2=entreprise|ouvriers|société|sous-traitant|orange|enedis|grdf|terrassiers laissé|laissée|laissant|parti|partis|repartis|refermé|fini|
  disparu|abandonné terre|monticule|gaines|gravats|tranchée|trottoir|trou|câbles|sable|boue|barrières|rue|plots|chantier
1.2=entreprise|chantier|camions|engins boue|poussière|terre|gravillons|cailloux chaussée|partout|nettoie|nettoient|route|rue|vitrine|
  maison|derrière
1.1=rue|route|accès|passage|voie barrée|fermée|coupée|bloquée|éventrée mois|semaines|fini|finir|quand|rouvrir|rouvre|novembre|
  dure|détour|travaux|jusqu
1.2=détour|détours|déviation kilomètres|km|minutes|indiqué|fléché|itinéraire|panneau|envoie
1.2=travaux quinze|jours|semaines|mois|promis|annoncé|annoncés|prévus|papier|toujours finis|terminés|traînent|durent|bout|avance|finir|fin
1.1=rue|trottoir ouverte|ouvert|éventrée|tranchée|creusée mètre|mètres|devant|profondeur|planche|planches|passerelle entrée|entrées|
  ouvriers|mois|fini|boîtes|avance
0.4=chantier|chantiers|tranchée|tranchées|pelleteuse|pelleteuses|ouvriers|ouvrier|terrassement|engins|travaux|déviation
0.25=entreprise|gaine|gaines|plots|barrières|gravats|poussière|boue|rebouché|reboucher
1.2=refait|changé|passé|enterré|posé|remplacé gaz|fibre|tuyaux|réseau|réseaux|câbles|canalisation enrobé|goudron|trottoir|bitume|route|
  remis|enfonce|allée|cour|tout
1.2=remis|laissé|rebouché|refermé|mis gravier|venant|terre|sable|cailloux|rustine|froid enrobé|goudron|bitume|tranchée|place|trottoir|
  dalles|pavés|gaz|fibre
1.2=marteau|piqueur|brise|engins|camions|pelleteuse|compresseur aube|matin|6h|7h|durer|temps|bruit|vacarme|entend piqueur|béton|chantier|
  dès|travaux|combien|réveille
1.2=fibre|gaz|réseau|câble|eau|électricité|enedis|veolia trottoir|rue|cour|allée|entrée|pelouse terre|boue|patauge|cailloux|laissé|
  rebouché|défoncé|tranchée|refait
1.2=rue|route|avenue|place éventrée|barrée|ouverte|fermée|défoncée travaille|ouvrier|ouvriers|entreprise|chantier|clients|clientèle|
  commerce|personne|avance
1.2=pelletées|pelletée|cailloux|gravier rebouché|rebouchés|refermé|remis|remblayé tranchée|entreprise|câble|portail|partis|façade|trottoir
1.1=chantier|travaux|ouvriers|maçons|entreprise fourgons|fourgon|camions|engins|matériel|palettes stationnent|garent|bloquent|devant|
  encombrent|mois|commerce|trottoir|passage|entrée
1.3=gaz|fibre|eau|électricité|réseau|câble ouvert|creusé|passé|refait|cassé trottoir|rue|chaussée|goudron|bourrelet|terre|reste|rebouché|
  enrobé
1.2=bourrelet|bosse|bosses|dénivelé|rustine|saignée goudron|enrobé|tranchée|bitume|froid gaz|fibre|travaux|trottoir|rebouché|tranchée|
  ouvert
1.3=ouvriers|entreprise|chantier|maçons|engins coupé|arraché|abîmé|cassé|défoncé|écrasé haie|clôture|pelouse|trottoir|portail|mur|bordure|
  laissé|massif|gravats
1.2=rouverte|rouvrir|rouvrira|réouverture|rouvre rue|route|pont|avenue|voie|chemin
""",
    "VOI-12": """
1.1=échafaudage|benne|nacelle|grue|déménagement|monte-meuble|palissade|bennes|échafaudages autorisation|poser|installer|rue|réserver|
  trottoir|stationner|demande|emplacement|bloquer|devant|arrêté|monter|démarche|déposer|formulaire
1.2=réserver|neutraliser|réservation|garder|interdire|réservé place|places|stationnement|emplacement|emplacements|devant|camion|trottoir
  camion|déménagement|travaux|emménagement|déménageurs|nacelle|benne
1.2=déménage|déménageons|emménage|emménageons|déménagement|déménageurs|emménagement camion|place|places|stationnement|gare|garer|
  stationner|devant|rue|autorisation|réserver|fourgon
autorisation|permission|arrêté voirie|stationnement|occupation|échafaudage|benne|circulation|occuper
occupation|occuper|redevance domaine public|trottoir|voie
fermer|bloquer|barrer|fermeture|couper rue|circulation|impasse fête|voisins|déménagement|travaux|brocante|repas|tournage
1.4=terrasse|terrasses|tables|chaises|étal|chevalet|parasols|présentoir|stop-trottoir salon|restaurant|café|bar|commerce|boutique|
  trottoir|brasserie|clients|crêperie|dehors|boulangerie|établissement autorisation|installer|demander|demande|agrandir|sortir|poser|
  démarche|tarif|redevance|droit|étendre|mettre|coûte|combien|prix
terrasse|terrasses autorisation|installer|demande|sortir|étendre|agrandir|tables|chaises|redevance|droit|coûte|prix|tarif|année
vide|vide-grenier grenier|greniers organiser|autorisation|place
brocante|braderie|vide-grenier|foire|marché|stand|food-truck organiser|autorisation|emplacement|tenir
arrêté|dérogation circulation|stationnement|tonnage déménagement|travaux|demande|prendre|livraison|toupie|béton
1.3=fête|repas|apéro|pique-nique voisins organiser|fermer|barrer|barrières|autorisation|papier
1.3=garder|réserver|bloquer|neutraliser|interdire|réserve|garde place|places|emplacement|emplacements|stationnement camion|m3|mètres|
  fourgon|déménage|déménagement|appartement|immeuble|meubles|samedi|formulaire|devant|mariage|obsèques|livraison
1.3=poser|monter|installer|dresser|déposer|mettre|placer|stationner tubes|échafaudage|structure|filet|conteneur|benne|nacelle|grue|
  échelle|camion|big-bag|sapine|bungalow trottoir|rue|devant|chaussée|places|stationnement|autorisation|papier|adresser|demander|prévenir|
  toit|façade
1.2=toit|toiture|couverture|façade|ravalement|couvreur|artisan|maçon|maçons|peintre trottoir|chaussée|rue|places|voie poser|monter|
  déposer|tubes|planches|filet|benne|gravats|conteneur|structure|échelle|camion
1.3=barrer|fermer|bloquer|couper|privatiser|bloque rue|impasse|place|circulation|route|allée|lotissement repas|fête|pique-nique|tournage|
  mariage|voisins|course|défilé|procession|apéro|kermesse
1.3=vendeur|ambulant|camion|food-truck|truck|stand|étal|pizzas|pizza|rôtisserie|huîtres|crêpes|glaces|buvette emplacement|place|
  stationner|vendre|installer|m'installer cherche|demande|soir|jeudi|autorisation|marché|droit|redevance|ambulant|quel
1.2=tables|table|chaises|parasols|étal|chevalet|panneau|mange-debout|transat sortir|mettre|installer|poser|ajouter|veut|voudrais devant|
  trottoir|dehors|vitrine|café|restaurant|boutique|salon|coûte|bar|boulangerie
1.1=papier|autorisation|formulaire|démarche|arrêté|permission trottoir|rue|voie|stationnement|chaussée poser|monter|benne|échafaudage|
  camion|travaux|tubes|grue|gravats|toupie|bloquer
1.1=déménage|déménageons|emménage|changer|pars|quitte|change appartement|samedi|vendredi|logement|immeuble camion|m3|emplacement|
  emplacements|place|places|fourgon|monte
m3 camion|emplacements|emplacement|places|garde|samedi|réserver
1.5=échafaudage|échafaudages|nacelle trottoir|rue|chaussée|domaine|stationnement mètres|m|prendra|autorisation|imprimé|monter|
  poser|formulaire|jours|permission
0.4=échafaudage|benne|tréteaux|nacelle|grutage|grue|emménagement|déménagement|monte-meubles|terrasse|brocante
0.3=autorisation|permission|emplacement|emplacements|réserver|couvreur|neutraliser
1.2=couvreur|maçon|peintre|artisan|zingueur|façadier|ravalement|toit|élagueur tréteaux|échelle|échafaudage|benne|matériel|camion|sable|
  nacelle|grue permis|autorisation|voie|trottoir|rue|publique|papier|demander|domaine|déclarer
1.2=interdire|réserver|garder|bloquer|empêcher garer|stationner|place|places|stationnement|emplacement|devant camion|grue|grutage|
  livraison|piano|vendredi|samedi|lundi|toupie|déménagement|nacelle|livrer|obsèques|mariage
1.2=livrer|livraison|livrent camion|grue|semi|toupie|spa|piscine|béton|bois|meuble rue|fermée|fermer|bloquer|place|stationnement|heure|
  jeudi|autorisation
1.3=tables|mange|comptoir|étal|chaises|présentoir|pancarte|tréteaux trottoir|devanture|vitrine|dehors|esplanade poser|mettre|sortir|midi|
  installer|puis|peut|traiteur|commerce|commerçant|boutique
1.3=occupation|occuper|utiliser|neutraliser|immobiliser|bloquer places|place|trottoir|domaine|stationnement|chaussée jours|jour|combien|
  coûte|tarif|vider|maison|travaux|deux|matinée|autorisation
1.3=tourner|tournons|tournage|filmer|film|clip|scène|shooting rue|ruelle|place|impasse|quai|voie bloquer|autoriser|autorisation|fermer|
  heures|interdire|stationnement|demander
""",
}
