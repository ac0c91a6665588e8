package inbox

// givenNames are given names that are common in some country of Europe, America or
// Asia, and are hardly ever another word of a support text. They join with a family
// name, and stand for somebody alone unless they are among alsoElse; what is left
// of them is shown in the audit.
const givenNames = `
aaron abigail adam adrian agnes ahmed aidan alan albert alberto alejandra alejandro aleksandr alessandra alessandro alexander alexandra
alexandre alfred alfredo ali alice alicia alina alison alistair allison amanda amelia amina amit amy ana anastasia andrea andreas andrei andrej
andres andrew andrzej andré anette angela angelika angus anita anja anke anna annabel anne annette annika antje antoine anton antonia antonio anders
arjun arthur arturo astrid audrey aurélie axel barbara bartosz beatrice beatriz ben benedikt benjamin benoit bernard bernd bernhard bianca
birgit bjorn bogdan boris brandon brenda brian bridget britta bruno bryan caitlin camille camilla carina carla carlo carlos carmen carol carolina caroline
cathérine catherine cecilia celine charlotte chiara chloe chris christa christian christiane christina christine christoph christophe christopher claire clara claudia
claudio clément colin connor conrad corinna craig cristina cynthia damian daniel daniela danielle darren dave david deborah debra denise dennis
derek diana diane dick diego dieter dimitri dirk dmitri dominik dominique donald donna dora doris dorothea dorothy douglas duncan dylan
edgar eduardo edward edwin eileen elena eleanor elias elisa elisabeth elizabeth ella ellen elisabetta emil emilia emilie emily emma emmanuel
enrico eric erica erik erika erwin esther ethan eugene eva evelyn ewa fabian fabio fatima federico felicia felix ferdinand fernanda fernando filip
fiona florence florian francesca francesco francisco francois frank franz fred freddy frederic frederik friedrich gabriel gabriela gabriele gareth
gary geoffrey george georg gerald gerard gerd gerhard gianni gilles gina giorgio giovanni giulia giuseppe gloria gonzalo gordon graham greg gregor gregory
guillaume gunther gustav guido hannah hannes hans harald harriet harry heather hector heidi heike heinrich heinz helen helena helga helmut hendrik henri henrik henry
herbert hermann hiroshi holger howard hubert hugo ian ibrahim ida ignacio igor ilse ines inga ingo ingrid irene irina isaac isabel isabella isabelle ivan ivana
jacob jacqueline jacques jakob jakub james jamie jan jana jane janet janina jannik jason javier jean jeff jeffrey jelena jenna jennifer jenny jens jeremy jerome jerry jesper
jessica jessie joachim joan joanna joao jochen joel johan johann johanna johannes john jonas jonathan jordi jorge jose josef joseph josephine joshua
josé juan judith julia julian juliana julie julien jurgen justin justyna kai karen karin karl karsten kasper katarina katarzyna kate katharina katherine kathleen kathrin
kathryn katie katja katrin kayla keith kelly ken kenneth kerstin kevin kim kirsten klaus konrad konstantin kristen kristian kristin kristina krzysztof kumar kurt kyle
lara larissa lars laszlo laura lauren laurence laurent lea leah lena leo leon leonard leonardo leonie lea leticia lewis liam linda lindsay lisa livia lorena lorenzo louis louise
luc luca lucas lucia lucie lucy ludwig luigi luis luisa luke lukas lutz lydia lynn maarten maciej madeleine magdalena maja malte manfred manuel manuela marc marcel marcela
marcin marco marcos marcus maren margaret margarita margit margot maria mariana marianne marie marija marika marina mario marion marius marlene
marta martha martin martina mary mateusz mathias mathieu mathilde matt matteo matthew matthias matthieu maureen maurice maximilian megan mehmet meike melanie melissa mia
michael michaela michal michel michele michelle miguel mikael mike mikhail milan milena miriam mohamed mohammad mohammed moritz mohammad monica monika morgan muhammad murat
nadia nadine nancy naomi natalia natalie natasha nathan nathalie neil nicholas nick nicola nicolas nicole niels nigel nikita nikola nils nina noah noel noemi nora norbert norman
oksana olaf oleg olga oliver olivia olivier oscar oskar otto pablo pamela paola paolo patricia patrick patrik paul paula pauline pavel pawel pedro peggy pekka penelope
peter petra philip philipp philippe phillip pierre piotr priya rachel rafael raimund rainer raj rajesh ralf ralph ramona raquel raul raymond rebecca regina reinhard renata
renate ricardo richard rita robert roberta roberto robin rodrigo roger roland rolf roman romain ronald rosa rosemary roxana ruben rudolf rupert russell ruth ryan sabine sabrina
sally salvatore samantha samuel sandra sanjay sara sarah sascha scott sean sebastian selina serge sergei sergio severin shannon sharon shirley sigrid silke silvia simon simona
simone sina sofia sofie sonia sonja sophia sophie stacy stanislav stefan stefania stefanie steffen stella stephan stephane stephanie stephen steve steven stuart susan susanna susanne suzanne
sven svenja svetlana sylvia sylvie tadeusz tamara tania tanja tara tatiana ted teresa terence teresa terry theodor theodore theresa thierry thomas thorsten tiago tiffany till tim
timo timothy tina tobias todd tom tomas tomasz tommy toni tony torsten tracy tristan udo ulrich ulrike ursula uwe valentin valentina valerie vanessa vera
verena veronica veronika vicente victor victoria viktor viktoria vincent viola virginia vladimir volker walter wanda wayne wendy werner wiebke wilhelm william wolfgang xavier yann
yannick yasmin yolanda yulia yuki yuri yusuf yves yvonne zachary zbigniew zoe zuzana
aaliyah abdullah abdulrahman adela adele adrien agata agnieszka aino aisha aki akihiro akiko akira aleksander aleksandra aleksandrs alessia alexei alexey
alexia alexis alfonso algirdas almudena alois aloysius alphonse altan alvaro amalia amalie amandine amaya amir ananya anastasija anatoly andras andreea
andrius aneta angelica angelina angelo angelos anika anil anouk anthony antoinette antonella antonin antti anu apostolos archana ariadna ariane arja
arkadiusz arlette armand armando arnaud arnold arturs arvid arvind ashley ashok ashwin ayako aylin ayse aysel azra balazs baptiste barbora bartlomiej
bastien beata bela benedetta benedicte benedikte bengt benito berenice berit bernadette bertil bertrand biagio bjarne blanka blazej bodil boguslaw borja
bozena branislav branko brigitta brigitte brittany bulent burak camila carlotta carole carsten cassandra catalina catarina caterina cedric celia celina
cemal cengiz cesar chantal charlene chidi chinedu christel christelle christos clarissa claudine clementine clotilde coralie cordelia corinne cornelia
cornelius cosimo cristian csaba cyril cyrille czeslaw dagmar dalia damien damir dana danica danilo danuta daria dariusz davide davor deepak delphine
demetrios denis desiree desislava despina diarmuid didier dilan dimitra dimitrios dinesh dionne dmitry dmytro domenico dominic dominika dorota dorthe
dragan dusan dzenan ebba edith edmund edoardo eduard edyta efstathios egle egon einar eirik ekaterina eleni eleonora eleonore elif elin eliott elise eliska
elodie eloise elzbieta emanuela emilio emmanuelle emre endre erdem erkki ernestine ernesto erwan esra esteban estelle etienne eugenia eugenio eunice
evangelos eveline evgeny ewelina fabiana fabien fabienne fabrice fabrizio fadi faisal farah farid farida fatih fatma federica felicitas feliks fernand
fiammetta filipa fiorella flavia flavio floriana floris francine francisca franck francoise franjo frederick frederico frederike fritz fumiko fumio gael
gaelle gaetano gaspard geert genevieve georges georgios geraldine gerda gergely gerlinde germaine gerrit gert gertrud ghislaine giacomo gilbert gilberto
giorgia giorgos giovanna gisela giuliana giuliano goran gottfried grazyna grzegorz gudrun guglielmo guillermo gunilla gunnar gyorgy hakan halina halvard
hamid hamza hanna hanne hanneke hannelore hanno hannu haruka haruki hasan hassan hatice hedwig helle helmi hendrika henning henrietta henriette henryk
herman hermine hideki hilda hilde hildegard hiroko hitoshi horst hortense huda husein huseyin hussein hyun ibrahima ieva ignacy iker ildiko ilona imke
imran ingeborg ingmar ingvild inka inna ioana ioannis iolanda irena irmgard irmina isidora isidoro ismael ismail istvan ivo iwona izabela jaakko jaana
jacek jacinta jadwiga jagoda jaime jakov jalal jamal jamila janek janez janine janis janko jannis janusz jarkko jarmila jaroslav jaroslaw jasmina jasper
jayesh jeanette jeanne jeannette jelle jeremiah jeroen jerzy jette jiho jill jindrich jiri joakim joaquin jochem joelle joep jolanda jolanta jonna joost
jordy jorgen joris jorma josefa josefine josip jouko jovan jovana joze jozef juana juha juhani jukka jules juliane juliette julio julius juraj jurgita
jussi jutta jyoti jyrki kaarina kacper kaisa kalle kamal kamil kamila karim karina karol karolina karoline kasia kasimir katalin katariina katerina
katharine katri katrine kavita kazimierz kazuki kazuko kazuo keiko keisuke kenta khaled khalid kieran kimberly kinga kiran kirill kirsi kiyoshi klaas klara
klaudia knut koen koichi konstantinos konstanze koray kornel kornelia kostas kristijan kristof kristoffer kriszti krisztian krisztina krystyna kunal kyoko
ladislav laetitia lajos lamine larisa lasse laurens laurie laurine laurits leena leif leila lenka lennart leocadia leopold leszek levente lidia liesbeth
liisa lilian liliana lilli lina linnea ljiljana ljubica lluis loic lorna lothar lotta lotte louisa lovisa lubomir luciana luciano lucio ludmila ludovic
luigia luisella luka lukasz luuk maarit maciek madhu mads magali magda magnus mahmoud maija maisie maite majid malgorzata mandy manfredo manish manoj
marceli marcella marcello marek margareta margarete margarida margaux margherita margrit mariam marianna mariano mariette marijke mariola marisa marisol
maritza marjan marjo marjorie marketa marko markus marlena marlies marloes marlon martine marwan maryam marzena masahiro masako masato masha matej mateja
mateo matheus mathilda matias matilde mats matti mattia mauricio maurizio mauro mayumi meena mehdi melinda melita meral merete merja meryem mette micaela
michela michiel miguelina mihaela mihai mikko mikolaj milada milica milos minna minoru mireille mirela mirjam mirko miroslav miroslava miroslaw mitsuko
mohan moises monique montserrat morten mounir muhammet mustafa myriam myrto nabil nadezhda nagihan nahia naoki naoko nasrin natasa natascha nathaniel
natsuko nawal neha nenad nermin neus niall niamh niclas nicoletta nicolo nihal nikhil niklas niko nikolai nikolaj nikolaos nikolas nikolaus nisha nives
nobuko noelia noemie norberto nuno nuria obinna odette odile ognjen okan olav ole oleksandr oleksandra oleksii olena olle olof oluwaseun omar orhan oriol
orsolya osama osman osvaldo ottavio ozan ozge ozlem padraig panagiotis pascale pascaline patrice patricio patrizia paulina paulo paulus pentti pernilla
pernille petar peteris petr petri petros petrus petter philippa philippos pia piero pietro pilar pinar piotrek pirjo poonam prakash pranav prasad predrag
preeti przemyslaw quentin quirin rachael rachid radek radim radka radmila radoslav radoslaw raffaele raffaella rahul raija raimo rajeev rajendra ralitsa
ramadan ramesh rania raphael raphaelle rasa rashid rasmus ravi regine regis reidar reinhild reinhold remco remi renato renaud rene renee rhiannon rianne
richarda riikka riina riitta rinaldo risto ritva rocio roderick rodica rodrigue rogelio rohan roisin rokas romana romina romuald rosalia rosalie rosalind
rosanna rosita roswitha roxane rozalia rudi ruggero ruta rutger ryoko saad saara sabina sakari salma salome sameer samir sampo samuele sandor sandrine
sanja sanna sanne santeri sasa satoshi satu saverio sebastiano sebastien selim selma semra sergej sergey serhii severine seyed shabnam shane shankar
sharmila shaun shauna sheila shigeru shinji shirin shreya siegfried sigurd silje silvana silvester silvio siobhan siv slavica slavko slawomir slobodan
snezana sofija soren sotirios spyros srdjan stanislava stanislaw stathis stavros stefanos steinar stijn stina stipe sumit sunil sunita suresh susana susann
suvi suzana svein svend swantje sylvain sylvester sylwia szabolcs szymon tadashi taina taisto takashi takeshi takumi tamas tanya tapio tariq tarja taru
tatjana tatsuya tatyana tayyip temitope teodor teodora teppo terhi terje tero tetiana tetsuya thaddeus thea theo theodora theodoros therese thibault thilo
thomasz thora thorben tibor tiina timea timofey timon tineke tiphaine tjark tobiasz tomaz tomislav tomohiro tomoko tonje torben torunn toshiko tove traute
tuija tulay tuomas tuukka tuula tycho tyler ulf ulla umberto umut unai urs ursel urszula ute vaclav valdemar valentino valeria valeriy valtteri vasco vasil
vasile vasilis vassilis veera veikko veli velimir venla vesna vibeke vidar vikram viktoriia vilhelm vilho ville vilma vincenza vincenzo violeta violetta
virginie virpi vishal vitalii vitaliy vitor vittoria vittorio vivek viviane vivienne vlad vladimira vladislav vlasta vojtech volodymyr vytautas waldemar
walentyna walid waltraud wassim wenche wendelin wiktor wiktoria wilfried wilhelmina willem wilma wim winfried wioletta witold wladyslaw wlodzimierz
wojciech wolfram wouter xabier xenia ximena yael yannis yara yasemin yash yasmina yasmine yasuko yelena yevgeny yiannis ylva yoko yolande yosef yoshiko
yousef youssef yukiko yuliya yumi yuriy yusuke yvette zahra zainab zbynek zdenek zdenka zdravko zeljko zeynep zlata zlatko zofia zoltan zoran zorica zsofia
zsolt zuzanna zygmunt
abbie abby addie aiden alec alisha allie alyssa annabelle annie aubrey becky beth betty beverly bonnie brad bradley brady brenna bryce caleb candace carly
carolyn carrie casey cassidy cheryl cindy clarence clyde cody colleen corey cory courtney curtis darla darlene darryl deanna delores desmond dianne
dominick donnie doreen doug dwayne dwight eddie edna elaina elaine ellie elsie erin ernie ethel felipe gail garrett gerry gladys glenda glenn gwen
gwendolyn hailey hayley hilary howie imogen irma isaiah jackie jacky janelle janice janie jared jeannie jenifer jermaine jodi jodie jolene jordyn josie
joyce judy justine karla kathy kayleigh keisha kelsey kendra kenny kerry kirsty krista kristi kristie kristine kristy larry lawrence leslie lillian lindsey
lloyd logan lois lori lorraine louella lucille mabel mackenzie marcia marcie marcy margie marilyn marsha marvin maryann mckenzie meghan melvin meredith
mildred millie mindy mitch mitchell moira molly muriel myra nadya nellie paige patsy patti phil phyllis priscilla ralphie randall reggie rhonda ricky
rodney ronnie rosalyn rosemarie rosie roxanne sadie sammy shari shawn sheryl spencer stacey steph stephany stewart susie suzy tabitha tammy tasha terrence
terri terrie tess tessa thelma tiffani toby tommie tonya tracey traci trevor tricia trisha trudy tyrone valarie velma vicki vickie vicky wendell whitney
wilbur wilfred winifred zach zack zoey
jorg joerg jorn gerta gunter guenter hanspeter heiner hilke ingolf jurg karlheinz ottmar reiner rudiger ruediger sibylle traudel uschi
aarav abimbola achieng adebayo adewale aditi aditya ajay akash akshay alena alenka alex alexandrina alexandru alexej alicja alim aliona aliya
almir alok alona alvin amara amarjit ambika amparo amr anand anastasios anatol anatolij andjela andoni andrzejka angele angharad aniruddha anjali
ankit ankita anniina annikki annukka anselm ansgar anthea antoni antonino antonios anuradha anushka anya aparna araceli arash arif arkady armin arne
arno aroha arpita arsen arseny artem arthurs artur arun aryan asger ashish asif asim asya athanasios atilla attila aurelie aurelien aurelio aysegul
aytac azadeh aziz babak babatunde bahar bahram barnabas basak batuhan beate behrouz belen belgin benny berkay bhavna bilal bilge birgitta birgitte
birthe boyan bozidar brigita britt bronislav bronwyn bryony burcu cagla canan candan caner carles carme casimir catarine catrin ceren chetan chiamaka
chioma chiyo christen christiaan chukwuemeka ciara cihan cillian cinzia clemens clodagh concetta cosmin costas cristobal csilla cuneyt dacian damjan
danial danijel danijela danuse daphne dario darius darko dejan dejana denisa deniz derya devika devin dhruv diederik dijana dilek dimitris dinko dino
divya djordje dobromir domantas domingo donal donatella dorin doru dragana drazen dunja dusanka dzmitry eamon ebru edina edita edvard edvin eetu eike
eino eirini eivind ekin elad eldar elke elmar elmer elvira emeka emel emer emin emine emmy eniko enzo eoin erkan erlend erling ermin ersin ervin
espen essi etelka eulalia eunji evan evren ezgi farouk farzad fatos faye federigo ferenc ferhat fermin fernande filiz finn florica florin floyd folake
fouad franciszek frauke fredrik freya frida funda gabor gabrielle galina ganesh gaurav gauthier gavin geeta genadij georgi georgiana georgina
gergo gerhild ghita giada giancarlo giedre gintaras gints girish gizem gjergji glenys gokce gokhan gonca gopal goranka gordana gosia gotz govind
gregers greta gulsah gulsen gyula hajnalka hakon halim hamed hanae hansi haris harish harjit harri harsh harun haruto havva heiko heli hemant henna
henny herve hideo hilal hina hinata hiroaki hiroki hiroyuki hisashi hlynur hoang hrvoje hulya huong husnu huyen hyejin hynek iain iara ibolya ieuan
ifeoma ignas ilari ilaria ilhan ilija iliya ilkka ilya inaki indira indre inese ingeborga ingibjorg irakli irfan irini isak ishaan ismet isolde iulia
iulian ivar ivica ivonne jaap jacqui jadranka jagdeep jagdish jagna jaka jalil jamshid janette jaromir jaska jatin jaume javad jayant jayne jelte
jenni jesus jiali jihoon jisoo jitka jiwoo joana jocelyn jocelyne joni joran joszef jouni jozefina jozsef juanita judit julen jurate juri jurij jurre
justas justina jutka kadir kaito kaja kajal kamala kamau kanako kaori kaoru kapil karan karel karolis karoly karthik karthika kasimira kaspar katalina
katelyn katinka katka katsumi katya kazimiera kazuhiro kazuya kehinde keita kemal kenan kenichi kenji kerem kerim kesha ketan ketil kevser khadija
khalil kimmo kishore kjell kjetil klemen klemens kofi kotaro kristaps kristiane kristiina kristoffel kritika kuba kubilay kumiko kwabena kwame kyra
kyriakos ladislava lakshmi lalit lamia lari larysa lasha lauri lauris leander leandro leen lejla leoni leonid leonor leopoldo leslaw levan levi levin
lewin liana lidija liesel liina liisi lilia lilja lilla linas linh linus liselotte lisette liviu lizzie ljubisa loreta loretta lotti lucian lucija
lucjan ludvig luiz luiza lydie maaike madhuri magdolna mahendra mahesh mahmut maike maiken maira mairead makena makoto malgosia malik malin malini
mallory manca manisha manju manoel marcelino marcelo mareike margaretha margarethe margriet mariangela maribel marielle mariia marijan mariko marilena
marinus marise marit marjut marlis marte marthe maruska maryna marzia masami masayuki masood massimiliano massimo matan matea matilda matouss matyas
maurits maxime maximo maya mayank megumi mehmed mehran melek melike meltem meri merve mervi metin michail michalis michiko midori mieczyslaw mieke
mihail mihaly miika mila milda milivoj miljan miljana milka milko milosz minako minh minjun minseo mira miran mircea miriana mirja mirjana mirka mirna
mirza miska mitja miyuki mizuki mladen mohsen mojca mojmir momoko mona monir morag morgane moshe mugur mujo mukesh mukul mustapha muzaffer mwangi
nabila nadim nadja naim najib nanami nandini nandita naomichi naomie narayan narendra naresh nasser natacha natalija natalka natan natsumi naveen
navid navin nazanin nazli neda nedim neema neeraj negar nelly nerea nesrin nevena ngozi nguyet nicholai nicoleta niharika nika nikhila niki nikica
nikos nilay nilesh nilgun nilufer nisan nitin nitya njal njeri nkechi noa nomvula noriko numan nuray nurcan obiageli octavia octavian oddvar
ognen oivind oktay oleksiy olev olimpia oliwia oliwier olumide oluwaseyi omer onder onur orazio orla ornella osamu oskari otieno ovidiu oyvind paavo
padma pallavi pankaj parvati pascual patrycja patryk pauliina peder pervin petia petteri petya phuong piera pierluigi pieter pinja pirkko piroska
polina pooja prabhakar pradeep pramod prashant praveen primoz priscila priyanka qasim radan radha radhika radmir radoje rafaela rafal raffael raghav
raghu raili raisa rajat rakel rakesh ralitza ramazan ramin ramiro ramya ranjana ranjit rashmi rastislav ratko ravindra raymonde razvan refik reijo
reiko reima reka rekha remigiusz renaat renars renske reto reza rhys ricarda rikke rina ritesh ritu riyad roberts rocco rodolfo roel rohini rohit
rolandas romualdo ronan roni ronja rosangela rosario roswita roya rozenn ruairi rudolfo rukmini rupal ruslan rustam ruud ryota ryszard sabri sachiko
sachin sadhana sadik saeed safiya saija saima sajid salih salim salman salomon sami samira sanaa sanda sandeep sander sandhya sandro sanela sangeeta
sangmin sanjeev santiago santtu saoirse sarika sarita sarunas satish satoko satomi savvas sayaka sebnem seema sefa selcuk selena selin semih senad
seoyeon seppo serap serdar serena serhat serhiy serkan seungmin sevda sevgi sevil shahid shahin shahram shalini shanti sharif shashi shawna sheena
sheetal shigeko shilpa shinya shiori shizuka shlomo shobha shota shruti shweta siamak sibel siddharth sigita sigridur sigrun silas silja silvie silviu
simas simen simge simo sindre sinead sinisa sipho sirpa sladjana slaven smiljana smita sneha snorre solange soledad solveig sonal sonali soojin sophus
sorin spiros srinivas stela steliana stephania stig stjepan stoyan subhash subramanian sudha sudhir sujata sulejman suleyman sumiko sunghoon supriya
surendra sushila sushma sverre svitlana swapna swati sylwester tadas takahiro takako takayuki takuya tamiko tanju tanvi taras tarek tarik tarmo tarun
tatsuo tatu teija temel tendai teodoro teppei teuvo thabo thandiwe theodosia theresia thiago thierno thijs thobias thokozani thuy tihomir tiit tiiu
timotea timotej timothee timur tjasa tobi tomi tomislava tomoe tomomi tonci torbjorn toril torleif tormod toshio traian trang treasa trine troels
trond truls tsuyoshi tudor tugba tuncay turid tuva tuyet tzvetan uchenna ufuk ugne ugur uldis ulises umar umit uzma vaibhav vaidas valdis valentyna
valeriia valters vandana vanja varun vasant vasiliki vasily vassil vedran veijo vejas velibor venkat veronique veselin vidya viggo vijay vikas vikki
viktorija vilde vilem vilja vilmos vimala vinay vincas vincenz vineet vinko vinod violaine viorel virgilijus virgilio vishnu visnja vitali vitaly
vitold viveka vjekoslav vladislava vlado vlatka vojislav volkan vuk vukasin vusala waclaw wafa wahid walburga waldek waleed walerian wambui wanjiru
weiming wenzel werona wieslaw wieslawa wilhelmus wilko willemien willemijn willi winona wioleta wlodek xander xiaoling xiaoming xiomara xiuying yagmur
yaiza yaroslav yasuhiro yavuz yejin yeliz yesim yetunde yigit yngve yogesh yohann yoichi yordan yoshi yosra yosuke younes youngho yuichi yuina yuji
yukari yuko yulian yumiko yuriko yusaku yuta yutaka zakaria zanele zbysek zdenko zdzislaw zehra zeina zelimir zeljka zineb ziva zivko zofie zohra zoja
zoya zsanett zsofi zsuzsa zsuzsanna zuhal zvonimir zydrunas`

// commonFamilies are names of families that are common in some country and hardly
// any other word: a word in capitals before one is a given name, whatever it is.
const commonFamilies = `
adeyemi agarwal aggarwal aguilar ahmed almeida alvarez andersen anderson andersson antunes arslan aydin azevedo bailey bakker balogh balogun banerjee
barbieri barbosa bengtsson bennett berglund bergstrom bertrand bhatia bianchi bianco blanchard boateng bondarenko bonnet boyer brennan brouwer byrne
campbell cardoso caruso carvalho castillo castro cavalcanti celik cetin chan chatterjee chaudhry chavez chen cheng cheung chevalier chopra christensen
claes cohen collins contreras coppola correia dabrowski davis dekker delgado diallo diaz dijkman dijkstra dimitriou dogan doherty dominguez duarte
dubois dufour dumitru dupont dutta dvorak edwards engstrom eriksson esposito fabre farkas fedorov ferrara ferreira ferretti figueroa fiorentino
fitzgerald fitzpatrick fonseca fournier friedman fujita gallagher galli gallo garcia garnier gauthier gautier georgiou gheorghe giordano goldberg
gomes gomez gonzalez goossens grabowski greenberg guerrero gunther gupta gustafsson gutierrez guzman haddad hamalainen hansen hansson hartmann
hasegawa hashimoto hayashi heikkinen heinrich hendriks hernandez herrera herrmann hoang hoffmann hofmann holmberg horak horvat horvath hossain howard
huang huber hughes hussain ikeda inoue ionescu ishikawa ivanov ivanova iyer jackson jacobs jaeger jankowski jansen janssens jansson jarvinen jenkins
jensen johansen johansson johnson jones jonsson jorgensen joshi juhasz kamara kaminski kapoor karlsson katz kavanagh kelly khan khoury kilic kimura
kobayashi koehler kohler kondo konig korhonen koskinen kovac kovacs kovalenko kozlowski kravchenko krawczyk kristensen krueger kruger kucera kuznetsov
kuznetsova lambert larsen larsson laurent lebedev lefebvre legrand lehmann lehtonen lemaire leroy leung levy lindberg lindgren lindqvist lindstrom
lombardi lombardo lopes lorenz lundberg lundgren macdonald machado mackenzie madsen maes makinen malhotra mancini marchetti mariani marques martinelli
martinez martini matsumoto mayer mazur mccarthy mccullough mcdonald mcdowell mehta meijer mendes mendez mendoza menon mensah mercier mertens michalski
mishra moeller moller molnar monteiro moreau moreira morel moretti morozov morris mukherjee mulder muller munoz murphy mutua myers nagy naidu nair
nakamura nasser ndiaye nelson nemec nemeth neumann nguyen nielsen nieminen nikolaou nilsson nogueira novak nowak nunes nyberg obrien oconnor ogawa
okada okafor okonkwo oliveira oliynyk olsson oneill ortiz osei osullivan otieno owusu ozdemir ozturk papadopoulos papp parisi patel pawlowski pedersen
peeters pereira perez perrin persson petersen peterson petrov petrova pettersson pham phan phillips pillai piotrowski popescu popov popova prochazka
rahman ramirez ramos rasmussen reddy ribeiro ricci richardson rinaldi rizzo roberts robinson rodrigues rodriguez rogers romero rosenberg rossi
rousseau roux ruiz russo sahin sakamoto salazar salminen sanchez sandberg sanders sandstrom santoro santos sasaki schaefer schafer schmidt schmitt
schmitz scholz schroder schroeder schulz schulze schuster scott seidel shah shapiro sharma shevchenko shimizu siddiqui sidorov singh sinha siqueira
sjoberg smirnov smirnova smit soderberg sokolov sokolova sorensen soto sousa souza stewart stoica svensson svoboda sweeney szabo szymanski takacs
tanaka tavares teixeira thomas thompson tkachenko torres toth tran traore varga vargas vasquez verma vermeulen virtanen visser vitale volkov wagner
walther wanjiru watanabe watson weber weinstein willems williams wojcik wong wouters wozniak yadav yamada yamaguchi yamamoto yamazaki yildirim yilmaz
yoshida zhang zhao zhou zielinski zimmermann`

// smallElse are given names that are words of some language when they are written
// small.
var smallElse = wordSet(`ali ana angelo anita ari art ben bella bela bruno carol clara claire claudia dana dolores don dora eva franco gene gloria guido hal ida ines irma
	jean jesus kai kim lara lea leo leon levi linda louis luna luz lydia mandy marco mari maria marina mario marta maya mercedes mia mina mira mona nina noel nora ole
	per petra pia pilar raj ray regina rene rita robin rocio roger roman rosa rosario ruben sandra sara sean serena simple sole sonia stella tania tara till tim timo toni
	tomas tommy tom uwe ute vera victor vito viola yuri emir sami roland linus stein gal miss teo lina nick dick bernard barb benny patsy brad marcel dirk frank berta
	margarita pascal julia carla carina celia delia cesar felix max valentina aurora alba alma jose paul pat pierre marie franz kurt art rod wim jo ken ian al ed ted sam`)
