"""Building, planning, ruins and house numbers: what citizens say of them."""

FRAMES: dict[str, str] = {
    "URB-01": """
1.1=plu|plui|cadastre|cadastral|constructible|inondable|urbanisme|préemption|servitude|bornage|zonage|parcelle|terrain|emprise terrain|
  parcelle|certificat|renseignement|zone|savoir|section|plan|document|notaire|règlement|construire|limite|mitoyen|note|consulter|connaître|
  bâtir|acheter|vendre|classé|classée
1.2=terrain|parcelle|lot|champ|verger construire|bâtir|constructible|viabilisé|zone|acheter|vends|maison droit|savoir|constructible|
  possible|règles|coefficient|plu|peut|hérité|acheter
1.3=@bout_de_terre @droit_du_sol @droit_du_sol
1.3=notaire|acheteur|acquéreur|agence|vendeur|compromis|acte @droit_du_sol document|papier|certificat|attestation|note|réclame|demande|veut|
  savoir|vente|signer|maison|terrain|prouvant
1.1=mur|clôture|haie mitoyen|mitoyenne|mitoyenneté
0.9=mur|clôture|haie limite|limites propriété|terrain|séparative|parcelle|bornage
1.2=certificat urbanisme
1.2=droit préemption
préempter|préemption
1.2=note renseignement|renseignements
1.3=règles|règle|règlement|plu hauteur|clôture|clôtures|distance|limite
1.2=plan cadastral|cadastre
alignement|servitude|hauteur terrain|parcelle|autorisée|maximale|demande|notaire
1.1=monument|abf périmètre|historique|zone
1.5=appartient|appartenir|propriétaire bande|chemin|terrain|parcelle|bout|terre|talus|passage|venelle rivière|maison|savoir|clôture|
  cadastre|commune|limite|ville
1.2=risques|risque|inondations|inondation|inondable|eau|carrières|argiles|cavités|miné terrain|parcelle|maison|zone notaire|acheter|achat|
  vente|signer|acquéreur|acheteur|exposé|exposée|classé|coup
1.2=droit|peut|possible|autorisé bâtir|construire parcelle|terrain|champ|acheter|notaire|hérité|verger|pré|signer|eau
1.5=exercer|exerce|purger|renonce|renoncer droit|préemption vends|vente|acquéreur|acheteur|notaire|vendre|acheter|maison
1.2=mètres|distance|hauteur|recul limite|limites|séparative|voisin|fond construire|bâtir|implanter|monter|combien
1.1=règlement|zone|zonage consulter|ub|ua|uc|urbanisme|plu|section|quelle
1.4=acheter|achat|signer|acquérir|vendre|achetons eau|eaux|inondé|inondée|inondable|crue savoir|avant|maison|terrain|déjà|risque
0.9=constructible|cadastre|préemption|bornage|servitude|plui|inondable
0.4=notaire|parcelle|parcelles|lot|zonage|géomètre|acquéreur|mitoyen|surface
1.3=surface|emprise|coefficient|hauteur maximum|maximale|occuper|bâtie|maximal lot|terrain|parcelle|sol|construire
1.2=notaire|acquéreur|acheteur|banque certificat|attestation|renseignement|document signature|signer|vente|compromis|acte|besoin
1.2=terrain|parcelle|champ|pré zone agricole|naturelle|inondable|constructible|urbanisable
1.1=construire|bâtir|constructions zone|zonage
1.2=limite|limites|borne|bornes jardin|terrain|propriété|parcelle commune|voisin|exacte|ville|connaître
""",
    "URB-02": """
permis construire|démolir|aménager|dossier|déposer|suivi|dépôt|modificatif|instruction|avancement|pièces|affichage|daact|prolonger
déclaration préalable|travaux|achèvement
1.2=@bâtir @ouvrage autorisation|déclaration|permis|démarche|formulaire|demander|dossier|démarches|droit|cerfa|déclarer|papiers|faut|faudra|
  autorisé|formalité
1.2=@bâtir|isoler|repeindre|couvrir|abattre|casser|démolir|crépir|rehausser @à_bâtir @démarche
1.0=construire|construction|installer|installation|poser|agrandir|édifier|ériger|ravaler|percer|surélever|isoler|repeindre abri|véranda|
  clôture|piscine|velux|pergola|carport|extension|fenêtre|fenêtres|portail|garage|toiture|façade|muret|volets|cabanon|cabane|chalet|serre|
  palissade|terrasse|ravalement|lucarne|bardage|combles|dépendance|mezzanine|éolienne|enseigne|préau|appentis|baie
0.8=@bâtir @ouvrage
1.2=ouvrir|percer|poser|mettre|créer|fermer fenêtre|fenêtres|velux|lucarne|baie|panneaux toiture|toit|mur|pan|déposer|combles|façade|
  terrasse
1.2=voudrais|voudrions|voudrait|souhaite|souhaitons|pense|envisage|projet|aimerais|compte|veux|voulons|prévois @à_bâtir autorisation|
  déclaration|permis|papier|formulaire|demander|déposer|cerfa|autorisé|libre|formalité|règles|couleur|mairie|faut|jardin|abf|maison
1.1=couleur|couleurs|teinte|nuancier|repeindre|peindre|ral volets|façade|façades|portail|crépi|enduit|menuiseries|fenêtres|ravalement
1.2=transformer|transformation|aménager|changer|changement|diviser garage|grange|combles|local|commerce|maison|bureau|destination|étable
  chambre|logement|appartement|studio|habitation|logements|pièce|gîte
cerfa urbanisme|permis|déclaration
1.1=ravalement façade
1.1=panneaux|tuiles solaires|photovoltaïques|solaire toit|toiture|pan|poser|installer|garage|déclaration
panneaux solaires|photovoltaïques|solaire
1.2=permis accepté|accordé|refusé|délivré|délai|retour|affichage|architecte|bâtiments
permis|dp|déclaration dossier|avancement|réponse|instruction|numéro
1.1=dossier|demande|plans instruction|instruit|instructeur|architecte|maître|avancement|maçon|bâtir|constructeur|abf|banque
1.2=dossier|demande|plans|projet déposé|déposée|déposer|remis|envoyé nouvelles|nouvelle|réponse|délai|accord|instruction|maison|maçon|
  travaux|architecte|construction|extension
1.1=maçon|banque|prêt|artisan|constructeur|chantier|notaire accord|permis|instruction|dossier|feu-vert attend|attendent|débloquer|réservé|
  commencer|démarrer|nouvelle|nouvelles|délai
1.2=valable|validité|prolonger|proroger|durée arrêté|permis|autorisation|accord accordé|maison|travaux|2022|2023|2024|construire
0.9=cerfa|ravalement|véranda|velux|pergola|carport|permis
0.3=tuiles|extension|architecte|déclaration|formalité|maçon|isoler|repeindre|instruction|volets|clôture
1.5=remplace|remplacer|refaire|changer|refais tuiles|ardoises|toiture|couverture|toit|gouttières formalité|autorisation|déclaration|déposer|
  demander|acier|faut|mairie
1.4=autorisation|permis|accord commencé|débuté|démarré|prolonger|valable|bonne|périmé construction|travaux|maison|chantier
1.0=agrandir|agrandissement|rallonger maison|pavillon|cuisine|salon
1.0=abri|véranda|piscine|velux|pergola|carport|extension|portail|ravalement|appentis|cabanon|chalet|serre|clôture|balcon|mezzanine|combles
  démarches|démarche|formalités|formalité|autorisation|déclaration|permis
1.5=autorisation|déclaration|démarche mur|muret|clôture|grillage|palissade|portail remplacer|construire|poser|faut|édifier|dois
1.3=refus|refusé|refusée volets|clôture|véranda|abri|permis|déclaration|portail|fenêtres|toiture|panneaux déposer|recours|nouveau|modifier|
  reçu
""",
    "URB-03": """
1.2=@chantier illégal|illégale|illégaux|déclaré|déclarés|conforme|irrégulier|frauduleux permis|autorisation|déclaration|illégal|illégale|
  voisin|affiché|affichage|panneau|urbanisme|plu|droit
1.5=@travaux_voisins @en_douce @preuve_de_permis
1.3=@travaux_voisins voisin|voisine|voisins|propriétaire|promoteur permis|autorisation|urbanisme|règlement|limite|conforme|déclaration|
  affichage|panneau|pancarte|affiché|prévenus|demandé|légal|régulier
1.4=dresser|constater|constat|verbaliser procès|infraction|travaux autorisation|permis|urbanisme|construction|parpaings
1.5=parpaings|hangar|cabanon|construction|garage|maison monté|montent|édifié|construit|élevé affichage|affiché|autorisation|permis|panneau
1.2=construction|extension|travaux illégale|sauvage|illégaux|irréguliers
1.2=caravane|caravanes|mobil|mobil-home|mobile|yourte|yourtes|bungalow|conteneur|chalet|cabane|tiny terrain|parcelle|champ|bois|verger|
  agricole installé|installées|installée|vivent|vit|vivre|agricole|home|homes|naturelle|année|habite|habitent|illégal|eau
1.1=caravane|caravanes|mobil|mobil-home|yourte|bungalow terrain|parcelle|champ|agricole|jardin
1.4=pas permis|autorisation|déclaration|panneau|affichage|affiché voisin|voisine|propriétaire|parpaings|construit|
  construction|travaux|monté|bâti|étage|monte|
  montent|mur|garage|clôture|hangar|dalle|terrasse|piscine
1.2=mur|clôture|palissade|portail|étage|abri|hangar hauteur|haut|haute|mètres voisin|trop|dépasse|permis|autorisation|limite
1.2=voisin|voisine|propriétaire|promoteur|propriétaires @chantier permis|autorisation|urbanisme|règlement|limite|conforme|déclaration|
  affichage|panneau
1.6=percé|perce|ouvert|ouvre|créé fenêtre|velux|balcon|terrasse|ouverture donne|plonge|plongeante|intimité|bains
1.2=percé|perce|ouvert|ouvre|créé|fenêtre|velux|balcon|terrasse fenêtre|fenêtres|velux|balcon|terrasse|vue|ouverture donne|plonge|
  plongeante|intimité|jardin|chambre|bains voisin|permis|demandé|autorisation|autorisé|doute|droit|côté|mur
1.2=garage|cave|grange|local|combles|abri devenu|transformé|transforme|loue|loués|aménagé|converti studio|studios|logement|logements|
  appartement|appartements|airbnb permis|pancarte|affichage|douce|régulier|autorisation|légal|déclaré|panneau
1.2=bétonne|bétonné|bétonner|remblaie|remblai|goudronne|terrasse|défriche jardin|terrain|parcelle|zone|champ|espace permis|pas|panneau|
  voisin|autorisation|interdit|hauteur|vert
1.2=dépasse|fois|double|haut|plans|différent|respecte accordé|accordée|autorisé|permis|prévu|déclaré|plu abri|mur|maison|extension|étage|
  hangar|construction|garage|clôture|bâtiment
1.2=chalet|cabane|caravane|mobil-home|baraque|hangar|tiny|roulotte bois|forêt|champ|verger|pré|naturelle apparu|poussé|monté|installé|
  électricité|nuit|eau|vit|habite
1.4=voisin|voisine|voisins|propriétaire|promoteur chantier|travaux|construction|étage grille|clôture|panneau|accroché|affiché|pancarte pas|
  rien|aucun|aucune|plus
0.8=mobil-home|yourte|bungalow
0.4=chalet|roulotte|bétonne|affichage|pancarte|illégal|illégale|promoteur
1.3=abattu|ouvert|percé|démoli|cassé mur|porte|fenêtre|devanture mairie|autorisation|permis|copropriété pas
1.2=bungalow|bungalows|mobil-home|caravanes|chalets|roulottes agrandit|met|installe|ajoute|multiplient|pose terre|champ|pré|terrain|
  parcelle|cultivée|agricole
1.4=promoteur|propriétaire|voisin|entreprise creuser|abattu|coupé|démolir|terrassement afficher|affiché|affichage|panneau|permis|
  autorisation
1.4=terrasse|balcon|fenêtre|pilotis|surélévation voisin|voisine|montée|construite|monté vue|donne|plonge|vis|piscine|intimité
1.4=voisin|voisine|propriétaire|promoteur agrandit|construit|bâtit|monte|creuse|surélève|bétonne cachette|douce|nuit|dimanche|caché
""",
    "URB-04": """
1.2=@bâtiment @s_écroule
1.4=@bâtiment @s_écroule trottoir|passants|passant|rue|ruelle|dessous|dessus|tête|danger|vide|abandonnée|abandonné|inhabitée|habitée|
  propriétaire|pompiers|pierres|gravillons|étayer|école|voisin|mètres
1.0=@débris @pleuvent
1.3=@débris trottoir|façade|toit|balcon|passant|passante|passants|tête|maison|immeuble|corniche @pleuvent
1.3=morceau|morceaux|bloc|blocs|éclats|bouts|bout façade|corniche|mur|toit|toiture|balcon|immeuble|maison|béton|crépi|enduit|zinc|pierre
  @pleuvent|trottoir
1.1=morceau|morceaux|bloc|blocs|éclats|bouts façade|corniche|toit|toiture|balcon|béton
1.2=péril immeuble|arrêté|imminent|maison|bâtiment
1.2=immeuble|maison|bâtiment|bâtisse ruine|ruines|menace|effondrement|abandonnée|abandonné|inhabitée|habitée danger|tomber|tombe|passants|
  trottoir|effondrer|écrouler|toit|tombent
1.2=fente|fissure|fissures|lézarde|crevasse élargit|agrandit|large|main|doigt|poing|bouge|propage|ouvre mur|pignon|façade|maison|immeuble|
  balcon|plafond|voisin|linteau
1.1=balcon|cheminée|conduit|corniche|clocher|marquise|mur|pignon bord|tient|descend|ventre|bouge|vacille|bombé|gîte|étais|fil|bascule rue|
  ruelle|trottoir|toit|passants|dessous|vitrine|bord|vide|voisin|maison
1.2=toiture|toit|charpente ouverte|trou|béant|béante|partie|crevée|envolée maison|ferme|bâtisse|murs|rue|ancienne|abandonnée|inhabitée
1.1=mur|murs|cheminée|balcon|pignon|façade partent|tient|miracle|écartent|bougent|cède
0.9=péril|lézarde|lézardé|corniche|éboulement
0.4=fissure|fissures|briques|brique|plancher|étais|masure|grange|pignon|effondré|tuile|ardoise|crépi|ruine
1.4=éboule|éboulé|éboulement|effondre|effondré|écroule|écroulé mur|muraille|rempart|château|soutènement|clôture|pierres
1.3=@débris reçu|manqué|failli|ramasse tête|épaule|passant|passants|trottoir|poussette|dessous|crâne
""",
    "URB-05": """
1.1=numéro|numérotation|numérotage|adressage|numéros maison|attribution|attribuer|attribué|certificat|plaque|parcelle|livreurs|nouvelle|
  habitation|facteur|chemin|lotissement|construction
1.2=@repère attribué|attribuer|attribution|donner|donné|changer|certificat|afficher|obtenir|avoir|pas|deux|même|bis|ter maison|habitation|
  rue|chemin|cour|lotissement|bâti|bâtir|construction|impasse|hameau|livreurs|facteur|fibre
1.2=@repère @visiteur @se_perd|maison|cour|chemin|hameau|voisin|attribué
1.2=adresse gps|reconnue|connue|existe|introuvable|inconnue|fibre|livreurs|base|référencée|normalisée|erronée|fichier|reconnaît|valide|
  opérateur
1.1=plaque numéro|maison
1.2=certificat numérotage|adressage|adresse
1.1=numérotage|numérotation|adressage|renuméroter|renumérotation
1.2=nom|dénomination rue|chemin|impasse|allée|ruelle|lotissement changement|donner|changer|dénomination|nouvelle|renommer|rebaptiser|avoir|
  pas|homonyme|même|deux
1.1=renommer|rebaptiser|dénommer|baptiser rue|chemin|impasse|allée|place|lotissement
1.2=fibre|opérateur|internet|orange|box adresse|numéro|chiffre éligible|inconnue|introuvable|reconnue|existe|trouve|refuse|refusé|brancher|
  raccorder|fichier|attribué|bâtir
1.2=gps|livreurs|livreur|ambulance|secours|facteur|pompiers|samu|colis|taxi|amazon adresse|numéro|maison|rue|chemin|impasse|hameau trouve|
  trouvent|numéro|introuvable|connaît|trompent|trompe|tourné|existe|perdent|confond|carte|cherchent
1.2=livreurs|livreur|ambulance|facteur|samu|pompiers|colis|gps trouvent|trouve|trompent|trompe|tournent|perdent|perdus deux|chiffre|adresse|
  maison|bis|attribué|numéro|carte
1.1=chemin|impasse|rue|lotissement|hameau existe|figure|apparaît|nom|connu carte|plan|gps|maps|pas|aucune|waze
1.1=deux|trois|même numéro|chiffre|adresse|bis facteur|colis|courrier|livreurs|samu|cour|boîtes|voisin
1.2=adresse officielle|normalisée|exacte|définitive|attribuer|demande lotissement|poste|neuf|neuve|construction|maison|banque
1.3=papier|attestation|certificat|prouvant|preuve|justificatif maison|habitation|appartement porte|numéro|adresse
1.2=cadastre|poste|boîte|facteur bis|ter raison|poste|boîte|facteur|numéro|cadastre
0.9=numérotage|numérotation|adressage|renuméroter
0.3=facteur|recommandés|numéros
1.5=gps|maps|waze adresse|numéro|maison corriger|envoie|erreur|faux|mauvaise|trompe|rectifier
1.1=nom rue|chemin|impasse|allée|voie|venelle voudrait|voudrais|voudrions|souhaitons|demandons|choisir|obtenir|donner
1.1=google|waze|maps|mappy rue|chemin|impasse|adresse|maison
1.2=ter|bis|numéro trouve|trouvent|trouver plaque|existe|livreur|visible|affiché|refuse
1.4=adresse cadastre|poste|impôts|gps|fibre|carte différente|correspond|erreur|pareil|pas|concorde
""",
}
