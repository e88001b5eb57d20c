"""Parking, wrecks and fines: what citizens say of them."""

FRAMES: dict[str, str] = {
    "PM-01": """
1.4=@auto @immobile @passage_barré
1.3=@auto @garé double|handicapé|livraison|livraisons|chicane|importe|mal|interdit
1.1=garé|garée|garés|garent|garer|stationné|stationnent|stationne|stationnement trottoir|trottoirs|double|piéton|piétons|anarchique|gênant|
  sauvage|portail|garage|piste|pelouse|importe|mal|carrefour|virage|interdit|clous|bateau|zébra|contresens
1.4=place|places|emplacement|emplacements|réservé|réservée handicapé|handicapée|handicapés|handicap|pmr|livraison|livraisons|gig|gic|
  invalide|invalides|carte|macaron|taxi|taxis|recharge|fauteuil occupé|occupée|occupées|squattée|squatté|pris|prise|prises|garé|garée|
  stationne|stationnent|mettre|mettent|sans|pas|@auto|valide|droit
1.2=emplacement|place|réservé|réservée pris|prise|prises|occupé|occupée|squatté|squattée carte|macaron|droit|jambe|béquilles|fauteuil|
  handicap
1.2=@auto bloque|bloqué|bloquée|bloquent|bouche|obstrue|empêche|empêchent|coincé|coincée @entrée|sortir|rentrer|accès|sortie|circulation
0.9=@auto gêne|gênant|gênent @entrée|sortir|rentrer|accès|sortie|circulation
1.2=@auto|livraison|livreur bloque|bloquent|obstrue|occupe|occupent|encombre|encombrent piste|trottoir|accès|circulation|cyclable
0.6=impossible|pas sortir|rentrer|sors|rentre|@entrée @auto|garé|garée|stationné|stationnement|collé|introuvable
1.2=bloqué|bloquée|coincé|coincée|empêche|bloque|prisonnier|enfermé sortir|rentrer|sors|rentre|@entrée @auto|garé|garée|stationné|
  stationnement|collé|introuvable
1.2=quelqu|type|gars|monsieur|dame|inconnu|client mis|garé|collé|pose|planté|laissé portail|garage|porte|entrée|sortie|barrière sortir|
  rentrer|passer|pile|auto|voiture|caisse|bloqué|bloquée
bloque|bloqué|bloquée|bloquent|obstrue|empêche|gênent sortir|sortie|garage|portail|accès|entrée|cour
0.7=verbaliser|pv|contravention|fourrière|enlever|dépanneuse stationnement|garé|garés|trottoir|voitures|garée|gênant
1.2=verbaliser|verbalise|verbalisez|verbalisation|asvp|agent|agents|pv jamais|jamais|pas|passe|personne|mettez trottoir|clous|garé|garés|
  garée|piétons|stationnement|double|parents|bateaux|places
1.4!=double|deuxième|seconde|2eme|2ème|2e file|rangée|position
1.1=double|deuxième|2eme|2ème|2e file|rangée warning|warnings|moteur|klaxonne|bus|tourner|livreurs|livreur|clients|boulangerie|rue|doubler|
  attendre|voitures
1.1=warning|warnings|détresse file|double|minutes|bus|rue|passer|trottoir|clous
1.2=clous|cloutés|zébra|zébras|hachures garent|mettent|stationnent|garé|garée|garés|cheval
1.2=clous|cloutés|zébra|zébras|hachures arrêtent|arrêtés|arrêter|voitures|voiture minutes|banque|boulangerie|courses|pain|tabac|warning|
  verbalise
piste|bande cyclable occupée|garé|garés|stationnent|voitures|camionnettes|mettent|fourgons|livreurs
1.2=piste|bande cyclable|vélo|vélos @auto|livreurs|taxis mettent|garé|garés|garent|stationnent|arrêtent|posé|squattent|parking|occupée|prend
trottoir|trottoirs occupé|encombré|squatté|monopolisé|envahi voitures|voiture|véhicules|scooters|trottinettes
1.3=trottoir|trottoirs @auto|garé|garés|garée @piéton|chaussée|route|passer|marcher|descendre
1.3=@secours passer|passent|passé|passe|tourner|tourne|manoeuvrer|accéder|circuler|faufiler @garé|file|autos|voitures|voiture|camionnette|
  camionnettes|fourgon|utilitaire|stationnement
1.3=parents|mamans|maman|papas|taxis|livreurs|automobilistes|clients|visiteurs garent|gare|stationnent|garer|garés|mettent|laissent piéton|
  piétons|trottoir|trottoirs|double|école|importe|travers|gosses|bateau|bateaux|arrêt|clous
1.3=mettent|garent|posent|laissent trottoir|trottoirs|clous|piéton|bateau|bateaux|pelouse|piste|travers importe|travers|heure|sortie|école|
  minutes|vergogne|landau|poussette|agent|route
1.2=parents|mamans|livreurs|voitures arrêtent|mettent|arrêter passage|clouté|piéton|trottoir|double gosses|enfants|récupérer|file|école
0.6=@auto monte|montent|grimpe|grimpent trottoir|trottoirs
1.2=@auto monte|montent|grimpe|grimpent trottoir|trottoirs soir|soirs|minutes|courses|fauteuil|poussette|stationner|garer|décharger|livrer
1.2=@auto carrefour|croisement|angle|virage|intersection|stop visibilité|voir|vois|voit|aveugle|empêche|masque|cache @garé|collé|collée
1.1=rue|allée|impasse|raquette|lotissement|cour parking|parkings trottinettes|vélos|@auto importe|jetées|jonchent|travers|anarchique|envahi
1.2=trottinettes|trottinette|vélos travers|jetées|abandonnées|laissées|couchées|garées|traînent trottoir|trottoirs|passage|piétons
1.2=autocar|autocars|poids|fourgon|taxi|camion moteur|ligne|jaune|contresens attend|allumé|tournant|jaune|touristes|garé|stationne
1.3=ligne|lignes jaune|jaunes @auto|autocar|autocars|garé|garent
1.2=scooters|trottinettes|vélos|motos|@auto envahissent|encombrent|squattent|monopolisent|prennent trottoir|trottoirs|parvis|passage
1.2=bloqué|bloquée|coincé|coincée médecin|infirmière|ambulance|pompiers|bus|éboueurs|tracteur caisse|voiture|auto|garé|garée|laissé|
  camionnette
1.3=remorque|poids|camion|camions|lourds|lourd|tracteur|autocar stationne|stationnent|arrêtent|garé|garés|dort|dorment
  nuit|nuits|interdit|fenêtres|
  quartier|lotissement|week-end
1.2=gare|garent|garé|garée|garés|stationne|stationnent cheval
1.3=gare|garent|garé|garés|voitures|autos|stationnement déambulateur|fauteuil|poussette|landau|canne|béquilles passer|avancer|route|
  trottoir|chaussée
1.2=klaxonne|klaxonner|klaxonnent entrée|sortie|garage|portail|dégage|dégager|bouge|bouger client|voiture|clients|minutes|propriétaire|
  chauffeur
1.2=@auto débordent|déborde|dépassent|mordent|empiètent bande|piste|trottoir|vélos|place
1.3=fourgonnette|camionnette|voiture|auto|camion|véhicule bouchait|bloquait impasse|rue|allée|accès
1.2=impossible|pas|empêche sortir|rentrer|rentre fourgonnette|camionnette|camion|fourgon|utilitaire|4x4|scooter|voiture entrée|portail|
  garage|cour|porche
0.7=clous|stationnement
0.3=garé|garée|garent|stationne|stationnent|bateau|klaxonne|berline|fourgon|camionnette|fourgonnette|utilitaire|warning
1.4=rampe|accès|bateau occupée|occupé|bloquée|obstruée|encombrée @auto|fauteuil
1.2=ambulance|pompiers|secours|vsl|samu entrer|approcher|accéder|arriver|passer voitures|voiture|garées|vrac|véhicules
1.2=4x4|voitures|autos|parents foire|anarchie|bazar|pagaille|cirque|grimpent|bordel école|maternelle|collège|sortie|trottoir
1.3=emplacement|place|réservé|réservée handicapé|handicapée|pmr|fauteuil|fille|invalide attendent|attend|taxis|taxi|livreurs|clients
1.3=raquette|impasse|cul-de-sac|retournement|place fourgon|fourgons|camion|camions|voitures|utilitaires|camionnettes prennent|occupent|
  bloquent|demi-tour|tour|manoeuvrer|garés
0.7=gic|gig|pmr|handicapé|handicapés|invalides carte|macaron|droit|valide|allemande|berline|voiture|toujours
1.3=garé|garée|garés|stationne|stationnée|stationnent passage piéton|piétons|aveugles|handicapés|moto|scooter|voiture|voitures
1.2=remorque|caravane|camion|voiture|fourgon|4x4 virage|carrefour|tournant|croisement|rond restée|resté|laissée|abandonnée|plein|planté
1.3=@auto|garé|garée|stationné pompiers|secours|hydrant place|accès|emplacement|borne|sortie|voie
1.2=livreur|livreurs|camion|taxi|fourgon|voiture arrête|arrêtent|arrêté|stoppe milieu|plein|travers|double attend|attendre|minutes|klaxonne|
  passer
1.3=camionnette|camion|fourgon|voiture|livreur|taxi|berline arrêtée|arrêté|garée|garé|posée|stationnée piste|cyclable|bande cyclistes|vélos|
  vélo|milieu|passer
1.2=garage|portail|sortie|bateau|entrée inutilisable|inaccessible|bloqué|condamné|occupé|bouché parents|voitures|clients|école|livreurs|
  matin|soir
1.2=vans|autocars|voitures|fourgons|camions entassent|garent|stationnent|agglutinent croiser|volets|passer|ouvrir|sortir|tourner
1.3=emplacement|place|zone livraison|livraisons|taxi|handicapé|handicapée sert|parking|patron|commerçant|occupe|prise|squatte
0.9=utilitaires|camionnettes|4x4|fourgons|berlines|motos|scooters|camions trottoir|trottoirs
0.5=voiture|voitures trottoir|trottoirs
1.3=@auto entrée|porte|hall|portail sortir|rentrer|entrer poubelles|poussette|fauteuil|vélo|courses|landau
1.2=@auto bloque|bloqué|bloquent|bouche|obstrue ruelle|impasse|allée|venelle
""",
    "PM-02": """
1.4=@vieille_auto épave|épaves|ventouse|ventouses|carcasse|calcinée|cramé|cramée|dégonflés|cales|parpaing|parpaings|briques|chandelles|
  désossée|désossé|rouille|ronces|toiles|araignée|vignette|périmée|démontée|parpin|abandonné|abandonnée|brûlée|incendiée
1.1=@vieille_auto pneu|pneus plat|crevés|crevé|dégonflé
1.4=@vieille_auto @laissée_là @jamais_partie
1.4=@vieille_auto bougé|bouge|bougent|déplacé|déplacée|immobile|immobilisée|traîne|abandonnée|stationnée @durée|pas|herbe
1.1!=pas roues|roue
1.2=@vieille_auto roues|assurance|immatriculation|pare-brise|plaques|vitres|assurée pas @durée|parpaing|parpaings|briques|posée|posé|
  abandonnée|parking|rue|place|plus
1.1=@vieille_auto assurance|assurée|vignette|contrôle|immatriculation|batterie périmé|périmée|dépassé|expirée|expiré|pas|morte|2019|2020|
  2021|2022|2023|2024
1.2=contrôle|vignette|batterie|assurance|pneus périmé|périmée|plat|dépassé|expiré|dégonflés place|parking|occupe|prend
1.2=herbe|herbes|mousse|ronces|feuilles|champignons pousse|poussent|poussé|dessous|toit|capot|roues @vieille_auto
1.2=@vieille_auto|remorque|caravane|bateau prend|occupe|monopolise place|places|parking @jamais_partie
1.2=@vieille_auto pare-brise|vitres|portières|portes|coffre|sièges pas|cassé|cassés|cassées|éclaté|éclatées|arrachés|arraché|feu|ouvertes|
  ouvert|sacs|rempli|remplie|ferraille|débarras|sert|dort|dorment|mois|abandonnée
épave|épaves|ventouse|ventouses
1.3=pneus|pneu plat|dégonflés|cales
1.1=pneus|pneu|roues crevés|crevées @auto|mois|semaines
1.1=stationnement|stationné|stationnée abusif|prolongé|longue|durée
bouge|bougé|déplacé|déplacée mois|semaines|année
1.1=caravane|remorque|bateau stationne|stationnée|parking|abandonnée|garée|deux|ans|an
1.4=@vieille_auto vieux|vieille|laissé|laissée|ancien|propriétaire rouille|traîne|abandonné|abandonnée|déménager|déménagé|parti|roule|mois|
  ans|ferraille
1.4=carcasse|carcasses|épaves|épave pièces|voisin|public|moteur|voiture|voitures|garagiste
1.1=@vieille_auto décédé|décédée|hospitalisé|prison|étranger|propriétaire|personne toujours|reste|traîne|abandonné|rouille|veut
0.9=épave|épaves|ventouse|désossée
0.4=carcasse|caravane|remorque|pneus|immatriculée|tôle
1.5=@vieille_auto fougères|herbe|herbes|plantes|mousse|ronces|toiles moteur|capot|pousse|sortent|dessous|roues|toit
1.3=@vieille_auto vitre|vitres|pare-brise|selle|moteur|portière|plaque pas @jamais_partie|traîne|pied|portail|chats|maison
1.1=@vieille_auto essieu|tagué|vitres|vitre|pneus|capot|sacs|roues cassé|crevés|éclatées|intérieur|abandonné|plein|dégonflés|depuis
1.5=scooter|moto|voiture|mobylette|véhicule brûlé|brûlée|calciné|carbonisé|incendié traîne|retirer|enlever|évacuer|toujours|reste|mois|
  semaines
""",
    "PM-09": """
1.7=@amende @conteste
1.3=@sanction @payant
1.2=papillon|prune|papier|contredanse pare-brise|essuie-glace|asvp|voiture|ticket|minutes
1.3=@enlevée voiture|véhicule|auto|scooter|moto|camionnette récupérer|frais|conteste|contestation|coûter|coûte|payer|euros|chercher|cherche|
  demande|laissée|laissé|garée|combien|dépôt|trouve|marché|injustement|retrouver
1.1=fourrière voiture|véhicule|enlevé|enlevée|récupérer|frais|conteste|contestation|mise|enlèvement|injustement|papiers|horaires
1.4=dépanneuse|fourrière|remorqueuse emporté|emporter|emportée|embarqué|embarquée|enlevé|enlevée|emmené|emmenée
1.2=dépanneuse|fourrière|remorquée|embarquée|emportée|sabot auto|voiture|véhicule|scooter|moto emporté|emporter|emportée|embarquée|laissée|
  disparu|garée|marché|retrouve
1.2=voiture|auto|véhicule|scooter disparu|disparue|enlevée|embarquée|emportée dépôt|fourrière|dépanneuse|marché|déménagement|travaux|arrêté
1.2=horodateur|parcmètre|horodateurs|parcmètres panne|marche|ticket|payer|avalé|fonctionne|refuse|paiement|stationnement|imprime|carte|
  monnaie|pièces|euros|rend
1.2=machine|borne|automate|appareil|appli|application ticket|tickets|payer|payé|paiement|stationnement|plaque|parking|pièces|carte avalé|
  refuse|panne|hs|imprimait|imprime|marche|donne|rendu|monnaie|forfait|euros|erreur|trompé|lettre|stationnement
1.2=disque|ticket|macaron|carte visible|tableau|bord|retourné|posé|tombé|lisible|valable|affiché|mis|oublié euros|amende|pv|reçu|annuler|
  payer|paierai|photo|contester|verbalisé|verbalisée
1.2=annuler|contester|conteste|paierai|payer|payé|dois euros|forfait|17|25|30|35|50 stationnement|disque|ticket|plaque|
  pare-brise|garé|garée|parking|horodateur|livraison
1.1=borne ticket|paiement|tickets
1.1=macaron|carte|abonnement|vignette|tarif|badge|autorisation|gratuité résident|résidents|résidentiel|riverain|riverains|stationnement|
  professionnel|infirmière|soignants
1.2=stationner|garer|stationnement|parking payer|payant|payante|gratuit|gratuitement|tarif|abonnement|abonner|horaires|combien|prix|résident
  rue|habite|quartier|centre|riverain|heures|heure|résidents|zone|midi|samedi
zone bleue|disque
stationnement payant|résident|résidentiel|abonnement|tarif|gratuit|minutes
1.6=pv|contravention|fps
1.1=verbalisé|verbalisée|verbalisés euros|reçu|tort|conteste|contester|disque|ticket|annuler|payé|injustement|plaque|garé|garée
0.8=amende|amendes
refuse|payer|payé minutes|dépassé|dépasser|racket|stationnement|ticket
disque tableau|bord|européen|stationnement
1.1=euros minutes pain|courses|boulangerie|pharmacie|temps|arrêt|garé|garée|école|acheter
1.5=enlevé|enlevée|emporté|emmené|embarqué|remorqué|remorquée @vieille_auto panneau|interdiction|arrêté|marché|travaux|déménagement|
  récupérer|prévenu|dépôt|prévenir
1.3=garer|stationner|stationnement|garée gratuitement|gratuit|dérogation|macaron|professionnel|autorisation|abonnement domicile|patients|
  soignant|infirmière|kiné|artisan|soins|malades|tournée
1.1=appareil|machine|borne accepte|prend|lit|rend|avale cartes|carte|pièces|monnaie|paiement payer|ticket|stationnement|prouver|parking|
  garer
1.2=zone|rue|quartier payante|payant tarif|habitants|abonnement|résident|habite|habitons|gratuit|habitant
1.7=@sanction @conteste panneau|caché|signalisation|visible|marquage|disque|ticket|effacé|masqué
1.5=verbalisé|verbalisée|contravention|pv caché|effacé|effacée|visible|masqué|conteste|injuste|erreur|tort|prouver panneau|place|marquage|
  stationnement|disque|ticket|voiture|branche|heure
0.9=fourrière|horodateur|parcmètre|macaron|asvp|contravention|fps
0.4=ticket|tickets|majoration|disque|dépanneuse|verbalisé|forfait|stationner
1.4=payé|payer|tapé|saisi|enregistré plaque|immatriculation stationnement|parking|appli|application|téléphone|erreur|ancienne|lettre|chiffre
1.3=agent|asvp|policier avis|papier|papillon|sanction réglerai|régler|paierai|payer|somme|conteste|déposais|déchargeais
1.4=emmenée|emmené|emportée|enlevée|embarquée|remorquée|disparu|retirée voiture|camionnette|scooter|moto|véhicule|auto|camion stationnée|
  garée|braderie|marché|brocante|fête|récupérer|laissée|trouver
1.4=conteste|contester|contestation|annuler avis|somme|sanction|procédure payé|ticket|heure|14|15|valable|stationnement
1.2=sabot voiture|auto|véhicule|roue|moto|scooter
1.2=flashé|radar|scan stationnement|garé|stationné
1.3=tarif|tarifs|zone|euros avis|papillon 35|30|25|17|euros|minutes|heure
1.4=papillon|prune infirmière|médecin|livreur|artisan|aide|encore|pendant|malgré|minutes
1.0=embarquée|embarqué|remorquée|emmenée voiture|auto|scooter|camionnette|véhicule|moto
1.3=avis paiement|somme|sanction titulaire|carte|handicapé|macaron|garé|stationnement|voiture|35
1.4=horodateur|parcmètre|horodateurs borne|vandalisé|vandalisée|cassé|éteint|écran|hs|tagué
""",
}
