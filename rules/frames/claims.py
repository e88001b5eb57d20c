"""Claims for damage, documents, personal data and appeals: what citizens say of them."""

FRAMES: dict[str, str] = {
    "AG-02": """
1.7=indemniser|indemnisation|indemnité|dédommager|dédommagement|dédommagé|indemnisé|indemnisée|dédommagez
1.7=remboursement|rembourser|remboursé|rembourse|remboursez|indemnité @casse|branche|trou|trottoir|nid|arbre|travaux|plaque|barrière|
  tondeuse
1.7=demandons|demande|réclame|réclamons|exige dédommagement|indemnité|compensation|indemnisation
1.7=demande|demandons|réclame|réclamons|exige réparation poignet|cheville|hanche|bras|tombé|tombée|blessé|blessée|chute|fracture|
  préjudice|dommage
1.5=demande|réclame|exige|obtenir|attends réparation|compensation|geste|chèque préjudice|@casse|sinistre|subi|dégât|dommage
1.6=prise|prenez|prendre|prend|prennent charge|frais @casse|sinistre|accident|chute|soins|médicaux|hôpital|tombé|tombée|pavé
1.3=responsabilité commune|ville|mairie|engagée|collectivité|communale @casse|tombé|tombée|accident|chute|dommage|blessé|engager|engagée|
  reconnaître|cause|sinistre
0.8=responsabilité commune|ville|mairie|engagée|collectivité|communale
1.4=tiens|tenons responsable|responsables
1.4=prise|prenez|prendre|prend|prennent charge frais|soins|médicaux|réparations
1.5=déclaration|déclarer sinistre
1.6=jouer|actionner|saisir|solliciter|transmettre|soumettre|prévenir|déclarer assureur|assureurs
1.6=jouer|actionner|saisir|solliciter assurance
1.6=rembourse|rembourser|remboursement|remboursez|paie|charge facture|devis|note chauffagiste|plombier|électricien|couvreur|maçon
1.4=facture|devis|note garage|garagiste|carrossier|opticien|dentiste|vitrier|teinturier|réparateur
1.2=sinistre|préjudice|dommages assurance|assureur|commune|mairie|déclarer|constat|réparation|subi|responsabilité
1.5=assurance|assureur|assurances mairie|ville|commune|coordonnées|déclarer|responsabilité|constat|civile|contrat|numéro @dégât|tombé|
  tombée|blessé|sinistre|abîmé|endommagé|choc|trou|branche
1.4=assurance|assureur|expert|assurances|compagnie coordonnées|déclarer|constat|contrat|couvert|couverts|police|compagnie ville|mairie|
  commune|auprès|numéro|sinistre|expert|assureur
1.4=voiture|véhicule|vélo|portail|clôture|vitre|pare endommagé|endommagée|abîmé|abîmée|rayé|rayée|cabossé|cassé|cassée|brisé|fendu agents|
  tondeuse|engin|débroussailleuse|services|employés|balayeuse|barrière|travaux|caillou
1.5=agents|employés|ouvriers|benne|tondeuse|engin|chauffeur|balayeuse|débroussailleuse|tondant|éboueurs|tractopelle|saleuse|nacelle|
  jardiniers|tracteur|faucheuse|épareuse|fauchage
  arraché|projeté|cassé|rayé|abîmé|embouti|accroché|enfoncé|brisé|fêlé|éclaté|écrasé|plié|reculant rétro|rétroviseur|vitre|
  portière|pare|clôture|mur|portail|voiture|gouttière|aile|carrosserie|muret|véranda|capot|volet|fenêtre|baie|lunette|phare
1.5=paie|payez|paye|payer|rembourse|remboursez|régler|réglez|chèque|dédommage|arranger|note|devis @casse|meubles|machine|chaudière|
  téléphone|costume agents|tondeuse|pierre|branche|branches|racines|trou|pavé|marche|égout|barrière|plaque|sapin|arbre|refoulé|envolée|
  tombé|tombée|engin|benne|arraché|projeté|écrasé|fissuré|éclaté|brisé|brisées
1.4=paie|payez|paye|rembourse|remboursez @casse
1.3=envoie|envoyer|adresse|adresser|transmets|joins|joint|jointe|jointes|ci-joint note|facture|factures|devis @casse|branche|arbre|trou|
  tombée|tombé|inondé|refoulé|sous-sol|accident
1.4=joins|joint|jointe|jointes|ci-joint|envoie|transmets certificat|certificats|facture|factures|photos|devis|constat hanche|poignet|
  fémur|cheville|tombé|tombée|chute|blessé|blessée|fracture|hôpital|remboursement|garage|carrosserie|lunettes|pneu|pare|jante
1.5=cassé|cassée|fracturé|fracture|brisé|luxé|entorse|opéré|opérée|hospitalisée|hospitalisé|plâtre hanche|fémur|poignet|cheville|bras|
  épaule|coude|genou|dent|dents|nez|jambe|chute frais|charge|remboursement|remboursés|indemnisation|responsable|préjudice|certificat|
  facture|factures|soins
1.4=refoulé|inondé|inondée|refoulement|débordé|noyé parquet|congélateur|machine|meubles|chaudière|cave|sol|garage facture|factures|devis|
  payer|paie|assurance|note|foutus|foutu|envoie|expert
1.4=devis|facture|photos trouver|joint|jointe|jointes|ci-joint|transmets réparation|réparations|pneu|jante|pare|carrosserie|dégâts|garage|
  garagiste|lunettes
1.4=joint|joins|ci-joint|facture|devis|note|euros roue|roues|pneu|pneus|jante|jantes régler|rembourser|remboursement|remboursez|payez
1.4=lunettes|téléphone|pantalon|manteau|dents brisé|brisées|cassé|cassées|déchiré|fichues tombé|tombée|chute|trébuché
1.3=racines|arbre|arbres|sapin|branche|branches fissuré|soulevé|écrasé|abîmé|cassé|tombée|tombé|défoncé mur|dalle|maçonnerie|toit|cabane|
  terrasse|voiture|véranda|serre|clôture|abri paie|payer|payez|chèque|prendre|charge|rembourser|devis|commune
1.5=assurance|assureur|expert|rembourse|remboursé|remboursée|indemnise|charge|compensation|dédommage|paie|payez|responsabilité @casse|
  menton|suture|câble|rosiers|grille|plafond|garage|plantes|meubles|dentiste|opération lampadaire|arbre|branche|feux|toboggan|sel|
  ouvriers|agents|camion|camions|infiltration|trou|plaque|banc|poteau|barrière|égout|tombé|tombée|balayeuse|tondeuse|racines|sapin|engin
1.5=ouvriers|agents|employés|équipe|camion|camions coupé|arraché|abîmé|rongé|cassé|détruit|écrasé compensation|remboursé|remboursée|
  rembourser|indemnité|payer|paie|réparation|dédommagé|devis|facture
1.4=évaluation|expertise|expert|rapport infiltration|dégât|dégâts|fuite|racines|fissure|inondation|sinistre adresse|envoie|assurance|cave|
  mur|plafond|montant
1.3=suture|points|dentiste|hôpital|urgences|radio|kiné|opération charge|frais|rembourser|payer|note|facture|responsable|assurance tombé|
  tombée|toboggan|trou|trottoir|chute|banc|fixé|marche|plaque|dalle
1.4=remboursé|rembourser|remboursement|remboursez|indemnisé euros|devis|facture|demande fourche|roue|cadre|pneu|jante|dérailleur|lunettes|
  manteau|costume|chaussures|téléphone|robe
1.4=tombé|tombée|écrasé|projeté|percuté|abattu serre|voiture|toit|clôture|abri|pare|véranda|portail assureur|assurance|dossier|remboursé|
  indemnisé|devis|expert
1.2=devis|facture|expert|assureur|constat branche|arbre|platane|sapin|trou|plaque|trottoir|barrière|tondeuse|benne|agents|racines|caillou|
  engin
1.2=rembourse|remboursé|remboursement|dédommagé|indemnisé cassé|cassée|cassées|tombé|tombée|buté|chute|crevé|déchiré|abîmé|brisé
1.4=camion|tracteur|pelleteuse poubelle|ordures|ville|mairie|agents|service enfoncé|arraché|cassé|accroché|abîmé|rayé|plié portail|mur|
  voiture|clôture|rétroviseur|gouttière|muret
1.3=assureur|assurance références|contrat|coordonnées|réclame|attestation sous-sol|cave|sinistre|dégât|dégâts|tombé|éclaté|votre|ville|
  mairie
0.4=indemniser|dédommagement|préjudice|sinistre|assureur
1.4=brûlé|brûlée|percé|déchiré|cassé|abîmé|soulevé|fissuré bâche|piscine|dalle|terrasse|mur|toit|store|voiture artifice|racine|racines|
  arbre|fête|ballon|tir responsable|charge|paie|rembourse|indemnise
1.4=demande|demandons|réclame prise charge|frais|réparation|remboursement racine|racines|arbre|terrasse|dégât|dégâts|chute|accident|
  voiture
1.4=mutuelle|assurance|sécu dents|lunettes|fracture|hanche|poignet|cheville|genou renvoie|rembourse|brisé|cassé|tombé|tombée|borne|trou
1.5=peinture|goudron|ciment|bitume|sel carrosserie|voiture|vêtements|chaussures|portail chèque|excuses|nettoyage|payer|dédommage|
  rembourser|remboursez
""",
    "AG-03": """
1.8=@obtenir @papier cada|administratif|administratifs|crpa|relations|prestataire|article|communicable|loi
1.6=copie|photocopie|consulter|consultation|communiquer|communicable|divulgation|transmission délibération|délibérations|budget|rapport|
  arrêté|marché|registre|convention|contrat|contrats|bail|diagnostic|étude|subventions|procès-verbal|cahier|notes|texte|permis mairie|
  municipal|conseil|public|maire|entreprise|prestataire|rue|terrain|élus|ville|dépenses
1.5=copie|photocopie|consulter|consultation|communiquer délibération|délibérations|procès-verbal|budget|contrat|convention|rapport|
  registre|arrêté
1.8=cada loi|commission|article|documents|demande|copie|avis|saisir
cada
1.6=crpa
1.4=saisis|saisir|saisirai commission|cada
1.6=documents|document administratif|administratifs
délibération|délibérations conseil|copie|municipal
1.5=code|crpa relations|livre|fondement public|administration|copie|parvenir
1.2=procès verbal|compte conseil
1.4=comptes|compte rendu|rendus séance|séances|conseil|municipal|réunion|élus|commission|comité|assemblée
1.4=lire|connaissance|recevoir|connaître|envoyer|demande|obtenir|consulter délibération|contrat|contrats|analyses|analyse|étude|études|
  rapport|factures|budget|dépenses|subventions|convention|notes|comptes|diagnostic loi|droit|contribuable|citoyen|fermier|prestataire|
  entreprise|usine|conseil|élus|séance|délégataire|titre
1.3=contribuable|contribuables|citoyen comptes|factures|dépenses|coûté|coûte|budget|contrat|savoir
1.3=voté|adopté|adoptée|votée|décidé conseil|élus|séance|projet|budget|piscine envoyer|copie|texte|lire|voir|consulter|transmettre
1.3=retenu|retenir|choisi|choix|candidats|offre|offres|attribué|attribution entreprise|prestataire|marché|architecte|candidat dossier|
  rapport|lire|voir|consulter|copie|critères|notes
1.3=combien|coûté|coût|dépensé factures|facture|voir|montant loi|droit|statue|fête|voyage|cérémonie|autorise
1.2=analyses|analyse|mesures|diagnostic|étude sol|usine|air|antenne|pollution|amiante recevoir|obtenir|communiquer|copie|résultats|
  connaissance|publier
0.8=transparence
1.3=bail|contrat|permis|étude|liste|rapport|factures|plans|comptes transparence|copie|communiquer|divulguer|cachez|cacher|photocopie
1.4=adresser|adressez|envoyer|communiquer|transmettre|obtenir liste|factures|montant|détail|coût marchés|subventions|dépenses|artifice|
  frais|contrats|indemnités|voyages|avocat
1.2=étude|rapport|analyse|analyses souhaite|collectif|demande|demandons|obtenir|exige bruit|pollution|circulation|cachez|sol|air|impact|
  trafic|eau copie|communiquer|cachez|connaître|savoir|collectif
1.3=gagne|salaire|rémunération|indemnités|indemnité|primes directeur|élus|maire|adjoint|adjoints|cabinet
1.3=permis|arrêté|plans voisin|voisine|promoteur copie|consulter|plans|dossier droit|copie|consulter|communiquer
1.2=étude impact
1.3=registre|recueil arrêtés|délibérations|arrêté consulter|voir|lire|copie|année
1.3=communiquer|transmettre|fournir|obtenir|copie|consulter marché|offres|chiffres|montants|comptes|analyse rapport|analyse|marché|offres|
  entreprise|prestataire|cantine|travaux|détail
1.4=versé|versée|verse|combien|montant subvention|club|association|entreprise|prestataire pièces|documents|copie|chiffres|détail|
  justificatifs
1.3=copie|copies|obtenir|communiquer contrat|contrats|convention|conventions cabinet|conseil|société|prestataire|entreprise|fournisseur
1.3=coût|prix|montant rénovation|travaux|chantier|fête|statue|rond-point factures|contrat|voir|détail|consulter|justificatifs
1.2=passer|envoyer|copie|transmettre|obtenir|lire arrêté|règlement interdit|interdisant|autorisant|baignade|limitant|poids
0.4=délibération|rapport
1.5=notes frais|élus communication|demande|copie|maire|adjoints|voir|publier
1.4=détail|montant|liste|document|documents subventions|associations connaître|communiquer|consulter|document|appui|obtenir
1.3=lire|voir|connaître|texte élus|conseil|municipaux décidé|voté|adopté|délibéré|décision
""",
    "AG-04": """
1.6=rgpd|cnil|dpo
1.7=données|coordonnées|informations|adresse|numéro|photo|mail|nom personnelles|personnel|effacer|effacement|supprimer|suppression|
  retirer|rectification|détenez|détient|conservez|opposition|caractère|gardiez|conserviez|utilisiez fichiers|fichier|compte|données|
  supprimer|effacer|détenez|site|bases|base|article
1.6=données personnelles|personnel|caractère
1.4=supprimer|fermer|effacer|suppression|retirer|effacement compte|coordonnées|fichier|fichiers|données
1.4=droit accès|oubli|effacement|opposition|rectification données|personnelles|article|fichiers|informations
droit oubli
1.2=désinscrire|retirer|désabonner|désinscription liste|fichier|fichiers|mails|diffusion coordonnées|adresse|mails|recevoir
1.5=supprimer|effacer|enlever|enlève|enlevez|retirer|retirez|ôter|oublier|oublie|détruire|reste|rayer numéro|portable|mail|mails|photo|
  adresse|fiche|fiches|espace|nom|téléphone|email fichier|fichiers|base|ordinateurs|ordinateur|portail|listes|informatique|registres
1.2=rien|aucune|plus reste|garder|conserver|gardez mail|portable|téléphone|coordonnées|fiche
1.4=ordinateurs|ordinateur|fichiers|fichier|base|informatique|serveurs gardez|conservez|détenez|efface|effacer|enlève|enlever|savoir|
  possédez|enregistré|lu
1.75=gardez|conservez|détenez|stockez|possédez disparaître|effacer|effacez|supprimer|détruire
1.3=gardez|conservez|détenez|stockez|possédez dossier|fiche|fiches|coordonnées|informations|numéro|infos temps|combien|durée|lu|regarder|
  consulté|savoir|ordinateurs|depuis
1.3=regardé|regarder|consulté|accédé|lu|accès dossier|fiche|fiches conservez|gardez|temps|qui|droit|accord|combien
1.5=photo|photos|image|vidéo|visage|film figure|figurons|apparais|apparaît|apparaissons|publié|publiée|page|facebook|magazine|bulletin|
  site|affiche accord|autorisation|consentement|permission|retirer|retirez|enlever|droit
1.3=textos|sms|mails|messages|démarchage reçois|recevons|envoyez|envoie|recevoir numéro|coordonnées|tenez|désinscrire|inscrit|arrêter|
  cesser
1.4=données|revenus|coordonnées|informations|dossier|dossiers piraté|piratage|divulgué|divulguées|volées|publiées|affichés|confidentiel|
  confidentielles|fuite
1.3=courrier|lettre|avis|mail|dossier autre|voisin|voisine|quelqu'un|inconnue revenus|données|coordonnées|confidentiel|privée|privées
1.3=fermer|clôturer|clore|résilier|supprimer espace|compte|profil portail|citoyen|oublie|site|données|famille
1.3=fiche|fichier|fichiers|dossier existe|encore|garder|gardez|conserver|conservez|trace déménagé|ans|années|parti|partie
1.5=photo|photos|vidéo|image|images retirez|retirer|supprimer|supprimez|enlever|enlevez|effacer|flouter|floutez fille|fils|enfant|visage|
  site|facebook|page|voit
1.4=donné|donnez|transmis|vendu|communiqué|passent|cédé|partagé|refuse mail|adresse|numéro|coordonnées|infos|informations pub|publicité|
  publicités|privée|société|boîte|prestataire|démarchage|spam|spams|tiers
1.4=noms|nom|liste|dossier|dossiers affichés|affichée|affiché|affichées|visible|visibles allergies|élèves|privé|privée|dettes|impayés|
  revenus|santé|maladie|maladies
1.5=détenez|détiennent|possédez|détient|possèdent|stockez renseignements|informations|sujet|données|ensemble|compte
1.4=rayer|rayez|désinscrire|enlevez|retirez|sortir fichier|fichiers|diffusion
1.4=photo|photos|image|vidéo bulletin|magazine|journal|site|facebook|affiche demandé|avis|accord|autorisation|permission
1.6=consulté|lu|regardé|ouvert dossier social|médical|santé|scolaire|personnel|fiche
1.4=arrêtez|arrêter|cessez|stopper envoyer|envoi|recevoir sms|mails|mail|alertes|messages|textos
0.9=cookies|traceurs site|accepter|refuser
1.4=transmis|donné|communiqué|fourni|vendu numéro|adresse|mail|coordonnées|photo|nom entreprise|société|photographe|tiers|association|
  bailleur|assureur
1.4=supprimez|supprimer|effacez|effacer|détruire compte|adresse|historique|profil|données|dossier famille|concerne|adresse|historique|
  données
0.4=données|fichier|fichiers|confidentiel|consentement
1.5=nom|prénom|adresse apparaît|figure|visible|affiché|sort internet|google|site|délibération disparaisse|retirer|enlever|supprimer|
  anonyme|effacer
1.3=numéro|dossier|données sécurité|sociale|bancaire|médical conservez|gardez|faites|clos|détruit|durée
1.4=obtenu|donné|fourni|communiqué|divulgué adresse|numéro|coordonnées|téléphone ex|mari|voisin|voisine|services|inconnu|huissier|père
""",
    "AG-05": """
1.5=recours contre|décision|arrêté|refus|refusant
1.8=recours gracieux|hiérarchique|contentieux|administratif
1.6=@guichet désagréable|impoli|impolie|malpoli|malpolie|odieux|odieuse|insulté|insultant|agressif|agressive|méprisant|méprisante|
  raccroché|hautain|hautaine|mépris|incorrect|grossier|humilié|rabroué|arrogant|irrespectueux
1.3=guichet|accueil|standard|agent|agente|employé|employée|policier|animatrice @impoli
1.6=reçu|reçue|accueilli|accueillie|traité|traitée|parlé|répondu|rembarré|rembarrée mal|chien|chiens|comportement|moins|mépris|@impoli
  guichet|mairie|agent|accueil|dame|employée
1.5=outré|outrée|choqué|choquée|scandalisé|scandalisée|indigné|indignée|excuses reçu|reçue|accueilli|accueillie|parlé|répondu|traité|
  façon guichet|accueil|mairie|agent|dame|bureau|standard|employée
1.5=parlé|traité|traitée|adressé|appelé gamin|gamine|chien|chienne|idiote|idiot|imbécile|menteur|menteuse|voleur|débile|moins|criminel
1.5=raccroché|raccroche nez|question|standard|fois|dame|téléphone|ton
1.6=doigt honneur
1.6=haussant|haussé|hausse ton|voix
1.5=hurlé|crié|aboyé|engueulé|engueulée|enguirlandé|insulté|insultée|bousculé|bousculée|ricané|moqué|moquée|humilié|humiliée|tutoyé|
  tutoyée|rabroué|rabrouée|rembarré|rembarrée|méprisé|méprisée agent|agente|employé|employée|gardien|gardienne|chauffeur|chauffeurs|
  éboueur|animateur|animatrice|directrice|fonctionnaire|guichet|accueil|secrétaire|policier|policiers
1.4=gardien|gardienne|chauffeur|chauffeurs|employé|employée|agent|agente|éboueur|fonctionnaire traité|traitée|insulté|insultée|menacé|
  menacée|bousculé|doigt|injurié|injuriée|sortir fils|fille|mère|bébé|honneur|rien|public|menteur
1.6=conteste|contester|contestons|annuler|annulation|réexaminer|retirer|attaquer|revoir|abroger
  décision|refus|arrêté|rejet|préemption|préempter|sanction
1.6=refusé|refusée|refus|refusez|rejeté|rejet|rejetée revoir|réexaminer|reconsidérer|tribunal|juge|motivé|motivée|recours|rapporter|
  position|justification|injuste
1.4=pas|aucunement accepte|acceptons|acceptable|satisfait réponse|décision|refus|position
1.5=juge|tribunal|justice porter|saisir|aller|attaquer|plainte|porterai|saisirai réponse|décision|refus|position|refusé|courrier
1.4=représente|mandataire|conseil|intérêts|cliente|client refus|décision|arrêté|recours|demeure
1.5=mise demeure
1.2=plainte|réclamation|plains|plaindre agent|comportement|accueil|employé|employée|policier|gardien|chauffeur
défenseur droits
tribunal administratif saisir|saisirai|recours
1.1=avocat|avocate|maître|conseil recours|cliente|client|décision|refus|arrêté
0.9=dédain|outré|outrée|indigné|indignée|mépris|indifférence réponse|nouvelle|courriers|mairie|agent|accueil|écris|silence
1.5=policier|policiers|agent|agente|animateur|animatrice|secrétaire|employé|employée|gardien|chauffeur|dame|fonctionnaire|guichetière|
  hôtesse|standardiste rigolant|rigolé|soupire|soupiré|tutoie|tutoyé|rabaisse|rabaissé|moque|moqué|sanction|mépris|dédain|arrogance|
  ricanant|crache
1.4=sanction|sanctionné|sanctionner|blâme|excuses animateur|animatrice|agent|agente|employé|employée|policier|chauffeur|directrice|gardien
1.4=promené|promenée|baladé|baladée|renvoyé|renvoyée|trimballé bureau|service|guichet|services|étage|heures autre|heures|bureau|service|
  fois
1.4=injuste|arbitraire|discriminatoire|inéquitable refus|non|réponse|décision|refusé|refusée|attribution|local
1.4=opposition|contestation|objection courrier|décision|refus|présente juge|tribunal|défaut|forme
1.2=juge|tribunal tranchera|tranche|défaut|saisi|saisirai
1.3=dit|répondu|refusé non local|place|demande|dossier injuste|rester|recours|motif|raison|explication
1.5=dénoncer|dénonce|signaler|plaindre|plains|déplore|déplorer ton|attitude|comportement|manières|propos|brutalité accueil|agent|agente|
  guichet|employé|employée|policier|policiers|animateur|fonctionnaire|secrétaire
1.5=rejetez|refusez|rejeté|refusé|rejet|refus réexaminer|reconsidérer|revoir|reconsidération dossier|demande|situation|décision|position
1.4=levé|lève|yeux ciel dame|guichet|agent|yeux|secrétaire|employée
1.4=raciste|racisme|discrimination|xénophobe|sexiste agent|guichet|accueil|employé|policier|dame|service|refus|gardien
1.3=parler français guichet|dame|accueil|agent|revenir
1.4=ri|rigolé|rire|moqué nez|figure|interprète accueil|agent|dame|guichet|secrétaire|nez
1.2=favoritisme|piston|magouille|copinage|arbitraire refus|attribution|mairie|place|maire|local|subvention
1.6=tiré|frappé|giflé|secoué|pincé|tapé|insulté|humilié|enfermé fils|fille|enfant|gamin animatrice|animateur|surveillante|atsem|agent|
  dame|cantine|directrice sanction|sanctionnée|sanctionné|plainte|veux|inadmissible
1.3=médiateur|défenseur saisis|saisir|saisirai réponse|droits|service|mois|refus|silence
0.35=recours|tribunal|mépris|impoli|plainte
1.3=fermé|claqué|fermée porte nez
1.3=pris|prise|regardé|parlé haut directeur|directrice|agent|dame|employé|chef
1.5=annulation|annuler|retrait refus|décision|arrêté permis|place|subvention|justice|saisirai|recours|faute
1.5=supprimez|supprimé|supprimée|retirez|refusez|coupez aide|place|allocation|abonnement|carte|logement revu|revoir|réexaminer|entendue|
  injuste|motif|reconsidérer
1.5=traité|traitée|traite menteur|menteuse|voleur|voleuse|folle|fou|idiote|incapable
""",
}
