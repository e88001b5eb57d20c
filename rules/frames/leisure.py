"""Sport and associations, culture, transport: what citizens say of them."""

FRAMES: dict[str, str] = {
    "SPO-01": """
1.3=@réserver|demande|mise|utiliser|besoin salle|salles|gymnase|stade|dojo|polyvalente|chapiteau|barnum|foyer|boulodrome
1.1=demande|mise|utiliser|besoin|disposition tables|chaises|bancs|sono|friteuse|minibus|stands|estrade|podium|matériel fête|kermesse|
  association|club|anniversaire|loto|repas|tournoi|asso|amicale|mariage|quartier|voisins
1.1=prêt|prêter|prêtez|emprunter|louer|location|réserver tables|tonnelle|tonnelles|barnum|sono|friteuse|vaisselle|minibus|podium|estrade|
  gobelets|percolateur|matériel|chaises|bancs|stands
1.2=@réserver salle|gymnase|matériel|stands|terrain association|anniversaire|mariage|club|fête|baptême|assemblée|loto|samedi|entraînement|
  équipe|repas
salle|salles fêtes|polyvalente|réserver|louer|associative
1.2=fête|fêter|fêtons|anniversaire|baptême|loto|cousinade|60|50|40 salle|salles|foyer
1.1=subvention|subventions association|club|dossier|demande|versée|associations|municipale|demander
1.3=club|association|asso|amicale|comité|licenciés aide|subvention|verse|versée|versement|soutien|financement|enveloppe|coup dossier|
  déposer|ville|mairie|date|montant|financier|année
forum|annuaire|liste|maison|stand associations|clubs|sportives|asso|assos
1.2=stand|forum|journée|fête associations|asso|assos|clubs septembre|présentent|inscrire|tenir|place
1.4=terrain|stade|gymnase|synthétique foot|football|synthétique|rugby troué|abîmé|joueur|joueurs|dangereux|match|cheville|éclairage
1.1=salle|salles|gymnase|stade|dojo|vestiaire|vestiaires|boulodrome|tennis|piscine|projecteurs|pelouse|filet|panier|synthétique|tatamis
  panne|fermé|cassé|éclairage|douches|horaires|sale|fuit|fuite|abîmé|froid|créneau|entraînement|club|foot|froide|joueurs|licenciés|match|
  troué|vestiaires entraînement|entraîner|match|club|équipe|joueurs|licenciés|foot|basket|judo|tennis|rugby|hand|handball|volley|
  badminton|sportif|sportifs|gymnase|stade|vestiaires|dojo
0.9=gymnase|dojo|boulodrome|vestiaires|piscine panne|fermé|fermée|cassé|chauffage|éclairage|douches|horaires|sale|fuit|fuite|froid|
  créneau|entraînement|club|licenciés|match|toit
1.1=piscine horaires|tarif|tarifs|cours|ouverture|bassin|natation|aquagym|eau|froide|fermée|ouverte|maillot|vestiaires|bébés
1.2=bassin|nager|nage|nageur|nageurs|baignade|baigner|plongeoir|maillot|longueurs|brasse|crawl tarif|entrée|horaire|horaires|ouvert|
  ouverte|ouvre|dimanche|enfant|enfants|fils|fille|degrés|apprendre|leçon|leçons|cours|gratuit|adulte|matin|vacances|chaude|froide|grand|
  petit|combien|dents|ligne|lignes
nageur|nageurs|natation|aquagym|nager
1.1=association|club|amicale|asso créer|créons|sportive|local|annuaire|créneau|déclarer|activité
0.7=association|club|asso badminton|foot|judo|yoga|gym|pétanque|salle
1.1=créons|créer|fonder|monter|lancer|fondons amicale|association|asso|club|collectif
1.1=amicale|association|asso|club héberger|local|salle|réunir|répéter|cartes|joueurs|adhérents|bénévoles
créneau|créneaux|entraînement|entraînements club|gymnase|soir|salle|association|sport
1.1=entraîner|entraînement|entraînements|équipe|joueurs|licenciés|adhérents|tournoi|championnat créneau|intérieur|salle|vestiaire|
  vestiaires|douches|gymnase|stade|hiver|hors
1.2=club|entraîner|entraînement|équipe mardi|lundi|mercredi|jeudi|vendredi|soir place|intérieur|créneau|salle|hiver|abri
1.2=@sport inscrire|inscription|club|cours|créneau|association|essai|licence|pratiquer|apprendre|débuter|entraîneur|entraînement|tournoi|
  licenciés|adhérents
0.9=@sport fille|fils|enfant|gamin|garçon|ans
1.4=lumière|éclairage|projecteurs|projecteur|lampes|spots|néons stade|terrain|rugby|foot|gymnase|tennis|boulodrome|dojo entraînement|
  match|joueurs|éteint|éteignent|panne|marche|soir|club|minuterie
1.3=but|buts|cage|cages|filet|filets|panier|paniers|tapis|poteau foot|ballon|stade|basket|gardien|équipe|hand|match|terrain|tennis|volley|
  déchiré|gymnase déchiré|cassé|cassée|penche|abîmé|manque|tombé|troué|décroché|ornières|rouillé
1.1=panier|paniers basket
1.2=terrain|pelouse|stade|piste ornières|trous|boue|taupes|mottes|labouré|tondu|bosses|cage|buts cheville|chevilles|foot|match|joueurs|
  rugby|buts|équipe
1.2=douche|douches|vestiaire|vestiaires glacé|glacées|glacée|froide|froides|chaude|pommeau|pommeaux|sale|sales|nettoyés|nettoyé|match|
  entraînement|équipe|bouchées|visiteurs|tournoi
skatepark|bowl
sportif|sportive|sportifs équipement|salle|terrain|complexe|association
0.5=tournoi|arbitre|arbitres|majorettes|adhérents|entraîneur|boxe|vestiaire|athlètes|sportif|sportifs
1.1=boxe|gym|judo|escalade|danse|musculation salle|matériel|tapis|cordes|sac|agrès usé|usées|usés|crevé|cassé|abîmé|déchiré|manque|
  dangereux
1.1=clés|clé|badge|local|salle répétition|répétitions|répéter|association|asso|club majorettes|danse|théâtre|chorale|réunion|association|
  asso|prêt|soir
1.1=tournoi|course|cross|compétition|match|gala organiser|inscrire|buts|arbitre|équipe|équipes|terrain|stade|club|podium
1.2=asso|association|club|amicale euros|touché|promis|versé|somme|argent attend|toujours|pas|année|ville|mairie|promis
1.2=salle|salles louée|loué|louer|rendue|réservée|état sale|frigo|chauffage|caution|mariage|ménage|propre|cuisine|clés
1.2=sport|activité|gym|gymnastique adapté|adaptée|santé|ordonnance|infarctus|seniors|handicap|retraités|douce|enfants
0.9=bénévole|bénévoles|dirigeant|trésorier|trésorière association|club|asso|local|aide
1.1=bassin extérieur|bonnet|heure|ouvre|lignes|nager|vacances|gratuit|tarif|âge
1.1=tennis|court|courts|padel libre|libres|licence|réserver|tarif|clé|heure|dimanche
1.2=salle convives|invités|personnes|couverts|cuisine date|samedi|dimanche|cherche|cherchons|mai|juin|juillet|août|septembre|équipée|
  mariage
0.8=match|matchs|entraînement|club|équipe|joueurs vestiaire|vestiaires|douche|douches|terrain|pelouse|créneau|gymnase|stade|buts
0.8=salle louer|location|tarif|disponible|caution|anniversaire|mariage
0.7=association|asso|club argent|subvention|membres|statuts|président|présidente|adhésion|adhérents|bureau
1.1=bassin|piscine|nageurs verrue|mycose|bonnet|caleçon|maillot|cheveux|chlore|chaude|froide|cours|serviette
1.0=médailles|coupes|récompenses|coupe tournoi|club|course|association|sportifs
1.1=arrosage|tondre|tondu|tracer|lignes|traçage terrain|pelouse foot|match|rugby|stade|club
1.1=casier|vestiaire|vestiaires volé|vol|volée|cambriolé|fermé
1.2=concours|tournoi|stage|gala terrain|salle|gymnase|pétanque|boules|belote|danse|judo réserver|couvert|samedi|dimanche|date|club|anciens
1.2=alarme|porte|clé|clés|code|badge gymnase|dojo|vestiaire|stade|boulodrome
1.1=jouer @sport endroit|hiver|salle|intérieur|terrain|libre|libres|gratuit
1.1=équipe|club filet|filets|ballons|maillots|buts|moyens|cages volley|foot|basket|hand|tennis|racheter|acheter|licenciés
0.4=match|course|sport|sportif|joueurs|club|association|gymnase
1.1=course|trail|semi|marathon|cross|randonnée inscrire|inscription|certificat|dossard|km|10
1.1=gardien|ouvrir|ouverture stade|gymnase|salle|dojo match|jeunes|entraînement|club|heure
1.1=scouts|bridge|tarot|belote|loto|club|association|asso réunion|réunir|réunions|local|toit samedi|soir|salle|cherche|besoin|aimeraient|
  mensuelle
1.1=sable|sautoir|haies longueur|athlètes|athlétisme|entraînement
""",
    "CUL-01": """
1.2=médiathèque|bibliothèque|livres|dvd|bd|romans livre|livres|horaires|retard|prêt|prolonger|inscription|inscrire|abonnement|ouverte|
  carte|dvd|rendre|emprunter|ouvre|réserver|ouverture|date|dépassée|rapporter|amende|lecteur|réservation
1.1=musée|exposition|expo|visite|concert|spectacle|festival|théâtre|cinéma|conférence|ciné|salon horaires|tarif|billets|programme|guidée|
  réserver|places|date|groupe|ouvert|billetterie|billet|entrée|abonnement|réservation|heure|séance
1.4=@inscrire|cours|tarif|place école|cours|conservatoire|atelier musique|piano|guitare|danse|violon|batterie|solfège|chant
1.2=école|cours|conservatoire|atelier musique|piano|guitare|danse|violon|batterie|solfège|chant|théâtre|dessin|peinture|saxophone|flûte|
  trompette inscription|inscrire|tarif|cours|places|école|fils|fille|rentrée|adulte|débutant
archives municipales|consulter|recherches|registres
0.9=médiathèque|bibliothèque|conservatoire|billetterie|conférencier|conférencière|hautbois|solfège
patrimoine journées|visite|visites
programme|agenda|affiche culturel|saison|spectacles|été|festival|concerts
1.4=prolonger|rendre|rendu|rapporter|déposer|emprunté amende|pénalité
1.2=livre|livres|roman|romans|bouquin|bouquins|bd|bds|dvd|album|albums|ouvrages rendre|rends|rendu|rendus|emprunté|empruntés|emprunter|
  gardé|abîmé|perdu|rembourse|rembourser|prolonger|prêt|lire|dois|pénalité|lecteur|lectrice|médiathèque|bibliothèque|acquérir
1.3=@instrument apprendre|cours|leçon|leçons|inscrire|inscription|louer|location|prof|professeur|essai|débutant|débuter|rentrée|adulte|
  notes|pratiquer|éveil
1.2=batterie|casseroles|tambour|tambours cours|apprendre|leçons|prof|débuter|rentrée|instrument
1.2=instrument|instruments louer|location|prêt|tarif|prêter|apprendre|essayer
1.2=spectacle|concert|représentation|opéra|humoriste|comédie|chanteur|ballet|cirque|récital place|places|billet|billets|réserver|
  réservation|tarif|ados|séance|conseillé|complet|acheter|rembourser|annulé|âge
1.1=pièce place|places|billets vendredi|samedi|soir|dimanche|scène|ados|théâtre|comédie|spectacle
1.1=lire|lecture presse|journaux|revues|ordinateur|ordinateurs|salle|wifi
1.1=ordinateurs|ordinateur utiliser|libre|accès ouvert|lundi|horaires|lire|presse|médiathèque
marionnette|marionnettes|contes|conteuse|conteur|magicien
1.2=conte|contes|marionnettes|clown|histoires enfants|petits|week|mercredi|heure|ans|quand|spectacle|fils|fille
1.2=mémoire|thèse|historien|historienne|étudiant|étudiante|recherche|recherches registre|registres|plans|archives|siècle|histoire|anciens|
  fonds|vieux consulter|voir|siècle|vieux|anciens|histoire|xix|xixe|xviii|xviiie|moyen|tanneurs|anciennes|mémoire|archives
1.1=plans|cartes|photos|registres|documents|cadastre vieux|vieilles|anciens|anciennes|1900|napoléonien consulter|voir|histoire|mémoire|
  archives|collections|siècle
1.2=guide|guidée|guidé|raconter|visiter|visite|visites|conférencier cathédrale|remparts|pierres|église|monuments|abbaye|basilique|crypte|
  beffroi|musée|retraités|touristes|groupe|groupes|patrimoine|historique|historiques
1.1=conférencier|conférencière|guide|guides pierres|dimanche|groupe|heure|réserver|h|adultes|parcours
1.2=toiles|tableaux|peintre|sculpteur|sculptures|photographe|oeuvre|oeuvres|collection|collections|galerie|vernissage voir|exposé|exposés|
  exposées|exposer|exposition|peintre|musée|prêter|don|accrocher|artiste|local
1.1=artiste|artistes|peintre|photographe exposer|exposition|lieu|salle|atelier|résidence
1.2=fête musique 21|juin|jouer|scène|groupe|musiciens
1.1=groupe|fanfare|orchestre|musiciens|chorale|formation rock|jazz|musique|rap|folk|chanson jouer|scène|juin|concert|répéter|répétition|21
1.1=cartes|photos|documents postales|anciennes|anciens hérité|don|intéresse|intéressent|collections|archives|musée|donner|grenier
1.0=faire|sortir|activités|sorties week|vacances|dimanche enfants|petits|famille|ados programme|agenda|idées|contes|spectacle|marionnettes
1.1=film|films séance|séances|projection|projeté|vo|vf|ciné|cinéma|salle
danse théâtre|dessin|peinture|musique cours|atelier|école|inscription|inscrire
0.5=chorale|ténor|ténors|vitraux|peintre|comédien|comédienne|humoriste|spectacle|orchestre|fanfare|romans|bouquin|bouquins|dédicace
1.1=carte|abonnement emprunter|livres|bibliothèque|médiathèque|lecteur perdu|perdue|paumé|refaire|payer|gratuit|prix
1.1=dessin|peinture|poterie|sculpture|théâtre|couture|danse prof|professeur|cours|atelier|ateliers|leçons adulte|adultes|soir|débutant|
  enfant|enfants|place|inscription|tarif
1.1=chorale|choeur|orchestre|fanfare chante|chantent|cherche|répétition|rejoindre|jouer|intégrer|adresser|musiciens
1.1=découvrir|visiter|expliquer|comprendre|raconter vitraux|église|cathédrale|remparts|fresques|abbaye|patrimoine|musée|vieille|ruelles
1.1=rendre|rapporter|rapporte|retour bd|bds|livres|romans|dvd|bouquins|bouquin
1.1=roman|livre|auteur|écrivain|recueil présenter|dédicace|dédicacer|édité|publié|lecteurs|rencontre|salon
1.0=concert|concerts|spectacle|spectacles|festival quand|date|programme|gratuit|plein|gratuits
1.2=emprunter|emprunte|prêt|prêtez jeux|vidéo|cd|films|liseuse|livres|tablette|oeuvres
1.0=visite|visites|balade|balades|parcours bougie|lampions|historique|vieux|médiéval|nocturne|guidée
1.2=audition|auditions|récital|gala piano|élèves|fille|fils|soir|conservatoire|violoncelle|danse|musique
0.6=violoncelle|clarinette|trombone|violon|audition|hautbois
0.8=roman|romans|livres|bd|dvd|revue|revues prêt|retour|rendre|date|vacances|congés|durée|réserver|adhésion|inscription
0.8=@instrument commencer|âge|niveau|louer
0.8=spectacle|concert|expo|exposition|film|conférence place|places|tarif|réserver|complet|billet|billets
1.1=livres|bd|romans|lecture apporter|porter|livrer|portage|déposer domicile|maison|malade|âgée|bloqué|immobilisée
1.1=don|donner|dons livres|bouquins|romans|dictionnaires|collection
1.1=troupe|compagnie|chorale|orchestre répéter|répétition|salle|jouer|scène|représentation
1.1=festival|saison|programmation bénévole|bénévoles|programme|artistes|camping|affiche|date
1.2=visite|visites|billets|billet|monter beffroi|tour|clocher|château|cathédrale|abbaye|musée|cave|caves|horaires|heure
1.1=ordinateur|imprimante|imprimer|photocopieuse|scanner lecture|médiathèque|bibliothèque|livres
1.1=ouvrent|ouverture|heure|portes orchestre|concert|spectacle|pièce|récital|humoriste
0.4=lecteur|lecture|auteur|musée|touristes|artiste|théâtre|concert|exposition
1.1=carte lecteur|adhérent|abonné passe|perdue|portique|marche|bloquée|renouveler
1.1=entrer|entrée|gratuit|gratuitement musée|exposition|expo|château|cathédrale
1.1!=bande|bandes dessinée|dessinées
1.1=plaques|photos|négatifs|cartes|documents verre|anciennes|photographe|argentique|siècle montrer|donner|archives|musée|grand|bourg
""",
    "TRA-01": """
1.15=@bus retard|passé|passe|passent|horaires|ligne|scolaire|bondé|supprimé|annulé|chauffeur|conducteur|titre|ticket|desserte|fréquence|
  avance|arrive|collégiens|lycée|lycéens|collège|parti|manqué|correspondance
0.7=@bus abonnement|carte|attente|attend|attends|attendu
1.1=collégiens|lycéens|collégien|lycéenne retard|avance|manqué|parti|arrêt
arrêt|arrêts bus|car|cars déplacer|supprimé|déplacé|horaires|desservi|créer
1.1=plus|aucun arrêt|arrêts marché|anciens|hameau|gare|lycée|village
1.1=transport|transports|ramassage scolaire|commun|demande|inscription|scolaires|collectif|handicapés|urbain
1.2=vélo|vélos|trottinettes|bicyclette|bicyclettes libre|station|location|borne|bornes|louer|décroche|décrocher|attache service|
  électrique|station|louer|libre|batterie|disponible|disponibles|prix|tarif|plat
covoiturage aire|parking|borne
covoiturer|covoiturage
ligne bus|collège|desserte|dessert|horaires
0.8=ligne|lignes passe|passent|dessert|desservi|arrête|supprimée pas
1.1=ligne|lignes|navette|bus dessert|desservie|desservi|desservir|desserte|supprimée hameau|village|bourg|quartier|commune|gare|lycée|
  marché|hôpital|clinique|zone|lotissement
dessert|desservi|desservie|desservir|desserte hameau|village|bourg|ligne|arrêt|gare|lycée|bus
chauffeur|conducteur bus|navette
1.3=conducteur|conductrice|chauffeur portes|démarrer|démarre|assis|poussette|monter|ticket|descendre|redémarré|attendu|lycéens|collégiens|
  passagers|fauteuil|rampe
gratuité|abonnement transports|bus|tram|navette
1.1=pistes|piste|voie|stationnement cyclables|cyclable|vélos créer|manque|aménager|prolonger|réseau|continuité
1.2=circuler|rouler|pédaler|pédale|trajet vélo|roues|bicyclette|cyclistes sûr|itinéraire|voie|bourg|endroit|voies|relier|réseau
1.2=tram|tramway|station|stations|navette ouvrir|minutes|min|retard|panne|bondé|bondée|bondés|attente|supprimé|terminus|annonçait|
  correspondance|portes
1.1=station|stations|arrêt|quai rame|tram|navette|bus passé|passée|arrêté|minutes|portes|retard|bloqué
1.2=ticket|tickets|abonnement valable|retraités|mensuel|trajet|étudiant|étudiants|correspondance|composter|jeunes|senior|seniors|tarif|
  annuel valable|droit|trajet|temps|prix|tarif|réduction|gratuit|gratuite|combien
1.3=contrôleur|contrôleurs ticket|amende|carte|titre|valider|validait|bus|tram|composté
1.1=valider|validait|valide|validé|composter|composté ticket|titre|carte|abonnement contrôleur|contrôleurs|amende|bus|borne|tram
1.2=debout|bondé|bondée|sardines|entassés|serrés|bondés|tassés lycée|lycéens|collège|collégiens|virages|trajet|passagers|voyageurs
1.1=passage|départ|retour|dernier|dernière|navette|bus tard|soir|dimanche train|paris|gare rentrent|rentre|travail|travaillent|
  correspondance|plus
1.2=chercher|emmener|conduire|transporter|déposer fauteuil|mère|père|âgée|handicapé|handicapée|seule|aveugle dentiste|médecin|hôpital|
  courses|docteur|marché|kiné|rendez
1.1=partager|partage route|trajet|voiture|essence matin|travail|usine|centrale|boulot|quotidien|frais
1.2=retard|manqué|raté|manque pas|deux|encore cours|lycée|collège|apprenti|travail|train|correspondance venu|passé|arrêt|arrête|passe|
  chauffeur|horaire|ligne|arrêts
1.2=venu|passé|passe|arrêt|arrête pas cours|lycée|collège|apprenti|train|correspondance manqué|raté|retard|attendu|attend|attendent
0.4=correspondance|terminus|passagers|voyageurs|conductrice|collégien
1.2=rampe|plateforme|marche|portes sortir|sorti|démarré|redémarré|descendre|monter fauteuil|déambulateur|poussette|laissée|laissé|
  conducteur|chauffeur|arrêt
1.2=horaires|horaire|fiche|poteau|affichage affichés|affiché|affichée|faux|fausse|bons|jour arrêt|attend|attendre|attends|bus|poteau|
  ligne|rien
1.2=carte|abonnement année|annuel|annuelle|mois|mensuel collégien|collégiens|lycéen|lycéens|étudiant|étudiants|élève|bus|senior|tram
1.2=vélo|vélos|trottinette|trottinettes loué|louée|appli|déverrouille|déverrouiller|minutes|rendre|caution station|borne|bloqué|appli|
  minutes|rendre|rendu|compte|compter|facturé|débité
1.2=correspondance|correspondances train|trains|ratée|manquée|retard|raté|gare|minutes
1.3=conduit|conducteur|chauffeur|conductrice alcool|téléphone|vite|fume|dort|freine|brutal gosses|enfants|collégiens|lycéens|collège|
  scolaire|passagers|debout|matin
1.1=plus|aucun|aucune dimanche|soir|vacances|samedi bus|ligne|navette|desserte|arrêt|transport|transports aller|hôpital|gare|marché|
  centre|travailler|rentrer
1.1=emmener|conduire|aller permis|voiture|conduis|véhicule marché|médecin|courses|hôpital|gare|centre
0.4=lycéens|lycéennes
1.2=arrêt matin|lycéens|collégiens|plan|poteau bus|lycéens|plan|retard|attendu|froid
1.1=avance|retard minutes|min|heure arrêt|passé|passée|parti|attendu
0.8=navette|bus|tram passe|lotissement|hameau|anciens|arrêt|horaire|prix|ticket
0.8=arrêt minutes|attendu|attente|avance|retard|horaire|chauffeur|lycéens
0.8=desserte
1.1=desserte|trajet|correspondance|bus minutes|heure|travail|allonge|rallonge|mets
1.2=abonnement|abonnements|carte|cartes|titre collégiens|lycéens|scolaires|bus|chauffeur monter|arrivé|arrivée|reçu|refuse|valable|pas
1.0=garer|attacher|local|abri|parking vélo|vélos gare|station|sécurisé|place
1.0=aller|rejoindre aéroport|gare|hôpital|plage navette|bus|transport|voiture
1.2=monter|transporter|emporter vélo|vélos|chien|poussette|trottinette tram|rame|bus|navette|train|car
1.1=attend|attendre|attendent|attente abri|arrêt|froid|noir|pluie chauffeur|bus|lycée|collège|collégiens|lycéens
0.35=ramassage|chauffeur|conducteur|ticket|trajet|contrôleur|navette
1.2=abri arrêt|ramassage|bus gosses|pluie|attendant|attendent|attendre|enfants|lycéens|collégiens
1.2=ticket|titre|billet sms|appli|acheté|téléphone contrôleur|accepté|refusé|valide|amende|bus|tram
1.2=annonce|annonçait minutes|min attend|plein|arrive|passe|attendu
1.3=débarqué|débarquée|déposé|déposée|descendre fille|fils|sixième|collégien|enfant|élève nulle|remplaçant|chauffeur|conducteur|arrêt
1.1=pas passé|venu|passe collège|lycée|collégiens|lycéens arrêt|matin|enfants|élèves|horaire
""",
}
