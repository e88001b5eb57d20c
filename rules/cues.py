"""French turns of phrase that say how words are meant. General language, no town and no subject in it; folded, without apostrophes."""

from rules.words import phrase_list, word_set

DENIALS = phrase_list(
    """
    ce n est pas|c est pas|ce ne sont pas|ne sont pas des|n est pas un|n est pas une|ce n etait pas|il ne s agit pas|
    il s agit pas|ne s agit pas|pas un probleme|pas une question|pas un souci|rien a voir avec|rien a voir|et non|et non pas|
    je ne demande pas|je demande pas|je ne parle pas|je parle pas|je ne veux pas|je ne reclame pas|je ne souhaite pas|
    ne reclame aucun|ne reclamons aucun|ne reclame aucune|ne reclamons aucune|ne demande aucun|ne demandons aucun|ne demande aucune|
    ne demandons aucune|
    nous ne demandons pas|pas celui|pas celle|pas ceux|pas celles|ne concerne pas|je ne viens pas pour|sans parler|ni|plutot que|
    au lieu de|au lieu d|contrairement|je ne me plains pas|je me plains pas|non pas
    """
)
"""What follows is named only to be set aside."""

NEEDS_DETERMINER = frozenset({"ce n est pas", "c est pas", "ce ne sont pas", "et non"})
"""Denials only before a noun: « ce n'est pas tondu » complains, « ce n'est pas la tonte » sets aside."""

DETERMINERS = word_set(
    "un une le la l les des du de d mon ma mes ton ta vos notre votre cette ces pas ce pour tout toute tous toutes seulement juste"
)
DEFECTS = word_set(
    """
    casse cassee casses cassees abime abimee abimes abimees bouche bouchee bouches bouchees plein pleine pleins pleines tombe tombee
    vole volee voles volees perdu perdue perdus perdues eteint eteinte eteints gare garee garees abandonne abandonnee inonde inondee
    defonce defoncee dangereux dangereuse
    """
)
"""What is no trouble where « pas » stands before it: « elle n'est pas cassée »."""

UNDONE = word_set("conteste contestons reclame reclamons")
"""What is not done where « pas » stands behind it."""

CONTRASTS = word_set("mais cependant toutefois neanmoins contre maintenant aujourd desormais cette reste")
"""Words in a sentence after which it no longer tells of what was."""

NOT_DENIED = word_set("premiere fois normal peine faute cas moment vie")

PAST = phrase_list(
    """
    l an dernier|l annee derniere|l annee passee|l an passe|l ete dernier|l hiver dernier|autrefois|a l epoque|jadis|vous aviez|
    avaient eu|avait eu|avions eu|vos services avaient|la mairie avait|aviez deja|ont ete repares|a ete repare|a ete reparee|a bien ete|
    ont bien ete|avait ete repare|avait ete reparee|a ete rebouche|est repare|est reparee|vous avez repare|avez deja repare|
    vous avez refait|vous avez fait|vous avez enleve|vous avez remplace|vous avez nettoye|depuis que vous|est regle|est reglee|
    sont regles|est resolu|sont resolus|tout va bien|rentre dans l ordre|rentree dans l ordre|a ete regle|a ete reglee|a ete resolu|
    a ete enleve|a ete enlevee|a ete nettoye|a ete nettoyee|a ete remplace|a ete remplacee|ont ete enleves|ont ete nettoyes|
    ont ete remplaces|fonctionne a nouveau|fonctionnent a nouveau|fonctionne de nouveau|fonctionnent de nouveau|refonctionne|refonctionnent|
    marche a nouveau|marchent a nouveau|marche de nouveau|marchent de nouveau|remarche|remarchent|est a nouveau en service|
    est de nouveau en service|sont a nouveau en service|sont de nouveau en service|ont ete reparees|sont repares|sont reparees|
    a ete retabli|a ete retablie|est retabli|est retablie
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
"""Thanks that only close a letter or soften a request: they thank for nothing, unless « avoir » follows (« merci d'avoir réparé »)."""

THANKED_TO = phrase_list("remercie de|remercions de|remercier de|remercierais de|remercierions de|remercie d|remercions d")
"""Thanks that ask where an infinitive follows: « je vous remercie de le remettre », not « de l'avoir remis » or « de votre aide »."""

CLITICS = word_set("le la les l me m nous vous y en lui leur bien ne pas")
AUXILIARIES = word_set("avoir etre")

STILL = word_set(
    """
    depuis toujours encore nouveau recommence recommencent rebelote revenu revenue reviennent revient
    """
)

ANOTHER_ONE = word_set("celui celle ceux celles")
"""After a contrast they take up the noun before it."""

HYPOTHETICAL = phrase_list(
    """
    en cas de|en cas d|susceptible de|susceptible d|susceptibles de|susceptibles d|au cas ou|si jamais|comme si|eventuel|eventuelle|
    eventuels|eventuelles|de peur
    """
)

THANKING = ("merci", "remerci", "bravo", "felicit", "gratitude")
"""How words begin that thank or praise."""

BUT = word_set("malheureusement helas revanche cependant toutefois")
"""Words that turn from thanks to a complaint."""

IMPERFECT = word_set("avait avaient aviez etait etaient")
PRESENT = STILL | word_set("faut faudrait pouvez pourriez pourrait sera seront") | BUT
"""Words of a sentence that complains of what is so now, or asks; unless it tells of what was."""

TITLES = word_set("m mr mme mlle monsieur madame mademoiselle maitre famille veuve vve mm")
NOT_A_NAME = word_set("le la les l maire adjoint madame monsieur conseiller elu directeur president")

NEGATORS = word_set("pas pa plus jamais aucun aucune non sans ni rien")
"""Words that make a complaint of what they stand by: « pas vidée », « plus d'eau », « sans casque »."""

PURE_NEGATORS = word_set("pas pa plus jamais non sans")
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

COMMON = word_set(
    """
    font faisait fais fera feront ferez faites feriez allez vais vont allons irait ira suite suis soit soient serait serais seront serez
    sera seraient soyez avait avaient avais aurait aurais aura auront aurez eu eue ayez aient comment pourquoi combien quand lequel
    laquelle lesquels quel quelle quels quelles quoi dont ceci chose choses quelque quelques chaque plusieurs certain certains certaine
    certaines autre autres meme memes tel telle tels telles rien personne quelqu un deux trois quatre cinq six sept huit neuf dix vingt
    trente cent mille moitie double triple dizaine quinzaine douzaine dois doit doivent devez devrait devraient devons fallait fallu veux
    veut veulent voulez voudrais voudrait voulais voulait voulu peux peut peuvent pouvons pouvez pourrais pourrait pouvait sais sait savez
    savoir savais saurait dit dire dis disent dites disait vois voit voyez voir voient vu voyait venu venue viennent viens vient venait
    prends prend prennent pris prise prises prenez mis mise mises mets met mettent mettre mettez donne donner donnez donnent donnait
    laisse laisser laissez reste rester restent restait rest trouve trouver trouvent trouvait pense penser pensez crois croit croire
    croyez cru semble semblent parait appel appels appele appeler appelle appelez telephone rappelez rappeler contacter contacte contact
    informer informe signaler signale signalement signalez constater constate constatons remarque remarquer observe prier prie priez
    souhaite souhaiter souhaitons souhaiterais souhaiterions demandons demanderais aimerais aimerait aimerions espere esperant esperons
    attire attirer attention permets permet permettre projet projets compte compter comptez circuit touche touchent tourner tourne
    tournent impossible possible consulter recuperer concerne concernant sujet objet probleme problemes souci soucis question questions
    reponse reponses repondre situation besoin raison cause effet effets fin debut milieu bout bord bords cours droite gauche haut bas
    centre coin face pied pieds tete main mains oeil yeux dos cote cotes long large loin pres autour partout ailleurs ici la dehors dedans
    dessus dessous hors travers proximite niveau hauteur hier aujourd hui demain lendemain veille lundi mardi mercredi jeudi vendredi
    samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre noel paques toussaint printemps
    automne hiver annee annees siecle minute minutes seconde instant moment moments temps bientot tard tot souvent parfois toujours enfin
    ensuite puis apres avant pendant durant depuis jusque jusqu deja alors maintenant actuellement recemment dernierement prochain
    prochaine prochainement rapidement vite lentement urgent urgence tellement vraiment seulement surtout presque assez trop moins mieux
    pire bien mal mauvais mauvaise bon bonne bons bonnes beau belle beaux grand grande grands petits petites vieux neuve nouvelle
    nouvelles jeune vrai vraie faux fausse seul seule seuls seules entier meilleur principal general normal normale juste plutot voila
    voici oui non merci svp stp bonjour bonsoir salut cordialement cdlt cdt salutations distinguees sinceres agreer veuillez respectueuses
    sentiments expression consideration attente lettre message mail courriel email note photo photos copie joint jointe joints ci pouvoir
    vouloir devoir falloir faut aller retour passer passe passage passages passent parti partir part parts parents parent mere pere maman
    papa mari femme epoux epouse frere soeur cousin oncle tante ami amis amie copain copine collegue homme hommes dame dames messieurs
    mesdames famille familles gens monde public habitant habitants habite habitons habiter riverain riverains citoyen citoyens usager
    client clients clientele patron proprietaire directeur responsable chef adresse domicile chez logement vie vivre vit vivent vivons
    travail travailler travaille boulot metier argent euro euros prix cout coute payer paie gratuit vendre vendu acheter achat achete
    vente heureusement malheureusement apparemment evidemment franchement simplement serieux serieuse honte honteux scandale inadmissible
    inacceptable insupportable intolerable penible ennui ennuis gros grosse enorme enormes immense minuscule moyen moyenne rare frequent
    different differente important importante importants grave graves rade failli faillit risque risquer risquent accident accidents
    dangers peine force coup coups plaisir confiance patience colere nerf nerfs marre ras sortir sorti sortie entrer entre entree rentrer
    rentre monter monte montent descendre descend ouvre ouvrir ouvert ouverte ouverture fermer ferme fermeture commence commencer finir
    fini finie terminer termine continue continuer arreter arrete arretent cesse cesser change changer changement garde garder tiens tient
    tenir tenu perdre gagner jouer joue jouent jeux lire ecrire ecrit ecris lu entendre entends entend ecouter regarder regarde chercher
    cherche montrer montre envoyer envoyez envoie recevoir recu recue porter porte portent poser pose tomber chute lever leve coucher
    couche dormir dors courir courent pousser pousse tirer tire jeter jette casser couper coupe ferrer partie parties lame pointe ligne
    lignes point points signe signes forme formes type types genre sorte espece melange ensemble groupe serie liste nombre numero total
    morceau morceaux bouts tas masse quantite mesure mesures metre metres cm km kilometre kilometres
    """
)
"""Everyday words: they are no misspellings of telling ones (« cru » is no flood), and say little alone."""

WEAK = COMMON | word_set(
    """
    fracture fracturee chutes blessure blessures
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

ROAD_WORDS = word_set(
    "rue route avenue boulevard chemin impasse allee place square quai venelle passage cour sente rond pont voie residence hameau"
)
"""First words of street names: they still say that something is on a road."""

HOMOGRAPHS = word_set("gare")
"""Names of places that sound like a verb: « la gare » is not « garé »."""

PAST_TIMES = frozenset(cue for cue in PAST if cue.startswith(("l an", "l ete", "l hiver", "autrefois", "jadis", "a l epoque")))
"""Cues that only say when: within a sentence they tell of the word before them (« abattus l'an passé »)."""
