"""Mayor, claims, documents, appeals and communication: what citizens say of them."""

FRAMES: dict[str, str] = {
    "AG-01": """
bravo
1.6=bravo @agents|équipe|maire|travail|initiative
1.6=félicitations|féliciter|félicite
1.6=@merci @agents|balayeur|maire|pompiers
1.6=@merci police|policiers|pompiers|jardiniers|pompier
1.6=merci bravo
1.6=@merci @agents|maire formidable|adorables|efficace|efficaces|rapidement|vite|aimables|gentils|super|impeccable|parfait|magnifique|
  bravo
1.7=rendez|rdv|rencontrer|reçu|recevoir|entretien|entretenir|audience|entrevue|rencontre|parler élu|adjoint|élus|élue|adjointe|conseiller
0.9=rendez|rdv|recevoir|entretien|parler maire
1.7=rencontrer|entretenir|audience|entrevue|rencontre|entretien maire
1.7=rendez|rdv|reçu|recevoir|audience monsieur|madame maire
bon|beau|excellent|super|formidable|impeccable travail|boulot
1.1=suggestion|suggestions|suggérer|idée|idées|proposer|proposition|propose|suggère|souhait|pourquoi ville|commune|place|pourrait|budget|
  aménager|créer|maire|quartier|participatif|installer|organiser|habitants|conseil
budget participatif
1.1=invitation|inviter|invitons|honorer maire|assemblée|élus|inauguration|présence|générale|cérémonie
conseil|comité quartier|sages|citoyen
réunion publique
permanence élus|maire|adjoint
""",
    "AG-02": """
1.7=indemniser|indemnisation|indemnité|dédommager|dédommagement|dédommagé|indemnisé|indemnisée
1.7=remboursement|rembourser|remboursé|rembourse|indemnité @dégât|branche|trou|trottoir|nid|arbre|travaux|plaque|barrière|tondeuse
1.7=demandons|demande|réclame|réclamons|exige réparation|dédommagement|indemnité|compensation commune|mairie|préjudice|@dégât
1.6=prise|prenez|prendre|prend charge|frais @dégât
1.0=responsabilité commune|ville|mairie|engagée|votre|collectivité|communale
1.5=déclaration|déclarer sinistre
1.6=jouer|actionner|saisir|solliciter assurance|assureur
1.2=sinistre|préjudice|dommages assurance|assureur|commune|mairie|déclarer|constat|réparation|subi|responsabilité
1.5=assurance|assureur|assurances mairie|ville|commune|votre|coordonnées|déclarer|responsabilité|constat|civile @dégât|
  tombé|tombée|blessé|sinistre|abîmé|endommagé|choc|trou
1.3=assurance|assureur coordonnées|mairie|commune|déclarer|constat
1.4=voiture|véhicule|vélo|portail|clôture|vitre|pare endommagé|endommagée|abîmé|abîmée|rayé|rayée|cabossé|cassé|cassée|brisé|fendu agents|
  tondeuse|engin|débroussailleuse|services|employés|balayeuse|barrière|travaux|caillou
1.4=devis|facture|photos trouver|joint|jointe|jointes|ci-joint|transmets réparation|réparations|pneu|jante|pare|carrosserie|dégâts|garage|
  garagiste|lunettes
""",
    "AG-03": """
1.8=@obtenir @papier cada|administratif|administratifs|municipal|conseil|copie|marché|public|relations|commune|mairie|crpa|livre|
  prestataire|
  subventions|article|titre
1.5=@obtenir délibération|délibérations|procès-verbal|budget|contrat|convention|arrêté|rapport|registre
1.8=cada loi|commission|article|documents|demande|copie|communication|avis|saisir
1.6=documents|document administratif|administratifs
délibération|délibérations conseil|copie|municipal
1.5=code|crpa relations|livre|fondement public|administration|copie|communication|parvenir
1.2=procès verbal|compte conseil
""",
    "AG-04": """
1.6=rgpd|cnil|dpo
1.7=données|coordonnées|informations|adresse|numéro|photo|mail|nom personnelles|personnel|effacer|effacement|supprimer|suppression|
  retirer|
  rectification|détenez|détient|conservez|opposition|caractère|gardiez|conserviez|utilisiez fichiers|fichier|compte|données|supprimer|
  effacer|
  détenez|site|bases|base|article
1.6=données personnelles|personnel|caractère
1.4=supprimer|fermer|effacer|suppression|retirer|effacement compte|coordonnées|fichier|fichiers|données
1.4=droit accès|oubli|effacement|opposition|rectification données|personnelles|article|fichiers|informations
droit oubli
1.2=désinscrire|retirer|désabonner|désinscription liste|fichier|fichiers|mails|diffusion coordonnées|adresse|mails|recevoir
""",
    "AG-05": """
1.5=recours contre|décision|arrêté|refus|refusant
1.8=recours gracieux|hiérarchique|contentieux|administratif
1.6=@guichet désagréable|impoli|impolie|malpoli|odieux|odieuse|insulté|insultant|agressif|agressive|méprisant|méprisante|raccroché|
  hautain|
  incorrect|grossier|humilié|rabroué|arrogant|irrespectueux
1.5=guichet|accueil|standard|agent|agente|employé|employée|policier|animatrice @impoli
1.6=reçu|reçue|accueilli|accueillie|traité|traitée|parlé|répondu|rembarré|rembarrée mal|chien|comportement|moins|mépris|ton|
  @impoli guichet|
  mairie|agent|service|accueil|personne|dame|employée
1.4=mal|mauvais reçu|reçue|accueil|accueilli|accueillie guichet|mairie|agent|service|état-civil
1.6=conteste|contester|contestons|annuler|annulation|réexaminer|retirer|attaquer|revoir|abroger décision|refus|arrêté|rejet|préemption
1.5=mise demeure
1.2=plainte|réclamation|plains|plaindre agent|service|comportement|accueil|employé|agents|policier
défenseur droits
tribunal administratif saisir|saisirai|recours
1.1=avocat|avocate|maître|conseil recours|cliente|client|décision|refus|arrêté
""",
    "COM-01": """
1.2=site|page|formulaire|application|appli|lien|portail internet|web|mairie|ville|ligne|mobile|municipal|municipale|votre panne|marche|
  fonctionne|erreur|introuvable|inaccessible|404|bug|morte|mort|connecter|ouvre|accéder|bloque|charge|plante|périmé
1.1=site|page|formulaire|application|appli|lien|internet panne|marche|fonctionne|erreur|introuvable|inaccessible|404|bug|bogue|connecter|
  ouvre|plante|rame
1.1=bulletin|magazine|journal|revue|agenda|gazette municipal|municipale|ville|reçu|boîte|distribué|distribution|commune|mairie|numéro
1.1=panneau|panneaux|écran lumineux|information|électronique|affichage|led
journaliste|interview|presse|tournage|reportage|rédaction|tourner|réalisateur demande|contact|article|ville|autorisation|maire|film|
  télévision
facebook|newsletter|instagram|réseaux ville|mairie|page|municipale|abonner|infos
bulletin municipal
article presse|erreur|journal
""",
}
