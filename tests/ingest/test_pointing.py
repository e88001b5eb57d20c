"""Mails as strangers write them who hand a letter on, and who say something themselves. All people are made up."""

import pytest

from ingest.pointing import names_letter, points_to_attachment

HANDED_ON = (
    "Bonjour, veuillez trouver ci-joint mon courrier. Cordialement",
    "voir pièce jointe",
    "cf PJ",
    "Bonjour,\n\nJe vous prie de bien vouloir trouver en pièce jointe un courrier à l'attention de Monsieur le Maire. Vous "
    "en souhaitant bonne réception, je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées.",
    "Bonjour\nVous trouverez en annexe ma lettre concernant le stationnement rue Pasteur.\nCordialement",
    "Merci de prendre connaissance du document en attachement.",
    "Bonjour, ci-après mon courrier en version numérisée. Bonne réception. Bien à vous,",
    "Bonjour,\nMa réclamation en fichier joint.\nMerci",
    "Bonjour, tout est dans la lettre jointe à ce mail, merci de la transmettre au service concerné.",
    "Bonjour,\nJe me permets de vous adresser le courrier ci-joint.\nDans l'attente de vous lire.\nBien cordialement",
    "Veuillez trouver ci joint un courrier a votre attention , merci d'en accuser reception",
    "Bonjour,\n\nCordialement",
    "Bonjour Monsieur le Maire, je vous transmets ma demande en PJ. Merci d'avance pour votre retour.",
    "Please find attached my letter.",
    "Hello, please see the attached document. Kind regards",
    "Bonjour, Suite à notre conversation téléphonique de ce matin, vous trouverez ci-joint le courrier demandé. Cordialement",
    "Bonjour, comme convenu, ci joint mon courrier\nEnvoyé de mon iPhone",
    "A l'attention de Monsieur le Maire",
    "Bonjour,\nJe vous adresse sous ce pli électronique une lettre dont je vous remercie de bien vouloir accuser réception.",
    "bjr voici ma lettre mci",
    "Courrier en PJ.",
    "Pour le service urbanisme : lettre ci-jointe",
    "Lettre de Mme Durand",
    "Vous voudrez bien trouver ci-inclus la requête de notre association.",
    "Bonjour, je vous fais parvenir par la présente le courrier de ma mère qui n'a pas internet. Merci",
    "Veuillez trouver attaché le formulaire rempli.",
    "Monsieur le Maire,\nJ'ai l'honneur de vous transmettre, sous couvert du présent courriel, la lettre ci-jointe à "
    "laquelle je vous remercie de réserver une suite favorable.\nVeuillez agréer, Monsieur le Maire, l'assurance de ma haute "
    "considération.",
    "Bonsoir, je vous envoie une lettre manuscrite que j'ai prise en photo car je n'ai pas de scanner. Merci de bien vouloir "
    "la lire. Bonne soirée",
    "Bonjour, merci de traiter le courrier joint. Bien à vous",
    "Document important",
    "Bonjour, pouvez-vous svp transmettre cette lettre à M. le Maire ? Merci beaucoup",
    "Re-bonjour, j'avais oublié la pièce jointe, la voici ! Désolée. Cordialement",
    "Bonjour,\nLe courrier a été envoyé en recommandé ce jour. Copie ci-jointe.\nCdt",
    "Ci-joint courrier relatif à ma demande",
    "Mesdames, Messieurs, veuillez prendre connaissance de la présente. Salutations.",
    "Madame la Directrice, je vous remets ci-joint mon recours gracieux. Respectueusement.",
    "Veuillez trouver ci-joint notre courrier relatif aux nuisances sonores.",
    "Bonjour Madame Dupont,\nCi-joint le courrier.\nBien à vous",
    "Ci-joint",
    "PJ",
    "",
    "Merci",
    "Bonjour,\n\nVeuillez trouver ci-joint un courrier à l'attention de M. le Maire concernant la vitesse excessive rue des "
    "Écoles.\n\nJe reste à votre disposition pour tout complément d'information.\n\nCordialement,",
    "Bonjour,\nTrouvez en PJ la pétition des riverains de la rue Hoche.\nNous vous remercions par avance de l'attention que "
    "vous y porterez.",
    "Bonjour\nJe vous envoi ma lettre en piece jointe parce que je ne peux pas me déplacer",
    "Veuillez trouver ci-dessous en pièce attachée la demande d'autorisation de l'association Les Amis du Lavoir",
    "voici le scan de ma lettre",
    "Bonjour, je vous prie de trouver ci-annexé mon recours. Je vous saurais gré de bien vouloir m'en accuser réception.",
    "Madame, Monsieur, vous trouverez joint à ce message notre courrier du 12 mars. Sincères salutations",
    "Bonjour, je joins ma lettre. Merci de votre réponse",
    "Dear Sir, please see attached letter. Kind regards",
    "Le document est dans la pièce jointe",
    "Madame, Monsieur,\n\nVeuillez trouver, ci-joint, le courrier recommandé que je vous ai adressé ce jour par voie "
    "postale.\n\nDans l'attente de votre réponse, je vous prie de croire, Madame, Monsieur, à l'assurance de ma considération distinguée.",
)
SAID = (
    "Il y a un nid de poule rue Pasteur, voir photo jointe.",
    "Le lampadaire n° 12 de la rue Jules Ferry est en panne depuis lundi. Photo en pièce jointe.",
    "Bonjour, je vous signale un dépôt sauvage devant le 12 rue de la Paix. Cf photo ci-jointe.",
    "Bonjour, un arbre est tombé sur le chemin des Vignes, merci d'intervenir. PJ : photo",
    "Bonjour, je souhaite inscrire mon fils à la cantine, vous trouverez le formulaire ci-joint.",
    "Il faut venir voir le trottoir devant chez moi, 3 rue Hoche.",
    "Je n'ai pas reçu de réponse à mon courrier du 3 mars concernant le bruit du bar.",
    "Bonjour, je demande la copie de mon acte de naissance, ma carte d'identité est en pièce jointe.",
    "La benne n'est pas passée ce matin rue Victor Hugo",
    "Trou dangereux",
    "Fuite d'eau rue Carnot",
    "Ampoule grillée",
    "Nid de poule dangereux rue Pasteur",
    "Les poubelles débordent place du marché depuis 3 jours, c'est insupportable, vous pouvez voir les photos",
    "Ma voisine jette ses documents sur le trottoir",
    "La lettre de relance pour la cantine est fausse : mon fils n'a mangé que 3 fois",
    "Je veux un rendez-vous pour mon passeport, vous trouverez mon justificatif en PJ",
    "Bonjour, quels sont les documents pour une carte d'identité ?",
    "Quand puis-je voir le maire ?",
    "Je n'arrive pas à ouvrir le fichier pdf sur votre site",
    "Pouvez-vous me scanner mon livret de famille ?",
    "Bonjour, la plaque d'égout devant le 5 rue Hoche est cassée, j'ai joint une photo et le devis. Cordialement",
    "Chien errant",
    "Bonjour, le feu tricolore avenue Foch clignote orange, voir vidéo jointe",
    "Bonjour, merci de venir enlever la carcasse de voiture rue des Écoles, plan joint",
    "Bonjour, vous trouverez une épave rue Diderot depuis trois semaines.",
    "Un courrier de la mairie a été distribué à la mauvaise adresse, 12 rue Hoche.",
    "La boîte aux lettres de l'école est cassée, les lettres tombent par terre",
    "Les parents voudraient voir les dates de la cantine sur le site",
    "Le panneau d'affichage avec les documents officiels est tombé",
    "Bonjour, ma facture de cantine jointe est erronée, on me compte 12 repas au lieu de 8. Merci de corriger.",
    "bonjour il y a un trou rue carnot",
    "Je vous demande de réparer le trottoir et d'y donner une suite favorable",
    "Je voudrais voir le document d'urbanisme",
    "Où trouver le formulaire de passeport ?",
    "Pouvez-vous m'envoyer le formulaire ?",
    "Merci de m'envoyer le dossier d'inscription",
    "Je souhaite recevoir le document",
    "Je n'arrive pas à lire le document",
    "J'ai reçu votre courrier du 3 mars concernant la taxe",
    "Je n'ai jamais reçu la lettre",
    "Je fais suite à ma demande du 3 mars restée sans réponse",
    "Bonjour monsieur le lampadaire est cassé",
    "Bonjour, pouvez-vous me faire parvenir une copie de l'acte de naissance, ci-joint ma carte d'identité",
    "Merci de nous transmettre le formulaire de demande",
    "Il manque un document dans mon dossier",
    "Urgent : fuite de gaz",
    "Monsieur le Maire, la rue est sale",
    "Merci de réparer",
    "Merci de couper l'arbre",
    "Stop au bruit",
)


@pytest.mark.parametrize("text", HANDED_ON)
def test_who_hands_something_on_says_nothing_himself(text: str) -> None:
    assert points_to_attachment(text)


@pytest.mark.parametrize("text", SAID)
def test_who_says_something_is_heard_whatever_he_attaches(text: str) -> None:
    assert not points_to_attachment(text)


def test_what_is_long_says_something() -> None:
    assert not points_to_attachment("Voir photo ci-jointe. " + "Le banc est cassé et une vis dépasse. " * 12)
    assert not points_to_attachment("Veuillez trouver ci-joint mon courrier. " * 50)


def test_a_name_below_is_nothing_said() -> None:
    assert points_to_attachment("Ci-joint mon courrier\nOdile Marie-Lenoir", ("Odile MARIE-LENOIR",))
    assert not points_to_attachment("Ci-joint mon courrier\nOdile Marie-Lenoir")


def test_pictures_that_somebody_calls_photos_are_no_letters() -> None:
    assert names_letter("Bonjour, voici mon courrier") and names_letter("voir pièce jointe") and names_letter("")
    assert names_letter("ma lettre, que j’ai prise en photo")
    assert not names_letter("Voir les photos ci-jointes") and not names_letter("ci-joint le plan")
