"""French turns of phrase that say how words are meant. General language, no town and no subject in it; folded, without apostrophes."""

from rules.words import phrase_list, word_set

DENIALS = phrase_list(
    """
    ce n est pas|c est pas|ce ne sont pas|ne sont pas des|n est pas un|n est pas une|ce n etait pas|il ne s agit pas|
    il s agit pas|ne s agit pas|pas un probleme|pas une question|pas un souci|rien a voir avec|rien a voir|et non|et non pas|
    je ne demande pas|je demande pas|je ne parle pas|je parle pas|je ne veux pas|je ne reclame pas|je ne souhaite pas|
    nous ne demandons pas|pas celui|pas celle|pas ceux|pas celles|ne concerne pas|je ne viens pas pour|sans parler|ni|plutot que|
    au lieu de|au lieu d|contrairement|je ne me plains pas|je me plains pas|non pas
    """
)
"""What follows is named only to be set aside."""

NEEDS_DETERMINER = frozenset({"ce n est pas", "c est pas", "ce ne sont pas", "et non"})
"""Denials only before a noun: « ce n'est pas tondu » complains, « ce n'est pas la tonte » sets aside."""

DETERMINERS = word_set("un une le la l les des du de d mon ma mes ton ta vos notre votre cette ces pas ce pour")
NOT_DENIED = word_set("premiere fois normal peine faute cas moment vie")

PAST = phrase_list(
    """
    l an dernier|l annee derniere|l annee passee|l an passe|l ete dernier|l hiver dernier|autrefois|a l epoque|jadis|vous aviez|
    vos services avaient|la mairie avait|aviez deja|ont ete repares|a ete repare|a ete reparee|a bien ete|ont bien ete|
    avait ete repare|avait ete reparee|a ete rebouche|est repare|est reparee|vous avez repare|avez deja repare
    """
)
"""The sentence tells of what was, unless one of ``STILL`` stands in it."""

POLITE = phrase_list(
    """
    merci d avance|merci par avance|merci de votre|merci de|merci d|merci beaucoup d avance|vous remercie d avance|
    vous remercie par avance|vous remerciant|remercie de bien vouloir|remercie de votre|remercie de faire|avec mes remerciements|
    avec nos remerciements|mes remerciements anticipes|merci pour votre aide|merci pour votre comprehension|merci pour votre attention|
    merci pour votre reponse|merci pour votre retour|merci pour vos reponses|d avance merci|par avance merci
    """
)
"""Thanks that only close a letter or soften a request: they thank for nothing."""

STILL = word_set(
    """
    depuis toujours encore nouveau recommence recommencent rebelote revenu revenue reviennent revient
    """
)

HYPOTHETICAL = phrase_list(
    """
    en cas de|en cas d|au cas ou|si jamais|comme si|eventuel|eventuelle|eventuels|eventuelles|de peur
    """
)

TITLES = word_set("m mr mme mlle monsieur madame mademoiselle maitre famille veuve vve mm")
NOT_A_NAME = word_set("le la les l maire adjoint madame monsieur conseiller elu directeur president")

NEGATORS = word_set("pas plus jamais aucun aucune non sans ni rien")
"""Words that make a complaint of what they stand by: « pas vidée », « plus d'eau », « sans casque »."""

PURE_NEGATORS = word_set("pas plus jamais non sans")
"""Negators that say nothing else: « aucun » also counts (« aucun lampadaire »)."""

QUANTIFIERS = word_set("tout toute tous toutes")
"""Small words that frames may ask for: « toute la rue »."""

COMPARED = word_set(
    """
    tard tot vite grand grande grands petit petite haut haute fort longtemps loin pres que en ou souvent jeune jeunes agee age ages
    gros grosse simple facile important importante court large bas rapide rapidement
    """
)
"""Words after « plus » that make it a comparison and no negation."""

WEAK = word_set(
    """
    merci bonjour rue maison ecole enfant enfants voiture voitures vehicule vehicules camion camions quartier trottoir route chaussee
    place garage portail jardin terrain mur facade toit porte fenetre immeuble appartement logement voisin voisins voisine personne
    personnes agee telephone courrier rendez rdv horaires inscription aide bon perdu perdue perdus trouve trouver programme visite
    rapport images image cloture piscine extension alignement maitre presse idee proposition bar restaurant magasin menaces trafic
    disque hall stade mousse plomb releve monstres commission registre tournage fete bruit travaux cris sel plaque arrete fenetres
    lumiere nuit eau panneau arbre branche branches sac sacs bac bacs carte haut petit trop grand gros grosse chien chiens chat animal
    parc square banc poubelle poubelles conteneur dossier demande demander facture prelevement remboursement autorisation permis
    numero adresse acces entree sortie passage point borne bornes bateau racines inquiet inquiete danger dangereux dangereuse securite
    toilettes chauffage peinture marquage poussiere fibre galerie grue benne terrasse chute constat certificat reclamation recours
    fume fument fumee odeur odeurs orage tempete coupure rupture fosse chaine vitesse sens unique taille tailler rat visibilite site
    internet application commune mairie ville service services municipal municipale public publique publics urine attente attends
    jeunes jeune bande velo velos bus car arret ligne livraison alcool tag poteau barriere barrieres parking stationnement pneu pneus
    verre papier cartons carton huile sable batterie couteau mort morte tombe tombee tombes monument urne maternelle commerce gps nom
    changement duplicata mention mariage naissance deces titre photo empreintes pre garde repas menu etude cours cour concert cinema
    bibliotheque musee theatre patrimoine archives invitation reunion registre assurance degats dommages presence contact sable feu
    feux prime pension recensement parcelle servitude nourrice relevement tri couvercle badge resident zone bleue ferme fermee fermees
    plein pleine pleins casse cassee cassees casses abime abimee renverse couche couchee tordu penche arrache arrachee peur depuis
    encore toujours hier demain matin soir jour jours semaine semaines mois an ans heure heures fois premier dernier nouveau nouvelle
    peu beaucoup marche marcher passer passe passent venir vient aller mettre tenir arriver attendre prendre rentrer rentree sortir
    reparer refaire reparation plu mairie faire faut faudrait pouvez pourriez petite vieille vieux vieilles partie mur murs dessus
    dessous devant derriere cote gens monsieur madame tourniquet chemin local batiment locataire proprietaire agent agents medecin
    fils fille bebe poussette
    """
)

PAST_TIMES = frozenset(cue for cue in PAST if cue.startswith(("l an", "l ete", "l hiver", "autrefois", "jadis", "a l epoque")))
"""Cues that only say when: within a sentence they tell of the word before them (« abattus l'an passé »)."""
