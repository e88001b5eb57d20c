"""Mayor and communication: what citizens say of them."""

FRAMES: dict[str, str] = {
    "AG-01": """
bravo
1.6=bravo @agents|équipe|maire|travail|initiative
1.6=félicitations|féliciter|félicite
1.6=@merci @agents|balayeur|maire|pompiers
1.6=@merci police|policiers|pompiers|jardiniers|pompier
1.6=merci bravo
1.6!=@merci avoir
1.6=@merci @agents|maire formidable|adorables|efficace|efficaces|rapidement|vite|aimables|gentils|super|impeccable|parfait|magnifique|
  bravo
1.5=chapeau|compliment|compliments @agents|équipe|dames|jardiniers|rond|fleurs|décoré|boulot|nuit|pompiers|tempête|fête|ceux
1.4=@agents|dames|dame|équipe merveille|magnifique|formidable|formidables|adorable|adorables|extra|impeccable|génial|géniale|super|nickel|
  exemplaire|charmante|charmant|aimable|gentils|gentille|souriants|sauvé|serviable|serviables|compétente
1.4=équipe|agents|ouvriers|services|employés venus|réparé|bouché|nettoyé|fait|rebouché|enlevé vite|rapidement|impeccable|soigné|nickel|
  propre|rapides|efficaces dites|dire|merci|plaisir|bravo|content|contente|leur
1.4=dites|dire|transmettez|transmettre merci|bravo|extra|plaisir|formidable|sauvé|satisfaction|compliments|félicitations
1.4=pas|aucune réclamation|plainte|râler|reproche|critique fois|contraire|compliment|merci|mot|content|contente
1.3=ravi|ravie|ravis|enchanté|enchantée|satisfait|satisfaite|content|contente|régal travail|équipe|agents|accueil|résultat|intervention|
  fête|fleurs|parc|spectacle|rénovation
1.3=grâce neuf|propre|réparé|enfin|trottoir|rue|parc|place|lampadaire tenais|dire|merci|content|contente|bravo|remercier
1.2=tenais|tiens|voulais dire|saluer|remercier|exprimer|féliciter beau|beaucoup|bravo|merci|content|contente|neuf|plaisir|travail|bien
1.7=rendez|rdv|rencontrer|reçu|recevoir|entretien|entretenir|audience|entrevue|rencontre|parler élu|adjoint|élus|élue|adjointe|conseiller|
  conseillère|magistrat|édile|magistrate
0.9=rendez|rdv|recevoir|reçoive|entretien|parler maire
1.7=rencontrer|audience|entrevue|rencontre|entretien maire
1.6=entretenir|recevoir|reçoive maire|magistrat|élu|adjoint|adjointe minutes|quart|disponible|projet|sujet|commercial|semaine|affaire
1.7=rendez|rdv|audience monsieur|madame maire
1.3=permanence|permanences|jours|joindre adjoint|adjointe|élu|élue|conseiller|conseillère
bon|beau|excellent|super|formidable|impeccable travail|boulot
1.1=suggestion|suggestions|suggérer|idée|idées|proposer|proposition|propose|suggère|souhait ville|commune|place|pourrait|budget|aménager|
  créer|quartier|participatif|installer|organiser|habitants|conseil
1.2=suggestion|suggestions|idée|idées|rêve|imaginez libre|enfants|jeunes|ados|tous|habitants|été|piano|jardin|quartier|ailleurs|ville
1.3=ville|commune|mairie mettait|installait|organisait|créait|ouvrait|lançait|plantait ailleurs|comme|été|libre|place|quartier|
  tous|habitants|idée
1.2=ailleurs|voisine|voisines|nantes|rennes|bordeaux|lille|pays mettre|installer|fait|proposer|créer|organiser|existe|voit ville|villes|
  commune|pourriez|pourrait|pourquoi|idée
1.2=pourquoi|pourrait|pourrions|faudrait|serait planter|créer|organiser|proposer|lancer|imaginer|inventer cueillir|tous|monde|habitants|
  partagé|fruitiers|verger|composteur|ensemble|quartier|commun|jardin|enfants|jeunes|ados
1.2=faudrait|manque|pourquoi|serait endroit|lieu|local|espace ados|jeunes|retrouvent|retrouver|habitants|anciens|rencontrer
1.1=serait|trouverais sympa|chouette|super|génial ville|quartier|enfants|jeunes|habitants|place
1.2=composteur|composteurs|verger|fruitiers|potager|ruches|hôtel|boîte partagé|partagés|collectif|commun|livres|insectes|abeilles
  quartier|ailleurs|pied|immeuble|immeubles|place|idée|installer|créer|planter
budget participatif
1.2=invitation|inviter|invitons|honorer|honoré|honorés|convier|convions|conviés|venue|présence maire|assemblée|élus|inauguration|générale|
  cérémonie|banquet|comité|repas|gala|fête|kermesse|voeux
1.1=conseil|réunion|séance|débat|assemblée prochaine|prochain|date|assister|quand habitants|public|parole|questions|quartier|municipal|
  citoyens
conseil|comité quartier|sages|citoyen
0.7=réunion publique
permanence élus|maire|adjoint
0.4=dévouement|professionnalisme|gentillesse|émerveillé|émerveillée|suggestion|amabilité
1.3=baptiser|hommage|honorer|mémoire square|salle|parc|gymnase|stade|place|école nom|institutrice|résistant|résistante|ancien|ancienne|
  femme|docteur
1.3=heureux|heureuse|honneur|plaisir|honorés|comptons compter|présence|venue|accueillir|recevoir|parmi|inviter maire|élus|fête|
  anniversaire|adjoint
1.2=cent|centenaire|100|noces ans|or|diamant|anniversaire maire|fête|élus|visite|fêter|parmi
1.3=beau|belle|magnifique|superbe|splendide|réussi|réussie sapin|décorations|illuminations|massifs|fête|feu|fleurs|spectacle|rond-point|
  place|cérémonie émerveillée|émerveillé|bravo|merci|famille|compliment|compliments|année|félicite|plaisir|contents
1.3=exposer|présenter|parler|discuter|soumettre|échanger projet|entreprise|idée|commerce|avenir|affaire maire|élu|adjoint|adjointe vive|
  rendez|voix|rencontrer|besoin|souhaite|directement|quand|disponible
1.3=humanité|gentillesse|patience|dévouement|sourire|délicatesse|professionnalisme agents|employés|équipe|agent|dame|dames|services|
  personnel|policiers|cantonnier
1.4=présider|parrainer|assister|honorer assemblée|cérémonie|banquet|combattants|inauguration|gala|remise|commémoration
1.4!=coup|tire chapeau
1.2=chapeau|merci monsieur|dame|ceux|éboueurs|cantonnier|facteur souriant|souriante|sourire|courage|travail|courageux
0.8!=autres|certaines villes|communes
0.5=combattants
1.0=journée|semaine voiture|vélo|propreté|climat ville|villes|organiser|faire|idée|pourrait
1.2=gentillesse|serviabilité|politesse|sourire|courage|délicatesse jeune|homme|dame|monsieur|femme|agent|agents|employé|équipe
1.7=merci|remercier|remercie|gratitude personne|monsieur|dame|jeune|inconnu|passant|chauffeur retrouvé|ramené|aidé|sauvé|rapporté|secouru|
  rendu|assisté
1.2=gens|habitants|voisins|générations parlent|rencontrent|retrouvent|discutent|croisent pourrait|installer|bancs|lieu|faudrait|ensemble
1.1=pourrait|pourquoi|serait comme afrique|suisse|allemagne|espagne|ailleurs|paris|japon|québec|hollande installer|faire|mettre|créer
1.0=jumelage|jumelée
1.0=voeux cérémonie|maire|invitation|carton
0.8=avis|opinion|donner projet rénovation|habitants|place|consulter|centre
1.3=50|cent|trente|vingt|quarante ans|anniversaire association|club|comité|amicale|paroisse maire|parmi|présence|compter|élus
1.3=belle|beau|belles|magnifique réussite|moment|soirée|initiative|journée|spectacle ravis|ravi|bravo|merci|félicitations|public|monde|
  exposants|organisateurs
0.4=remerciements|bravo|idée|permanence|honneur|réussite
1.6=remerciements|félicitations|merci|gratitude transmettre|transmettez pompiers|services|équipes|agents|nuit
0.9=propose|proposer|imagine fête|animation|concours|journée|marché|festival printemps|été|village|quartier|ville|automne
1.3=fière|fier|heureuse|heureux|touchée|ravie visite|recevoir|voir élu|élus|maire
""",
    "COM-01": """
1.2=site|page|formulaire|application|appli|lien|portail internet|web|mairie|ville|ligne|mobile|municipal|municipale|votre panne|marche|
  fonctionne|erreur|introuvable|inaccessible|404|bug|morte|mort|connecter|ouvre|accéder|bloque|charge|plante|périmé
1.1=site|page|formulaire|application|appli|lien|internet panne|marche|fonctionne|erreur|introuvable|inaccessible|404|bug|bogue|connecter|
  ouvre|plante|rame
1.2=lien|page|formulaire|appli|écran tourne|vide|rond|blanche|blanc|expiré|charge|figé|figée|trouvée téléphone|navigateur|navigateurs|
  ordinateur|ville|internet|texto|mail|payer|site|mairie|mise|ligne
1.1=lien tourne|vide|expiré|mort|marche|cassé|fonctionne
1.2=espace|compte|portail|identifiant connecter|connexion|accéder|reconnu|identifier
1.0!=mot passe
navigateur|navigateurs|webmaster|webmestre|captcha|bug|404
1.1=bulletin|magazine|journal|revue|agenda|gazette municipal|municipale|ville|reçu|distribué|distribution|commune|mairie|numéro
1.1=bulletin|magazine|gazette|journal boîte|reçu|distribué|trouvé mois|pas|jamais|aucun|voisins
1.2=petit|dernier|prochain journal|magazine|bulletin|gazette|numéro boîte|pas|mois|reçu|article|paraître|nom
1.1=panneau|panneaux|écran lumineux|information|électronique|affichage|led
1.1=écran|panneau|affichage|journal affiche|affichent|voeux|dates|date|message|infos|annonce|figé lumineux|janvier|encore|électronique|
  noir|poste|entrée|place
journaliste|interview|presse|tournage|reportage|rédaction|tourner|réalisateur demande|contact|article|ville|autorisation|maire|film|
  télévision
interview|reportage
1.2=film|métrage|clip|documentaire|série|vidéo|émission tourner|tourne|filmer|caméra|tournage parc|rue|place|autorisation|marché|ville|
  étudiant|cinéma|scène|court
1.1=filmer|drone|métrage autorisation|marché|reportage|sujet|survoler|parc|images|tourner|tourne
1.2=heures|horaires|infos|informations|renseignements|adresse|numéro internet|site|google|page|facebook fausses|faux|fausse|erreur|
  erronés|erronées|jour|obsolètes|périmées|vieilles|changé
1.2=écorché|erreur|faute|coquille|oublié|trompé nom|club|photo|légende|date|article numéro|bulletin|magazine|journal|revue
1.2=paraître|publier|annoncer|annonce|insérer|relayer|diffuser|communiquer|publication loto|événement|fête|kermesse|concert|spectacle|
  repas|bourse|brocante|tournoi|association|manifestation agenda|facebook|magazine|site|bulletin|réseaux|panneau|lumineux|newsletter|page|
  journal
1.0=paraître|publier|annoncer|relayer agenda|facebook|magazine|site|bulletin|réseaux|newsletter|page
facebook|newsletter|instagram ville|mairie|page|municipale|abonner|infos
1.1=abonner|recevoir|abonné newsletter|infolettre|actualités|alertes|nouvelles|lettre mail|mails|sms|ville|mairie|texto|internet
1.1=logo|armoiries|blason utiliser|ville|affiche|commune|autorisation|reproduire|mairie
bulletin municipal
article presse|erreur|journal
0.5=newsletter|logo|webmaster|infolettre
1.2=site|page|caractères|appli|formulaire malvoyant|aveugle|contraste|accessible|lecteur|lisible|illisible|petites|petits
1.2=envoyer|joindre|déposer|télécharger|valider|cliquer|charger photo|fichier|formulaire|pièce|document|pdf|bouton gros|lourd|erreur|
  impossible|refuse|marche|essayé|bloque|ordinateur|machines
1.1=calendrier|guide|magazine|agenda|bulletin|annuaire arrivé|reçu|distribué|boîte|boîtes pas|jamais|rue|année|quartier
1.2=sujet|reportage|émission|documentaire|article journal|20h|radio|télé|télévision|chaîne|presse|hebdomadaire
1.2=page|site|internet|facebook ancien|ancienne|obsolète|périmé|vieux|vieilles|actualisé|actualiser|jour|encore maire|horaires|infos|élus|
  programme|numéro|adresse|date
1.1=reçois|recevoir|reçu|recevons infos|newsletter|lettre|actualités|informations|alertes mail|mails|plus|sms|courriel
1.1=application|appli|site photo|signaler|formulaire plante|bloque|bug|ferme|marche|erreur|impossible
1.2=chaîne|radio|télé|presse|magazine|hebdomadaire interview|interviewer|sujet|reportage|tournage|filmer
0.9=clique|cliquer|cliqué|clic
0.9=payer|paiement ligne|internet|site|portail|bouton erreur|marche|revient|bloque|échoue|refusé|impossible|début
0.9=presse|correspondante|article|reportage article|joindre|halles|sujet|interview|contacter|parution|publier
1.1=site|page|plan|appli plan|carte|photo|photos|annuaire date|ancien|ancienne|avant|vieux|vieille|jour|périmé|manque
1.1=photo|photos|article|texte couverture|magazine|une|bulletin proposer|envoyer|publier|paraître
0.9=wifi public|gratuit|place|mairie|marche
1.0=notification|notifications|alerte|alertes appli|application|téléphone|reçois
1.1=courriel|mail|newsletter|lettre|infolettre information|infos|actualités double|doublon|arrive|lundis|spam|désabonner|reçois
1.1=panneau|écran|affichage lumineux|électronique affiche|concert|mars|dépassé|passé|vieux|message|éteint|illisible
0.4=site|agenda|magazine|bulletin|appli|facebook
1.2=rectifier|corriger|changer|modifier|erreur heure|date|nom|adresse|numéro|horaire agenda|magazine|bulletin|site|annuaire
1.2=site|internet|menu|page trouve|trouver|introuvable|incompréhensible|compliqué|perdu déclarer|formulaire|démarche|où|menu|rubrique|
  demande
1.2=affiche|affiches|annonce écran|écrans|panneaux|panneau|lumineux passe|diffuser|troupe|association|spectacle|loto|concert
""",
}
