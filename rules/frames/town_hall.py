"""Mayor, claims, documents, appeals and communication: what citizens say of them."""

FRAMES: dict[str, str] = {
    "AG-01": """
1.6=bravo|félicitations|féliciter|félicite
1.6=remercier|remercie|remerciements|merci|reconnaissance|gratitude équipe|agents|agent|services|rapidité|efficacité|
  intervention|travail|gentillesse|réactivité|employés|jardiniers|personnel
1.6=rendez|rdv|rencontrer|reçu|recevoir|entretien|audience|entrevue|rencontre maire|élu|adjoint|élus|élue|adjointe
bon|beau|excellent|super travail
suggestion|suggérer|idée|proposer|proposition|suggestions ville|commune|place|pourrait|budget|aménager|créer|maire|quartier|
  participatif
budget participatif
invitation|inviter|invitons maire|assemblée|élus|inauguration|présence
conseil quartier
réunion publique
""",
    "AG-02": """
1.8=indemniser|indemnisation|indemnité|dédommager|dédommagement|dédommagé
1.6=remboursement|rembourser|remboursé|prise|prenez|charge|prendre réparation|réparations|dégâts|frais|pneu|jante|franchise|
  devis|facture|carrosserie|dommages|lunettes|garagiste|vélo|pare-brise voiture|véhicule|réparation|pneu|jante|chute|trou|
  branche|devis|carrosserie|accident|vélo|médicaux|franchise
1.6=responsabilité commune|ville|mairie|engagée|votre|collectivité
1.5=déclaration|déclarer sinistre
sinistre|préjudice|dommages assurance|assureur|commune|mairie|déclarer|constat|réparation|subi|responsabilité
1.3=assurance|assureur mairie|ville|commune|votre|coordonnées|déclarer|responsabilité|constat|civile chute|dégâts|véhicule|
  voiture|dommages|tombé|tombée|blessé|sinistre|abîmé|endommagé
1.2=voiture|véhicule|vélo endommagé|endommagée|abîmé|abîmée|rayé|cabossé agents|tondeuse|engin|camion|débroussailleuse|branche|
  services|employés|balayeuse|trou|barrière|potelet|travaux
""",
    "AG-03": """
1.8=communication|communiquer|copie|consulter|consultation|accès|transmettre|obtenir|communicable délibération|délibérations|
  budget|rapport|arrêté|document|documents|procès-verbal|marché|compte|registre|convention|subventions|contrat|bail|contrats|
  étude|permis cada|administratif|administratifs|municipal|conseil|copie|communication|marché|public|relations
1.8=cada
1.6=documents|document administratif|administratifs
délibération|délibérations conseil|copie|municipal
1.5=code relations public|administration
procès verbal conseil
""",
    "AG-04": """
1.6=rgpd|cnil|dpo
1.6=données|coordonnées|informations personnelles|personnel|effacer|effacement|supprimer|suppression|accès|rectification|
  concernant|détenez|détient|conservez|opposition|caractère
1.4=supprimer|fermer|effacer|suppression compte|coordonnées|fichier
droit accès|oubli|effacement|opposition données|personnelles|article|fichiers|informations
droit oubli
désinscrire|retirer liste|fichier|fichiers coordonnées|adresse
""",
    "AG-05": """
1.8=recours gracieux|hiérarchique|contentieux|administratif
1.6=agent|agents|employé|employée|secrétaire|policier|guichet|accueil|animatrice|fonctionnaire|agente|standard désagréable|
  impoli|impolie|malpoli|mal|odieux|odieuse|insulté|insultant|crié|agressif|agressive|méprisant|méprisante|comportement|
  raccroché|propos|inadmissible|déplorable|hautain|incorrect
1.4=mal|mauvais reçu|reçue|accueil|accueilli|accueillie guichet|mairie|agent|service
1.5=conteste|contester|contestons|annuler|annulation|réexaminer|retirer|attaquer décision|refus|arrêté|rejet
1.5=mise demeure
plainte|réclamation|plains|plaindre agent|service|comportement|accueil|employé|agents|policier
défenseur droits
tribunal administratif saisir|saisirai|recours
avocat|avocate|maître recours|cliente|client|cabinet|décision
""",
    "COM-01": """
site|page|formulaire|application|appli|lien internet|web|mairie|ville|mort|ligne|mobile|municipal|contact panne|marche|
  fonctionne|erreur|introuvable|inaccessible|404|pas|bug|jour|affiche|morte|mort|bogue|connecter
bulletin|magazine|journal|revue|agenda|gazette municipal|municipale|ville|reçu|boîte|distribué|commune|mairie
panneau|panneaux lumineux|information|électronique|affichage
journaliste|interview|presse|tournage|reportage|rédaction|tourner
facebook|newsletter|instagram ville|mairie|page
bulletin municipal
article presse
""",
}
