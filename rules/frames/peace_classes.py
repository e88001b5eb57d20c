"""Classes of words about parking, noise, nuisance and building, written ``@name`` in a frame. No town and no subject in them."""

CLASSES: dict[str, str] = {
    "immobile": """
garé|garée|garées|garent|garer|stationne|stationné|stationnée|stationnent|stationnement|collé|collée|collent|posé|posée|posés|pose|mis|
mise|met|mettent|mettre|planté|plantée|plante|laisse|laissé|laissée|laissent|grimpé|cheval|travers|squatte|squattent|immobilisé|parqué|occupe|occupent|encombre|encombrent
""",
    "passage_barré": """
portail|garage|garages|trottoir|trottoirs|clous|clouté|zébra|zébras|bateau|bateaux|piste|cyclable|porche|virage|angle|pelouse|rampe|
ralentisseur|carrefour|croisement|giratoire|intersection|parvis|hydrant|piéton|piétons|gazon|contresens|sens|ligne|jaune|
escalier|sortie|entrée|cour|bandes|blanches|barrière
""",
    "secours": """
ambulance|ambulances|pompiers|samu|secours|éboueurs|benne|corbillard|bus|autocar|tracteur|camion|fourgon|infirmière|taxi|médecin|
poussette|poussettes|landau|fauteuil|déambulateur|poubelles|bennes|livreur|véhicules
""",
    "vieille_auto": """
voiture|voitures|véhicule|véhicules|auto|autos|automobile|bagnole|bagnoles|camion|camionnette|fourgon|fourgonnette|utilitaire|scooter|moto|
berline|break|4x4|monospace|clio|twingo|mégane|scénic|kangoo|berlingo|renault|peugeot|citroën|dacia|duster|sandero|volkswagen|golf|audi|
bmw|mercedes|ford|fiesta|fiat|opel|corsa|toyota|yaris|nissan|skoda|tesla|guimbarde|tacot|remorque|caravane|camping-car|
laguna|picasso|xsara|partner|ducato|206|207|208|306|307|308|kango|rover|jeep|pick-up|cabriolet
""",
    "laissée_là": """
ventouse|ventouses|carcasse|calcinée|brûlée|cramé|cramée|incendiée|dégonflés|dégonflé|cales|parpaing|parpaings|briques|cric|chandelles|
désossée|désossé|rouille|rouillée|rouillé|ronces|mousse|toiles|araignée|feuilles|vignette|périmée|périmé|contrôle|batterie|éclatées|
pare-brise|immatriculé|immatriculée|démontée|démonté|ferraille|parpin|plat|poussière|moisissures|dépouillée|pillée|aile|roulé|sale|huile
""",
    "jamais_partie": """
mois|semaine|semaines|an|ans|année|années|longtemps|hiver|printemps|automne|noël|lustres|perpète|toujours|jours|rentrée|vacances|depuis|
occupe|prend|place|places|bouge|bougé|roulé|déplacé|déplacée
""",
    "vacarme": """
bruit|bruits|bruyant|bruyante|musique|sono|tapage|basses|vacarme|boucan|raffut|ramdam|barouf|enceinte|enceintes|karaoké|batterie|tambour|
trompette|saxo|saxophone|piano|guitare|violon|gammes|clairon|djembé|accordéon|répète|répétitions|fracas|braillent|gueulent|hurlent|hurle|
hurlant|décibels|perceuse|marteau|scie|meuleuse|ponceuse|compresseur|tronçonneuse|souffleur|karcher|aspirateur|console|
télévision|radio|claque|claquent|vibre|vibrent|tremblent|tape|tapent|cogne|cognent|martèle|talons|sabots|billes|meubles|ballon|dispute|
disputent|disputes|engueulent|engueulades|scènes|vaisselle|chahut|tintamarre|infrabasses|caisson|vroum|ronfle|ronflement|ronronne|
bourdonne|siffle|techno|rap|rock
""",
    "d_à_côté": """
voisin|voisins|voisine|voisines|voisinage|locataire|locataires|colocation|colocataires|dessus|dessous|
étage|palier|cloison|cloisons|mitoyen|côté|copropriété|couple|airbnb|gîte|immeuble|appartement|pavillon|cour|plafond|plancher|parquet|
villa
""",
    "heure_de_repos": """
nuit|nuits|nocturne|minuit|soir|soirs|dormir|dors|dort|dorment|endormir|sommeil|22h|23h|2h|3h|4h|5h|6h|1h|tard|aube|aurore|réveille|
réveillé|réveillent|réveiller|matin|matins|dimanche|dimanches|sieste|oreiller|boules|férié|fériés|fermer|week-end|week-ends|bébé|repos
""",
    "bête_bruyante": """
chien|chiens|chienne|coq|coqs|âne|paon|paons|oies|oie|perroquet|perruche|poule|poules|poulailler|berger|bergers|beauceron|beaucerons|
teckel|jack|yorkshire|roquet|labrador|husky|huskies|malinois|cabot|cabots|clébard|grenouilles|canards|pintades|dindon|volatile|bêtes|
toutou|toutous|caniche|setters|beagles|chenil|meute|champion|moutons|gallinacé
""",
    "cri_de_bête": """
aboie|aboient|aboiements|aboyer|hurle|hurlent|hurlements|jappe|jappent|glapit|chante|chantent|chanter|
égosille|égosillent|cocorico|braie|brait|cacarde|piaille|réveille|réveillent|siffle|arrêtent
""",
    "oisifs": """
jeunes|jeune|bande|bandes|individus|individu|groupe|groupes|types|ados|adolescents|gamins|gosses|mômes|dizaine|quinzaine|
vingtaine|énergumènes|loulous|racaille|racailles|zonards|squatteurs|marginaux|clochards|mecs|hommes|inconnus|garçons|lascars|
voyous|guetteurs|chouffeurs|collégiens|lycéens|marmots|pochtrons|toxicos|drogués
""",
    "font_peur": """
squattent|squatte|traînent|traîne|regroupent|rassemblent|zonent|fument|fumer|boivent|boire|picolent|dealent|insultent|menacent|crachent|
réunissent|attroupent|agressent|deal|insulte|insultes|insulté|insultée|pissent|urinent|urine|installent|installés|menaces|crachats|alcool|
canettes|bières|packs|bouteilles|joints|pétards|shit|chicha|narguilé|intimident|provoquent|importunent|harcèlent|chahutent|agressé|
agressée|squat|interpellent|sifflent|siffler|sifflée|suivre|suivent|suivie|traiter|ricanent|ricane|racket|rackettent|cailloux|
sonnent|ose|osent|osons|peur|assoient|affalés|saouls|soûls|ivres|billets|sachets|sachet|barrettes|cannabis
""",
    "coin_de_rue": """
hall|halls|escalier|escaliers|immeuble|parking|banc|bancs|square|porte|place|porche|préau|abribus|arrêt|halle|halles|perron|cage|entrée|
entrées|tour|boîtes|cave|caves|épicerie|fenêtres|abri|kiosque|passage|local|marches|rue|trottoir|collège|lycée|gare|parc|palier|
vitrine|boutique|magasin|commerce
""",
    "engin": """
quad|quads|cross|motocross|scooter|scooters|moto|motos|mini-moto|mini-motos|mobylette|mobylettes|pocket|mobs|bécane|bécanes|
engin|engins|pit-bike|dirt|buggy|bolides|bolide|mob|meules|meule|booster|tmax|trial|trials
""",
    "folie_d_engin": """
casque|casques|arrière|wheeling|wheelings|vitesse|tournent|sauvages|pelouse|boucle|acrobaties|cabrage|cabrent|cabrer|
dressant|dressent|lèvent|lève|levant|pétaradent|pétarade|slaloment|slalom|échappement|pot|pots|vrombissent|débridée|débridés|débridé|fous|
stade|foncent|fonce|circuit|tours|gymkhana|allure|sentier|sentiers|bois|parc|immatriculation|plaque|plaques|boucan|dévalent|sillonnent|
labouré|fond
""",
    "bête_lâchée": """
chien|chiens|chienne|molosse|molosses|berger|pitbull|rottweiler|malinois|staff|staffs|dogue|husky|doberman|labrador|chiot|beagle|teckel|
cabot|clébard|american|cane|akita|setter|griffon|caniche|ratier|clebs|toutou|yorkshire|épagneul|bouledogue|colley|cocker|braque|
boxer|bichon|jack
""",
    "lâchée": """
errant|errants|errante|liberté|laisse|attache|divague|divagation|divaguent|mordu|mordue|mord|mordre|agressif|attaqué|attaque|attaquer|
échappé|échappée|échappe|échappés|perdu|perdue|collier|muselière|sauté|saute|catégorie|rôde|rôdent|méchant|grogne|grogné|tatouage|
puce|pucé|recueilli|dangereux|dangereuse|enfui|sauvé|menaçant|poursuit|poursuivi|poursuivie|crocs|dents|mollet|fugué|
fugue|égaré|apeuré|affamé|maigre|terrorise|terrorisent|fonce|croqué|attraper|attrapé|gorge|bondi|jeté|tourne|barrière|
court|courent|lâche|lâché|lâchés|trouvé|cherche
""",
    "bétail": """
vache|vaches|mouton|moutons|cheval|chevaux|chèvre|chèvres|poney|poneys|âne|ânes|bovins|brebis|veau|veaux|taureau|taureaux|sanglier|
sangliers|troupeau|jument|bouc|bélier|béliers|agneau|cochon|cochons|porc|porcs|lama|alpaga|mule|biquettes|bestiaux|bêtes|poulain|autruche|émeu|wallaby
""",
    "bétail_dehors": """
route|rue|chaussée|milieu|départementale|nationale|échappé|échappés|échappées|échappée|divaguent|divague|promènent|balade|
baladent|sorties|sortis|liberté|galope|galopent|errant|errants|enclos|clôture|pré|potager|voitures|phares|broute|broutent|massifs
""",
    "boutique": """
bar|bars|restaurant|restaurants|café|discothèque|kebab|pizzeria|boulangerie|boulanger|supérette|supermarché|brasserie|pub|snack|
magasin|épicerie|boucherie|établissement|gérant|patron|tabac|bistrot|troquet|dancing|hôtel|pressing|traiteur|superette|primeur|
guinguette|fast-food|commerçant|poissonnerie|fleuriste|hypermarché|cantine|entrepôt|usine|laverie|sushi|surface|crêperie|tacos|rôtisserie|
lavage|casino|buvette|club|night|lounge|chicha|fournil|cuisines|commerce|menuiserie|clinique|cabinet|banque
""",
    "gêne_de_boutique": """
bruit|bruits|bruyant|bruyante|boucan|vacarme|raffut|tapage|musique|sono|basses|infrabasses|karaoké|concert|concerts|hurle|hurlent|braillent|
gueulent|crient|chantent|odeur|odeurs|friture|graillon|grillades|relents|empeste|pue|fumée|extracteur|hotte|ventilation|climatisation|climatiseur|climatiseurs|clim|
compresseur|frigorifique|frigorifiques|frigos|ventilateur|soufflerie|moteur|moteurs|ronfle|ronflement|ronronne|bourdonne|vibre|vibrations|
nuisances|décibels|rideau|transpalettes|transpalette|chariots|palettes|caddies|diables|bip|recul|haltères|poids|conduit|évacuation|aération|vapeur|vapeurs|souffle|écran|
fumeurs|clients|clientèle|rires|tables|match|pétrin|pétrit|froide|trembler|tremble|matchs|enceintes|enceinte
""",
    "égaré": """
perdu|perdue|perdus|perdues|égaré|égarée|égarés|égarées|oublié|oubliée|oubliés|oubliées|trouvé|trouvée|trouvés|trouvées|tombé|tombée|
tomber|laissé|laissée|resté|restée|restés|ramassé|ramassée|retrouvé|retrouvée|échappé|glissé|traîne|envolé|envolée|paumé|paumée
""",
    "chose_à_soi": """
clé|clés|clef|clefs|trousseau|portefeuille|porte-monnaie|sac|téléphone|doudou|lunettes|bague|montre|bijou|sacoche|cartable|gourmette|
parapluie|veste|manteau|blouson|gilet|écharpe|foulard|gants|bonnet|casquette|chapeau|alliance|iphone|samsung|peluche|bracelet|collier|
smartphone|valise|pochette|dentier|prothèse|chaînette|médaille|pendentif|sonotone|oreille|appareil|casque|tablette|ordinateur|portable|
lapin|ours|nounours|tétine|chaussure|drone|skateboard|doudoune|sweat|boucle|
chéquier|étui|bidule|gourde|glacière|affaires|objet|objets
""",
    "rendre": """
rapporté|rapportée|rapporter|rapporte|déposé|déposée|déposer|ramené|ramenée|ramener|remis|remettre|rendre|restitué|restituer|apporter|
apporte|porter|récupérer|réclamé|honnête|honnêtes|propriétaire|mairie|accueil|bureau|poche|banc|marché|bus|square|parc|plage|jardin|
manège|salle|piscine|muret|trottoir|rue|quelqu|lost|cherche|recherche|contacter|appartient|doudou|sentimentale
""",
    "sanction": """
amende|amendes|pv|contravention|contraventions|fps|forfait|procès-verbal|verbalisation|prune|prunes|verbalisé|verbalisée|contredanse|
papillon|majorée|majoration|antai|rapo
""",
    "payant": """
stationnement|disque|horodateur|horodateurs|ticket|tickets|parcmètre|parcmètres|appli|application|plaque|borne|machine|euros|minutes|payé|
payer|paie|paierai|tableau|pare-brise|valable|valide|abonnement|macaron|voiture|verbalisateur|asvp|livraison|contester|annuler|prouver|
preuve|photo|captures|écran
""",
    "enlevée": """
fourrière|dépanneuse|dépannage|remorquée|remorqué|embarquée|embarqué|emportée|emporter|emporté|enlevée|enlevé|enlèvement|disparu|
disparue|dépôt|sabot
""",
    "absence": """
absent|absente|absents|absentes|absence|absentons|absente|vacances|partons|congés|départ|partir|voyage|séjour|croisière|loin|
déplacement|vide|inhabitée|inoccupée|espagne|août|juillet|noël|semaines
""",
    "ronde": """
surveiller|surveillance|surveillé|surveillée|surveillez|passage|passages|patrouille|patrouilles|patrouiller|rondes|ronde|otv|oeil|œil|
tranquillité|cambriolage|cambrioleurs|vérifier|veiller|veille|tours|coup
""",
    "appareil_qui_filme": """
caméra|caméras|vidéo|vidéos|vidéosurveillance|vidéoprotection|images|enregistrement|enregistrements|bande|bandes|film|filme|filmé|filmée|
filment|enregistré|appareil|dôme
""",
    "bout_de_terre": """
terrain|terrains|parcelle|parcelles|champ|champs|pré|lot|bande|verger|jardin|friche|section|hectare|hectares|prairie|propriété|maison|
bois|chemin|fonds
""",
    "droit_du_sol": """
constructible|constructibles|bâtir|construire|inondable|inondation|inondations|zone|zonage|classé|classée|plu|plui|cadastre|cadastral|
notaire|acheter|achat|vendre|vente|compromis|hériter|hérité|division|diviser|viabilisé|viabiliser|servitude|bornage|limite|limites|
préemption|préempter|carrières|miné|mine|cavités|argiles|risques|règles|règlement|hauteur|droit|appartient|appartenir|frappée|alignement|
constructibilité|réserve|emplacement|mitoyen|certificat|lotir
""",
    "démarche": """
autorisation|déclaration|permis|démarche|démarches|formulaire|formulaires|demander|demande|dossier|droit|cerfa|déclarer|mairie|papier|
papiers|autorisé|autorisée|libre|formalité|formalités|déposer|besoin|règles|couleur|couleurs|nuancier|accord|pièces|architecte|abf|dois|doit|m2|m²|prévenir
""",
    "à_bâtir": """
abri|véranda|clôture|piscine|velux|pergola|carport|extension|fenêtre|fenêtres|portail|garage|toiture|façade|façades|muret|volets|antenne|
cabanon|cabane|chalet|serre|panneaux|palissade|terrasse|ravalement|lucarne|lucarnes|bardage|combles|dépendance|mezzanine|éolienne|enseigne|
grillage|préau|appentis|baie|isoler|isolation|pompe|clim|balcon|spa|jacuzzi|auvent|store|tonnelle|poulailler|
climatiseur|parabole|loggia|verrière|capteurs|cheminée|crépi|gouttières|ardoises|tuiles|pignon
""",
    "travaux_voisins": """
construit|construisent|construction|bâti|bâtir|travaux|extension|cabane|véranda|clôture|édifié|piscine|terrasse|hangar|dalle|installé|
monté|montent|monte|monter|étage|agrandi|agrandissement|surélève|surélévation|bungalow|chalet|mobil-home|mobile-home|bétonne|bétonné|
béton|percé|perce|fenêtre|fenêtres|velux|ouverture|studios|studio|logements|appartements|garage|transformé|transforme|devenu|remblai|
remblaie|terrasse|terrassement|tôles|conteneur|container|pergola|balcon|démoli|démolit|démolition|façade|carport|abri|poulailler|baraque
""",
    "en_douce": """
sans|pas|aucun|aucune|illégal|illégale|illégaux|déclaré|déclarés|conforme|irrégulier|irrégulière|régulier|frauduleux|douce|cachette|
légal|légale|prévenus|respecte|respecté|accordé|accordée|dépasse|interdit|doute|sauvage|clandestin|clandestine|moindre
""",
    "preuve_de_permis": """
permis|autorisation|autorisé|déclaration|affiché|affichage|affiche|panneau|pancarte|urbanisme|plu|demandé|demande|droit|mairie|règlement|
accordé|déclaré|plans|formalité
""",
    "bâtiment": """
façade|mur|immeuble|toit|toiture|balcon|maison|corniche|bâtiment|pignon|muret|clocher|grange|poutre|charpente|bâtisse|masure|
hangar|remise|linteau|cheminée|conduit|encorbellement|fronton|tourelle|souche|porche|rempart|presbytère|manoir|ferme|entrepôt|auvent|
marquise|plancher|voûte|mansarde|étable|lavoir|soutènement|garde-corps
""",
    "s_écroule": """
effondre|effondré|effondrent|effondrer|effondrement|écroulé|écroule|écroulent|écrouler|éboule|éboulé|éboulement|menace|dégringole|
dégringolent|ruine|ruines|fissure|fissures|fissuré|fente|fentes|lézarde|lézardé|lézardes|crevasse|penche|penchent|incline|danger|péril|ventru|
délabré|délabrée|ventre|tomber|tombe|tombent|tombé|affaisse|affaissé|étais|étayer|étayé|éventré|éventrée|pendent|branle|bascule|basculer|élargit|
disloque|désolidarise|détache|descelle|gonfle|boursoufle|vermoulue|brûlée|instable|poussière
""",
    "débris": """
tuile|tuiles|ardoise|ardoises|pierre|pierres|crépi|morceau|morceaux|brique|briques|enduit|gouttière|volet|volets|bloc|blocs|zinc|béton|
moellons|moellon|gravillons|plâtre|éclats|plaques|carreaux|chaperon|fragments|linteau|faîtière|tôle|tôles|cailloux
""",
    "pleuvent": """
tombe|tombent|tombé|tombée|tombés|tomber|chute|chutent|dégringole|dégringolent|pleuvent|pleut|détache|détachent|décroche|décrochent|
décollent|décolle|lâche|lâchent|effrite|effritent|glissent|glisse|volent|envolent|envole|atterri|écrasé|écrasée
""",
    "repère": """
numéro|numéros|chiffre|chiffres|bis|ter|numérotation|numérotage|adressage|adresse|adresses|numéroter|renuméroter|renumérotation
""",
    "visiteur": """
livreurs|livreur|colis|facteur|factrice|courrier|ambulance|samu|secours|pompiers|gps|maps|waze|amazon|pizzas|pizza|taxi|médecin|infirmière|
visiteurs|fibre|orange|opérateur|internet|box|cartes
""",
    "se_perd": """
trompent|trompe|confond|confondent|introuvable|introuvables|trouvent|trouve|tourne|tourné|perdent|perdu|existe|connue|connaît|inconnue|fichier|
brancher|raccorder|raccordement|refuse|refusé|attribué|attribuer|deux|même|retourné|échange|mélange|dépose
""",
}
