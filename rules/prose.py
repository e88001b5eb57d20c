"""Everyday words of messages: after « la rue » or « la place » they tell, and are never taken for a misspelt name."""

from rules.cues import COMMON
from rules.words import word_set

EVERYDAY = word_set(
    """
    depuis devant derriere pendant avant apres est sont etait etaient sera seront ete etes suis sommes avons avez ont aurait pas plus
    tres toujours jamais encore merci bonjour bonsoir cordialement salutations madame monsieur messieurs mesdames mairie maire pour avec
    sans mais entre vers chez cette cet tous tout toute toutes hier aujourd demain matin midi soir nuit jour jours journee semaine
    semaines mois annee annees heure heures minutes lundi mardi mercredi jeudi vendredi samedi dimanche lampadaire lampadaires
    reverbere trottoir trottoirs poubelle poubelles voiture voitures trou trous eclairage arbre arbres chien chiens bruit eau route
    signale signaler souhaite demande voir suite quand comme elle elles nous vous leur leurs notre votre mes nos vos ses son mon ma
    que qui quoi dont donc car lors ainsi alors aussi bien meme peut peux pouvez peuvent doit devez fait faire faut dans quel quelle
    quelques plusieurs chaque autre autres beaucoup trop peu moins assez surtout notamment actuellement urgent urgence rapidement
    deja enfin ici cela ceci celui celle ceux etre avoir aller vient vont reste restent passe passent manque manquent panne cassee
    casse casses eteint eteinte sale sales dangereux dangereuse probleme problemes problematique situe situee situes angle niveau
    hauteur face cote cotes numero numeros adresse domicile habite habitons habitants riverain riverains voisin voisins voisine maison
    maisons immeuble batiment enfants personnes gens monde camion camions velo velos pietons vehicule vehicules stationnement
    stationnements parking circulation vitesse passage sens unique interdit publique public principale privee centre ville commune
    puis ensuite environ
    quartier bourg gauche droite dessus dessous dehors parce pourquoi comment combien objet message signalement texte telephone tel mail
    fuite bouche bouchee haie branches dechets ordures sacs encombrants fois attente retour reponse intervenir intervention
    """
)
_IN_NAMES = word_set(
    """
    grand grande grands petits petites vieux neuve nouvelle nouvelles haut bas beau belle beaux bon bonne bons bonnes long large loin
    centre coin pied pieds tete main mains oeil yeux dos bord bords passage general moyen moyenne mere pere dame dames homme hommes
    enfants famille gens partie point points ligne lignes janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre noel paques toussaint printemps automne hiver annee premier vie paix monde amis union siecle lame force coup milieu bout
    entree jeux pointe dimanche quatre trois deux cinq six sept huit neuf dix vingt trente cent mille porte ouverte ferme fermes fete
    seul soeur frere tante mariage couche chute poste poses pose marche lever garde
    """
)
"""Everyday words that names of streets have as well, where they may be misspelt."""
NEVER_MISSPELT = (COMMON - _IN_NAMES) | word_set(
    """
    contre contrat contrats absent absente absents tour tours fais parce malgre selon sauf voire chacun chacune aucun aucune certes
    demande demandes reclame cher chere mauvais plein pleine propre propres partout loyer impot impots facture factures montant
    carte cartes rendez dossier dossiers horaire horaires train trains travaux chantier marchent marcher marchons fonctionne
    """
)
"""Words of common French: whoever writes one means it, and no name that looks like it."""
UNITS = word_set(
    """
    h heure heures min minutes mn cm m mm metre metres km ans an annees jours jour semaines mois euros eur kg litres l fois personnes
    degres eme e er etage janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre enfants pieces voitures
    repas m2 m3 cm2 km2 ha ml kw kwh mo go db decibels tonnes logements lots etages places agents eleves habitants
    """
)
"""Words that make a number before them no house number."""
SUFFIXES = word_set("bis ter quater")
