"""Given names common in France, to tell the given name from the surname and a name from other capitalised words."""

GIVEN_NAMES = frozenset(
    """
abdel abdelaziz abdelkader abdelkarim abdellah abdou abdoulaye abel achille adam adama adelaide adele adeline adelino adrien agathe
agnes agnieszka ahmed aicha aida aime aimee aissatou akim aksel alain alana alban albane albert alberte albertine aldo aleksandra
alessandro alessia alexandra alexandre alexandrine alexia alexis alfred ali alice alima aline alison alix alizee allan alma alois aloys
alpha alphonse alvaro alya amadou amal amandine amaury ambre ambroise amelie ameline amina amir amira ana anael anaelle anaick anais
anastasia anatole andre andrea andreas andree andrei andrzej andy ange angela angele angelina angelique angelo anita anna annabelle
annaelle annaig anne anne-marie anneke annette annick annie anouck anouk anselme anthony antoine antonin antonina antonio antony
apolline arame ariane ariel arielle aristide arlette armand armande armel armelle arnaud arno arsene arthur assia astrid athena aubin
aude audren audrey augusta auguste augustin augustine aurelia aurelie aurelien auriane aurore avril awa axel aya aymeric ayoub ayse
azenor aziz aziza baptiste barbara barnabe barthelemy basile bassem bastien beatrice beatriz bella ben benedict benedicte benjamin
benoist benoit berenger berengere berenice bernadette bernard bernardin berthe bertille bertrand bettina bianca bilal billy blaise
blanche blandine bleuenn bob bogdan boris boubacar brahim brandon brendan briac brice brieuc brigitte britney bruno bryan budic cameron
camille candice capucine carine carla carlos carmela carmen carol carole caroline caroll cassandra cassandre catherine cathie cathy
catia cecile cedric celestin celestine celia celian celine cesar chaima chang chantal charlene charles charlie charlotte charly cheikh
cherif chiara chloe chris christa christel christelle christian christiana christiane christie christina christine christophe ciara
cindy claire clara clarence clarisse claude claudette claudia claudie claudine claudius clea clelia clement clementine cleo cleophee
clodagh cloe clotaire clothilde clotilde colas colette colin coline colleen conchita constance constant constantin cora coralie coraline
corentin corentine corinne cornelia cosima cristina crystal curtis cynthia cyprien cyr cyriaque cyrielle cyril cyrille cyrus dalila
damian damien dan dana danae daniel daniele danielle danny daouda daphne dario dave david davy deborah delia delphin delphine denis
denisa denise denys deolinda desire desiree diana diane didi didier diego dimitri dina dolores domenico dominic dominique domitille dora
dorian doriane dorine doris dorothee douglas driss duarte dylan eddie eddy edgar edgard edith edmond edmonde edna edouard eduardo edwige
efflam elaine eleanor elena eleonore elia elian eliane elias elie eliette elif elina eline elio eliot eliott elisa elisabete elisabeth
elise ella ellen elliot elma elodie eloi eloise elouan elsa elvira elvire emeline emerance emeric emile emilia emilie emilien emilienne
emma emmanuel emmanuele emmanuelle emmy emre enora enrico enzo erell eric erica erika ernest ernestine erwan erwin esteban estelle
esther ethan etienne etiennette eudes eugene eugenie eulalie eunice euphrasie eva evan evann eve evelyne ewa ewan ewen ezio fabia fabien
fabienne fabio fabiola fabrice fadila faiza fanch fanny fanta faouzi farah farid farida fatiha fatim fatima fatma fatou fatoumata
faustin faustine fayza felicia felicie felicien felicite felix ferdinand fergus ferid fernand fernande fernando fidele filipe fiona
flavie flavien fleur flo flora flore florence florent florentin florentine florestan florian floriane florie florin floris fode fortunat
fouad franca frances francesca francesco francette franciane francine francis francisca francisco franck francois francoise frank
franklin fred frederic frederik frederique fredy gabin gabriel gabriela gabriele gabrielle gad gael gaelle gaetan gaetane gaia gaston
gauthier gautier gauvain gene genevieve geoffray geoffrey geoffroy george georges georgette georgia georgina gerald geraldine gerard
germain germaine gersende gheorghe ghislain ghislaine ghyslaine gianni gil gilbert gilberte gildas gilles gillian gina gino giovanni
gisele giuliana giuseppe gladys glenn gloria godefroy gontran gonzague goulven grace gracianne graeme graham gregoire gregor gregory
gretel grzegorz guenael guenaelle guenole gui guido guilhem guillaume guillemette guillerme gurvan gustave guy guylaine gwen gwenael
gwenaelle gwendal gwendoline gwenn gwenola gwenvael gwladys habib hacene hadrien hafid hafida hakan hakim halima hamed hamid hamza hana
hanane hanna hannah harold harriet harry hasna hassan hassane hassna hatem hatice heather hector hedi hedwige heidi heinz helena helene
helga heloise henda henri henriette herbert hermance hermine herve hicham hilaire hilary hilda hind hippolyte honore honorine horace
hortense houda houria hubert hubertine hugh hugo huguette humbert huseyin hyacinthe ian iann ibrahim ibrahima ibtissem ida idriss ignace
igor ikram ilan ilana ilham iliana ilies ilona ilyas ilyes imane imen ines ingrid inna ioana ionel irena irene irina iris irma isa isaac
isaak isabel isabella isabelle isadora isaure ismael ismail israel issa ivan ivana ivanna iwan jacinthe jack jackie jacky jacob
jacqueline jacques jacqui jad jade jalil jamel james jamila jan jana jane janine janis jaouen jared jasmine jason jawad jay jean
jeanette jeanine jeanne jeannette jeannine jeff jeffrey jen jenna jennifer jenny jeremie jeremy jerome jerry jess jessica jessie jessy
jill jim jimmy joachim joakim joan joana joanna joanne joao joaquim joaquina jocelyn jocelyne jodie joe joel joelle joelline joffrey
johan johana johann johanna johanne john johnny jolanta jonas jonathan jonathon jordan jordane jorge jorgen jose josee joseph josepha
josephe josephine josette joshua josiane josianne joss josselin josua joy joyce juan juana judicael judikael judith julia julian juliana
juliane julianne julie julien julienne juliette julio june jurgen justin justine kader kaelig kamal kamel karen karim karima karin
karina karine karl kassandra kate katel katell katerina kathia kathleen kathy katia katrin katy kayla keita kelly kelvin kenny kentin
kenza keren kerstin kessy kevin khadidja khadija khaled khalid kheira kieran kilian killian kim klaus konrad krystel krzysztof kylian
kyra laetitia laila lalie lamia lana lancelot landry lara larissa lars latifa laura laurane laure laureen laureline laurena laurence
laurent lauriane laurianne laurie laurine lauryn lazare lea leandre leandro leane leila leilou leina lena lenaic lenaig lenny leo
leocadie leon leona leonard leonie leonor leontine leopold leopoldine leslie letitia leyla lia liam lidia lieselotte lila lili lilia
lilian liliane lilou lily lina linda lindsay line linh lino lionel lisa lisbeth lise lison lissandre liv livia liz lizzie lloyd loan
loana loane lobna loeiza loic loick lola lolita lorena lorenzo loris lorraine lotfi lou louane loubna louis louisa louise louison loup
lourdes lubin luc luca lucas lucette lucia luciana luciano lucie lucien lucienne lucile lucille lucinda lucrece ludmila ludmilla ludovic
luigi luis luisa luka lukas luna lwazi lya lyana lydia lydie lynda lyse maaike madeleine mado mae mael maelia maeline maelle maelys
maena maeva maeve magali magalie magda magdalena magdeleine maggy magloire mahaut mahdi mahmoud maia maimouna maite maiwenn majid malak
malcolm malek malgorzata malick malik malika malo malory malvina mamadou manfred manoel manolo manon manu manuela mara marc marc-antoine
marceau marcel marcela marcelin marceline marcelle marcello marco marcus margaret margareth margaux margerie margherita margot margret
marguerite maria mariam mariama mariana marianne marie marie-ange mariella marielle marietta mariette marika marilou marilyn marilyne
marina marine marinette mario marion marisa marise marisol marius marjolaine marjorie mark markus marlene marlon marouane marta martha
martial martin martina martine martinette marvin mary maryam maryannick maryline marylise maryse maryvonne masha massimo mateo mathe
mathias mathieu mathilda mathilde mathis mathurin mathys matteo matthew matthias matthieu maud maude maurane maureen maurice maurine
mauro mavis max maxence maxime maximilien maximin maya mayeul mederic medhi mehdi mehmet mei meissa melanie melchior melina melinda
meline melisande melissa mellie melodie melody meriem merwan meryem meryl mia micha michael michaela michaelle michel michela michele
micheline michelle mickael miguel mihai mikael mike mila milan milena milo mina minh miranda mireille mirella miriam mirjana moana
modeste mohamed mohammed moira moise momo mona monia monika monique morgan morgane mouhamadou mouna mounia mounir mounira mourad moussa
moustapha muguette murat muriel mustafa mustapha mylene myriam myrtille nabil nabila nacer nacera nacim nadege nadejda nadia nadine
nadir nael naim naima nais najat najet nans naomi napoleon narcisse nasser nassim nassima natacha natalia natalie natasha nathalie
nathan nathanael nawal nawel neil nelly nelson nestor neva neville niamh nicola nicolae nicolas nicole nicoletta nidal niels nigel
nikita niklas nilda nils nina nino ninon noa noah noam noe noel noelie noeline noella noelle noemi noemie nolan nolwenn nora norah
norbert nordine norma norman nour noura noureddine nuno nyls oceane octave octavie odette odile odilon odine oksana olaf olena olga
olivia olivier ollie olympe omar ombeline ombline ondine oonagh ophelie oriane orlando orlane ornella oscar osman osmane oswald otto
oumar oumou ousmane ousseynou owen oxana pablo paco paloma pamela paola paolo pascal pascale pascaline paskal patrice patricia patricio
patrick patrik paul paul-henri paula paule paulette paulin paulina pauline paulo pavel pedro peggy pelagie penelope perceval perla
pernelle perrine peter petra petronille phil philbert philemon philibert philippe philomene phoebe pia pier pierre pierrette pierrick
pierrot pietro pilar piotr placide pol polina prescillia prisca priscilla priscille privat prosper prudence prune quentin quitterie
rabah rabia rachel rachid rachida rafael rafaela raffaele rafik raimond ralph ramdane rami ramon ramona randy raoul raphael raphaele
raphaelle raul rawane rayan raymond raymonde raynald rebecca regina regine regis reine reinhard rejane remi remy renan renate renato
renaud rene renee reynald reza rhys riad ricardo riccardo richard rick rigobert rita riwal riwanon riyad roald robert roberte roberto
robin robinson roch rochdi rodolphe rodrigo rodrigue roger rogerio roisin roland rolande rolf romain romaine roman romane romaric romeo
romuald romy ronald ronan ronnie rosa rosaire rosalie rosalind rosanna rosario rose roseline roselyne rosemarie rosemary rosemonde
rosetta rosine rosy roxana roxane roxanne rozenn ruben rudolf rudy rui rupert russell ruth ryan sabah sabina sabine sabri sabrina sacha
sadia sadio safia said saida saliha salim salima salma salome salomon salvador salvatore sam samantha samara samba sami samia samir
samira samuel sandie sandra sandrine sandro sandy saoirse sara sarah sarra sasha saturnin saul savannah savinien scarlett scott sean
sebastian sebastiao sebastien segolene selena selene selim selma serena serge sergei sergine sergio servane severin severine shaima
shana shannon sheena sheila shirley sibylle sidney sidonie siegfried sigolene sigrid siham silas silvana silvia silvio simeon simon
simona simone sindy sinead siobhan skander slimane soazig sofia sofian sofiane sohan soizic solange soledad solen solene solenn solenne
soline solveig sonia sonny sophia sophie soraya souad souhila soukaina souleymane stan stanislas stanislaw stefan stefania stefano
stelios stella stephan stephane stephania stephanie stephen steve steven stuart sulian sullivan sumeyye suzanne suzette suzie suzon
svetlana swann sybille sylvain sylvaine sylvana sylvere sylvester sylvestre sylvette sylviane sylvie symphorien syrine tacko tahar
tamara tancrede tanguy tania tao tara tatiana teddy telma teo terence teresa tess tessa thais thandiwe thea thekla thelma theo theodora
theodore theophile theotime therese thi thibaud thibault thibaut thiebaut thierry thomas thorsten tiago tibo tidiane tifany tifenn
tiffany tijani tilda tilio tim timothe timothee timothy tina tino titouan titus toinon tom tomas tommy toni tony toufik toussaint tracy
tran trevor tricia tristan tudi tugdual tyler typhaine ugo ulrich ulysse umberto urbain ursula ute uwe vadim valentin valentina
valentine valere valeria valeriane valerie valery vanessa vanina vasco vasile venceslas vera verena veronica veronika veronique vianney
vicente vicky victoire victor victoria victorien victorine vidal viktor vincent vincente vincenza violaine violette virgile virginia
virginie vittoria vivian viviane vivien vivienne vladimir waldemar walid walter wanda warren wassim wendy werner wesley wilfrid wilfried
wilhelm willi william willy winifred winnie wladimir wolfgang xavier xaviere yacine yael yaelle yamina yan yanick yanis yanisse yann
yannick yannig yannis yasin yasmina yasmine yassin yassine yazid yelena ylan yoan yoana yoann yoanna yohan yohann yohanna yolaine
yolanda yolande yoni youcef youenn youna younes youness youri yousra youssef youssouf ysaline ysee yuna yusuf yvan yvelise yves yvette
yvon yvonne yvonnick zacharia zacharie zahra zaina zakaria zakia zara zaynab zbigniew zeineb zelia zelie zeliha zenon zephyr zhora ziad
zinedine zita zoe zofia zohra zoran zoubida zouina
""".split()  # noqa: SIM905 - a list of two thousand strings would be two thousand lines
)
