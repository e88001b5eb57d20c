"""The main themes in the languages of neighbours and visitors, in English, German, Spanish and Italian, a line each and in this order.

Only what proposes a subject: a message that is not in French goes to people anyway.
"""

FRAMES: dict[str, str] = {
    "VOI-01": """
pothole|potholes|hole|holes road|street|lane|car|bike|tyre|deep|repair|dangerous
schlagloch|schlaglöcher|loch|löcher straße|strasse|fahrbahn|auto|fahrrad|reifen|tief|gefährlich
bache|baches|agujero|agujeros calle|carretera|calzada|coche|bicicleta|rueda|profundo|peligroso
buca|buche strada|via|asfalto|macchina|bicicletta|ruota|profonda|pericolosa
""",
    "VOI-02": """
pavement|sidewalk|kerb|curb broken|damaged|uneven|cracked|dangerous|wheelchair|pushchair|fell|tripped
gehweg|bürgersteig|gehsteig|bordstein kaputt|beschädigt|uneben|gefährlich|rollstuhl|kinderwagen|gestürzt
acera|bordillo roto|rota|dañada|desnivel|peligrosa|silla|cochecito|caído|tropezado
marciapiede rotto|danneggiato|sconnesso|pericoloso|carrozzina|passeggino|caduto|inciampato
""",
    "ECL-01": """
lamp|lamppost|streetlight|streetlights|light|lights street|road|broken|out|off|dark|working|flickering
straßenlaterne|strassenlaterne|laterne|laternen|straßenbeleuchtung|beleuchtung kaputt|defekt|aus|dunkel|ausgefallen|flackert
farola|farolas|alumbrado rota|apagada|apagadas|fundida|oscura|funciona|calle
lampione|lampioni|illuminazione rotto|spento|spenti|guasto|buia|funziona|strada
""",
    "PRO-01": """
dumped|dumping|flytipping|tipping rubbish|waste|garbage|trash|mattress|fridge|furniture|illegal
sperrmüll|müll|matratze|kühlschrank|möbel abgeladen|abgestellt|illegal|wild|entsorgt
vertido|vertidos|basura|colchón|nevera|muebles ilegal|abandonado|abandonados|abandonada|tirado
discarica|rifiuti|materasso|frigorifero|mobili abusiva|abbandonati|abbandonato|scaricati
""",
    "PRO-03": """
dog|dogs poo|poop|mess|fouling|excrement|droppings
hundekot|hundehaufen|hundedreck
perro|perros caca|cacas|excremento|excrementos|heces
cane|cani cacca|escrementi|feci|deiezioni
""",
    "PRO-05": """
street|road|pavement|square dirty|filthy|litter|littered|swept|sweeping
straße|strasse|gehweg|platz schmutzig|dreckig|verschmutzt|gekehrt|gereinigt
calle|acera|plaza sucia|sucio|barrer|barrida|limpiar
strada|via|marciapiede|piazza sporca|sporco|spazzata|pulire|pulita
""",
    "PRO-07": """
toilet|toilets|restroom|restrooms dirty|filthy|closed|locked|broken|public|paper|clean
toilette|toiletten|klo schmutzig|dreckig|geschlossen|verschlossen|öffentliche|kaputt|papier
aseo|aseos|baño|baños sucio|sucios|cerrado|cerrados|público|públicos|papel
bagno|bagni|gabinetti sporco|sporchi|chiuso|chiusi|pubblico|pubblici|carta
""",
    "DEC-01": """
bin|bins|rubbish|garbage|trash collected|collection|emptied|missed|forgotten|pickup
mülltonne|mülltonnen|müllabfuhr|tonne|müll geleert|abgeholt|abholung|vergessen
basura|contenedor|cubo recogida|recogido|vaciado|olvidado
spazzatura|rifiuti|bidone raccolta|raccolti|ritirati|svuotato|dimenticato
""",
    "EV-01": """
tree|trees|branch|branches fallen|fell|falling|broken|leaning|dangerous|storm|hanging
baum|bäume|ast|äste umgestürzt|gefallen|abgebrochen|schief|gefährlich|sturm
árbol|árboles|rama|ramas caído|caída|rota|inclinado|peligroso|tormenta
albero|alberi|ramo|rami caduto|caduti|rotto|spezzato|inclinato|pericoloso
""",
    "EAU-01": """
water|pipe leak|leaking|burst|gushing
wasser|leitung|rohr leck|rohrbruch|wasserrohrbruch|undicht|läuft|sprudelt
agua|tubería fuga|escape|rota|reventada|pierde
acqua|tubo|tubatura perdita|perde|rotta|scoppiata
""",
    "PM-01": """
car|cars|vehicle|van|truck parked|parking|blocking|blocked
auto|autos|wagen|fahrzeug|lieferwagen geparkt|parkt|parken|blockiert|einfahrt|zugeparkt
coche|coches|furgoneta|vehículo aparcado|aparcados|aparcamiento|bloquea|bloqueado
macchina|auto|furgone|veicolo parcheggiata|parcheggiato|parcheggio|blocca|bloccato
""",
    "PM-03": """
noise|noisy|loud|music|party night|neighbour|neighbours|neighbor|neighbors|sleep|midnight
lärm|laut|laute|musik|feier nacht|nachts|nachbar|nachbarn|schlafen|mitternacht
ruido|ruidoso|música|fiesta noche|vecino|vecinos|dormir|medianoche
rumore|rumori|musica|festa notte|vicino|vicini|dormire|mezzanotte
""",
    "PM-06": """
dog|dogs stray|loose|leash|unleashed|lead|attacked|bitten|bit|aggressive|collar
hund|hunde leine|freilaufend|streunend|streuner|gebissen|angegriffen|aggressiv|halsband
perro|perros suelto|sueltos|correa|mordido|atacado|agresivo|callejero|collar
cane|cani guinzaglio|randagio|randagi|morso|aggredito|aggressivo|collare
""",
    "PM-08": """
lost|found wallet|keys|phone|bag|purse|passport|glasses|ring
verloren|gefunden geldbörse|brieftasche|schlüssel|handy|tasche|brille
perdido|perdida|encontrado|encontrada cartera|llaves|móvil|bolso|gafas
perso|persa|trovato|trovata portafoglio|chiavi|telefono|borsa|occhiali
""",
    "ECI-02": """
passport|identity renew|renewal|appointment|apply|expired|card
reisepass|personalausweis|ausweis beantragen|verlängern|termin|abgelaufen
pasaporte|documento renovar|renovación|cita|identidad|caducado
passaporto|identità rinnovare|rinnovo|appuntamento|carta|scaduto
""",
    "EDU-01": """
school|kindergarten enrol|enroll|enrolment|registration|register
schule|kindergarten|grundschule anmelden|anmeldung|einschulung
escuela|colegio inscribir|matricular|matrícula|inscripción
scuola|asilo iscrivere|iscrizione
""",
    "PRO-02": """
bin|bins|litter overflowing|overflow|park|square|full
papierkorb|mülleimer voll|überfüllt|überquillt|park
papelera|papeleras llena|llenas|rebosa|parque
cestino|cestini pieno|pieni|trabocca|parco
""",
    "EAU-02": """
tap|water brown|colour|color|dirty|smell|smells|drink|pressure|cut|cloudy|yellow|boil
wasser|leitungswasser|wasserhahn braun|trüb|druck|trinken|abgestellt|riecht|kein|abkochen
agua|grifo marrón|sucia|turbia|presión|cortada|beber|huele|hervir
acqua|rubinetto marrone|sporca|torbida|pressione|manca|bere|puzza|bollire
""",
    "HYG-01": """
rats|mice|cockroaches|wasps|hornets|bedbugs|vermin house|flat|building|street|nest|garden|everywhere|seen
ratten|mäuse|kakerlaken|wespen|hornissen|bettwanzen haus|wohnung|straße|nest|garten|gesehen
ratas|ratones|cucarachas|avispas|chinches casa|piso|calle|nido|jardín|edificio
ratti|topi|scarafaggi|vespe|calabroni|cimici casa|appartamento|strada|nido|giardino
""",
    "PM-09": """
fine|ticket|towed|impound parking|paid|unfair|meter|appeal|contest|car
strafzettel|bußgeld|knöllchen|abgeschleppt parken|bezahlt|widerspruch|auto|parkschein
multa|grúa aparcamiento|aparcar|pagado|recurrir|injusta|coche
multa|rimossa parcheggio|pagato|ricorso|ingiusta|macchina
""",
    "ECI-01": """
birth|marriage|death certificate|extract
geburtsurkunde|heiratsurkunde|sterbeurkunde
partida|certificado|acta nacimiento|matrimonio|defunción
certificato|atto|estratto nascita|matrimonio|morte
""",
    "ECI-03": """
married|marry|wedding|partnership town|hall|papers|paperwork|documents|book|civil
heiraten|hochzeit|trauung|standesamt rathaus|unterlagen|termin|anmelden|papiere
casarnos|casarme|boda ayuntamiento|papeles|documentos|fecha
sposarci|sposarmi|matrimonio municipio|comune|documenti|data
""",
    "ECI-04": """
vote|voting|elections|polling register|registered|station|electoral|local
wählen|wahl|wahllokal|wählerverzeichnis eintragen|anmelden|wo|kommunalwahl|registrieren
votar|elecciones inscribirme|inscribir|censo|colegio|empadronado
votare|elezioni iscrivermi|iscrizione|seggio|liste
""",
    "EDU-02": """
canteen|lunch|lunches school|daughter|son|allergy|invoice|vegetarian
schulessen|mittagessen|kantine tochter|sohn|schule|allergie|rechnung
comedor hija|hijo|escuela|alergia|factura
mensa figlia|figlio|scuola|allergia|fattura
""",
    "EDU-04": """
nursery|crèche|creche|childminder|daycare baby|place|months|daughter|son|toddler
kinderkrippe|krippe|kita|tagesmutter baby|platz|monate|tochter|sohn
guardería|niñera bebé|plaza|meses|hija|hijo
nido|tata bambino|bambina|posto|mesi|neonato
""",
    "SOC-01": """
food|rent|bills|electricity pay|afford|help|hungry|bank|money
miete|strom|essen|rechnungen bezahlen|hilfe|geld|hunger
alquiler|comida|luz|facturas pagar|ayuda|dinero|hambre
affitto|cibo|bollette pagare|aiuto|soldi|fame
""",
    "SOC-02": """
council|social|bigger housing|flat|apartment|waiting
sozialwohnung
vivienda|piso social|grande|solicitud|espera
casa|alloggio popolare|popolari|sociale|graduatoria
""",
    "SPO-01": """
swimming|pool|gym|pitch|hall opening|hours|book|hire|rent|price|club|lanes
schwimmbad|hallenbad|turnhalle|sportplatz öffnungszeiten|preis|mieten|verein|geöffnet
piscina|gimnasio|polideportivo horario|precio|alquilar|abierta|club
piscina|palestra|campo orari|prezzo|affittare|aperta
""",
    "CUL-01": """
library|museum|concert|exhibition|guided|cathedral opening|hours|open|tickets|visit|tour|book|books
bibliothek|bücherei|museum|führung|ausstellung|konzert öffnungszeiten|geöffnet|karten|besichtigung|kathedrale|bücher
conservatorio|conservatoire|música|violín|guitarra|piano clases|inscribir|inscripción|niños|hijo|hija
conservatory|music|violin|guitar|piano lessons|enrol|register|son|daughter
biblioteca|museo|exposición|concierto horario|abierto|entradas|visita|catedral|libros
biblioteca|museo|mostra|concerto orari|aperto|biglietti|visita|cattedrale|libri
""",
    "TRA-01": """
bus|tram|coach late|timetable|stop|driver|ticket|missed|stops|route
bus|straßenbahn|buslinie fahrplan|verspätung|haltestelle|fahrer|fahrkarte|verpasst
autobús|tranvía|bus horario|parada|conductor|billete|retraso
autobus|tram|pullman orario|fermata|autista|biglietto|ritardo
""",
    "AG-02": """
compensation|insurance|claim|refund|reimburse|damage fell|car|tyre|glasses|broken|injury|repair|pavement|hole
schadenersatz|versicherung|entschädigung|erstattung auto|gestürzt|schaden|reifen|verletzt|reparatur
indemnización|seguro|reembolso coche|caída|daños|rueda|lesión|reparación
risarcimento|assicurazione|rimborso macchina|caduta|danni|ruota|infortunio|riparazione
""",
}
