import { UserError } from '../errors.js';
import type { Label, LabelledSentence, Theme } from '../types.js';
import { describeRow } from './labels.js';
import type { DrawnSentence } from './sample.js';

/**
 * The labelling screen without a screen: what is asked, what has been answered, and what each key does. Pure; whoever
 * shows it saves `answers` whenever they have changed.
 *
 * Keys: a theme's letter says praise, its capital blame (again: takes it back); `+` `-` `0` set the theme touched last.
 * Enter keeps the labels and goes on, `.` says "evaluates nothing", `!` "not readable", Tab skips, Backspace goes back
 * and withdraws, `?` shows what the themes mean, Escape, Ctrl-C and Ctrl-D stop.
 */

export interface Labelling {
  readonly queue: readonly DrawnSentence[];
  /** Index into `queue`; its length when all were asked. */
  readonly at: number;
  /** By id; null = skipped. */
  readonly answers: ReadonlyMap<string, LabelledSentence['labels']>;
  readonly draft: readonly Label[];
  /** The theme that `+` `-` `0` speak of. */
  readonly touched: string | null;
  readonly message: string | null;
  readonly help: boolean;
  /** true: fill the draft with what the tool found. */
  readonly suggest: boolean;
  readonly stopped: boolean;
}

export type ThemeKeys = ReadonlyMap<string, string>;

/**
 * A larger sample may draw by chance what a smaller one had chosen, and a smaller one choose what a larger one drew by
 * chance. It is the same sentence, asked once, and drawn by chance if it ever was: rows of the labels file and the new
 * draw get the same id for it.
 */
export function adoptDraw(
  known: readonly LabelledSentence[],
  drawn: readonly DrawnSentence[],
): { known: LabelledSentence[]; drawn: DrawnSentence[] } {
  const byChance = new Map(
    [...known, ...drawn].filter(({ draw }) => draw === 'random').map(({ id }) => [placeOf(id), id]),
  );
  const ids = new Set(known.map(({ id }) => id));
  return {
    known: known.map((row) => {
      const id = byChance.get(placeOf(row.id));
      return id === undefined || ids.has(id) ? row : describeRow({ ...row, id });
    }),
    drawn: drawn.map((one) => {
      const id = byChance.get(placeOf(one.id));
      return id === undefined ? one : { ...one, id, draw: 'random' };
    }),
  };
}

/** An id without how its sentence was drawn. */
export function placeOf(id: string): string {
  return id.replace(/^(?:random|chosen)\./, '');
}

/**
 * Begins, or goes on where the labels file stops: sentences that were skipped come last.
 *
 * @param drawn the sample, in the order to ask
 * @param known rows of the labels file
 * @param goal answered sentences after which all is done; those of the file count
 */
export function beginLabelling(
  drawn: readonly DrawnSentence[],
  known: readonly LabelledSentence[],
  goal: number,
  suggest: boolean,
): Labelling {
  const answered = new Map(known.map(({ id, labels }) => [id, labels]));
  const done = known.filter(({ labels }) => labels !== null).length;
  const fresh = drawn.filter(({ id }) => !answered.has(id));
  const skipped = drawn.filter(({ id }) => answered.get(id) === null);
  const queue = [...fresh, ...skipped].slice(0, Math.max(0, goal - done));
  const start: Labelling = {
    queue,
    at: 0,
    answers: answered,
    draft: [],
    touched: null,
    message: null,
    help: false,
    suggest,
    stopped: false,
  };
  return moveTo(start, 0);
}

/** Whether the person has stopped, or there was nothing to ask. After the last answer there is still the way back. */
export function isOver({ queue, stopped }: Labelling): boolean {
  return stopped || queue.length === 0;
}

const BACK: ReadonlySet<string> = new Set(['\x7f', '\b', '<']);
const STOP: ReadonlySet<string> = new Set(['\x1b', '\x03', '\x04']);
/** What ends the sitting once the last sentence is answered. */
const ENDS: ReadonlySet<string> = new Set([...STOP, '\r', '\n', ' ', '.']);

/** What one key does; unknown keys say so and do nothing. */
export function pressKey(state: Labelling, key: string, keys: ThemeKeys): Labelling {
  if (isOver(state)) return state;
  const quiet = { ...state, message: null };
  const current = state.queue[state.at];
  if (current === undefined) {
    if (BACK.has(key)) return goBack(quiet);
    return ENDS.has(key) ? { ...quiet, stopped: true } : state;
  }
  if (BACK.has(key)) return goBack(quiet);
  if (STOP.has(key)) return { ...quiet, stopped: true };
  switch (key) {
    case '\r':
    case '\n':
    case ' ':
      if (state.draft.length === 0) {
        return { ...state, message: 'No label yet: press a theme, or . where it evaluates nothing.' };
      }
      return answer(quiet, current.id, [...state.draft]);
    case '.':
      return answer(quiet, current.id, []);
    case '!':
      return answer(quiet, current.id, 'bad');
    case '\t':
    case '>':
      return answer(quiet, current.id, null);
    case '?':
      return { ...quiet, help: !state.help };
    case '+':
    case '=':
      return setSign(quiet, '+');
    case '-':
      return setSign(quiet, '-');
    case '0':
      return setSign(quiet, '0');
  }
  const theme = keys.get(key.toLowerCase());
  if (theme === undefined) return { ...state, message: 'This key does nothing here; ? explains the themes.' };
  const sign = key === key.toLowerCase() ? '+' : '-';
  const old = state.draft.find((label) => label.theme === theme);
  const others = state.draft.filter((label) => label.theme !== theme);
  if (old?.sign === sign) return { ...quiet, draft: others, touched: null };
  return { ...quiet, draft: [...others, { theme, sign }], touched: theme };
}

function setSign(state: Labelling, sign: Label['sign']): Labelling {
  const { touched, draft } = state;
  if (touched === null) return { ...state, message: `Press a theme first, then ${sign}.` };
  return {
    ...state,
    draft: draft.map((label) => (label.theme === touched ? { theme: touched, sign } : label)),
  };
}

function answer(state: Labelling, id: string, labels: LabelledSentence['labels']): Labelling {
  const answers = new Map(state.answers).set(id, labels);
  return moveTo({ ...state, answers }, state.at + 1);
}

/** The sentence before, with what was said of it as the draft; the answer is taken out of the file. */
function goBack(state: Labelling): Labelling {
  const before = state.queue[state.at - 1];
  if (before === undefined) return { ...state, message: 'This is the first sentence of this sitting.' };
  const said = state.answers.get(before.id);
  const answers = new Map(state.answers);
  answers.delete(before.id);
  const moved = moveTo({ ...state, answers }, state.at - 1);
  return Array.isArray(said) ? { ...moved, draft: said, touched: said.at(-1)?.theme ?? null } : moved;
}

function moveTo(state: Labelling, at: number): Labelling {
  const draft = state.suggest ? (state.queue[at]?.guess ?? []) : [];
  const message = at < state.queue.length ? null : 'That was the last one. Enter ends, Backspace goes back.';
  return { ...state, at, draft, touched: draft.at(-1)?.theme ?? null, message };
}

/** Theme by key. Every theme gets a letter of its name if that can be arranged, early letters first. */
export function assignKeys(themes: readonly Pick<Theme, 'name'>[]): ThemeKeys {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const owner = new Map<string, string>();
  const wishes = new Map(
    themes.map(({ name }) => [name, [...new Set(name.toLowerCase())].filter((c) => letters.includes(c))]),
  );
  /** A theme without a key may take one from a theme that has another to go to (Kuhn's augmenting paths). */
  const place = (theme: string, tried: Set<string>): boolean => {
    for (const letter of wishes.get(theme)!) {
      if (tried.has(letter)) continue;
      tried.add(letter);
      const holder = owner.get(letter);
      if (holder === undefined || place(holder, tried)) {
        owner.set(letter, theme);
        return true;
      }
    }
    return false;
  };
  const left = themes.filter(({ name }) => !place(name, new Set())).map(({ name }) => name);
  const spare = [...letters, ...'123456789'].filter((key) => !owner.has(key));
  if (left.length > spare.length) {
    throw new UserError(
      `label: ${themes.length} themes are more than there are keys (${letters.length + 9}); use --export and a spreadsheet`,
    );
  }
  left.forEach((theme, i) => {
    owner.set(spare[i]!, theme);
  });
  return owner;
}

/**
 * Cuts what a terminal sends into keys. An escape sequence (arrows, function keys) is one key that means nothing;
 * what was pasted is a key a letter.
 */
export function splitKeys(chunk: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  return chunk.match(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)|[\s\S]/gu) ?? [];
}

/** Rows of the labels file after some answers: those it had stay where they stand, new ones follow in order. */
export function rowsOf(
  state: Labelling,
  known: readonly LabelledSentence[],
  describe: (drawn: DrawnSentence, labels: LabelledSentence['labels']) => LabelledSentence,
): LabelledSentence[] {
  const rows: LabelledSentence[] = [];
  const seen = new Set<string>();
  for (const row of known) {
    seen.add(row.id);
    if (state.answers.has(row.id)) rows.push({ ...row, labels: state.answers.get(row.id)! });
  }
  for (const drawn of state.queue) {
    const labels = state.answers.get(drawn.id);
    if (labels !== undefined && !seen.has(drawn.id)) rows.push(describe(drawn, labels));
  }
  return rows;
}
