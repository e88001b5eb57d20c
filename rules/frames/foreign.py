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
}
