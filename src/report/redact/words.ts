/** Word lists of the redaction; no code. Written for this project. Lower case throughout. */

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Titles that stand before a name and hardly anywhere else. */
export const STRICT_TITLES = list('dr drs mr mrs ms mx prof dra sra srta rev herr frau mme mlle');

/** Titles that are ordinary nouns (or, miss, a verb) as well: lower-case words after them prove less. */
export const LOOSE_TITLES = list(
  'doctor doctors doc nurse professor miss doctora señor señora señorita licenciada licenciado captain sergeant pastor',
);

/** Second words of a title: a name may follow them. */
export const TITLE_ENDINGS = list(
  'practitioner practitioners assistant anesthetist midwife injector surgeon med dent rer nat habil',
);

/** Jobs: a capitalised word straight after one (with or without a comma) is a name. */
export const JOBS = list(`
  hygienist receptionist assistant nurse surgeon dentist technician tech manager coordinator therapist esthetician
  aesthetician injector anesthesiologist anaesthetist physician specialist counselor counsellor nutritionist dietitian
  optometrist orthodontist pediatrician paediatrician dermatologist midwife secretary scheduler administrator
  phlebotomist podiatrist chiropractor consultant practitioner pharmacist doctor physio physiotherapist psychologist
  psychiatrist cardiologist urologist oncologist gynecologist gynaecologist radiographer sonographer optician doula
  carer porter matron registrar nanny
  recepcionista enfermera enfermero secretaria secretario asistente auxiliar higienista dentista odontóloga odontólogo
  odontologa odontologo cirujano cirujana ginecóloga ginecólogo ginecologa ginecologo pediatra dermatóloga dermatólogo
  fisioterapeuta psicóloga psicólogo técnica técnico matrona anestesista ortodoncista chica administrativa doctora
`);

/** Whom patients bring, and speak for: names follow these as they follow jobs. */
export const RELATIVES = list(`
  daughter son wife husband sister brother mother mom mum mama dad father grandmother grandma granny grandfather grandpa
  granddaughter grandson aunt uncle niece nephew cousin partner boyfriend girlfriend fiance fiancé fiancee fiancée
  stepson stepdaughter friend neighbor neighbour roommate coworker colleague baby toddler newborn boy girl child kid
  hija hijo esposo esposa marido hermana hermano madre padre abuela abuelo amiga amigo novia novio
`);

/** Who is said to be called something: "a lady called Yolanda", but "a loan called CareCredit". */
export const PERSONS = list(`
  lady woman girl man guy gentleman boy person someone somebody one kid child member staff employee worker rep clerk
`);

/** Lower-case parts inside a surname. */
export const PARTICLES = list('de da du del der den di dos van von zu la le el al bin ibn ter ten st');

/** Adjectives and nouns that are surnames or first names too: after a plain "Dr." they are one, elsewhere they are words. */
export const WORDS_AND_NAMES = list(`
  angel best bill bliss blunt bright brown church cook cross day dear early fair faith fine fox gentle good grace gray green
  grey hand hands hardy head hill hope house joy just kind king knight ladd lane little long love lovely mark may merry moody
  new noble paine payne pain park pleasant power precious pretty price quick rich rose rude savage self sharp short
  skinner small smart snow star sterling stone strange strong summer sunny sweet swift true usher walker ward warm will
  weekes white wise wonder wood worth young
`);

/**
 * Words that are no names after a title: function words, the verbs, nouns and adjectives of reviews, days, months,
 * products. Also what may follow a name written in lower case.
 */
export const ORDINARY_WORDS = list(`
  a an the this that these those my your his her hers its our ours their theirs i me you he him she it we us they them
  myself himself herself themselves who whom whose which what when where why how if then than so as at by for from in
  into of off on onto out over to up upon with within without about above across after again against ago all almost
  along already also although always am among and another any anybody anyone anything anyway anywhere are aren't around
  away back be became because become becomes been before behind being below beside besides between beyond both but can
  can't cannot could couldn't did didn't do does doesn't doing don't done down during each either else enough even ever
  every everybody everyone everything everywhere except few first second third last next former get gets getting give
  gave given gives go goes going gone got had hadn't has hasn't have haven't having here hereby however i'd i'll i'm
  i've instead is isn't let lets least less like likely made make makes making many maybe might mine more most mostly
  much must near nearly need needed needs neither never no nobody none nor not nothing now nowhere often okay ok once
  one two three four five six seven eight nine ten only or other others otherwise ought own per perhaps please quite
  rather really right same see seen saw seem seemed seems several shall should shouldn't since some somebody someone
  something sometimes somewhere soon still such sure take taken takes taking took thank thanks that's there there's
  therefore they're though through throughout thus till together earlier later inside outside online too toward towards twice under unless unlike until use
  used uses using usually very via was wasn't way well went were weren't what's whatever whenever wherever whether while
  whole will wish won't would wouldn't yes yet you'll you're yours yourself
  able absolutely actually additionally afternoon evening morning night today tonight tomorrow yesterday week weeks
  month months year years hour hours minute minutes time times days daily weekly monthly
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
  october november december jan feb mar apr jun jul aug sept oct nov dec
  accept accepted accepts act acted added address addressed addresses admitted advice advised advises agreed allowed
  answer answered answers answering appeared appears arrived ask asked asks assured attempted began begin behaved
  believe believed believes blamed booked botched bring brings brought calls called calling calmed came cancelled
  care cared cares caring caught cause caused change changed check checked checks chose claimed cleaned cleared come
  comes completely confirmed continue continued continues corrected cut cuts cutting dealt decided definitely
  delivered demanded denied deserves diagnosed discovered discussed dismissed drilled earned ended ensured examined
  expected explain explained explaining explains failed feel feels felt filled find finds finished fit fix fixed fixes
  follow followed follows forgot found gained goes gently greeted guided handled handles happened hears heard helped
  helps hold holds hurried hurt hurts ignored informed injected inserted insisted introduced joked joined keep keeps
  kept kills knew know known knows lacks laughed leave leaves left let lied likes listen listened listening listens
  lives looked looks lost loved loves makes managed means meant met misdiagnosed missed moved never numbed offered
  offers ordered overcharged owns performed performs placed practices practises prepared prescribed prescribes
  pressured promised proposed proved provided provides pulled pushed put puts quoted ran reached read reads reassured
  recommend recommended recommends referred refers refused relieved remembered remembers removed replaced replied
  responded restored returned ruined rushed rushes said save saved saves say says schedule scheduled seeing sees sends
  sent set shared showed shows sits smiled smiles sold solved speak speaks spent spends spoke started stayed stitched
  stopped straightened suggested suggests takes talk talked talks taught tell tells telling tests think thinks thought
  told totally treat treated treating treats tried tries trust trusted truly turned understands understood visited
  waited walked walks want wanted wants warned washed wastes wears whitened work worked working works wore wrote yelled
  accurate amazing annoyed annoying appalling arrogant attentive available average awesome awful bad beautiful better
  big brilliant brusque busy calm cheap clean clear clueless cold comfortable compassionate competent complete
  condescending considerate cool courteous crazy dedicated delightful different difficult dirty disappointed
  disappointing disgusting disrespectful dishonest down-to-earth easy efficient empathetic entire every exact excellent
  exceptional experienced expensive expert extremely fabulous fake fantastic fast favorite favourite final friendly full
  funny genuine gifted glad gorgeous great greatest handsome happy hard helpful high highly hilarious honest horrible
  horrific huge humble impatient impeccable impersonal important impressed incompetent incredible incredibly
  informative insane intelligent kindest knowledgeable large late lazy licensed local loving lucky mean medical
  mediocre nasty natural nervous nice nicest outstanding overall painful painless patient perfect personable phenomenal
  pleased polite poor previous primary prior private professional prompt proud pushy quality quiet ready real reasonable
  regular respectful responsive rough rushed sad safe scary serious simple skilled skillful slow soft sorry special
  spectacular spot stellar stunning super superb supportive sweetest talented terrible terrific thankful thorough
  thoughtful top tremendous trustworthy two-faced ugly unbelievable uncaring unhelpful unprofessional upset useless
  usual wonderful worse worst worthless wrong
  abdomen ability accident account acne action addition aftercare age agency aid allergies allergy ambulance anesthesia
  anxiety appearance appointment appointments approach area arm art artist assistance assistants associate associates
  attention attitude atmosphere augmentation baby babysit balance bed bedside bill billing bills birth blood board body
  bone book bookings botox box brace braces brand breast breasts building burn business butt call cancer caller car
  cardiology career case cavity center centre certified chair challenge chance charge charges chart chat checkup chief
  child children choice claim class cleaning client clients clinic clinics clinical coffee communication community
  company complaint complaints concern concerns condition confidence consult consultation consultations contact
  contacts control conversation copay cosmetic cost costs counter couple course covid crew crown crowns culture customer
  customers daughter deal decision deductible degree demeanor dental dentist dentistry dentures department derm dermatology
  desk detail details diagnosis director disaster discharge discount disease distance dose drive drug drugs duty ear
  education effort emergency employee employees environment equipment error exam examination example experience experiences
  expertise explanation eye eyes face facelift facial facility fact family father fault fee fees feeling feet fever
  filler fillers filling fillings finances finger fingers floor focus folks food foot form forms friend friends front
  game general girl girls goal good-bye google group groups gum gums guy guys gynecology habit hair handling
  healing health healthcare hearing heart help hip history home hospital hospitals hotel humor hygiene hygienist
  hygienists idea implant implants imaging infection info information injection injections injury input insurance
  integrity interest invisalign iv job juvederm kid kids kindness knee knowledge lab ladies lady laser lasik law lawyer
  leg level license life lines lip lipo liposuction lips listener loss lot lots luck lunch lying machine magic major man
  management manager manner mannerisms manners mask mastectomy matter meal meals med medicaid medicare medication
  medications medicine meds meeting men mentality message messages mess method mind minimum miracle miracles mistake
  mistakes mom moment money mother mouth mri name names nature neck nerve network neurology newborn nickel noise nose note
  notes nothing number numbers nurses nursing nutrition ob obgyn ob-gyn office offices operation operator opinion opinions
  options oral order orders organization orthodontics outcome owner pa page pain-free painkillers paper papers paperwork
  parents parking part partner partners party pass patience patients pay payment payments pediatrics people percent
  person personality personnel persons phone phones photos physical physician physicians picture pictures piece place
  plan plans plastic plus point pointless policy pool portal position post practice practices practitioner prescription
  prescriptions presence president pressure problem problems procedure procedures process product products profession
  program progress prescribe provider providers psychiatry question questions quote radiology rate rating ratings reaction
  reason reasons reception receptionist receptionists recommendation record records recovery referral referrals refill
  refills relationship relief report reports reputation request requests research residency resident residents response
  rest restylane result results return review reviews rhinoplasty risk role room rooms root routine rule rules safety
  sample scam scar scars scheduling school sense service services session shame shape shift shot shots show sick side
  sign simply sir site sites situation size skill skills skin sleep smile snob soul specialist specialists specialty
  speech spouse staff staffer stage standard standards start state station status step stitch stitches stomach stop
  store story street student students stuff style success suite surgeon surgeons surgeries surgery swelling symptom
  symptoms system table talent talk target task teacher team technician technique techniques technology teeth term test
  testing text therapist therapy thing things throat tip toe tone tooth touch town training treatment treatments trip
  trouble trouble-free tummy tuck type uber ultrasound undertone uncle understanding unit update upgrade urgent urology
  value veneers view visit visits voice wait waiting walk-in wall waste water website weight wife woman women wonders
  word words worker workers world worry wound wrist x-ray x-rays yelp zero
  er icu ent ct gp obs mris usa uk nyc la nhs hmo ppo hipaa fda id ad ads md dds rn np lpn cna
  five-star stars ever highly-recommended anyone-else
  el los las un una unos unas y o ni pero aunque sino que quien cuando donde como porque si no nunca jamás jamas siempre ya
  muy más mas menos tan tanto súper re bien mal mejor peor también tambien además ademas casi solo sólo todo toda todos
  todas nada nadie algo alguien cada otro otra otros otras mismo misma es son era eran fue fueron ser sido está esta están
  estaba estuvo hay había tiene tienen tenía tuvo hace hacen hizo hicieron dice dijo dijeron da dan dio dieron explica explicó
  explico explican atiende atendió atendio atienden atendieron trata trató tratan sabe saben supo quiere quería puede pudo va
  van iba llega llegó llego llama llamó mira miró escucha escuchó recomienda recomiendo gracias me te le les nos lo mi mis tu
  su sus nuestro nuestra con sin por para desde hasta sobre entre ante tras durante según segun a al en se qué cómo cuál
  excelente excelentes buen buena buenas buenos buenísima buenísimo buenisima buenisimo gran grande increíble increible
  maravillosa maravilloso fantástica fantástico genial estupenda estupendo encantadora encantador amable amables atenta atento
  cariñosa cariñoso simpática simpático majo maja profesional profesionales competente experta experto paciente humana humano
  cercana cercano honesta honesto educada educado grosera grosero maleducada maleducado borde prepotente arrogante soberbia
  soberbio antipática antipático pésima pésimo pesima pesimo mala malo horrible terrible nefasta nefasto incompetente rápida
  rápido puntual impecable perfecta perfecto especialista cirujano cirujana dentista médico medico médica enfermera equipo
  clínica clinica consulta trato atención atencion servicio hola buenos días dias tardes tenía después despues antes ahora
  hoy ayer aquí aqui allí ahí llevo soy estoy quedé quede salí sali entré fui era tengo recepción recepcion encargada jefe
  jefa nuevo nueva joven mayor mala buena lindo querida querido divina divino capo capa crack recomendada recomendado
  afraid agree believe beware bravo congratulations excuse forget hello hey hi honestly kudos lastly luckily oh omg
  overall period run seriously shout sorry stay unfortunately wow
  appt appts noon midnight malpractice unlikely im ive ill dont didnt doesnt wasnt werent isnt arent cant wont couldnt wouldnt hasnt havent thats whats theyre meanwhile anyhow hence nonetheless kinda sorta gonna gotta wanna ain't hi-tech extraordinaire mud zero ones jokes thumb thumbs misspelt misspelled
`);

/**
 * What doctors, nurses and patients do, in the form that verbs have of their own: from these the other forms are made,
 * so that "dr mumbled" and "the nurse Pricked me" name nobody.
 */
export const VERBS = list(`
  accuse adjust admit adore advise agree anger annoy apologize apologise argue arrange assess assist assume attack avoid badger
  bark beat beg belittle berate betray bill blame bleed bless block bother break breathe brush bully bump bury butcher buzz
  cancel care change charge chat cheat check chew clean comfort complain condescend confuse consult convince cough cover
  cram criticize cry cuff curse deaden decline deliver deny describe deserve die diagnose disappear disappoint discharge
  discuss dismiss disregard disrespect double drag drain draw dread drill drip drop drug dump ease educate empathize end
  endanger enjoy enlighten enter escort examine excuse exit extract fake fear file finish fix flirt fluctuate forget
  freak frighten frown fumble gag gaslight giggle glance glare glue gossip grab grin groan grumble guess harass hassle hate heal
  help hesitate hug humiliate hurry ignore improve inform infuriate inject insert insinuate insist instruct insult
  interrupt intimidate invalidate irritate jab joke judge jump kick kill lance laser laugh lecture lie lift listen loathe
  lose love manage mangle massage mess misdiagnose misinform mislead mismanage misplace mispronounce miss misspell mix
  mock mumble murder mutter nag narrate neglect nick nod numb offend operate order overbook overcharge overdose
  overlook overprescribe overreact pass patronize pause peel perform perk pinch play plead poke praise pray prejudge
  prescribe press pressure pretend prick probe promise promote pry pull puncture punish push quit race ramble rant refer
  refill refuse reject remove repair replace reply reschedule respect respond restrain reveal revive rip rock roll ruin rule
  rush sanitize scan scare schedule scoff scold scrape scratch scream screen screw scrub sedate shame shout show shove
  shrug sigh sign skip slam slap slice slip smack smell smile smirk smoke sneer snap sneeze snore sob solve soothe
  spend spill squeeze stab staple stare steal stitch stop strap struggle stutter sue suffer suggest suture sweat swear
  tape target tear tease terrorize terrify text threaten throw thump tolerate torture treat triage trick trim twist type
  undercharge underestimate undermine upsell usher vaccinate validate verify violate visit volunteer vomit wail wait walk
  warn waste watch waver weigh wheel whine whisper wiggle wince wink withdraw withhold wonder worry wrap yank yawn yell
`);

/** Names that are nouns too: in small letters they are nouns. */
export const NOUNS_AND_NAMES = list(`
  bailey baker banks barber bishop bolt bond booth bowl brook brooks bush butler carpenter carter chambers chase cole
  coleman cooper crystal daisy dale dawn dean drew fields fisher flowers ford foster frank ginger glass grant guy heather
  holly hunt iris ivy jack jasmine jay jewel lily lance major marsh martin mason max melody mercy miles mills nick nicks
  page parks parker patience pearl penny peters pike piper pool poole porter potter powers ray reed rice rivers rob robin
  ruby rusty sally sandy shepherd singer skip sky spears stokes sue summers tanner taylor teller tiffany tucker turner
  victor violet wade waters weaver webb wells winters woods
`);

/** Pasts that have a form of their own. */
export const PASTS = list(`
  hurt cut put let kept left lost held stood sat spoke ran drew got saw thought felt found brought taught caught began
  broke slept wept crept swore tore wore threw grew blew flew froze chose drove rode stuck hung shut lied sent spent bit
`);

/** Roads end in one of these. */
export const ROADS =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Court|Ct|Way|Place|Pl|Parkway|Pkwy|Highway|Hwy|Terrace|Square|Circle|Turnpike|Trail|Crescent|Close|Grove|Mews|Gardens';

/** Those that are words of reviews as well. */
export const WORD_ROADS = list('drive court way place square circle close gardens dr lane trail');

/** Ends of web addresses that are recognised without `www.` or a scheme, in any case. */
export const DOMAINS = 'com|org|net|edu|gov|info|biz';

/** Those that are too short or words: only in small letters, with a path or where a page is spoken of. */
export const PAGE_DOMAINS =
  'me|ly|be|co|gl|gd|tv|app|dev|us|eu|de|fr|es|it|nl|ch|at|pl|pt|se|dk|ie|nz|mx|br|cl|ar|page|link|site|online|shop|blog';

/** Words that stand for themselves behind a point that lacks its space, if an ordinary word stands before it. */
export const WORD_DOMAINS = 'ca|co\\.uk|org\\.uk|nhs\\.uk|io|health|clinic|dental|com\\.au';

/** Mail hosts that people name without their ending. */
export const HOSTS = 'gmail|yahoo|hotmail|outlook|icloud|aol|protonmail|localhost';

/** How the names of months begin, in English, Spanish and German. */
export const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|mär|mai|okt|dez';
