/** What our invented patients said, by language: [rating of five, words]. For the layouts of vendors.ts. */
export type Said = readonly [number, string];

export const EN: readonly Said[] = [
  [5, 'Dr Hale listened to every worry I had and the scar is hardly visible after two months.'],
  [1, 'I sat in the corridor for almost two hours, and nobody at the desk could tell me why.'],
  [4, 'My shoulder moves freely again. Parking is a nuisance, though.'],
  [2, 'The nurse was sweet but my stitches got infected and nobody rang back.'],
  [5, 'From booking to discharge everything went like clockwork, and the pain is gone.'],
  [3, 'Average visit. The filling is fine, the waiting room was cold.'],
  [1, 'They billed me twice and the manager hung up on me. Never again.'],
  [5, 'Clean rooms, gentle hands, and they explained each step before they did it.'],
  [4, 'Very happy with the result of my cataract operation, reading without glasses now.'],
  [2, 'Nice building. The consultant hardly looked at me and rushed me out of the door.'],
  [5, 'My mother felt safe from the first minute. We are grateful to the whole ward.'],
  [1, 'Six weeks on my knee hurts more than before the surgery and they refuse to see me.'],
  [3, 'The doctor knows his trade. Getting an appointment took eleven phone calls.'],
  [5, 'Best dentist I have ever had, I did not feel a thing during the extraction.'],
];

export const DE: readonly Said[] = [
  [5, 'Die Ärztin hat sich viel Zeit genommen und mir alles in Ruhe erklärt, ich fühle mich gut aufgehoben.'],
  [1, 'Trotz Termin habe ich über zwei Stunden gewartet und am Empfang war man sehr unfreundlich zu mir.'],
  [4, 'Das Ergebnis der Operation ist sehr gut, nur das Telefon ist leider fast nie besetzt.'],
  [5, 'Kompetent, freundlich und einfühlsam, diese Praxis kann ich jedem nur weiterempfehlen.'],
  [2, 'Die Wunde hat sich entzündet und niemand wollte sich darum kümmern, das war sehr enttäuschend.'],
  [3, 'Fachlich in Ordnung, aber im Wartezimmer war es viel zu voll und zu laut.'],
];

export const FR: readonly Said[] = [
  [5, 'Le médecin a pris le temps de m’écouter et de tout m’expliquer, je me suis sentie en confiance.'],
  [1, 'Plus de deux heures d’attente malgré le rendez-vous et un accueil vraiment très désagréable.'],
  [4, 'Le résultat de mon opération est excellent, mais il est difficile de joindre le secrétariat.'],
  [5, 'Une équipe douce et professionnelle, je recommande ce cabinet à tous mes proches.'],
  [2, 'La cicatrice s’est infectée et personne ne m’a rappelée pendant toute une semaine.'],
  [3, 'Soins corrects dans l’ensemble, mais la salle d’attente était froide et pleine de monde.'],
];

export const ES: readonly Said[] = [
  [5, 'La doctora me escuchó con mucha paciencia y me explicó todo el tratamiento con claridad.'],
  [1, 'Tuve que esperar más de dos horas y la persona de recepción fue muy grosera conmigo.'],
  [4, 'El resultado de la operación es muy bueno, aunque es difícil conseguir una cita.'],
  [5, 'Un equipo amable y muy profesional, lo recomiendo a toda mi familia sin dudar.'],
  [2, 'La herida se infectó y nadie me devolvió la llamada durante toda la semana.'],
  [3, 'La atención fue correcta, pero la sala de espera estaba llena y hacía mucho frío.'],
];

export const IT: readonly Said[] = [
  [5, 'Il dottore mi ha ascoltata con pazienza e mi ha spiegato ogni passo della cura, sono molto contenta.'],
  [1, 'Ho aspettato più di due ore nonostante l’appuntamento e in segreteria sono stati scortesi.'],
  [4, 'Il risultato dell’intervento è ottimo, ma è difficile trovare parcheggio vicino allo studio.'],
  [5, 'Personale gentile e molto preparato, lo consiglio a tutti senza alcun dubbio.'],
  [2, 'La ferita si è infettata e nessuno mi ha richiamato per una settimana intera.'],
  [3, 'Visita nella norma, però la sala d’attesa era piena e faceva molto freddo.'],
];

export const NL: readonly Said[] = [
  [5, 'De arts nam rustig de tijd voor mij en legde alles heel duidelijk uit, ik voelde mij op mijn gemak.'],
  [1, 'Ik heb ondanks mijn afspraak meer dan twee uur gewacht en aan de balie waren ze erg onvriendelijk.'],
  [4, 'Het resultaat van de operatie is heel goed, alleen is de praktijk telefonisch slecht bereikbaar.'],
  [5, 'Vriendelijk en vakkundig personeel, ik zou deze praktijk aan iedereen aanraden.'],
  [2, 'De wond is gaan ontsteken en niemand heeft mij een week lang teruggebeld.'],
  [3, 'Het was een gewone controle, maar de wachtkamer was vol en het was er koud.'],
];

export const PT: readonly Said[] = [
  [5, 'A médica ouviu-me com muita paciência e explicou todo o tratamento, senti-me muito bem cuidada.'],
  [1, 'Esperei mais de duas horas apesar da consulta marcada e na receção foram muito antipáticos.'],
  [4, 'O resultado da cirurgia é muito bom, mas é difícil conseguir falar com a clínica por telefone.'],
  [5, 'Uma equipa simpática e muito profissional, recomendo a toda a minha família.'],
  [2, 'A ferida infetou e ninguém me ligou de volta durante uma semana inteira.'],
  [3, 'O atendimento foi razoável, mas a sala de espera estava cheia e fazia muito frio.'],
];

export const PL: readonly Said[] = [
  [5, 'Pani doktor poświęciła mi dużo czasu i wszystko dokładnie wyjaśniła, czułam się bezpiecznie.'],
  [1, 'Mimo umówionej wizyty czekałem ponad dwie godziny, a w rejestracji byli bardzo niemili.'],
  [4, 'Efekt operacji jest bardzo dobry, ale trudno się dodzwonić do przychodni.'],
  [5, 'Miły i fachowy personel, polecam ten gabinet wszystkim znajomym i rodzinie.'],
  [2, 'Rana została zakażona i przez cały tydzień nikt do mnie nie oddzwonił.'],
  [3, 'Zwykła kontrola, ale poczekalnia była pełna ludzi i było w niej zimno.'],
];

export const JA: readonly Said[] = [
  [5, '先生がとても丁寧に話を聞いてくれて、治療の内容もわかりやすく説明してくれました。'],
  [1, '予約していたのに二時間以上待たされ、受付の対応もとても悪かったです。'],
  [4, '手術の結果には満足していますが、電話がなかなかつながりません。'],
  [5, 'スタッフの皆さんが親切で、安心して通うことができました。おすすめです。'],
  [2, '傷口が化膿したのに、一週間たっても連絡がありませんでした。'],
  [3, '普通の検診でしたが、待合室が混んでいて寒かったです。'],
];

const FIRST = [
  'Ada',
  'Bea',
  'Carl',
  'Dora',
  'Emil',
  'Fay',
  'Gus',
  'Hetty',
  'Ivo',
  'June',
  'Kit',
  'Lena',
  'Moss',
  'Nell',
];
const LAST = [
  'Archer',
  'Birch',
  'Cole',
  'Dane',
  'Eames',
  'Frost',
  'Grove',
  'Heath',
  'Inman',
  'Jolly',
  'Keel',
];

/** The n-th invented name. */
export function person(n: number): string {
  return `${FIRST[n % FIRST.length]} ${LAST[(n * 7) % LAST.length]}`;
}

/** The n-th day of 2025 and after, `YYYY-MM-DD`. */
export function day(n: number): string {
  const month = Math.floor(n / 28);
  const two = (one: number) => String(one).padStart(2, '0');
  return `${2025 + Math.floor(month / 12)}-${two((month % 12) + 1)}-${two((n % 28) + 1)}`;
}
