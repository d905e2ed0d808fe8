/** Then and now in words: on the cards in one line, and as a part of its own with every theme. */
import type {
  Card,
  Caution,
  Change,
  Floors,
  JudgedChange,
  Report,
  ReportComparison,
  ThemeChange,
} from '../../types.js';
import type { Run, Tone } from '../fit.js';
import {
  barePoints,
  CARD_NAMES,
  count,
  counted,
  decimalsOfSums,
  GLUE,
  listed,
  NOT_COMPARED,
  percentNumber,
  period,
  signed,
  signedPoints,
  signedRange,
} from '../words.js';
import { type Block, type Fact, given, heading, paragraph, say } from './blocks.js';
import { left, right, table } from './table.js';

/** What stands on a card's line: `Against last.json: +3 points, no detectable change (could have seen +9 or −11)`. */
export function changeOnCard(comparison: ReportComparison | null, card: Card): Run[] {
  if (comparison === null) return [];
  const change = comparison.cards[card];
  return [say(`${asked(comparison)}: `), ...inWords(change, comparison)];
}

function asked({ kind, before, after }: ReportComparison): string {
  if (kind === 'periods') return `${given(after.label)} against ${given(before.label)}`;
  return `${kind === 'added' ? 'Added since' : 'Against'} ${given(before.label)}`;
}

const TONES: Record<JudgedChange['verdict'], Tone> = {
  improved: 'good',
  worse: 'bad',
  'no-detectable-change': 'plain',
  'mix-may-explain': 'plain',
  'not-compared': 'faint',
};

function inWords(change: JudgedChange, { mix, cautions }: ReportComparison): Run[] {
  const { verdict, difference } = change;
  const tone = TONES[verdict];
  if (difference === null) return [say('too few', tone)];
  const points = signedPoints(difference);
  switch (verdict) {
    case 'improved':
    case 'worse':
      return [say(`${points}, ${verdict}`, tone), say(` (${signedRange(change)})`)];
    case 'no-detectable-change': {
      const seen = couldBeSeen(change, ' or ');
      return [say(`${points}, no detectable change${seen === '' ? '' : ` (could have seen ${seen})`}`, tone)];
    }
    case 'mix-may-explain':
      return [
        say(`${points}, but another mix of ${listed(mix.map(({ by }) => given(by)))} may explain it`, tone),
      ];
    case 'not-compared':
      return [say(`${points}${cautions.includes('same-reviews') ? ' on the very same reviews' : ''}`, tone)];
  }
}

function couldBeSeen({ detectable }: Change, between: string): string {
  const { higher, lower } = detectable ?? { higher: null, lower: null };
  return [higher === null ? [] : [`+${Math.ceil(higher)}`], lower === null ? [] : [`−${Math.ceil(lower)}`]]
    .flat()
    .join(between);
}

/** The whole comparison, or why there is none: what is held against what, what speaks against it, the cards, the themes. */
export function changes({ comparison, notCompared }: Pick<Report, 'comparison' | 'notCompared'>): Block[] {
  if (notCompared !== null)
    return [heading('Then and now'), paragraph('text', `Nothing to compare: ${NOT_COMPARED[notCompared]}.`)];
  if (comparison === null) return [];
  return [heading(headOf(comparison)), ...changesBelow(comparison)];
}

function headOf(comparison: ReportComparison): string {
  return comparison.kind === 'periods'
    ? `${given(comparison.after.label)} against ${given(comparison.before.label)}`
    : `What changed since ${given(comparison.before.label)}`;
}

/** What is worse and what improved, by name: two lists and no sum. */
export function findings({ cards, divergence, themes, cautions }: ReportComparison): Block {
  const all: [string, JudgedChange][] = [
    [CARD_NAMES.clinicalOutcome, cards.clinicalOutcome],
    [CARD_NAMES.clinicalSkill, cards.clinicalSkill],
    [CARD_NAMES.service, cards.service],
    [`result${GLUE}+, service${GLUE}−`, divergence],
    ...themes
      .filter(({ aloneOn }) => aloneOn === null)
      .map(({ theme, score }): [string, JudgedChange] => [`theme ${given(theme)}`, score]),
  ];
  const runs = (['worse', 'improved'] as const).flatMap((verdict): Run[] => {
    const named = all.filter(([, change]) => change.verdict === verdict);
    if (named.length === 0) return [];
    const names = named.map(([name, change]) => `${name} ${signed(change.difference!)}`);
    return [
      say(verdict === 'worse' ? 'Worse: ' : 'Improved: ', TONES[verdict]),
      say(`${names.join('; ')}. `),
    ];
  });
  if (runs.length > 0) return paragraph('finding', ...runs);
  // What was not looked at is not the same as what was looked at and not found.
  const judged = all.some(([, { verdict }]) => verdict !== 'not-compared');
  const same = cautions.includes('same-reviews');
  return paragraph(
    'finding',
    judged ? 'No detectable change.' : same ? 'Nothing to judge.' : 'Too few reviews to compare anything.',
  );
}

/** The same without its heading. */
export function changesBelow(comparison: ReportComparison): Block[] {
  const { cards, divergence, themes, floors } = comparison;
  const tested = themes.filter(({ score, aloneOn }) => score.difference !== null && aloneOn === null);
  const few = themes.filter(
    ({ score, presence, aloneOn }) =>
      score.difference === null &&
      aloneOn === null &&
      !presence.startsWith('unknown') &&
      score.beforeN + score.afterN > 0,
  );
  const rows: ChangeOf[] = [
    [CARD_NAMES.clinicalOutcome, cards.clinicalOutcome, 'clinical'],
    [CARD_NAMES.clinicalSkill, cards.clinicalSkill, 'clinical'],
    [CARD_NAMES.service, cards.service, 'service'],
    [`Result${GLUE}+, service${GLUE}−`, divergence, 'strong'],
  ];
  const none = [...rows.map(([, change]) => change), ...tested.map(({ score }) => score)].filter(
    ({ verdict }) => verdict === 'no-detectable-change',
  );
  const provisional = rows.some(
    ([, { before, after, beforeN, afterN }]) =>
      (before !== null && beforeN < floors.ranked) || (after !== null && afterN < floors.ranked),
  );
  const chance = none.some(({ low, high }) => low! > 0 || high! < 0);
  const themeRows = tested.map(({ theme, score }): ChangeOf => [given(theme), score, 'plain']);
  return [
    sides(comparison),
    ...cautionsInWords(comparison).map((words) => paragraph('banner', words)),
    changeTable('', rows, floors),
    ...(themeRows.length > 0 ? [changeTable('Theme', themeRows, floors)] : []),
    paragraph(
      'note',
      `${provisional ? `~${GLUE}provisional: fewer than ${floors.ranked} reviews. ` : ''}${none.length > 0 ? `none${GLUE}≥: no detectable change; one of so many points would probably have shown. ` : ''}${chance ? `Beside an interval without 0: among so many comparisons chance alone may make one (Benjamini–Hochberg at 10${GLUE}%). ` : ''}Result +, service −: percent of the reviews that speak of both, less is better.${few.length > 0 ? ` Too few reviews to compare: ${listed(few.map(({ theme }) => given(theme)))}.` : ''}`,
    ),
    ...spoken(comparison),
  ];
}

function sides({ kind, before, after }: ReportComparison): Block {
  const days = ({ dates }: ReportComparison['before']) => {
    const words = period(dates.first, dates.last);
    return words === '' ? '' : `, ${words}`;
  };
  const held =
    kind === 'added'
      ? `${counted(after.reviews, 'review')} ${after.reviews === 1 ? 'was' : 'were'} added to the ${counted(before.reviews, 'review')} of ${given(before.label)}${days(before)}; the two are held against each other.`
      : kind === 'periods'
        ? `${counted(after.reviews, 'review')} of ${given(after.label)} against ${counted(before.reviews, 'review')} of ${given(before.label)}.`
        : `${after.label === 'this report' ? 'This report' : given(after.label)}: ${counted(after.reviews, 'review')}${days(after)}. ${given(before.label)}: ${counted(before.reviews, 'review')}${days(before)}.`;
  return paragraph('text', held);
}

function cautionsInWords({ cautions, mix, kind }: ReportComparison): string[] {
  const has = (caution: Caution) => cautions.includes(caution);
  const made = [
    ...(has('taxonomy') ? ['another taxonomy'] : []),
    ...(has('model') ? ['another model'] : []),
    ...(has('version') ? ['another version of reviewscan'] : []),
  ];
  return [
    ...(has('same-reviews')
      ? ['Both hold the very same reviews: what differs is the doing of the tool, so nothing is judged.']
      : []),
    ...(has('reversed') ? ['The older reviews stand in the second report: were the two swapped?'] : []),
    ...(has('overlap')
      ? [
          'Both hold reviews of the same days, and perhaps the same reviews. That hides change: what is named did change, but more may have. Compare periods of one export instead (--compare previous-period).',
        ]
      : []),
    ...(has('undated')
      ? ['One of them has no dates, so both may hold the same reviews. That would hide change.']
      : []),
    ...(made.length > 0
      ? [
          `The two were made with ${listed(made)}: what changed may be the tool. Analyse the older reviews again to compare like with like.`,
        ]
      : []),
    ...(mix.some(({ heldStill }) => heldStill)
      ? [
          'The reviews come in another mix than before (see below); “mix” marks what does not hold within each part.',
        ]
      : []),
    ...(mix.some(({ heldStill }) => !heldStill)
      ? [
          `The reviews come in another mix of ${listed(mix.filter(({ heldStill }) => !heldStill).map(({ by }) => given(by)))} than before (see below), and that alone may change a score. ${kind === 'periods' ? '' : 'Make both reports with --by source to see what holds within each.'}`.trim(),
        ]
      : []),
  ];
}

type ChangeOf = [name: string, change: JudgedChange, tone: Tone];

function changeTable(head: string, rows: readonly ChangeOf[], floors: Floors): Block {
  const value = (value: number | null, n: number, change: JudgedChange, tone: Tone) =>
    say(inPoints(value, n, decimalsOfChange(change), floors), value === null ? 'faint' : tone);
  return table(rows, [
    left(head, ([name, , tone]) => say(name, tone), { min: 10, gives: 1 }),
    right('Then', ([, change]) => value(change.before, change.beforeN, change, 'plain')),
    right('Now', ([, change]) => value(change.after, change.afterN, change, 'strong')),
    right('Change', ([, change]) => {
      const { difference, verdict } = change;
      return say(difference === null ? '' : signed(difference, decimalsOfChange(change)), TONES[verdict]);
    }),
    right(`95${GLUE}%`, ([, change]) => signedRange(change)),
    right('n', ([, { beforeN, afterN }]) => say(`${count(beforeN)}${GLUE}→${GLUE}${count(afterN)}`, 'faint')),
    left('Change seen', ([, change]) => say(verdictCell(change), TONES[change.verdict])),
  ]);
}

/** None, or as many as it takes for then and change to make now. */
function decimalsOfChange({ before, after, difference }: JudgedChange): number {
  if (before === null || after === null || difference === null) return 0;
  return decimalsOfSums([[before, difference, after]]);
}

function inPoints(value: number | null, n: number, decimals: number, { ranked }: Floors): string {
  return value === null ? '–' : `${n < ranked ? '~' : ''}${barePoints(value, decimals)}`;
}

function verdictCell(change: JudgedChange): string {
  switch (change.verdict) {
    case 'improved':
    case 'worse':
      return change.verdict;
    case 'mix-may-explain':
      return 'mix';
    case 'not-compared':
      return change.difference === null ? 'too few' : '–';
    case 'no-detectable-change': {
      const seen = couldBeSeen(change, ', ');
      return seen === '' ? 'none' : `none${GLUE}≥${GLUE}${seen}`;
    }
  }
}

/** Themes that came, went, or are spoken of more or less; and the mix. */
function spoken({ themes, mix }: ReportComparison): Block[] {
  const facts: Fact[] = [];
  const share = (value: number | null) => `${percentNumber((value ?? 0) / 100)}${GLUE}%`;
  const add = (label: string, which: (row: ThemeChange) => boolean, words: (row: ThemeChange) => string) => {
    const rows = themes.filter(which);
    if (rows.length > 0) {
      facts.push({
        label,
        runs: [say(`${rows.map((row) => `${given(row.theme)} ${words(row)}`).join('; ')}.`)],
      });
    }
  };
  const bothKnown = ({ presence }: ThemeChange) => presence === 'both';
  add(
    'New',
    ({ presence }) => presence === 'new',
    ({ spokenOf }) => `in ${share(spokenOf.after)} of the reviews, nobody before`,
  );
  add(
    'Vanished',
    ({ presence }) => presence === 'vanished',
    ({ spokenOf }) => `was in ${share(spokenOf.before)} of the reviews`,
  );
  const moved = ({ spokenOf }: ThemeChange) =>
    `${share(spokenOf.before)} → ${share(spokenOf.after)} of the reviews (${signedRange(spokenOf)})`;
  add('More often', (row) => bothKnown(row) && row.spokenOf.verdict === 'more', moved);
  add('Less often', (row) => bothKnown(row) && row.spokenOf.verdict === 'less', moved);
  add(
    'Not known then',
    ({ presence }) => presence === 'unknown-before',
    () => '(not in the taxonomy of the earlier report)',
  );
  add(
    'Not known now',
    ({ presence }) => presence === 'unknown-after',
    () => '(not in the taxonomy of the later report)',
  );
  for (const { by, moved: share0, values } of mix) {
    const named = values.map(
      ({ value, before, after }) => `${given(value)} ${share(before)} → ${share(after)}`,
    );
    facts.push({
      label: `Mix of ${given(by)}`,
      runs: [
        say(
          `${named.join('; ')}. ${percentNumber(share0)}${GLUE}% of the reviews would have to stand elsewhere for the mix to be the same.`,
        ),
      ],
    });
  }
  return facts.length > 0 ? [{ kind: 'facts', facts }] : [];
}
