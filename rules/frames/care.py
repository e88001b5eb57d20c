"""Social care, social housing and people in danger: what citizens say of them."""

FRAMES: dict[str, str] = {
    "SOC-01": """
1.2=aide|aides|secours|coup|soutien financière|alimentaire|alimentaires|sociale|urgence|payer|loyer|électricité|factures|manger|énergie|
  chauffage|ccas|social|chauffer|courses|obsèques
1.2=arrive|arrivons|peux|pouvons|choisir|difficulté|difficultés|mal payer|joindre|nourrir|boucler|chauffer|manger|régler loyer|factures|
  facture|mois|bouts|électricité|courses|enfants|edf|gaz|euros|manger|chauffage
colis|banque|bons|épicerie|panier alimentaire|alimentaires|solidaire|resto|coeur
bon|bons alimentaire|alimentaires|achat
rsa|apa|aah|ass|aspa|minimum droit|demande|dossier|retard|coupé|suspendu|toucher|touche|vieillesse
1.1=expulsion|expulsé|expulsée|huissier|surendettement|dettes|impayé|impayés loyer|logement|rue|électricité|mois|propriétaire|enfants
assistante|assistant sociale|social|sociales
1.2=frigo|placard|placards|compte|porte-monnaie|caddie|congélateur|assiette vide|vides|sec|rouge|découvert
1.1=rsa|aah|aspa
rien manger|frigo
domiciliation|domicilier
élire domicile
1.2=courant coupé|coupe|coupent|couper|coupure facture|impayé|euros|retard|edf|payer|argent
1.2=edf|électricité|gaz|chauffage|engie|enedis|compteur coupé|coupe|coupent|couper|coupure|impayé|impayée|payer|réduit facture|impayé|
  payer|enfants|argent|retard|dette|échéancier
0.7=aide ménagère|domicile
aide|auxiliaire ménagère|domicile|vie personne|mère|heures|père|âgée|apa
1.1=pension|retraite|chômage|salaire|veuve|touche|gagne|ressources payer|manger|chauffer|vivre|suffit|loyer|difficultés|euros
portage repas
téléassistance|téléalarme
licencié|chômage|divorce|séparation|veuve seule|seul|difficultés|enfants|aide
huissier
1.2=faim enfants|gosses|argent|mange|ventre|petits|nous
1.2=mange|mangeons|prive|saute repas|jour|rien gosses|enfants|petits|argent deux|aient|assez|mois|chose
1.3=dehors|rue|porte mettre|mis|mettent|mise|jeter|jette|retrouver huissier|loyer|loyers|expulsion|propriétaire|avril|bail|dette|tribunal|
  trêve
1.2=reste|finir|fini|tenir|vivre|survivre|suffit|suffisent|compter|manque @argent|euros mois|enfants|loyer|factures|courses|semaine|finir|
  manger|chauffer|joindre|seule|seul|mari
1.1=@argent manque|plus|rien|parti|arrive manger|courses|loyer|enfants|caddie|gosses|chauffer|nourrir
1.1=lait|couches couches|lait|acheter|argent bébé|petite|petit|fille|enfants|jumeaux|acheter
1.2=ménage|courses|toilette|lever|laver|linge seule|seul|aide|aider|aidant|peux|arrive avc|opérée|opéré|hospitalisation|handicap|âge|
  hanche|malade|maladie|jambes|quelqu'un|dos
1.2=plats|repas|plateau|plateaux|manger livrer|livrez|livré|livrés|livraison|porter|portés|apporter|portez domicile|mère|père|âgée|âgé|
  ans|maman|papa|anciens|mamie|cuisine|cuisiner
1.3=pas|sans|aucune adresse caf|sécu|rsa|ameli|droits|ccas|domiciliation|copain|amis|hébergé|hébergée
1.2=adresse courrier|lettres|poste dors|dormir|hébergé|hébergée|copain|copains|rue|sdf|foyer|servir
1.2=servir|utiliser|donner adresse ccas|sécu|courrier|bloquée|bloqué|hébergé
1.1=dors|dormir|dort voiture|gauche|copains|copain|amis|canapés
1.2=minimum|vieillesse|allocation|allocations|rsa|aah|apa|caf|mdph|droits|handicap dossier|demande|papiers traîne|toucher|attends|coupé|
  remplir|aider|bloqué|suspendu|retard|mois
1.2=crédits|crédit|dettes|dette|surendettement|surendetté|saisie|saisies|saisit|bancaire croulons|croule|banque|saisit|huissier|payer|
  rembourser|submergé|criblé|commission|noyé|salaire|interdit
1.2=bouton|médaillon|bracelet|boîtier|alarme|collier appel|appeler|tombe|chute|urgence|secours père|mère|papa|maman|seule|seul|mamie|âgée|
  domicile|parents
1.2=cuve|fioul|fuel|bûches|granulés|pellets|bois|gaz|chauffage|poêle remplir|acheter|payer|rempli|commander argent|enfants|petits|moyens|
  salaire|travail|froid|euros
1.5=obsèques|enterrement|funérailles|cercueil|enterrer avancer|payer|moyens|argent|financer|aide|prendre|rien|indigent
1.1=perdu|perte travail|emploi|boulot
1.1=licencié|licenciée|viré|virée|chômage|intérim payer|loyer|factures|argent|vivre|chauffer|remplir|aide|enfants|droits
1.1=dentiste|médicaments|mutuelle|soins|appareil|ordonnance moyens|argent|avancer|rembourse pas|plus|peux|sans
1.1=dossier|papiers|formulaire aider|remplir|comprends|écrivain public|lire|écrire|administratif|caf
écrivain public
restos coeur
secours populaire|catholique|urgence
vestiaire solidaire|vêtements
0.5=pauvreté|précarité|misère|dettes|nourriture|invalide|grabataire|dépendante
1.2=commandement|avis|ordre quitter|payer|expulsion lieux|logement|huissier|bébés|enfants
1.1=quitter lieux bébés|enfants|huissier|tribunal|où|recevoir|reçu
1.2=heures|quelqu'un|auxiliaire|garde|présence|intervenante mère|père|maman|mari|femme|grand impotente|dépendante|invalide|grabataire|
  alitée|alzheimer|handicapée|handicapé|âgée|lever|coucher|auprès|toilette
1.2=paniers|panier|nourriture|denrées|vivres|manger|provisions étudiant|étudiants|étudiante|honte|gratuit|gratuite|distribution|aide|
  famille|besoin
1.1=remplir|lire|comprendre papiers|papier|formulaire|dossier|dossiers|courriers prime|aide|vieux|comprends|mal|caf|retraite|aider|seule|
  seul
1.1=prix|coûte|payer|acheter couches|lait|nourriture|courses|médicaments enfants|mari|accident|genoux|arrive|plus
1.1=@argent|euros loyer|charges reste|rien|plus|mois|vivre|veuve
1.2=edf|enedis|engie|compteur|gaz minimum|réduit|limité|coupé|coupée|coupent|kva|service payer|facture|impayé|chauffage|chauffe|eau|retard
1.1=aide|aider|prime|chèque énergie|vieux|retraités|chauffage|rentrée|noël|cantine|permis
1.1=seul|seule|peux|arrive ménage|courses|lessive|lever opération|avc|hanche|jambe|dos|âge|vue|malade
1.1=assiette rien|vide|vides|remplir
1.2=sort|sortie|rentre|revient hôpital|clinique|opération|rééducation laver|manger|aide|repas|ménage|seul|seule|préparer|infirmière|soins
1.1=laver|toilette|habiller|lever père|mère|mari|femme|maman|papa|parents venir|aide|quelqu'un|peut|peux|seule|seul
1.1=gagne|touche|perçois euros|smic|rsa essence|chambre|loyer|assiette|rien|plus|mois|manger
1.0=arrive|arrivons|peux|pouvons payer|régler plus|pas
0.9=aide|aider|secours payer|loyer|factures|dettes|difficultés|précarité|handicapé|handicap
0.8=fin mois argent|difficile|dur|dettes|découvert|manger|salaire
0.8=handicap|handicapé|handicapée|invalidité|mdph aide|dossier|droits|allocation
0.8=mère|père|mari|femme|grand repas|ménage|lever|auxiliaire|perte|dépendance|autonomie âgée|âgé|ans|seule|seul|aide|malade|dépendance|
  autonomie
0.9=galère|galérer|survie|survivre|misère|bout argent|enfants|payer|mois|manger
1.2=étudiant|étudiante|étudiants repas|manger|aide|loyer|argent|pouce|précarité|faim|épicerie
1.1!=coup pouce
1.1=arrive|peux tenir|entretenir|faire maison|ménage|intérieur plus|pas
1.1=personne|quelqu'un|dame venir|passer|vienne semaine|fois|matin|heures ménage|aider|maison|femme|seul|âgé|mort|veuf|courses
1.2=colis|repas|banquet|goûter|chocolats noël|anciens|aînés|seniors|retraités
1.1=alcool|drogue|addiction|jeu cure|soigner|aide|aider mari|fils|fille|frère|conjoint|sortir
1.0=carte|tarif solidaire|solidarité|social|réduit|famille
1.2=déjeuner|dîner|repas|plats|soupe porter|portez|apporter|livrer|livrez|préparer père|mère|papa|maman|mari|femme|âgé|âgée|chirurgie|
  hôpital|seul|seule
1.1=compte|poche|poches sec|vide|vides|rouge|zéro|découvert loyer|emploi|enfants|manger|fin|mois|perdu
0.4=invalidité|secours|pension|ressources|chômage|dettes|loyer|misère|prison|incarcéré
0.3=aide|aider|difficulté|difficultés|argent
1.2=frigo|machine|lave|chaudière|cuisinière|chauffe|lit racheter|acheter|remplacer|payer secours|aide|invalidité|moyens|argent|rsa|
  allocation
1.1=incarcéré|incarcérée|prison|parti|quitté|hospitalisé rien|seule|argent|ressources petit|bébé|enfants|rien|compagnon|mari
1.2=vendu|vendre|vends|gage télé|bijoux|voiture|meubles|alliance payer|mois|rien|manger|loyer
1.1=commissions|courses|courrier|papiers aveugle|malvoyant|âgé|âgée|handicapé|infirme besoin|aide|lise|lire|fasse|faire
""",
    "SOC-02": """
1.2=@logement social|sociaux|hlm|demande|petit|attente|attribution|mutation|bailleur|dossier|relogement|attends|grand|pièce|chambre|
  serrés|entassés|insuffisant
logement social|sociaux
1.1=demande|dossier|commission logement|appartement|hlm
numéro unique
hlm
1.2=cherche|recherche|trouver|obtenir|besoin|demande|attends logement|appartement|loger|relogement|hlm grand|social|enfants|famille|ans|
  dossier|mairie|urgent|f3|f4|t3|t4
reloger|relogement|relogés|relogée
1.2=ans|mois|attends|attente|demande logement|appartement|f2|f3|t2|t3 grand|petit|enfants|vit|vivons|serrés|social
1.1=dormons|dorment|dort|entassés|vivons chambre|pièce|canapé|studio logement|quatre|cinq|six|ans|enfants|grand|trois|sept
hébergé|hébergée|hébergés|logée famille|amis|mère|cousin|logement
1.3=vivons|vit|vivre|dormons|dort|dorment|sommes|entassés|tient quatre|cinq|six|sept|trois|huit|4|5|6|7|3 pièce|chambre|studio|t1|t2|f1|
  f2|deux-pièces|canapé|salon
1.2=office|bailleur|organisme proposé|proposition|propositions|propose|attribution|attribué|refusé|refuse|appuyer dossier|
  étage|ascenseur|appartement|logement|quatrième|ans|enceinte|béquilles|cave
1.1=appuyer|soutenir|piston|coup dossier|demande office|logement|bailleur|appartement|hlm
1.0=proposition|propositions|proposé aucune|rien|pas|jamais ans|années|attends|dossier
1.2=toit|logement|appart|appartement|appartements|studio|loger|location abordable|cher|chère|chers|public|privé|smic|moyens|modeste|
  modéré|revenus|salaire cherche|trouver|trouve|obtenir|demander|enregistrer|inscrire|divorce|partir|besoin|prix
1.1=smic|salaire|revenus|rsa loger|logement|appartement|appart|louer|agences|caution|garant|chambre
1.1=agence|agences|privé|privés|bailleurs|propriétaires refusent|refuse|hors|veulent|demandent dossier|louer|garant|prix|salaire|loyer|cdi
1.1=propriétaire|bailleur|proprio vend|vendre|reprend|récupère|récupérer|congé|préavis partir|quitter|logement|juin|bail|trouver|loger|
  reloger|privé
1.2=changer|échanger|quitter|échange|mutation appartement|logement|f5|f4|f3|t5|t4|t3|f6 petit|grand|grande|ascenseur|étage|enfants|pièces|
  cher|handicap
1.2=divorce|divorçons|divorcer|sépare|séparons|séparée|séparation|quitter|rupture toit|loger|logement|appartement|reloger|studio|t3|t2
  enfants|filles|fils|urgent|cherche|abordable|seule|seul|faut|trouver
1.1=fils|fille|jeune|enfants chambre|toit|maison vit|vivent|encore smic|rien|trouve|logement|louer
attente|années|ans logement|appartement f3|f4|t3|t4|hlm|office|plus
0.5=t3|t4|f3|f4
1.1=habiter|loger|vivre|loge|toit cher|abordable|enceinte|porte|compagnon|dehors cherche|trouver|enceinte|enfants|seule|enfant
1.1=renouvellement|renouvellements|renouvelé|renouvelée|renouveler demande|dossier rien|toujours|ans|attends|clé|logement|années
1.1=rang|liste|tour|classement|position|priorité maisons|pavillons|logements|appartements|logement|demande neufs|neuves|attribution|
  attente|demande|nouveaux|construits
1.2=étage|étages|escaliers|ascenseur rez|monter|vieux|béquilles|genoux|coeur|handicap hlm|demande|changer|mutation|appartement|logement|
  office
1.1=salon|chambre|pièce|canapé dormons|dorment|dort|dors enfants|petits|seule|bébé|famille|trois|quatre
1.1=louer|location trouver|trouvé|trouve faute|rien|cher|enfants|bébé|salon|fille|fils|arrive
1.2=attente|attends|attendons|demande f1|f2|f3|f4|f5|t1|t2|t3|t4|t5|studio|appartement
1.1=sommes|vivons|tenons 4|5|6|7|8|quatre|cinq|six|sept f1|f2|f3|t1|t2|t3|studio|chambre|pièce
0.9=cherche|cherchons|recherche|trouver|besoin appartement|appart|logement|studio|pièces|t2|t3|t4|f2|f3|f4|toit cher|petit|enfants|filles|
  fils|urgent|divorcé|divorcée|séparé|séparée|seule|loyer
0.9=inscrit|inscrits|demande|attends|attendons|tour depuis|ans|années t2|t3|t4|t5|f2|f3|f4|f5|logement|appartement|maison
0.8=dors|dort|dormons|loge frère|soeur|parents|amis|copain|copine|canapé|salon cherche|logement|place|enfants|mois|depuis
1.1=immeuble|maison|tour|barre démoli|démolir|démolition|détruit|détruire mettre|loger|reloger|habiter|locataires|relogement
1.1=sommes|vivons|vivre|famille m2|m²|mètres quatre|cinq|six|trois|enfants|28|30|25|20
1.0=demande|dossier commission|attribution rang|logement|appartement|pièces|office
1.1=voiture|hôtel|camping|caravane vis|vivons|dors|dormons|dort fille|fils|enfants|bébé|famille propriétaire|dossier|logement|demande|
  loyer
1.1=changer|mutation|échanger|quitter immeuble|étage|appartement|ascenseur|tour|cité poussette|jambes|escaliers|panne|hlm|enfants|handicap
0.4=logement|appartement|loyer|bailleur|studio
1.1=propose|proposé|proposition f1|f2|f3|t1|t2|t3|studio|appartement|logement
1.1=postuler|candidater|dossier|demande|rapprocher logement|appartement|hlm fille|fils|famille|travail|quitter|commune
1.1=gagne|gagnons|touche|smic|salaire agence|agences|louer|garant|bailleurs
1.2=m2|m²|mètres bébé|trois|quatre|cinq|enfants dossier|logement|demande|studio
1.2=cinq|quatre|six|sept|huit pièces|pièce|chambre|chambres|studio demande|dossier|ans|logement|grand|attente|enfants
""",
    "SOC-03": """
1.3=@âgé pas|plus|jamais|aucune vu|vue|vus|aperçu|aperçue|croisé|croisée|nouvelles|ouvre|ouvert|relevé|répond|allumé|signe jours|soirs|
  semaine|semaines|dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi|hier|depuis
1.2=@âgé inquiet|inquiète|inquiétude|inquiets jours|semaine|semaines|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|seule|seul|
  volets|courrier|nouvelles|ans|porte|téléphone|répond
1.3=@âgé|monsieur chemise|robe nuit|chambre
1.3=@âgé|monsieur désorienté|désorientée|errer|erre|errait|pyjama|chaussons|pantoufles|alzheimer|démence|égarée pieds|nuit|dehors|rue|
  froid|parking|route|famille|habite|nus|sait|souvient|gare
1.2=@âgé alzheimer|démence|détresse|canicule|dénutrition
1.1=@âgé âgé|âgée|seul|seule|isolé|isolée inquiet|inquiète|répond|danger|mange|lave|sort|volets|boit|maigrit
1.2=@âgé|ans @alarme seule|isolée|isolé fermés|porte|dehors|froid|chaleur|maigrit|entasse|ouvert|famille
1.3=homme|femme|sdf|jeune|famille|dame|monsieur|enfants|bébé|mère|quelqu'un|clochard|vieux|mec dort|dorment|couche|couchent|vivent|abrite|
  réfugié dehors|tente|kiosque|porche|carton|cartons|hall|parking|voiture|banc|abribus|cave|fourgon nuit|nuits|froid|stade|bébé|chien|
  couverture|gel|duvet|enfants|tousse|malade|hiver|voiture|famille|porche|pluie
1.3=homme|monsieur|sdf|femme|jeune passe nuits|nuit porche|kiosque|carton|cartons|dehors|banc|tente|abribus
1.1=dort|dorment|couche|couchent|abrite dehors|rue|tente|kiosque|froid|porche|carton|cartons nuit|nuits|froid|homme|femme|sdf|jeune|
  couverture|enfants|gel|duvet|hiver
1.2=seule|seul|isolée|isolé vivre|mange|âgée|âgé|habite inquiète|inquiet|aide|visite
1.2=seule|seul|isolée|isolé sort|mange|lave ans|âgée|âgé|octogénaire inquiète|inquiet|aide|vient|visite
1.2=seule|seul|isolée|isolé chaleur|canicule|40|toits|gel @âgé|ans|boit|mère|père
sdf|sans-abri dort|dehors|froid|nuit|aide|abri|tente
1.6!=frappe|frapper|cogne|gifle|tabasse fils|fille|gamin|gamine|gosse|gosses|enfants|bébé|femme|mère|compagne|épouse
1.8=enfant|garçon|fillette|gosses|enfants|fille|bébé|gamine|gamin|femme|gosse|nourrisson|copine|amie|soeur frappe|frappé|frappée|battu|
  battue|battus|battre|cogne|cogner|cognée|maltraité|maltraitée|maltraitance|violences|violentée|gifle|gifles|martyrise|viol|violée|
  attouchements|secoué
1.4=petit|petite|garçon|fillette|enfant|gosse bat pleurer|pleure|crie|hurle|père|mère|conjoint
1.6!=bat femme|fils|fille|enfant|enfants|gosses|copine|mère
1.4=petit|petite frappe|frappé|frappée|battu|battue|maltraité|gifle|gifles|cogne père|mère|parents|papa|maman|enfant|garçon|voisin
1.6=enfant|garçon|fillette|fils|fille|bébé|petit|petite|gamin|gamine|gosse|élève bleus|marques|traces|hématomes|hématome|brûlures|
  cicatrices|ecchymoses|coups bras|visage|oeil|jambes|corps|dos|cou|joue|couvert|couverte|père|mère|parents|papa|sursaute|peur
1.5=enfant|garçon|fillette|fils|fille|petit|petite|gamin|gamine oeil|lèvre|visage fermé|bleu|poché|noir|gonflé|enflé|enflée|tuméfié papa|
  père|parents|bu|nuit|crie|pleure|peur|maman|mère
1.3=enfant|garçon|fillette|gosses|enfants|bébé|petit|petite|gamin|gamine pleurer|pleure|pleurs|hurle|hurler|sanglots|crie frappe|parents|
  mère|père|battu|peur|coups|papa
1.3=enfant|enfants|bébé|fillette|gosse|gosses|petits seul|seuls|danger|abandonnés|livrés|enfermés|laissés nuit|journée|parents|balcon|
  pleure|pleurent|mère|famille|soir|appartement
1.6=enfants|enfant|bébé|petits laissés|laissé|seuls|livrés seuls|soir|nuit|appartement|ans|enfermés
1.0=enfant|enfants|bébé seule nuit|balcon|pleure|pleurent|enfermée
1.5=mari|conjoint|compagnon|concubin|copain|ex frappe|frapper|cogne|cogner|battre|étrangle|violent|violente|gifle|menace|séquestre femme|
  copine|amie|voisine|soeur|partir|peur|enfants|mère|fille|quitter
1.4=cogner|frapper|tabasser|battre|taper mari|conjoint|compagnon|concubin|copain|ex|père
volets|persiennes|rideaux|stores fermés|baissés|ouvert|ouverts|relevé|levés|clos jours|semaine|inquiet|inquiète|voisin|voisine|dimanche|
  âgée|dame|monsieur|lundi
registre canicule|vulnérables|fragiles|isolées
1.2=appelée|appelé|appeler|inscrire|inscrit chaleur|canicule|isolées @âgé|seule|mère|père|ans|isolée
1.2=courrier|boîte|journaux|lettres|prospectus déborde|accumule|accumulent|entasse|entassent|pleine|ramassé voisin|voisine|vu|vue|
  monsieur|dame|ans|vieux|mme|âgé|âgée|répond|ouvert|miaule|personne
1.1=miaule|aboie|télé|téléviseur|lumière|odeur pas|plus|personne vu|vue|croisé|croisée|répond|ouvre|sorti jours|semaine|lundi|depuis @âgé
1.2=vivre|milieu|entasse|accumule ordures|détritus|journaux|boîtes|déchets|crasse|immondices|excréments @âgé lave|mange|seul|seule|soigne|
  ans
1.0=@âgé lave|soigne|mange|nourrit|alimente pas|plus|rien|jamais
maltraitance|maltraité
violences conjugales|familiales|conjoint|mari
1.4=homme|femme|jeune|clochard|ado|vieux|vieil|dame couché|couchée|écroulé|étendu|étendue terre|trottoir|sol|réagit|respire|abri
1.4=homme|femme|personne|dame|monsieur|jeune|vieil|vieux|clochard|ado allongé|allongée|inconscient|inconsciente|inanimé|inanimée|évanoui|
  évanouie|malaise terre|trottoir|bouge|banc|rue|sol|réagit|répond|respire
1.3!=fin jours
1.4=suicide|suicider|pendre jours|parle|menace|veut|dit|écrit|message
1.4=mourir|disparaître envie|veut|menace|parle
1.5=adieu|adieux message|messages|lettre|mots|mot|médicaments|sms|vidéo
1.3=bu|alcool|crie|hurle|menace|casse papa|père|mari|conjoint peur|coups|petit|enfants|enfant|maman|mère
1.3=@âgé|vieillard|vieillarde barbe|souillé|souillés|souillée|amaigri|amaigrie|hagard|hagarde|confus|confuse|reconnaît|crasseux|titube|
  urine|sales|excréments vêtements|longue|ans|palier|plus|lave|seul|seule|perdu|perdue|famille
1.3=vieillard|vieillarde|vieux|vieil chaussons|pantoufles|pyjama|chemise|nu|erre|égaré|égarée|pleure
1.5=coups|cris|crie|hurle|hurlements|frappe|tape bébé|enfant|enfants|femme|maman|mère|gamine|gamin|petit|petite tait|crains|pire|peur|
  pleure|étouffe|supplie|secours|battue|battu|frappe
1.3=gamine|gamin|enfant|enfants|petit|petite|fillette pieds|dehors|traîne|seul|seule|errent nus|minuit|faim|manger|affamé|affamée|affamés|
  pyjama|froid|livré
1.3=bougre|malheureux|clochard|sdf|vagabond|miséreux|mendiant|migrant|migrants|sans-abri bâche|tente|carton|cartons|gel|froid|canal|
  tousse|pont|neige|malade|couverture|soigne
1.2=lumière|télé|téléviseur|pain|courrier|volets|lait|porte|chat allumée|allumé|accroché|reste|fermés|ouverte|entassé|miaule mme|voisine|
  voisin|monsieur|madame|mr jours|nuit|lundi|mardi|mercredi|jeudi|vendredi|semaine|sonne|répond
1.5!=parle|envie|menace|songe finir|mourir|suicider
1.3=scarifie|anorexie|dépression|suicidaire|overdose
1.2=@âgé tombe|tombé|tombée|chute|chutes relève|relever|seul|seule|appelle|crie|secours appartement|maison|chez|sol|cuisine|porte
1.3=@âgé gaz|feu|four|casserole|plaque|robinet oublie|laisse|ouvert|allumé|allumée|oublié perd|ans|refuse|seul|seule|mémoire|tête|danger
1.2=@âgé perd|perdre|égare|reconnaît|oublie rue|maison|chemin|retrouve|mémoire|tête seul|seule|aide|refuse|ans|peur
1.4=gamine|gamin|fillette|enfant|petite|petit|femme|bébé|garçon supplier|supplie|gémir|gémit|implore|sanglote|sangloter|hurler cloison|
  mur|soir|nuit|porte|père|mère
1.5=petit|petite|gamin|gamine|garçon|fillette|enfant|bébé|fils|fille cocard|coquard|hématome|ecchymose|ecchymoses|griffures|morsures|
  brûlures
1.2=@âgé|ans persiennes|volets|stores|rideaux|boîte|journaux bougent|fermés|ouverts|ouvert|entassent|déborde jours|semaine|lundi|mardi|
  mercredi|jeudi|vendredi|samedi|dimanche
1.2=persiennes|volets|stores bougent|fermés|ouverts|clos inquiète|inquiet|miaule|répond|jours|voisin|voisine
1.2=dame|femme|homme|monsieur|famille|jeune valises|valise|cabas|caddie|sacs nuits|nuit|dort|abri gare|abribus|banc|rue|hall|abri
1.4=abuse|arnaque|escroque|vole|profite|rackette|manipule argent|carte|chéquier|retraite|pension vieille|dame|voisine|mère|âgée|âgé|mamie|
  papy|handicapé|tante|oncle
1.1=malade|cardiaque|diabétique|handicapé|aveugle|seul|seule pas|plus signe|nouvelles|répond jours|soirs|depuis|voisin
1.2=enfant|enfants|mineur|mineurs seul|seuls|isolé|fugue|fugué rue|dehors|nuit|gare|nulle
1.4=garçon|enfant|gamin|gamine|mineur|adolescent|adolescente|ado|fillette|jeune dort|dorment|réfugié escalier|escaliers|cage|cave|hall|
  palier|abribus
1.3=distribue|donne|retire|signe argent|chèques|billets|économies mère|dame|voisine|vieille|mamie|papy|vieux gens|inconnus|démarcheurs|
  sonnent|faux|plombier|individus
0.4=isolée|isolé|vulnérable|fragile|désemparée|maltraité
0.5=80|82|83|84|85|86|87|88|89|90|91|92|93|94|95|96 ans
1.3=78|79|80|81|82|83|84|85|86|87|88|89|90|91|92|93|94|95|96 ans tombée|tombé|nourrit|mange|inquiète|inquiet|perdue|lave|répond|maigrit|
  biscottes
1.5=femme|voisine|copine|mère|fille|elle visage|oeil|lèvre|bras gonflé|bleu|poché|noir|marques|cassé|enflé cris|coups|mari|voisins|pleure|
  peur
1.5=raclée|raclées|dérouillée|rouée|tabassée|tabasse|torgnoles dame|femme|fille|enfant|voisine|petit|petite|mari|fils
1.2=@âgé|ans chats|chiens|ordures|bouteilles trente|dizaines|vingt|milieu|entassés seule|seul|sale|infirmière|tante|oncle|odeur|aide
1.2=chassé|refuse|renvoyé infirmière|aide|médecin|soignants @âgé|ans|tante|mère|père
""",
}
