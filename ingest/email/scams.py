"""Spam by what it says: frauds and offers to sell, each known by several independent signs."""

from dataclasses import dataclass

from ingest.email.signs import asks, informs, is_local, reports, signs

_SIGNS = signs(
    {
        # what many frauds share
        "link": r"https?://|www\.\w|<a\s|href=|\bbit\.ly/",
        "click": r"\bcli(?:qu|ck)\w*\b.{0,60}\b(?:ici|here|liens?|link|bouton|button|below|dessous)|\bsuivez le lien|\bvia (?:le|"
        r"ce) lien|\blien (?:ci-?dessous|suivant)|\bsuivant ce lien|\bscann?ez (?:le|ce)|\brendez-vous sur\b.{0,20}(?:https?:|www|lien|"
        r"notre site)",
        "pressure": r"\b(?:sous|dans (?:les|un delai de)|within|avant|d'ici|delai de|next|plus que|under|in) (?:les )?(?:12|24|36|48|"
        r"72) ?(?:h\b|heures|hours)|\bdernier(?:e)? (?:avis|rappel|relance|avertissement|chance)|\b(?:final|last) (?:notice|reminder|"
        r"warning|chance)|\baction (?:requise|required)|\bsous peine|\bavant le \d|\bsinon\b|\bexpires? (?:today|soon|aujourd'hui)|"
        r"\beviter (?:des |toute |une |la |les |sa )?(?:poursuites?|suspension|majoration|cloture|desactivation|suppression|fermeture|"
        r"interruption)|\bimmediate(?:ment|ly)\b|\bplaces? limitee|\bstocks? limite|\boffre limitee|\bderniers jours|\bsans delai|"
        r"\baujourd'hui (?:meme|seulement)|\btoday only|\burgen(?:t|ce|ly)\b|\bfaute de quoi|\bou (?:il|elle|vous) ser(?:a|ez)|"
        r"\bsera (?:\w+ )?(?:majoree|retourne|detruit)",
        "dear": r"\b(?:chere?s?|dear|hello|bonjour|attention) ?(?:client|customer|user|utilisat|abonne|beneficiaire|friend|ami\b|"
        r"bien[- ]aime|titulaire|sir|madam|proprietaire|owner|webmaster|membre|member|assure|contribuable|usager|account|email|e-mail|"
        r"winner|gagnant)|\bbien aimee?|\bdearest|\bcher monsieur ?/ ?madame|\bbonjour (?:a vous )?madame/monsieur",
        # account and mailbox
        "account": r"\b(?:votre|vos|your|this) (?:\w+ ){0,2}(?:comptes?|boites?(?: (?:mail|e-?mail|aux lettres|de (?:reception|"
        r"messagerie)|electronique))?|messagerie|webmail|mailbox|account|e-?mail|mot de passe|password|acces|abonnement|"
        r"espace (?:client|personnel)|carte (?:vitale|bancaire)|adresse (?:e-?mail|mail|electronique)|messages en attente|subscription|"
        r"domaine|domain|certificat|licen[cs]e|office 365|microsoft 365|compte)\b",
        "threat": r"\b(?:sera|seront|va etre|a ete|ont ete|est|sont|will be|has been|have been|is|are|be|etre|etait|"
        r"fut)\s(?:\w+ ){0,2}(?:ferme|suspend|bloqu|desactiv|supprim|limit|satur|expir|restrein|lock|clos|disabl|delet|termin|block|"
        r"full|plein|resili|interrom|restrict|compromis)|\bexpire|\barriv\w* a expiration|\bdepasse\b|\bquota\b|\bstockage\b|\bstorage\b|"
        r"\bactivite (?:inhabituelle|suspecte)|\bconnexion (?:inhabituelle|suspecte)|\bunusual|\bperdre (?:l'acces|vos)|\bfermeture|"
        r"\bsuspension|\bcloture de votre|\b(?:non|n'ont pas ete) (?:delivre|remis|distribue)",
        "credentials": r"\b(?:confirm|verif|valid|actualis|updat|saisi|saisir|reactiv|renouvel|debloqu|mett(?:re|ez|ant) a (?:jour|"
        r"niveau)|re-?valid|conserv|liber|identif|restor|entr(?:er|ez)|augment|keep)\w*\b.{0,50}\b(?:mots? de passe|identifiants?|"
        r"identite|coordonnees|informations|comptes?|password|account|details|boite|acces|messagerie|login|mailbox|messages|abonnement|"
        r"espace|quota|donnees|carte|e-?mail|adresse)\b|\b(?:connectez-vous|vous (?:re)?connecter|log ?in|sign ?in|se connecter|"
        r"identifiez-vous|vous identifier)\b",
        # parcels, fines, refunds
        "parcel": r"\b(?:votre|vos|your|un|the|a) (?:\w+ )?(?:colis|livraison|paquet|package|parcel|shipment|delivery|envoi)\b",
        "held": r"\b(?:bloque|en attente|suspendu|retenu|douane|n'a (?:pas )?pu|n'avons pas pu|n'ont (?:pas )?pu|could not|pending|held|"
        r"on hold|retourne|entrepot|centre de tri|waiting|incorrecte|incomplete|unable)",
        "fee": r"\b\d{1,3}[.,]\d{2} ?(?:€|eur|euros|usd|\$)|[€$£] ?\d{1,2}[.,]\d{2}|\bfrais (?:de|d'|supplementaires)|\b(?:payer|pay|"
        r"regler|reglez|payez|payment|paiement|shipping fee|fees?)\b",
        "state": r"\b(?:votre|vos|your|une|un|d'une|d'un) (?:\w+ ){0,2}(?:amendes?|contraventions?|infractions?|impots?|remboursements?|"
        r"carte vitale|cpf|compte formation|dossier (?:ameli|caf|fiscal)|trop[- ]percu|vignette|crit'?air|ameli|refund|fine)\b|"
        r"\bantai\b|\bameli\b|\bassurance maladie|\bdirection generale des finances",
        "settle": r"\b(?:payer|payez|regl(?:er|ez|ement)|regularis\w+|remboursement|beneficier|recevoir|percevoir|obtenir|commander|"
        r"mettre a jour|actualis\w+|completer|completez|renseigner|refund|pay)\b",
        # money from heaven
        "fortune": r"\b\d+(?:[.,]\d+)* ?(?:millions?|milliards?|mio)\b|\bmillions? (?:of |de |d')?(?:dollars|euros|us|usd|pounds|"
        r"livres)|\b(?:\d{3}[ .,]\d{3}|\d{1,3}(?:[ .,]\d{3}){2,})(?:[.,]\d\d)? ?(?:€|euros?|eur|usd|us\$|\$|dollars|us dollars|pounds|"
        r"gbp|£)|(?:€|\$|£|usd|eur) ?(?:\d{3}[ .,]\d{3}|\d{1,3}(?:[ .,]\d{3}){2,})|\b(?:cent|deux cent|cinq cent) ?mille (?:euros|"
        r"dollars)|\b\d{6,} ?(?:€|euros?|usd|dollars|\$)",
        "heir": r"\bheritage|\bheritier|\binheritance|\bnext of kin|\blegs\b|\bleguer|\blegacy|\bdecede\w* sans|\bdied\b|"
        r"\blate (?:client|husband|mr|father)|\bfeu (?:mon|m\.|monsieur)|\bdefunt|\bfonds? (?:bloque|en depot|dormant|abandonne|de)|"
        r"\bunclaimed|\babandoned|\bdonation\b|\bfaire (?:un )?don\b|\bdon (?:de la somme|de \d|a une)|\bfunds?\b|\btransfer\w*|"
        r"\bcoffre|\bdonner\b.{0,20}\bfortune|\bcharit|\bbusiness proposal|\bcompensation|\bconsignment|\bmon compte bancaire|\bbox\b|"
        r"\bto receive\b|\byou will get|\bshare\b|\bvotre (?:part|commission)",
        "pious": r"\bcancer\b|\bphase terminale|\bveuf|\bveuve|\bwidow|\bterminal|\bpersonne de (?:confiance|bonne foi)|\bhonnete|"
        r"\btrustworthy|\bdieu\b|\bgod\b|\bconfidence\b|\bconfiden(?:tial|tiel)|\bsecret\b|\bpartenaire\b|\bpartner\b|\bdemunis|"
        r"\borphel|\bconsent|\bconsentement|\bpourcent|\b\d\d ?%|\bbank(?:er)?\b|\bbanquier|\bdirecteur (?:de|d'une) (?:la )?banque|"
        r"\bbarrister|\battorney|\brefugee|\bmilitaire|\barmy\b|\bhonest\b|\bgeneral\b|\bprivate\b",
        "contact": r"\b(?:contact|ecri|repond|repl|envo|send|transmet|email|joign|joindre|revenez|"
        r"get back)\w*\b.{0,80}\b(?:par (?:e-?)?mail|par courriel|notaire|avocat|banque|huissier|\S+@\S+|full name|nom|name|telephone|"
        r"coordonnees|address|adresse|whatsapp|urgently|details|privee?|private|my|personnel)\b|\bwhatsapp\b|\b(?:contactez|ecrivez|"
        r"repondez)[- ](?:moi|nous)\b",
        "won": r"\b(?:gagnee?|gagnant|remportee?|remporte|tiree?s? au sort|selectionnee?|won|winner|felicitations|congratulations|"
        r"heureux gagnant|elu)\b",
        "prize": r"\biphone|\bcadeau|\bcarte cadeau|\bgift ?card|\bbon d'achat|\bprize|\bsamsung|\b(?:un|votre|le) lot\b|\bloterie|"
        r"\blottery|\bjackpot|\btombola internationale|\bvoucher|\bgains?\b|\bsmartphone|\bvoyage",
        "claim": r"\breclam|\bclaim\b|\bretirer votre|\brecevoir votre|\b(?:recuper|obten|beneficier)\w*\b.{0,30}\b(?:gain|lot|prix|"
        r"cadeau)|\brepondez a (?:ce|notre) (?:court )?(?:sondage|questionnaire)|\bcopie de (?:la|votre) piece",
        "loan": r"\boffr\w+ (?:\w+ )?(?:de |des |un |d')?(?:prets?|credits?|financements?)|\b(?:prets?|credits?|loans?) (?:d'argent|"
        r"entre particuliers?|rapides?|personnels?|offers?|de \d|allant|urgent|a toute)|\boctroy\w+ .{0,30}(?:prets?|credits?)|"
        r"\baccord\w+ (?:des |un )(?:prets?|credits?)|\bneed a loan|\bloan (?:offer|from)|\bbesoin (?:d'un|de) (?:pret|credit|"
        r"financement)",
        "rate": r"\btaux (?:d'interet )?(?:\w+ )?(?:de |fixe |annuel |a |reduit)|\b\d(?:[.,]\d)? ?% (?:l'an|par an|d'interet|interest|"
        r"rate)|\binterest rate",
        "range": r"\bde \d[\d .]*.{0,8}\ba \d[\d .]*.{0,12}(?:€|euros|eur|dollars|chf)|\bfrom [$€£]?\d[\d ,.]*.{0,10} to\b|"
        r"\bjusqu'a \d[\d .]{3,} ?(?:€|euros)|\bremboursement sur|\bduree de|\bmensualites",
        # web, money, threats
        "seo": r"\breferenc(?:e|ement|er)\b|\bseo\b|\bbacklinks?|\bguest posts?|\blink building|\bdomain authority|\branking|\brank(?:s|"
        r"ed)? (?:on|in|higher|better)|\bmieux classe|\b(?:premiere|first|1st|1re|1ere) (?:page|position)|\bpage (?:1|one)\b|"
        r"\breal visitors\b|\b(?:web|more|organic|website) traffic\b|\b(?:visitors|traffic|trafic)\b.{0,20}\b(?:site|website)|"
        r"\bvisibilite (?:en ligne|sur|digitale)|\b(?:gagner en|votre) visibilite|\bgoogle (?:ads|my business|ranking)|\brefonte|"
        r"\bcreation de site|\bwordpress|\bredesign|\bmobile app|\bdofollow|\bdigital marketing|\be-?reputation",
        "site": r"\b(?:votre|your|vos|du|the|ton) (?:\w+ )?(?:site|website|page|pages|web ?site|presence en ligne|e-?reputation|"
        r"visibilite|fiche google|referencement)\b",
        "audit": r"\b(?:audit|analyse|devis|quote|packages?|report|analysis|proposal|proposition|essai|offre|offers?|demo)\b|\bfrom \$|"
        r"[$€£] ?\d+|\b\d+ ?[€$]|\bprix\b|\bpricing|\bprices?\b",
        "crypto": r"\bbitcoins?|\bcrypto|\bethereum|\busdt|\bblockchain|\bforex|\btrading|\bbinance|\btrader\b",
        "profit": r"\bgagn(?:er|ez|e)\b|\bprofits?\b|\brendements?\b|\bdoubl\w+|\bearn|\brevenus? (?:passifs?|mensuels?|"
        r"complementaires?|quotidiens?)|\bmultipli|\bbenefices?\b|\b\d+ ?% (?:par|de rendement|garanti|de profit)|\benrichi|"
        r"\bliberte financiere|\bsans risque|\bgaranti",
        "invest": r"\binvest|\bplateforme|\brobot|\bplacement|\bplatform|\bdepot (?:initial|minimum)|\bdeposit|\bcapital",
        "hacked": r"\b(?:i|we|j'ai|nous avons|je)\s?(?:have |am |avons |ai )?(?!ete |been |fait )(?:\w+ )?(?:hacked|pirate|recorded|"
        r"infecte|access to|acces a|installe un|enregistre une|filme|took control|controle)\b.{0,80}\b(?:devices?|camera|appareils?|"
        r"webcam|ordinateur|computer|telephone|systeme|system|messagerie|comptes?|account|video)|\byour device was|"
        r"\bvotre appareil a ete|\b(?:cheval de troie|trojan|malware|logiciel espion|rat)\b",
        "shame": r"\bwebcam|\bvideos?\b|\bcamera|\bintim|\bmasturb|\bporn|\badult|\bsite pour adultes|\btous vos contacts|"
        r"\ball your contacts|\bvos (?:contacts|proches)",
        "ransom": r"\bbitcoins?|\bbtc\b|\bportefeuille|\bwallet|\b(?:bc1|0x)[a-z0-9]{20,}|\b[13][a-km-z0-9]{25,34}\b|\brancon|\bransom",
        "vice": r"\bviagra|\bcialis|\bcasino|\bbonus\b.{0,30}\b(?:depot|jeu|spins?)|\bfree spins|\bporno?\b|\bsexe?\b|\bsexy\b|"
        r"\brencontres? (?:coquine|sexy|chaude)|\bwebcam girls?|\bescort|\bpills\b|\bcbd\b|\bperte de poids|\bmaigrir|\berecti|"
        r"\bpharmacy|\bpharmacie en ligne|\bvoyance|\bmarabout|\bmedium\b|\bretour de l'etre|\bcourse de chevaux|\bparis sportifs|"
        r"\breplica|\brolex|\bhot girls|\bbelles? femmes?",
        "lure": r"\bgratuit|\bfree\b|\bpromo|\b-?\d\d ?%|\bdiscount|\bsans ordonnance|\bresultats? (?:garantis?|rapides?|immediats?)|"
        r"\binscri(?:s|vez)|\bbuy\b|\bachetez|\bpas cher|\bcheap|\bgaranti|\b100 ?%|\bdiscret|\bprofil|\bmeet\b|\bbonus",
        "judge": r"\bpedoporn|\bpedo-?phil|\bcyber-?porn|\bexhibition|\bpornograph|\bcyber-?infiltration|\bsite pornographique|"
        r"\batteinte sexuelle|\babus sexuels? sur mineur",
        "accused": r"\bvous (?:etes|faites|avez|serez|etiez|vous exposez)\b.{0,60}\b(?:vise|l'objet|commis|poursui|concern|accus|expose|"
        r"infraction|consult)|\bvotre (?:adresse ip|ordinateur|activite|encontre)|\ba votre encontre|\bcontre vous\b|\bvous concernant",
        "civic": r"\b(?:la|notre|cette|de) commune\b|\bconseil municipal|\bcimetiere|\bparcelle|\bcadastr|\bconcession|"
        r"\bsuite a (?:votre|notre)\b|\bconsultation|\bbudget|\bdeliberation|\btestament|\bccas\b",
        "warrant": r"\bconvocation|\bmandat d'arret|\bpoursuites|\btribunal|\bprocureur|\bfiche comme|\bdelinquant|\barrestation|\bplainte",
        "police": r"\bbrigade|\beuropol|\binterpol|\bcommissaire|\bgendarmerie|\bcommissariat|\bprotection des mineurs|"
        r"\bdirecteur (?:general|central)|\bdirection (?:generale|centrale)",
        "justify": r"\bjustificati|\bjustifi|\brepond\w+ (?:par|a cette)|\bpar (?:e-?)?mail|\ba votre attention",
        # bills and the like
        "bill": r"\b(?:votre|your|vos|la|une|notre|our|the|attached|ci-jointe?) (?:\w+ ){0,2}(?:factures?|invoices?|commandes?|orders?|"
        r"bon de commande|devis|echeance|payment|paiement)\b",
        "unpaid": r"\bimpaye|\boverdue|\bnon (?:reglee?|payee?|acquittee?)|\boutstanding|\ben souffrance|\bunpaid|\ben retard|"
        r"\bn'a pas ete (?:reglee|payee)|\bpast due|\brejete|\breste due",
        "fetch": r"\btelecharg|\bdownload|\b(?:voir|consulter|ouvrir|afficher|view|open|see)\b.{0,20}\b(?:la |votre |the |"
        r"le )?(?:facture|document|invoice|fichier|attachment|piece jointe|attached)",
        "payload": r"\S\.(?:zip|exe|js|iso|rar|scr|html?|lnk|vbs|7z|xlsm|docm)\b",
        "register": r"\b(?:annuaire|registre|repertoire|guide|portail|directory|register|data ?base)s?\b.{0,60}\b(?:officiel|national|"
        r"collectivites|mairies|communes|professionnel|entreprises|des|du|europeen|rgpd|accessibilite|business|internet)",
        "listing": r"\binscription|\bparution|\binsertion|\brenouvel|\becheance|\bmise a jour|\bactualis|\breferencement|"
        r"\bmise en conformite|\blisting|\brenewal|\bannonce",
        "signed": r"\b(?:retourn|renvoy|sign|complet|regl|vir|return)\w*\b.{0,60}\b(?:formulaire|bon|signe|document|cheque|virement|"
        r"iban|form|reglement|dossier|tampon|cachet)|\biban\b|\bvirement\b",
        "price": r"\b\d[\d .,]* ?(?:€|eur|euros)\b|\b\d[\d .,]* ?€|\b\d[\d .,]* ?(?:€ |euros? )?ht\b",
        "gift": r"\bcartes?[- ](?:cadeaux?|prepayees?|itunes|steam|google|pcs|transcash|neosurf|amazon|apple)|\bgift ?cards?|"
        r"\b(?:recharges?|tickets?|coupons?) (?:pcs|transcash|neosurf|prepay\w+)",
        "wire": r"\bvirements?\b|\bwire transfer|\bbank transfer",
        "hush": r"\bconfiden|\bdiscre|\ben reunion|\bin a meeting|\bne (?:peux|puis) pas (?:parler|telephoner|prendre|repondre|appeler)|"
        r"\b(?:seulement|uniquement) par mail",
        "buy": r"\bachet|\bpurchase|\bbuy\b|\bprocur\w+|\bbesoin (?:que tu|que vous|de toi|de vous)|\bneed you",
        "quiet": r"\bconfiden|\bdiscre|\bentre nous|\ben reunion|\bne (?:peux|puis) pas (?:parler|telephoner|prendre|repondre|appeler)|"
        r"\bin a meeting|\brembours|\bcodes?\b|\bsurprise",
        # offers to sell
        "offer": r"\b(?:nous|on) (?:vous )?(?:propos|offr|accompagn|equip|fourniss|commercialis|fabriqu|concev|mettons a votre)\w*\b|"
        r"\bje (?:vous )?(?:propose|offre|commercialise|represente)\b|\bnotre (?:societe|entreprise|agence|gamme|solution|offre|"
        r"catalogue|cabinet|startup|start-up|plateforme|logiciel|application|produit|bureau d'etudes|equipe commerciale|nouvelle|"
        r"nouveau)|\bnos (?:produits|solutions|services|experts|equipements|clients|prestations|offres)|\bdecouvrez|\bprofitez|"
        r"\bspecialis(?:ee?|te|ees?) (?:dans|en|du|de)|\bleader|\bwe (?:offer|provide|are a|can help|supply|manufacture|specialize|"
        r"help)|\bour (?:company|products|services|team|agency|factory)|\bdestock|\bfabricant|\bfournisseur|\bmanufacturer|"
        r"\bvous propos|\b(?:accompagne|equipe|aide|conseille|fournit|propose a) (?:deja |plus de |de nombreuses )?(?:les|aux|\d+|"
        r"vos)? ?(?:communes|collectivites|mairies|villes|elus)|\bi can help you|\bvous (?:font|permet\w*|fera|feront|aident?) (?:de |"
        r"a )?(?:\w+ )?(?:economis|redui|gagn|baiss|maitris)|\boffre reservee|\bnotre \w+ (?:vous |accompagne|propose|permet|offre|"
        r"aide)|\b(?:grace a|avec) notre\b|\bil existe (?:une|des) solution|\best la solution",
        "promo": r"\bremises?\b|\bpromotions?\b|\bpromo\b|\bdestock|\b\d+ ?% (?:de (?:remise|reduction|rabais)|sur |off\b|d'econom|"
        r"moins)|-\s?\d+ ?%|\boffres? (?:exceptionnelle|speciale|limitee|promotionnelle|de lancement|reservee|valable|decouverte|unique|"
        r"printemps)|\btarifs? (?:preferentiel|exceptionnel|negocie|special|degressif|imbattable)|\bprix (?:usine|casse|exceptionnel|"
        r"imbattable|negocie|special)|\b(?:devis|audit|etude|diagnostic|essai|demo|demonstration|simulation|bilan|echantillon|"
        r"livre blanc|formation|inscription|solution)s? (?:\w+ )?(?:gratuit|offert|personnalise|sans engagement)|\bsans (?:engagement|"
        r"frais pour|aucun cout)|\b(?:a partir|des|pour seulement) (?:de )?\d[\d .,]*.{0,12}(?:€|euros|ht)|\b(?:livraison|installation|"
        r"pose) (?:offerte|gratuite|comprise)|\bdiscount|\bspecial offer|\bbest (?:price|quality)|\bonly \$|\bfor (?:only )?\$\d|"
        r"\bcertificats? d'economies? d'energie|\bprime (?:cee|de|a la)|\b100 ?% finance|\b1 ?€|\bun euro\b|\beconomis(?:ez|er)|"
        r"\breduis(?:ez|ant)|\breduire (?:de|vos|votre)|\bdivis(?:ee?|ez) (?:vos|votre|par)|\bfactory price|\bjusqu'a -? ?\d+ ?%|"
        r"\bcle en main|\bfacilites de paiement|\bcompetitive",
        "call": r"\bcliqu|\bclick|\betre (?:rappele|contacte|recontacte)|\b(?:demandez|obtenez|recevez|recevoir|telechargez|consultez|"
        r"commandez|reservez|testez|essayez) (?:des maintenant |vite |gratuitement )?(?:votre|un|une|notre|nos|le|la|l')|\b(?:prendre|"
        r"prenez|fixer|convenir d'un|caler|planifier) (?:un |d'un )?(?:rendez-vous|rdv|creneau|appel)|\bechange (?:de|telephonique|"
        r"rapide|d'une)|\b\d\d ?min(?:utes)?\b|\brepondez (?:simplement|a ce|oui|par|juste)|\bpar retour (?:de|du) (?:mail|courriel)|"
        r"\border now|\bcan i (?:send|call)|\bsend you (?:a|our|some|the)|\b(?:schedule|book) a|\bconseillers? (?:\w+ )?(?:peut|vous|"
        r"est|se tient|commercial|clientele)|\b(?:bloquez|choisissez|planifiez|inscrivez-vous|laissez-nous|remplissez|faites le test|"
        r"telephonez|ecrivez-nous)\b|\bvous rappell?e|\bappelez[- ](?:nous|moi|le)|\bcontactez[- ](?:nous|moi)|\b(?:disponible|"
        r"interesse|a disposition|dispo)s? (?:\w+ )?(?:pour|par)|\breserve(?:r|z) (?:une|votre|un)|\bnotre (?:commercial|conseiller|"
        r"equipe commerciale)|\bcharge\w* (?:d'affaires|de clientele|de developpement)|\bcommercial\w*\b|\b(?:me|"
        r"nous) (?:mettre en relation|orienter vers|indiquer la personne)|\bbonne personne|\bmes relances|\bmon (?:precedent|"
        r"dernier) (?:mail|message)|\binteresse|\benvoyez[- ]nous|\btransmettez[- ]nous|\bcall next|\bopen to a|\blet me know if|"
        r"\breply (?:yes|to|for)|\bmore (?:info|details)|\bquote",
        "meeting": r"\b\d\d ?min(?:utes)?\b|\bdemo\b|\bdemonstration|\bcreneaux?\b|\bvisio|\brendez-vous\b|\brdv\b|\bechanger? (?:de|"
        r"telephonique|rapide|avec vous|a ce sujet|sur)|\b(?:notre|nos) (?:catalogue|brochure|plaquette|documentation|references)|"
        r"\bcatalogue\b|\bplaquette|\bbrochure|\bshort call",
        "factory": r"\bfactory|\bmanufactur|\bsuppliers?\b|\bwholesale|\bcatalogu?e?\b.{0,40}\b(?:send|attached|price)|\bfob\b|\bmoq\b|"
        r"\bchina\b|\bshenzhen|\bsamples?\b|\bexport|\bdirect usine|\bimportateur|\bgrossiste",
        "target": r"\bcollectivites|\b(?:les|aux|des|de nombreuses|\d[\d ]*|autres|plusieurs|nos|pour vos|petites) (?:communes|mairies|"
        r"villes|elus|maires)\b|\b(?:vos|les) administres|\b(?:responsables?|directeurs?|directrices?|services?|decideurs?) (?:des |du |"
        r"de la |de l')?(?:achats|espaces verts|services techniques|marches publics|informatique|communication|travaux|generale?)|"
        r"\bdgs\b|\bacheteur|\bdecideur|\bsecteur public|\betablissements? (?:publics?|scolaires?)|\bvotre (?:collectivite|entreprise|"
        r"organisation|company|business)\b|\bmunicipalit|\blocal (?:authorit|council)|\bbatiments? communaux|\bresponsable technique|"
        r"\byour (?:company|business|organi[sz]ation)",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scheme:
    """A kind of spam: signs it cannot do without, how many of some others come with them, and signs of what only looks like it."""

    always: tuple[str, ...]
    others: tuple[str, ...]
    needed: int
    never: tuple[str, ...] = ()


_FRAUDS = (
    _Scheme(always=("account", "threat"), others=("credentials", "click", "link", "pressure", "dear"), needed=2),
    _Scheme(always=("account", "credentials"), others=("click", "link", "pressure", "dear"), needed=3),
    _Scheme(always=("parcel", "held"), others=("fee", "click", "link", "pressure", "dear"), needed=2),
    _Scheme(always=("state", "settle"), others=("click", "link", "pressure", "dear", "fee", "threat"), needed=3),
    _Scheme(always=("fortune", "heir"), others=("pious", "contact", "dear"), needed=2, never=("civic",)),
    _Scheme(always=("heir", "pious", "contact"), others=("dear", "fortune"), needed=1, never=("civic",)),
    _Scheme(always=("won", "prize"), others=("claim", "click", "link", "pressure", "contact", "dear", "fortune"), needed=2),
    _Scheme(always=("loan",), others=("rate", "range", "contact", "pious", "fortune"), needed=2, never=("civic",)),
    _Scheme(always=("crypto",), others=("profit", "invest", "click", "link", "pressure", "price"), needed=3),
    _Scheme(always=("hacked", "shame"), others=("ransom", "pressure", "threat"), needed=1),
    _Scheme(always=("judge", "accused"), others=("warrant", "police", "justify", "pressure"), needed=2),
    _Scheme(always=("bill", "unpaid"), others=("fetch", "pressure", "link", "dear", "payload"), needed=4),
    _Scheme(always=("bill", "fetch", "payload"), others=("unpaid", "pressure", "dear", "link"), needed=2),
    _Scheme(always=("fetch", "credentials", "click"), others=("pressure", "dear", "account"), needed=2),
    _Scheme(always=("wire", "hush"), others=("buy", "pressure", "price"), needed=2),
    _Scheme(always=("gift", "buy"), others=("quiet", "pressure", "price"), needed=2),
)
"""Nobody sends these but who means to rob; they put questions too, so only a writer who tells of one is heard."""

_PROSPECTING = (_Scheme(always=("offer", "promo", "target"), others=("call", "pressure", "price", "meeting"), needed=1),)
"""Offers made to town halls as such: advertising, even where they say how to get no more of it."""

_OFFERS = (
    *_PROSPECTING,
    _Scheme(always=("seo",), others=("site", "audit", "offer", "call", "promo"), needed=2),
    _Scheme(always=("vice", "lure"), others=("click", "link", "pressure", "price", "call", "offer"), needed=1),
    _Scheme(always=("register", "listing", "price"), others=("signed", "pressure", "call", "target"), needed=1),
    _Scheme(always=("offer", "promo"), others=("target", "call", "pressure", "price", "meeting"), needed=1),
    _Scheme(always=("offer", "target", "call"), others=("promo", "pressure", "price", "meeting"), needed=1),
    _Scheme(always=("offer", "factory"), others=("promo", "call", "target", "meeting"), needed=1),
)
"""Offers to sell. Tradesmen of the town also offer, and ask: who asks the town for something, or says he is from here, is heard."""


def is_fraud(text: str) -> bool:
    """Whether a text, folded and of one writer, is a known fraud."""
    return _shows(text, _FRAUDS) and not reports(text)


def is_prospecting(text: str) -> bool:
    """Whether a text, folded and of one writer, advertises to town halls as such."""
    return _shows(text, _PROSPECTING) and not _is_heard(text)


def is_offer(text: str) -> bool:
    """Whether a text, folded and of one writer, only wants to sell something to the town."""
    return _shows(text, _OFFERS) and not _is_heard(text)


def _is_heard(text: str) -> bool:
    return asks(text) or reports(text) or is_local(text) or informs(text)


def _shows(text: str, schemes: tuple[_Scheme, ...]) -> bool:
    # Most schemes ask for the same few signs; what citizens write is remembered no longer than it is looked at.
    known: dict[str, bool] = {}

    def has(name: str) -> bool:
        if name not in known:
            known[name] = _SIGNS[name].search(text) is not None
        return known[name]

    return any(
        all(map(has, scheme.always)) and sum(map(has, scheme.others)) >= scheme.needed and not any(map(has, scheme.never))
        for scheme in schemes
    )
