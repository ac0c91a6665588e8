package inbox

// givenNames are given names that are common in some country and are hardly
// ever another word of a support text. They never mask a word by themselves:
// they join with a family name, and what is left of them is shown in the audit.
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
yannick yasmin yolanda yulia yuki yuri yusuf yves yvonne zachary zbigniew zoe zuzana`
