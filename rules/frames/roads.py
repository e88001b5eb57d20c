"""Roads and pavements underfoot: holes, slabs, collapses, ice and drains; what citizens say of them."""

FRAMES: dict[str, str] = {
    "VOI-01": """
trou|trous|nid|nids|cratère|cratères|ornière|crevasse|crevasses|affouillement|creux|bosse|bosses|flaque @route|rd|départementale|nationale
@route @défoncé
@route mauvais|piteux|lamentable|pitoyable|déplorable|catastrophique|triste état
1.2=pneu|pneus|jante|amortisseur|amortisseurs|suspension|suspensions|essieu|cardan|rotule|châssis|dos trou|trous|crevé|éclaté|@défoncé|
  cassé|lâché|laissé|nid
1.2=pneu|pneus|jante|amortisseur|amortisseurs|suspension|suspensions|essieu|cardan|rotule @route
ornières|nid-de-poule
trou|trous|creux voiture|vélo|moto|roue|roues|trottinette|guidon profond|tomber|tombé|chute|évite|éviter
goudron|enrobé|bitume|macadam|revêtement|asphalte part|arraché|décolle|effrite|plaques|morceaux|miettes|lambeaux|partout
1.1=route|rue|chaussée|chemin|avenue|boulevard gruyère|tank|mines|montagnes|secoue|secoués|cahots|cahote|bosselée|rallye|tape
1.1=@route refaire|réfection|refait|retaper|goudronner|rustine|rustines|rapiécée|rafistolée trou|trous|@défoncé|état|année|partout|entière
0.7=trou|trous énorme|gros|grand|profond|dangereux
zigzag|slalom|slalomer|slalome trous|nids|@route
1.2=@creux @rouler @route|@esquinte|éviter|évite|pluie|pleut|eau|virage|partout
1.2=@mécanique @esquinte @route|@creux|passer|passant|roulant|avenue|hauteur|garagiste
1.1=@corps @secoue|@creux roue|rouler|voiture|chemin|vélo|@route
1.2=goudron|bitume|enrobé|macadam|castine|caillasse remettre|mettre|remettez|combler|boucher|recharger|refaire|reste|manque|morceau
1.2=combler|boucher|bouchez|rebouchez|reboucher|remblayer|colmater @creux|chaussée|route|voie
1.3=@route|bitume|goudron morceau|morceaux|plaques|lambeaux|miettes manque|part|parti|arrachés|décollent|va|effrite|sautent
1.2=pansement|pansements|rustine|rustines|rapiéçage|emplâtre|rafistolage bitume|goudron|enrobé|sautent|@route
1.2=champ|lune|gruyère|brousse|montagnes|tôle|rallye|dakar|verdun bataille|russes|ondulée|piste|direction|suspensions|rouler|roule|passer|
  voiture
1.2=élever|pêcher|canards|poissons|piscine|baignoire @creux route|chaussée|rue|devant|cratère
@creux|fondrières chemin|caillos|cailloux|pierres|facteur passer|monter|rouler|@esquinte
1.3=bord|bords|accotement|accotements|bordure mangé|mangée|rongé|rongée|grignoté|effrite|effrité|creusé|défoncé|ornière route|chaussée|roue|
  ornière
1.2=@route creusé|creusée|défoncée|labourée|massacrée|ravinée|bosselée roue|roues|largeur|tracteur|camions|scooter|vélo|centimètres
1.1=plongé|plonge|disparaît|avalé roue|scooter|moyeu|vélo|voiture dedans|profondeur|eau
cyclistes|cycliste|vélo|scooter|moto gadins|gadin|chute|gamelle|tombé @route|revêtement|@creux
sillons|ornières|saignée roues|enfoncent|tracteur|engins chemin|route|reste|@rouler
fondrières|fondrière|ornières|cratères|crevasses
1.1=roule|rouler|roulons|roulez pas|slalomer|zigzaguer|pas @creux
1.2=bosses|cuvettes|creux|nids|fondrières|cratères|crevasses pas|rouler|roule|roulons|voiture|vélo|@route plein|pleine|pleins|succession|
  remplie|partout|centimètres
1.2=@corps|voiture|vélo saute|cogne|tape|secoue|secoués|cahots roue|roues|longueur|chemin|@route
0.45=goudron|bitume|enrobé|macadam|asphalte|revêtement|goudronnage|gravillonnage|carrossable|caillasse|empierrement
0.5=ravines|ravine|fondrières|ornières|cratère|cratères|cuvettes|cuvette|nids|bosses|crevasses|rustines|rustine|gruyère|cahots|crevasse
0.4=amortisseurs|amortisseur|jante|jantes|suspension|suspensions|cardan|essieu|châssis|échappement|rebondi|rebondit|rebondir|secousses|
  secoué|tressaute|parallélisme
0.35=reboucher|combler|remplir|remplissiez|colmater|goudronner|rafistoler|recharger|remblayer|défoncé|crevassé|labouré|impraticable|
  bosselé|cabossé|raviné
0.2=route|chemin|rouler|roulons|roues|piste|ravin
1.1=chemin|voie|route|accès torrent|ravines|ravinée|cailloux|caillasse|boue|emportée|raviné ambulance|pompiers|facteur|voiture|voitures|
  monter|montera|passer|passe|taxi
0.9=voiture|auto|camion|vélo|scooter|ambulance|@auto rebondi|rebondit|rebondir|tressaute|plonge|racle|décolle
1.1=ostéopathe|ostéo|kiné|lombalgie|@corps|mâchoires route|rue|chemin|rouler|vélo|voiture|trajet
1.1=creux|trou|cratère|ornière|nid centimètres|cm|profond pneu|roue|voiture|vélo|pont|virage|scooter|rue|route|éclaté|avant
1.1=goudron|enrobé|bitume|revêtement|chaussée pluies|pluie|gel|hiver|dégel parti|abîmé|trous|arraché|décollé|emporté|livreurs|dégradé
1.2=mobylette|scooter|vélo|moto|voiture|remorque|tracteur saut|sauts|bond|bondit|envole|rebond|rebonds|secousse|choc route|rue|chemin|
  chaussée|avenue|passe|fois|top|coffre
0.8=@creux|déformations|inégalités|aspérités|trous vélo|voiture|roue|rouler|conduire|auto|poussette|pneu|passage|chemin|bitume|voie
1.1=ruiné|ruinée|massacré|bousillé|labouré|défoncé|esquinté|détruit|martyrisé route|chemin|chaussée|rue|voie|accès engins|camions|
  tracteurs|tracteur|travaux|lotissement|gel|hiver
1.2=roue|pneu|guidon|vélo fissure|fente|crevasse|faille|rigole|saignée macadam|bitume|goudron|enrobé|route|chaussée|guidon|coincée|prise|
  passé|chute
1.2=gymkhana|slalom|zigzags|zigzaguer|slalomer|rodéo route|rue|chemin|chaussée bus|voiture|vélo|trous|éviter|roues|roue
1.0=trou centimètres|cm|profond|profondeur|large|voiture|cône|dangereux
1.1=morceaux|rapiéçages|raccords|patchwork|mosaïque route|goudron|bitume|enrobé|chaussée
1.1=brinquebale|bringuebale|cahote|tressaute|ballotte|secoue roule|rouler|route|rue|chemin|voiture|vélo|bus|perdu|morceaux
0.5=trou|trous
1.1=chemin|route|rue|voie|piste impossible|impraticable|infernal|infernale|intenable voiture|touche|dessous|roule|passer|cailloux|vélo|
  passage|ornières
1.2=voiture|auto|châssis|véhicule|caisse|bas touche|racle|frotte|cogne dessous|fond|chemin|route|passage|bosse|trou
1.4=gel|gelée|dégel|hiver enrobé|goudron|bitume|chaussée|revêtement éclater|éclate|éclaté|abîme|abîmé|décolle|trous|soulève|fissure|
  dégradé|défoncé|part
""",
    "VOI-02": """
@trottoir @défoncé|cassé|dangereux|affaissé|étroit|dalle|pavé|trou|trous|bancal|inégal|guingois|glissant|impossible
dalle|pavé|bordure|pavés|dalles descellé|bouge|bougent|cassé|manquant|manque|manquent|soulevé|décollé|branlant|bancal|guingois|déchaussés|
  disjoint|disjoints|instable
racine|racines soulèvent|soulève|soulevé @trottoir|bitume
1.1=tombé|tombée|trébuché|chuté|étalé|étalée|buté|culbuté|affalé|cheville|foulé|foulée @trottoir
0.6=fauteuil|poussette|landau|déambulateur|rollator|pmr|roulant|handicapé @trottoir|passer|passe|rouler|monter|accès|impossible|descendre|
  abaissé|chaussée|rampe|marche|accéder
1.3=fauteuil|poussette|landau|déambulateur|rollator|pmr|canne|handicapé @trottoir @défoncé|cassé|impossible|dangereux|étroit|haut|obligé
trottoir|trottoirs refait|refaire|réparer|réfection|remettre|état
abaisser|abaissé|abaissement|rampe|plan @trottoir|fauteuil|accès|handicapés|pmr|roulant
accessibilité|accessible|inaccessible pmr|handicapé|fauteuil|mairie|personnes|trottoir|roulant
@trottoir aveugle|malvoyant|malvoyante|aveugles|podotactile
pas trottoir
1.3=@dalle @danse @pied|pluie|crachent|pousette|poste|pharmacie|boutique|place|chaussures|glisse
1.2=pierres|pierre|carreaux|dalles|pavés dansent|danse|bougent|basculent|branlent|crachent
1.1=@roulettes trottoir|trottoirs|centimètres|largeur|étroit|marches|bosselé|descente|rampe passer|passe|impossible|reste|
  mur|poteau|obligé|descendre|traverser|aucune|rouler
1.0=@chute dalle|dalles|pavé|pavés|carreau|pierre|pierres|racine|racines|bordure|rebord|trottoir|trottoirs|plaque|plaques
1.3=racines|racine|pieds|arbre|platane|platanes|cèdre|tilleul soulève|soulèvent|gonfler|gonfle|gonflent|bossent|éclatent|déforment sol|
  bitume|trottoir|dalles|goudron
1.1=marcher|marche|marchons|passer chaussée|route trottoir|étroit|trous|impraticable|devrait
1.1=talons|talon|chevilles|cheville|canne plaques|cailloux|pavés|dalles|trous|tordent|fentes|prennent|joints
1.2=bordure|trottoir|marche|rebord haut|haute|hauteur|centimètres @roulettes|traverser|descendre|monter|genoux
1.1=traverser|descente|rampe|bateau|plan|passage @roulettes aucune|aucun|manque|accès|tour|incliné|abaisser|marche
allée|chemin|passage|sente piétonne|piéton|piétonnier @défoncé|cailloux|trous|plaques|impraticable|boue
trottoir|trottoirs compteur|coffret|poteau|borne|étroit|largeur passer|frôlent|centimètres|chaussée|rétroviseurs
0.4=trottoir|trottoirs|dalle|dalles|pavé|pavés|bordure|dallage|pavage|pavement|piétonne|piétonnier
0.35=poussette|landau|déambulateur|rollator|canne|béquilles|pmr|talons|fauteuil|invalide|malvoyant|aveugle
0.35=trébuché|trébucher|trébuche|fente|fentes|gadin|gamelle|buté|pattes|étalée|étalé
0.2=marcher|piéton|piétons|plat|bosselé|descellé|descellées|inégal|dévers
1.2=pied|pieds|cheville|talon|roue|canne pris|prise|coincé|coincée|tordu|tordue|fente fente|trou|joint|joints|dalle|pavé|pavés|rainure|
  plaque|racine
1.1=plat|penche|pente|dévers|bombé|incliné chaussée|trottoir|marcher|caniveau cheville|fauteuil|mètres|poussette|joints|pieds
1.1=pattes|terre|genoux|figure retrouvée|retrouvé|tombée|tombé|étalée|cassé|cassée fente|pied|trou|dalle|pavé|bordure|trottoir|marche
1.0=@chute trou|trous|creux|fente trottoir|trottoirs|dalles|pavés|mairie|pharmacie|boutique|poste|marché|église
1.2=canne|fauteuil|poussette|déambulateur|talon|roulettes|rollator|béquille|valise|valises|caddie coince|coincé|bute|accroche|enfonce|
  bascule|cogne|renverse|perdu|cassé|travers blocs|dalles|pavés|carreaux|joints|trottoir|trou|bord|racine|pierres|fentes
1.2=carreaux|blocs|dalles|pavés|pierres écartés|manque|manquent|enlevé|bougé|sautés|cassés trottoir|terre|sol|devant|banque|boulangerie|
  tombée|pied|place|mercerie|mairie
1.1=pente|descente|rampe|bateau|bordure|marche monter|descendre|traverser fauteuil|roulant|poussette|électrique|coin|handicapé|
  déambulateur
0.9=dalles|pavés|carreaux|dalle|pavé|trottoir|trottoirs joué|jouent|bougé|buter|butent|bute|penchent|glissent|abîmés|abîmé|usés|cassés|
  vieux|âgés|marcher
1.1=anciens|vieux|mamies|âgées|résidents|aveugle|parents marcher|marchent|passer|descendre|descendent milieu|route|chaussée pavés|
  trottoir|dalles|étroit|abîmé
1.1=raboter|supprimer|adoucir|abaisser|aplanir|rampe|élévateur marche|marches|bordure|seuil|trottoir fauteuil|poste|mairie|entrer|accéder|
  roulant|pmr|banque|pharmacie
1.2=dalles|dalle|pavés|carreaux|plaques bascule|éclaboussent|éclabousse|basculent|giclent|arrosent|crachent
1.4=racines|racine déformé|soulève|soulevé|bosselé|gondolé|éclaté|déforment|soulèvent|cassé|fendu trottoir|entrée|sol|tombée|tombé|
  goudron|allée|cabinet|dalles|passage|marcher|trébuche
1.2=canne|béquille|béquilles|déambulateur|talon|talons|roue|roulettes enfonce|coince|prend|glisse|bute|accroche fois|fendues|béton|dalles|
  trottoir|poste|mairie|fente|trous|pavés
1.3=bordure|bordures|trottoir|marche haute|hautes|haut|hauteur fauteuil|scooter|poussette|monter|descendre|roulant|médical|électrique|
  déambulateur
""",
    "VOI-03": """
1.2=@route|sol|terrain|place|parking effondré|effondre|affaissé|affaisse|enfonce|écroulé|effondrement|affaissement|dérobe|dérobé|engloutie
trottoir effondré|effondre|englouti
1.2=sol|terre|terrain|pavés effondré|dérobe|affaissé|effondre|affaisse|parti|ouvert|vide|creux
1.2=@route sol|vide|creux dessous|sous|parti|fond
1.4=trou|trous béant
1.2=gouffre|effondrement|affaissement|marnière
cavité|gouffre|marnière|crayère|carrière|souterrain|effondrement @route|jardin|place|sous|ouverte
trou fond voit|ancienne|sans
1.1=@route ouverte|ouvert|béant|enfoncée|creuse|creusé deux|cave|gouffre|vide|mètres|mètre
1.4=sol|rue|route|chaussée|parking|trottoir|terre|place|jardin @dérobe @creux|fond|cave|galerie|bras|profondeur|dessous|rond|cercle|
  centimètres|mètre|mètres|tomber|nuit|vide|cm
1.3=bras|jambe|bâton|manche|pied|balai passe|passer|enfonce|entre|entier|disparaît fond|trou|dedans|touche|creux
1.3=puits|gouffre|entonnoir|galerie|souterrain|cavité|cave|caves|tunnel|champignonnière formé|ouvert|ouverte|écroulé|écroulée|effondré|
  abandonnée rue|milieu|fond|parking|sol|jardin|trottoir|chaussée|place|public
1.3=sonne|résonne|bruit creux|vide route|sol|sous|rue|pied|parking
1.3=fond voit|touche|jamais|pas trou|puits|creux|assiette|ouvert|parking|milieu|route
1.4=soutènement|talus|remblai|accotement|berge|pont lâché|parti|partie|écroulé|effondré|glissé|emporté|éboulé route|chaussée|voie|rue|
  rivière|moitié
1.3=moitié|morceau|bord|bout chaussée|route|rue|voie partie|parti|tombée|rivière|emportée|ravin|ouvert|écroulé
1.3=cuvette|fente|fissure|fissures|cercle|entonnoir rue|chaussée|sol|route|parking cercle|rond|tout|agrandit|chaque|parte|cave|formé
1.1=agrandit|élargit|enfonce|descend chaque|jour|jours|vue|peu trou|sol|rue|route|chaussée|fissures|creux
0.5=cavité|gouffre|effondrement|affaissement|marnière|éboulement|éboulé|éboulis|glissement|béant
0.4=dérobe|effondre|affaisse|écroulé|enfonce|englouti|soutènement|souterrain
0.3=vide|creux|profond|dessous|bâton|agrandit
1.3=vide|creux|cavité|profond dessous|sous|mètres|mètre trou|enrobé|route|rue|chaussée|sol|trottoir|bitume|pont
1.2=terrain|sol|berge|talus|bord|accotement dérobe|glisse|éboule|éboulé|effondre|emporté chemin|route|rue|vide|clôture|poteaux|sentier|
  rivière
1.4=trou ouvrir|ouvert|apparu|formé|ouvre matin|nuit|soudain|coup|assiette|profond|fond|touche|hier|énorme|jour|dessous|vide
1.3=bitume|route|chaussée|rue|enrobé|goudron affaissé|effondré|enfoncé|écroulé|parti coup|camion|poids|tuyaux|trou|sous|profond
1.2=fond|bout touche|atteint|voit|trouve perche|canne|bâton|manche|mètre|trou|pierre
1.3=rue|chaussée|route|sol|cour|place fendue|fendu|fissurée|craqué|craquée|éventrée|ouverte|béante|zip largeur|fond|sous|ruisseau|vide|
  mètres|longueur|tomber|profonde|dessous
1.4=sol|terrain|chaussée|rue|place|parking|trottoir|pelouse|talus affaisse|enfonce|tasse|penche|glisse jour|fissure|fissures|cm|
  centimètres|mètres|arc|cercle|semaine|chaque
1.2=fissure|fissures|crevasse|faille|lézarde cercle|arc|mètres|agrandit|élargit|apparue|apparu sol|terrain|route|rue|parking|chaussée|
  place|talus|devant
1.3=éboulé|éboulement|éboule|effondré|emporté|affaissé|écroulé ravin|fossé|rivière|route|talus|accotement|vide|berge|chemin|virage
1.3=creusée|creusé|affaissée|affaissé|enfoncée|enfoncé|effondrée|effondré mètre|mètres|centimètres|cm nuit|matin|sol|cour|rue|route|
  trottoir|place|parking|chaussée|barrière
1.3=quai|berge|digue|pont|talus|remblai|ponton enfonce|affaisse|affaissé|penche|glisse|écroule|effondre|effondré|creuse rivière|canal|
  voiture|côté|eau|route|chemin|vide|danger
""",
    "VOI-08": """
verglas|neige|verglacé|patinoire|gelé|glace|enneigé|sel|salage|saleuse|déneigé|déneiger|déneigement|givre|gel @route|@trottoir|passer|
  côte|place|passe|descente|pont|venelle
1.6=verglas|verglacé|salage|saleuse|saleuses|déneigement|sableuse|déneigé|verglacée|enneigé|enneigée
1.2=@route|côte|descente|pente|montée|raidillon|chasse patinoire|miroir|gelée|glissante|glisse|luge|vitre matin|neige|verglas|sel|sable|gel|
  nuit|froid|hiver
glisse|glissant|glissade verglas|neige|glace|gel|gelé
sel|salage|sable|gravillons verglas|neige|rue|trottoir|hiver|stock|côte|camion|bac|glissant
1.3=blanc|glacé|glacée|gelé|gelée|givré|verre|glace|poudreuse|flocons|congères|couche monter|montent|descendre|passer|rouler|route|rue|
  côte|trottoir|bus|circuler|chasse|devant|bloqués|pente camion|sel|sable|dur|matin|nuit|glisse|dangereux|personne|passé|passer|lame|
  déblayer|dégager|hier|verre|tombé
1.2=glissé|glisse|glissent|patine|patinent|dérapé|dérape|dérapent côte|descente|pente|luge|bas|route|rue|trottoir luge|patinoire|matin|
  froid|gel|glace|neige|verglas|sel|sable|hiver|gelé
1.3=sel|sable|salez jeté|jeter|mis|mettre|passer|passé|répandre|répandu|personne|épandre côte|rue|descente|trottoir|route|pente|patine|
  chez|glisse|camion|montée|bourg|hameau|village|quartier
1.2=luge|patinoire|ski|skis|crampons|patins|savonnette côte|rue|route|descente|trottoir|place|pente|venelle
1.2=gelé|gelée|glacé|verglas|verglacé fémur|col|glissé|boulangerie|hanche
lame|chasse|déneigeuse|niveleuse|engin passez|passe|passé|passer|vu neige|poudreuse|centimètres|bloqués|route|congère
blanc dur|verre|glacé|dure route|rue|côte|monter|descendre|chasse|chemin
0.5=verglas|neige|salage|déneigement|patinoire|luge|congère|poudreuse|flocons|saleuse|sableuse
0.35=gelé|gelée|givre|glacé|glacée|glisse|glissade|patine|dérape
1.2=patinoire|luge|verglas|neige|glace|gelé rue|ruelle|route|trottoir|côte|descente|chemin|place|pente aide|infirmière|facteur|bus|monter|
  descendre|venir|refuse|sel|soleil|tomber
1.2=centimètres|cm|mètre tombés|tombé|tombe|neige|poudreuse|blanc sortir|bloqués|bloqué|hameau|engin|lame|route|rue|dégager|chasse
1.2=glace|verglas|neige|gel couverte|couvert|recouverte|plaque|plaques|couche|pris rampe|trottoir|escalier|route|rue|entrée|parking|
  chaussée|cour|passerelle|pont|chuté
1.1=traité|traitées|traitée|sablées|sablé|dégagées|déblayées|déblayé route|routes|rue|rues|chemin|trottoirs|campagne|hameau|côte|accès
  nuit|fossé|neige|matin|verglas|glisse|froid|hiver
1.2=fesses|luge|patins gelée|gelé|verglas|neige|glace|rue|trajet|matin
1.3=gelé|gèle|verglas|givre|glace pont|côte|route|rue|descente|virage|passerelle|rond vitre|miroir|patinoire|glisse|queue|fort|fossé|
  voitures|sel|accident|dérapé
1.1=tête|fossé|dérapage|travers queue|parties|voitures gelé|verglas|glace|neige|pont|givre
1.3=salé|sablé|déneigé|déblayé|sablée|déneigée montée|côte|descente|pente|verglas|gel|glisse|neige|virage|hiver|matin|debout
1.3=tient|tenir|tiens debout glisse|verglas|gelé|neige|salé|montée|glace|trottoir|pente|côte
1.4=neige|verglas|congère|poudreuse dégagée|dégagé|déblayée|déblayer|dégager|impasse|sortir|bloqués|bloquée|sel|lame|hameau
""",
    "VOI-11": """
1.7=plaque|plaques|tampon|regard|trappe égout|fonte|ronde|chaussée|rue|télécom|milieu|trottoir claque|ouvert|ouverte|cassé|manque|
  manquante|bouge|descellé|volé|disparu|soulevé|enfoncé|bruit|saute|calée|boucan|bascule|branle|clong|tape|cloche
1.1=plaque|tampon|regard claque|saute|bascule|tape|descellée|calée|branlante|clong|ouvert|boite
1.1=bouche|grille|avaloir|caniveau|grilles|avaloirs|caniveaux ouvert|ouverte|cassé|cassée|manquant|bouché|bouchée|descellé|enfoncé|
  obstrué|débouché|déboucher|évacuation|évacue|feuilles|pluvial|engorgé
1.2=regard ouvert|ouverte|béant|couvercle|descellé|sans
plaque|tampon|couvercle égout|regard
1.1=grille|grilles manque|manquante|cassée|tombée|évacuation|eaux|caniveau|écartée
bouches égout
couvercle regard|trou|fonte|égout
1.3=rond|rondelle|disque|cercle|galette|plaque|trappe|couvercle|tampon|capot fer|fonte|métal|ferraille|acier bouge|claque|clac|saute|
  soulève|volé|piqué|disparu|trou|calée|tape|bruit|milieu|sauter|cassé|trottoir|enfant|tomber
1.3=couvercle|trappe|plaque|tampon|regard|grille trou|trottoir|télécom|fibre|chaussée|fond ouverte|ouvert|manque|volé|volée|piqué|disparu|
  enfant|tomber|cassée|fond|béante|béant|rond
1.3=clac|clong|boum|bruit|claquement|tac|dong passe|passage|voiture|voitures|roule|camion fonte|fer|plaque|rond|rondelle|trappe|couvercle
1.3=trou|rond|bouche couvercle|plaque|tampon fonte|volé|ferraille|plus|rond|disparu|enfant|dedans
1.3=barreaux|grille|grillage|fentes écoulement|évacuation|caniveau|pluie|eau|égout|sol|chaussée roue|vélo|tombés|tombée|cassés|manque|
  manquent|écartés|talon|fond|bouchée|feuilles
1.2=eau|pluie|averse|évacuation évacuer|évacue|écoule|avale|part|absorbe|absorbent bouché|feuilles|trou|lac|mare|sable|plein|grille|
  déboucher|curer
1.2=lac|mare|piscine|flaque averse|pleut|pluie feuilles|bouché|bouchée|grille|évacue|trou|trottoir|avaloir|carrefour
1.2=grille|grilles|barreaux|caniveau vélo|roue|roues|talon|canne coincé|coincée|tombé|écartés|passe|prise|prises|entrer|évacuation|
  chaussée|route
0.3=couvercle|trappe|métallique|claque|clac|colmaté|engorgé|stagne
1.3=rond|plaque|disque|trappe|cercle|rondelle métallique|fonte|fer|acier|métal roule|roulent|rouler|passe|passent|sursaute|claque|maison|
  bruit|voiture|camion|bouge|nuit
1.2=feuilles|branches|boue|sable|déchets|terre colmaté|colmatent|bouché|bouchent|bouchée|obstrué|encombre|obstruent|engorgé entrée|eaux|
  eau|grille|caniveau|avaloir|bouche|pluie|stagne|évacuation|écoulement
1.2=eau|eaux stagne|stagnent|évacue|écoule|avalée|avale rue|chaussée|trottoir|carrefour|feuilles|grille|caniveau|avaloir|virage bas|
  milieu|feuilles|bouché|pluie|devant|averse|colmaté
0.5=avaloir|avaloirs|tampon|caniveau|caniveaux
0.2=grille|grilles
1.2=bruit|vacarme|métallique|claquement bus|camion|voiture|voitures|passe|franchit|roule plaque|trappe|tampon|fonte|grille|regard|rond
1.2=grille|plaque|trappe|regard enfoncé|enfoncée|tombée|affaissée|cassée|soulevée pied|poste|perron|trottoir|milieu|talon|vélo|rue|
  caniveau
1.3=pièce|rond|ronde|plaque|rondelle|couvercle fonte|ronde|fer soulevée|soulève|levée|dépasse|bascule|tapé|voiture|milieu|avenue|route
1.2=trous|fentes|grille|bouches|ouvertures|entrées caniveau|pluie|eau|évacuation|avaloir|rigole pleins|bouchés|terre|feuilles|sable|boue|
  bouchées|pleines|obstrués|colmatés
1.4=couvercle|trappe|plaque|tampon|capot télécom|télécoms|orange|fibre|égout|fonte|ptt|chambre debout|passe|bascule|claque|garage|ouvert|
  bouge|soulève|cassé|trottoir|rue|devant
1.1=couvercle|plaque|tampon debout|relève|rabat|retourne|bascule passe|roule|voiture|devant|camion
1.2=grille|grilles|avaloir|avaloirs|caniveau|caniveaux|regard bouchée|bouché|bouchées|bouchés|encrassée|obstruée|obstrué|colmatée|pleine|
  pleines
1.3=plaque|trappe|tampon|couvercle claque|cogne|tambourine|résonne|cliquette
1.4=grille|plaque|tampon|trappe|regard vacarme|boucan|bruit|raffut|tintamarre roule|voiture|voitures|passe|camion|bus|dessus
""",
}
