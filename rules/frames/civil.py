"""Civil registry, identity papers, elections and cemetery: what citizens say of them."""

FRAMES: dict[str, str] = {
    "ECI-01": """
1.2=acte|actes|extrait|copie|certificat naissance|mariage|décès|filiation|intégrale|né|née
livret famille duplicata|perdu|demande|refaire|volé|nouveau|second|obtenir|bébé
livret famille
1.2=livret famille|mariés|mariage|divorce|divorcé|ex|neuf|cave|eau|rouge|remplacer|abîmé|déchiré|brûlé|parents|enfants
0.8=livret
copie intégrale
filiation
1.2=reconnaissance|reconnaître|reconnaisse|reconnu anticipée|enfant|paternité|bébé|naître|grossesse|mariés|petit|compagnon|avance
1.1=déclaration|déclarer naissance|déclarer|décès|bébé
1.2=déclarer|déclaration|démarche|démarches|enregistrer|formalités maternité|naissance|accouché|accouchement|né|née|mort|morte|décédé|
  décédée
1.2=mort|morte|décédé|décédée|éteint|éteinte|disparu|parti|partie @parent déclarer|démarche|démarches|formalités|médecin
généalogie|généalogique|ancêtre|ancêtres|aïeul|aïeux|bisaïeul|bisaïeule
1.2=trace|traces|recherche|recherches|retrouver|origines né|née|naissance|mariage|ancêtre|aïeul|arrière grand|grands|père|mère|registre|
  registres|famille|commune|vers
1.2=arrière père|mère|parents|oncle né|née|naissance|baptisé|marié|registre|registres|trace|famille
mention|mentions marginale|divorce|rectifier|erreur acte|état|naissance
1.2=erreur|coquille|accent|orthographe|rectifier|rectification nom|prénom|prénoms|date acte|naissance|livret|papier|état|mariage
1.2=naissance|né|née|mariage|marié|mariés|décédé|décédée document|papier|preuve|prouvant|acte|extrait|justificatif|notaire|retraite|copie|
  attestation obtenir|fournir|demande|envoyer|besoin|recevoir|adresser|réclame|exige|faut
1.2=preuve|prouver|prouvant|prouve|justifier|certifiant|atteste né|née|naissance|mariés|mariage|mort|décès|disparition|veuve|veuf
1.3=mort|morte|décédé|décédée|décès|défunt|défunte|éteint|éteinte|disparition|disparu|succession @parent @exigeant|@pièce
1.1=@exigeant @pièce parents|conjoint|né|née|naissance|mariage|mariés|décès|mort|récent|moins filiation|mois|figurent|datant|daté|
  conjoint|exemplaires|original
1.1=exemplaires|original|originaux|copies banque|mutuelle|notaire|caisse|comptes|succession|assurances
0.6=naissance|accouchement|maternité|décès|filiation|marginale|généalogiste
1.1=carnet|livret familial|famille|enfants jour|notés|manque|perdu|mettre|refaire
1.2=certificat|document|acte|papier éteint|décès|disparition|décédé|décédée|mort|morte assurance|banque|mutuelle|notaire|papa|maman|mari|
  femme|comptes|mairie
1.1=noms|nom père|parents mère|parents retraite|pièce|papier|document|acte|extrait
1.0=divorce|divorcé|jugement marge|indiqué|mention|transcrit|acte|inscrit
1.2=accouché|accouchement|sage|naître|bébé|naissance présenter|déclarer|déclarée|déclaré délai|jours|mairie|où|quand|maison|maternité
1.1=adoption|adopter|adopté|adoptée|jugement acte|inscrit|transcrit|livret|naissance
0.5=réversion|ancêtres|aïeux
1.1=réversion|retraite|succession @pièce|naissance mari|défunt|commune|mairie|demandé|réclame
0.8=@parent décédé|décédée|décès|mort|morte|disparition|éteint|éteinte
0.8=acte|document|papier|certificat|extrait|copie|attestation réversion|succession|naissance|mariage|décès|filiation|divorce|adoption|
  veuve|retraite
0.9=monde venu|venue|mis|mise
0.8=née|naissance|maternité date|lieu|preuve|document|papier|commune|copie
1.1=enregistrer|déclarer|déclaration papa|père|bébé|petite|petit|fille|fils jours|hier|maternité|semaine|délai
1.1=apostille|multilingue|traduction|plurilingue acte|naissance|mariage|extrait|mairie
1.1=livret enfant|bébé|fille|fils|ajouter|compléter|noter|décès
1.1=annoncer|déclarer|signaler|enregistrer arrivée|naissance|bébé|décès jours|hôpital|maternité|samedi|clinique|délai
1.1=veuve|veuf|mariée|marié|divorcée|divorcé|orphelin prouver|preuve|justifier|fournir|document|papier|certificat
0.4=née|naissance|mariage|décès|défunt|veuve|veuf
0.3=document|certificat|acte|extrait|copie
1.0=nom jeune fille document|acte|mère|corriger|copie|papier
1.1=perdu papy|mémé|mamie|papa|maman|père|mère|mari|grand certificat|médecin|démarches|formalités|remettre|déclarer
1.2=carnet|livret noces|mariage|mariés|famille|familial brûlé|perdu|remis|remplacer|neuf|jour
""",
    "ECI-02": """
1.2=carte|pièce|titre|cni|papiers identité
1.1=passeport|passeports
1.1=renouveler|refaire|renouvellement|périmé|périmée|récupérer|retirer|retrait|perdu|volé|volée|prêt|prête|valable|expiré|expire|valide|
  biométrique carte|cni|passeport|identité|titre
ants|prédemande|cni
passeport|passeports demande|déposé|arrivé|prêt|dossier|rendez|attends|où|voyage|périmé
empreintes
1.1=voyage|étranger|départ|examen|avion|part carte|pièce|passeport|cni valable|périmée|identité|expire|renouveler|refaire|expirée|créneau
créneau|créneaux|rendez|rdv identité|passeport|cni|titre|titres
1.2=périmé|périmée|périmés|expiré|expirée|valable|valide|prolongée|prolongation|prolongé|validité @pays|voyage|voyager|partons|pars|avion|
  vol|vacances|examen|bac|concours|permis|photo
1.2=papier|papiers|document|documents|carte|pièce|titre @pays|voyager|avion|croisière|douane partir|part|pars|partons|voyage|aller|
  semaines|délai|délais|temps|valable|périmé|périmée|demander|refaire|place|rendez|prolongée
1.1=pars|partons|part|partent|voyage|voyager|vol|avion @pays semaines|délai|délais|créneau|rendez|place|tard|document|périmé|papier|
  papiers
1.2=papiers volé|volés|volée|tiré|piqué|perdu|perdus|refaire|renouveler|brûlé|sac|portefeuille|train|métro
0.9=papiers|papier mes|tous|toutes volé|perdu|refaire
1.1=timbre|timbres fiscal|fiscaux|86|25|42|17|bébé|papiers
1.1=photo|photos ressemble|ressemblant|ressemblante|identité|norme|normes|cabine|acceptée|refusée|lunettes
1.1=aucun|aucune|rien|pas papier|papiers|pièce nom|photo|identité|valable|voyager|examen
1.1=qr|barres code créneau|rendez|internet|démarche|demande|prendre
1.1=document|titre|carte|papier disponible|prêt|prête|arrivé|arrivée|récupérer|chercher texto|sms|message|guichet|identité|délai|
  empreintes
1.1=récupérer|retirer|chercher titre|identité|passeport|carte demande|temps|semaines|heure|délai|horaires|samedi
1.1=voyage|part|partent|sortie collège|lycée|classe|scolaire|colonie|école papier|papiers|carte|identité|document
1.1=prolongée|prolongation|prolongé cinq|5|dix|15 ans carte|mienne|valable|@pays
0.4=voyage|aéroport|douane|embarquement
1.1=date|validité dépassée|périmée|dépasse voyage|avion|partir|marrakech|semaines|mois|juillet|août
1.1=prouver|justifier identité|suis portefeuille|volé|papiers|carte
1.1=doigt|doigts machine|enfants|poser|lecteur|bébé
1.1=créneau|créneaux|annulation pris|semaine|internet|septembre|complet|désistement rendez|internet|identité|titres|passeport|avant|
  septembre
1.1=guichet|retirer|retrait titre|titres
1.1=carte|pièce cassée|plastique|délavée|illisible|puce|abîmée permis|examen|voyage|concours|identité|bac|code
1.1=frontière|douane passer|passent|passe|franchir|papier|papiers|colonie|enfants|mineurs
1.1=mineur|mineure|père|parents rdv|rendez passeport|ancien|identité|signature|autorisation
0.5=frontière
0.8=papiers|papier|passeport|titre|identité voyage|avion|frontière|@pays|partir|partons|pars
0.8=sms|texto|message|avis prêt|prête|disponible|récupérer|retirer ancien|créneau|titre|identité|carte|guichet|rendez|rdv
0.8=créneau|rendez|rdv carte|papiers|identité|passeport|titre|empreintes|photo
0.9=carte|papiers périmé|périmée|expire|expirée|valable|valide
1.1=autorisation sortie territoire
1.1=perte|vol déclaration papiers|carte|passeport|identité
1.1=dérober|dérobé|dérobés|volé|perdu papiers|identité rendez|rdv|rentre|refaire|rapidement|préfecture
1.1=séjour|voyage|échange linguistique|scolaire|étranger|londres photo|document|papier|papiers|délai|identité
1.0=photo|photos dossier|créneau|revenir|refaire|allait|refusée|conforme identité|créneau|norme|dossier|passeport
1.0=photo|identité voyager|voyage|avion|examen|séjour délai|document|papier|quelque
0.4=papiers|identité
0.3=partons|voyage|étranger|avion|séjour|frontière|@pays
1.0=rendre|rapporter|restituer carte|passeport|titre ancienne|ancien|décédée|décédé|périmée
1.0=bateau|ferry|avion|train bébé|enfant|fils|fille nom|papier|pièce|identité|embarquer
1.0=perdu|perdue|volée|périmée avion|voyage|embarquer|@pays
1.0=carte|passeport demande|ligne|faite|internet|prédemande guichet|apporter|rdv|rendez|jour|prévoir
""",
    "ECI-03": """
1.2=mariage|pacs|pacser|marions|union dossier|date|samedi|mairie|salle|bans|témoins|enregistrer|conclure|publication|réserver|célébrer|
  cérémonie|dissoudre|dissolution|pièces|marions|papiers|civile|formalités
pacs|pacser|pacsons|pacsés
1.1=marier|marions dossier|samedi|bans|témoins|formalités|cérémonie|été|juin|juillet|août|septembre|papiers|date
1.1=baptême|parrainage civil|républicain|laïque
1.2=parrain|marraine|parrainage|baptême|baptiser église|mairie|civil|républicain|laïque|religieux|curé|maire
1.0=parrain marraine
1.2=recensement|recenser|jdc citoyen|militaire|16|ans|fils|fille|lycée|bac|conduire|attestation|papiers|petit-fils|journée
1.3=16|17|seize|dix-sept an|ans|anniversaire déclarer|recenser|recense|militaire|militaires|armée|défense|bac|papiers|journée|code
1.1=journée|convocation|convoqué|convoquée|service militaire|militaires|défense|armée|citoyenneté|citoyenne
1.1=attestation|certificat accueil|hébergement|visa|vie|célibat|concubinage|domicile
1.5=papier|attestation|document|certificat héberge|hébergerai|hébergeons|loge|accueille consulat|ambassade|mairie|visa
1.5=consulat|ambassade|préfecture loge|loger|logerai|héberge|hébergerai|accueille|accueillir|reçois|recevoir|invite|inviter|invitation|
  venir|hébergement
1.3=@pays|frontière @parent|ami|amie|famille|correspondant|nièce|neveu|fiancée|fiancé loge|héberge|accueille|accueillir|reçois|recevoir|
  invite|inviter|venir|vienne|séjour|visite papier|attestation|document|formulaire|maire|mairie|consulat|visa
attestation accueil
changement|changer prénom|nom
1.2=prénom|prénoms changer|autre|remplacer|supporte|déteste|modifier|choisir|porter|ridicule|genre|franciser|inverser|usage
1.2=nom porter|reprendre|accoler|ajouter|changer @parent|fille|fils|divorce|usage|jeune
légalisation|légaliser|certifier signature|conforme
1.2=certifier|certifie|certifiée|légaliser|authentifier|conforme|légalisée signature|copie|copies|diplôme|photocopie|procuration|papier
1.2=attester|attestiez|prouver|preuve|attestation|certificat|certifier vivant|vivante|existence|concubinage|célibat|célibataire
1.2=caisse|retraite|pension étrangère|étranger|algérie|portugal|italie|maroc|espagne vivant|vie|existence|certificat|tampon|formulaire
1.1=vie vivons|vivre|couple|ensemble|compagne|compagnon concubinage|certificat|attestation|prouver
recenser|recensement
0.7=nationalité|naturalisation cérémonie|demande|dossier|mairie
1.3=unir|unissons|épouser|épouse|union|officialiser cérémonie|signer|bureau|notaire|contrat|curé|église|mairie|samedi|ensemble|vivons|
  compagnon|compagne|couple|fête|apporter|date
1.1=oui dire|disons samedi|samedis|mairie|juin|juillet|mai|septembre|août|salle
1.2=couple|ensemble|compagnon|compagne|copine|copain|vit|vivons unir|officialiser|officiel|signer|engager|papier cérémonie|apporter|
  papiers|mairie|déclarer|bureau
1.2=rompre|dissoudre|défaire|résilier|casser|annuler pacs|union|compagnon|compagne|partenaire|signé
1.1=séparons|séparer|sépare compagnon|compagne|partenaire rompre|signé|pacs|dissoudre|formalités|démarche
1.2=témoins|alliance|alliances|bans|fiancé|fiancée|fiancés cérémonie|célébration|célébrer|salle|mairie|musique|samedi|maire|date|dossier
0.7=noces or|diamant|platine|argent
0.6=fiancé|fiancée|fiancés|noces|épousailles|célibataire
1.1=officialiser|protéger|engager|sceller amour|couple|autre|relation|compagnon|compagne|union
1.2=marier|mariage|marions contrat|protéger|cérémonie|témoins|dossier|bans|septembre|juin|salle
1.2=sent|sens|genre|trans|née garçon|fille|femme|homme appeler|prénom|papiers|nom|changer
1.3=venir|rejoindre|vienne|rendre papier|papiers|invitation|attestation|document aéroport|visa|frontière|tunisien|tunisienne|algérien|
  algérienne|marocain|marocaine|sénégalais|russe|turc|turque|chinois|congolais|malien|libanais|ivoirien
1.2=échanger|échange alliance|alliances|consentements
1.3=visa tampon|refusé|séjour|invitation|consulat|ambassade|attestation
1.1=conduite|code|permis|bac|examen citoyenneté|recensement|recensé|militaire|journée|jdc
1.0=cérémonie justificatifs|papiers|dossier|témoins|mariés
0.6=citoyenneté
0.9=unir|union|noces|cérémonie|fiançailles mairie|maire|salle|date|samedi|été
1.4=loger|héberger|recevoir|accueillir|inviter @pays|ambassade|consulat|séjour
0.9=prénom|nom changer|changement|modifier|modification|porter|reprendre
0.9=couple|ensemble|concubins certificat|attestation|papier|contrat
0.9=16|seize|lycéen ans|an mairie|inscrire|papiers|déclarer|armée|jdc|obligatoire|démarche
1.2=patronyme
1.2=union civile|civil|libre
1.0=cortège|confettis|riz|pétales mairie|mariage|mariés|sortie|salle
1.0=certificat|attestation célibat|coutume|concubinage|commune
1.0=invités salle|cérémonie|mariage|mairie entrer|jour|combien|personnes|place|debout
1.1=preuve|papier|attestation|certificat présenté|présentée|recensé|recensée|journée permis|conduite|code|17|18|bac|armée
0.4=époux|épouse|marier|mariage|couple|témoins|cérémonie|compagnon|compagne
0.3=attestation|militaire|armée|citoyenneté
1.2=marier|marions habite|commune|domicile|résidence|parents|futur
1.1=attestation|journée appel|défense|rectorat|bac fils|fille|lycée|militaire|permis
1.1=aimons|amour|amoureux mairie|maire|officialiser|impôts
1.2=frontière|frontières|aéroport dort|dormir|loge|héberge|correspondant|invité|invitation|adresse
1.4=marier|mariage|marions salle|papiers|date|samedi|dossier|mairie libre|déposer|date|quand|septembre|juin|juillet|août|mai
""",
    "ECI-04": """
carte électorale|électeur|vote|électrice
1.2=liste|listes électorale|électorales
1.1=inscrire|inscrit|inscrite|inscription|radié|radiée|voter|vote|changer élections|électorale|électorales|voter|vote|liste|listes|
  présidentielle|bureau|européennes|législatives|scrutin|électeur
1.1=procuration|place vote|voter|élections|élection|établir|faire|police|mandataire|scrutin
bureau vote|voter
1.1=élections|élection|scrutin assesseur|dépouillement|inscription|voter|hospitalisé|absent|jour|date|quand
assesseur|assesseurs
voter|vote
procuration
1.4=isoloir|isoloirs|scrutateur|scrutateurs|électoral|électorale|urnes
1.1=scrutin|élection|élections|présidentielle|législatives|européennes
1.2=urne|urnes|bulletin|bulletins|bureau tenir|dépouiller|glisser|mettre|déposer|bénévole|volontaire|tour|dimanche dépouiller|élection|
  élections|dimanche|tour|scrutin|isoloir|école|vote
1.2=dépouiller|dépouillement urne|urnes|bulletins|voix|bureau|aider|tenir
1.3=tour premier|second|deuxième|1er|2e|2ème|prochain carte|carton|procuration|absent|absente|vacances|dimanche|présidentielle|voter|
  candidat|candidats
1.1=carte|carton bleu|blanc tricolore|rouge
1.1=droit voter|élire|vote
1.2=choisir|élire|voter|voix maire|président|député|députés|conseillers|européenne
1.3=italien|italienne|portugais|portugaise|espagnol|espagnole|allemand|allemande|belge|anglais|anglaise|britannique|polonais|polonaise|
  roumain|européen|européenne|étranger|étrangère|nationalité voter|choisir|élire|élections|liste|listes|maire|droit
1.1=18|dix-huit|majeur|majeure|majorité ans|automatiquement|inscrit|inscrite juin|liste|dimanche|automatique|voter|élections|inscrire
1.2=pas registre|liste|listes|cahier dimanche|vote|bureau|élection|refusé|radié|radiée|voter|rayé|rayée
1.1=rayé|rayée|radié|radiée|figure liste|listes|registre dimanche|déménagé|vote|bureau|voter
1.1=propagande|programmes|professions candidats|candidat|élection|reçu|foi
0.6=candidat|candidats|candidate|députés|sénateur|suffrage|votants
1.1=candidat|candidats panneaux|affiches|tour|recouverts|campagne
1.1=enveloppe|bulletin mette|mettre|glisser|dépose voisin|juin|place|dimanche|absent|mission
1.1=majeur|majeure|18 office|automatiquement|liste|listes|votent|voter|juin|inscrite|inscrit
1.1=mandat|mandataire|donner voix|voter|scrutin|dimanche|tour
0.7=tour deuxième|second|premier|2e|1er
1.1=voter|vote impôts|paie|résidence|secondaire|habite|commune|deux|étudiant
0.9=dimanche tour|scrutin|urne|bulletin|candidat|isoloir
0.8=inscrire|inscrit|inscrite|liste majeur|majeure|européen|européenne|nationalité|électoral|citoyen
1.0=glisser|mettre|déposer|dépose bulletin|enveloppe urne|dimanche|carte|bureau|école|perdu|où
0.9=glisser|mettre bulletin
1.1=élections|scrutin|vote|voter résultats|absent|mer|hôpital|déplacement|prison|étranger|remplacer
1.2=voix donner|prêter
1.1=déménage|déménagé rayer|radier|inscrire|changer élections|européennes|liste|listes|voter|municipales|bureau
0.4=voter|élire|scrutin|candidat
1.2=compter|dépouiller|dépouillement voix|bulletins|bureau dimanche|désignée|désigné|élection
1.2=désigné|désignée|assesseur|président bureau|voix|scrutin|élection
1.0=cartes|carte électeur|adresses|différentes deux|bonne|double
0.9=carte|cartes|enveloppe|courriers électeur|électorale|élection locataire|occupant|propriétaire|père|décédé
1.0=carte|cartes reçu|reçois|arrivent locataire|occupant|défunt|décédé
1.0=européen|européenne|étranger|étrangère|français|française avis|choisir|voter|élire conseil|mars|maire|municipal|juin
1.2=voter|vote déménager|déménagé|ici|printemps|commune|juin|nouvelle|arrivé
""",
    "CIM-01": """
1.1=concession|concessions|emplacement cimetière|renouveler|renouvellement|funéraire|trentenaire|perpétuelle|parents|famille|caveau|
  expire|échéance|acheter|columbarium|cinquantenaire|défunt|tombe|mari
1.2=tombe|tombes|caveau|columbarium|sépulture|stèle|urne cimetière|famille|entretenir|entretien|fleurs|herbes|défunt|époux|épouse|
  concession|marbre|fleurir
caveau|sépulture|stèle|columbarium volé|volées|renversée|parents|mère|père|mari
1.2=cimetière allées|allée|entretien|entretenu|herbes|robinet|eau|portail|horaires|sale|désherbé|ouvert|fermé|place|arrosoirs|
  stèle|arrosoir|gravillons|mauvaises|abandon|point-d'eau|bancs|ouverture|tombes|tombe|vol|volé|jardinières|mousse
inhumation|exhumation|inhumer|exhumer|sépulture|caveau|chrysanthèmes|chrysanthème
1.4=marbrier|marbrerie|fossoyeur|corbillard|funèbres|crématorium|cercueil|ossuaire
1.1=enterré|enterrée|enterrés|enterrer|enterrement|inhumé|inhumée @parent|corps|morts|défunts|cimetière|siens
1.1=repose|reposent|enterré|enterrés autres|ans|cimetière|tombe|pierre|auprès
obsèques inhumation|cimetière|place|caveau|date|horaire|cérémonie
columbarium|cavurne
cendres|urne dispersion|disperser|jardin|souvenir|cimetière|déposer|répandre|columbarium
1.2=cendres|urne|incinéré|incinérée|incinération|crémation case|cases|alvéole|niche|@parent|déposer|répandre|disperser|reposer|épouse
1.3=fleurs|gerbe|couronne|vase|bouquet|croix|bronze|chrysanthèmes volé|volée|volées|volent|prises|piétiné|piétinées|disparu|saccagé
  défunt|défunte|mort|morts|tombe|tombes|sépulture|cimetière|@parent|toussaint
1.5=herbe|herbes|mousse|ronces|chiendent|désherber croix|morts|défunts|sépultures|ancêtres|cimetière
1.2=robinet|eau|arrosoir|arrosoirs|goutte|fontaine|pompe arroser|arrosoir|arrosoirs|arrosage tombes|pots|papa|maman|parents|morts|
  cimetière|chrysanthèmes|défunts|toussaint
1.2=arrosoir|arrosoirs
1.0=toussaint propre|fleurir|morts|nettoyer|cimetière
1.2=dalle|stèle|monument|croix|marbre couché|couchée|penche|renversé|renversée|fissurée|basculé parents|défunt|cimetière|morts|sépulture|
  grands
1.3=trente|trentenaire|30|cinquante|50|quinze|15|perpétuité ans|an emplacement|concession|concessions|caveau|cimetière|sépulture|reposent|
  repose
1.2=emplacement|concession|place prolonger|renouveler|terme|échéance|expire|expirée|acheter|achat|réserver défunt|défunte|mort|mourir|
  repose|caveau|enterrer|enterré|grands|cimetière|@parent
1.2=ramener|transférer|rapatrier|déplacer|transfert|regrouper|réduction corps|restes|dépouille|cercueil|ossements
1.2=reprise|affichette|écriteau|procédure concession|pierre|caveau|sépulture
1.2=enterré|enterrée|sépulture|marbrier|caveau grille|grilles|portail|camion|horaires|ferment|ouvert|visiter|ferme
0.6=marbre|défunt|défunte|défunts|caveau|crémation|incinération|inhumer|sépulture
1.1=mari|femme|père|mère|frère|soeur|fils|fille quitter|quittés|disparu|décédé|mourir enterrer|caveau|reposer|emplacement|cercueil|
  obsèques
1.1=recueillir|recueille|prier mère|père|parents|mari|femme|fils|fille|morts
1.1=urne|urnes|cendres mur|case|cases|place|niche|ranger|range
1.1=rendre|céder|abandonner|renoncer emplacement|concession caveau|familial|famille|parents
1.1=toussaint ouverture|horaires
1.1=allée|allées|gravier|chemin fauteuil|mère|canne|boue|glisse|marcher tombes|morts|croix|cimetière
1.0=rangées|rangée|allées mère|père|tombes|croix|parents fauteuil|eau|boue|cailloux|herbes|marcher
1.1=acheter|acheté mètres|emplacement|place concession|caveau|cimetière|enterrer|enterré|morts|mourir
0.9=@parent|fils|fille enterré|enterrée|inhumé|inhumée|incinéré|incinérée|cendres|défunt
0.8=vase|vases|granit|marbre|croix volé|volés|emporté|emportés|disparu|posé|posés|@parent|fils|fille
0.8=trente|cinquante|quinze|30|50 ans place|payé|terme|termine|expire|échéance|garder|renouveler|prolonger
0.6=granit
1.2=stèle|stèles
1.1=graver|gravure|scellement|entretenir|désherbant nom|date|pierre|dalle|parents stèle|caveau|marbre|sépulture|cimetière
1.0=chien|chiens|vélo|vélos|pique-nique|ballon cimetière|défunts
1.2=toussaint portail|fermé|grille|horaires|ouvert|ouverture|gardien
1.1=taupe|taupes|trous|affaissé|penche sépulture|dalle|stèle|marbre mari|femme|père|mère|parents|défunt
0.4=marbrier|monument|gerbe|toussaint|stèle|défunts
1.0=monument|dalle|marbre|pierre marbrier|dépasse|posé|granit voisin|côté|concession|litige|marbrier|caveau
1.0=arrosage|robinet|tuyau|point carré|militaire|rangée|cimetière|défunts eau|goutte|fuit|boue|fermé
1.1=brûlé|incinéré|incinérée|crémation jeté|dispersé|vent|coin|cendres
1.0!=carré enfants|militaire|musulman|juif|israélite|confessionnel
1.3=allée|allées|herbe|herbes|fauteuil|boue|gravier maman|papa|mère|père|parents|mari cimetière
""",
}
