/**
 * Counts what a backtracking engine does with a pattern, so that a test can say how its work grows without a clock. It
 * matches as the language says it, without the shortcuts of an engine: a pattern that is cheap here is cheap everywhere.
 */

type Node =
  | { kind: 'letter'; fits: (letter: string) => boolean; sample: string }
  | { kind: 'row'; parts: Node[] }
  | { kind: 'choice'; options: Node[] }
  | { kind: 'group'; body: Node; name: number; label: string | null }
  | { kind: 'look'; body: Node; behind: boolean; not: boolean }
  | { kind: 'edge'; mark: string }
  | { kind: 'again'; name: string }
  | { kind: 'repeat'; body: Node; least: number; most: number; lazy: boolean };

const SAMPLES = [...'aA1 \n.-,:!?()<>[]{}*_"\'/|=+#@&%$;~`^\\\t\u0001é…—•世👍'];

/** Reads a pattern. Throws on what it does not know, so that nothing is passed over. */
function parse({ source, flags }: RegExp): Node {
  const letters = [...source];
  const ownFlags = flags.replace(/[gyd]/g, '');
  let at = 0;
  let groups = 0;
  const left = (): string => letters.slice(at, at + 4).join('');

  function choice(): Node {
    const options = [row()];
    while (letters[at] === '|') {
      at++;
      options.push(row());
    }
    return options.length === 1 ? (options[0] as Node) : { kind: 'choice', options };
  }

  function row(): Node {
    const parts: Node[] = [];
    while (at < letters.length && letters[at] !== '|' && letters[at] !== ')') parts.push(repeated(one()));
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'row', parts };
  }

  function repeated(body: Node): Node {
    const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})(\??)/.exec(letters.slice(at, at + 16).join(''));
    if (found === null) return body;
    at += found[0].length;
    const lazy = found[4] === '?';
    const sign = found[0][0];
    if (sign === '*') return { kind: 'repeat', body, least: 0, most: Infinity, lazy };
    if (sign === '+') return { kind: 'repeat', body, least: 1, most: Infinity, lazy };
    if (sign === '?') return { kind: 'repeat', body, least: 0, most: 1, lazy };
    const least = Number(found[1]);
    const most = found[3] !== '' ? Number(found[3]) : found[2] === ',' ? Infinity : least;
    return { kind: 'repeat', body, least, most, lazy };
  }

  function group(): Node {
    at++;
    const look = /^\?(<?)([=!])/.exec(left());
    const named = /^\?<([^>=!]+)>/.exec(letters.slice(at, at + 40).join(''));
    let name = 0;
    if (look !== null) at += look[0].length;
    else if (named !== null) at += named[0].length;
    else if (left().startsWith('?:')) at += 2;
    else if (letters[at] === '?') throw new Error(`unknown group in ${source}`);
    if (look === null && (named !== null || letters[at - 1] === '(')) name = ++groups;
    const body = choice();
    at++;
    if (look !== null) return { kind: 'look', body, behind: look[1] === '<', not: look[2] === '!' };
    return { kind: 'group', body, name, label: named?.[1] ?? null };
  }

  function one(): Node {
    const from = at;
    const letter = letters[at] as string;
    if (letter === '(') return group();
    at++;
    if (letter === '^' || letter === '$') return { kind: 'edge', mark: letter };
    if (letter === '[') {
      for (; letters[at] !== ']'; at++) if (letters[at] === '\\') at++;
      at++;
    } else if (letter === '\\') {
      const escaped = letters[at] as string;
      at++;
      if (escaped === 'b' || escaped === 'B') return { kind: 'edge', mark: escaped };
      if (/[1-9]/.test(escaped)) return { kind: 'again', name: escaped };
      const rest = letters.slice(at, at + 60).join('');
      const long =
        escaped === 'k' || escaped === 'p' || escaped === 'P'
          ? /^(?:<[^>]+>|\{[^}]+\})/.exec(rest)
          : escaped === 'u'
            ? /^(?:\{[^}]+\}|[\da-f]{4})/i.exec(rest)
            : escaped === 'x'
              ? /^[\da-f]{2}/i.exec(rest)
              : null;
      at += long?.[0].length ?? 0;
      if (escaped === 'k') return { kind: 'again', name: long?.[0].slice(1, -1) ?? '' };
    }
    const written = letters.slice(from, at).join('');
    const known = new Map<string, boolean>();
    const pattern = new RegExp(`^(?:${written})$`, ownFlags.replace('m', ''));
    const fits = (tried: string): boolean => {
      let fit = known.get(tried);
      if (fit === undefined) {
        fit = pattern.test(tried);
        known.set(tried, fit);
      }
      return fit;
    };
    const sample = [...SAMPLES, ...written].find(fits) ?? '';
    return { kind: 'letter', fits, sample };
  }

  const whole = choice();
  if (at !== letters.length) throw new Error(`not read to its end: ${source}`);
  return whole;
}

type Next = (at: number) => boolean;

/** Where a search is given up: more than a thousand for each letter that is tried here. */
const MOST_STEPS = 1_000_000;

/**
 * All matches of a pattern, or the first where it is not global, and the steps to them: each letter tried and each way
 * gone on. Given up after MOST_STEPS. Throws a RangeError where a run of groups goes deeper than the stack.
 */
export function search(
  pattern: RegExp,
  text: string,
  tree = parse(pattern),
): { matches: string[]; steps: number } {
  const letters = [...text];
  const multiline = pattern.flags.includes('m');
  const taken = new Map<string, [number, number]>();
  let steps = 0;
  const step = (): void => {
    if (++steps > MOST_STEPS) throw LIMIT;
  };
  const isWord = (at: number): boolean => /\w/.test(letters[at] ?? '');

  function run(node: Node, at: number, back: boolean, next: Next): boolean {
    step();
    switch (node.kind) {
      case 'letter': {
        const letter = letters[back ? at - 1 : at];
        return letter !== undefined && node.fits(letter) && next(back ? at - 1 : at + 1);
      }
      case 'row':
        return inRow(node.parts, back ? node.parts.length - 1 : 0, at, back, next);
      case 'choice':
        return node.options.some((option) => run(option, at, back, next));
      case 'group': {
        if (node.name === 0) return run(node.body, at, back, next);
        const names = [String(node.name), node.label ?? String(node.name)];
        return run(node.body, at, back, (end) => {
          const before = taken.get(names[0] as string);
          for (const name of names) taken.set(name, [Math.min(at, end), Math.max(at, end)]);
          if (next(end)) return true;
          for (const name of names) before === undefined ? taken.delete(name) : taken.set(name, before);
          return false;
        });
      }
      case 'look':
        return run(node.body, at, node.behind, () => true) !== node.not && next(at);
      case 'edge': {
        const word = isWord(at - 1) !== isWord(at);
        const line = multiline && letters[node.mark === '^' ? at - 1 : at] === '\n';
        const ends = node.mark === '^' ? at === 0 : at === letters.length;
        return (node.mark === 'b' ? word : node.mark === 'B' ? !word : ends || line) && next(at);
      }
      case 'again': {
        const [from, to] = taken.get(node.name) ?? [0, 0];
        const length = to - from;
        const start = back ? at - length : at;
        for (let i = 0; i < length; i++) {
          step();
          if (letters[from + i] !== letters[start + i]) return false;
        }
        return next(back ? start : at + length);
      }
      case 'repeat':
        return node.body.kind === 'letter'
          ? ofOneLetter(node, node.body.fits, at, back, next)
          : ofMore(node, 0, at, back, next);
    }
  }

  function inRow(parts: Node[], index: number, at: number, back: boolean, next: Next): boolean {
    const part = parts[index];
    if (part === undefined) return next(at);
    return run(part, at, back, (end) => inRow(parts, index + (back ? -1 : 1), end, back, next));
  }

  /** Without a call for each letter, for runs are long and stacks are not. */
  function ofOneLetter(
    { least, most, lazy }: Node & { kind: 'repeat' },
    fits: (letter: string) => boolean,
    at: number,
    back: boolean,
    next: Next,
  ): boolean {
    const after = (count: number): number => (back ? at - count : at + count);
    const more = (count: number): boolean => {
      step();
      const letter = letters[back ? at - count - 1 : at + count];
      return count < most && letter !== undefined && fits(letter);
    };
    let count = 0;
    while (count < least) {
      if (!more(count)) return false;
      count++;
    }
    if (lazy) {
      for (; ; count++) {
        if (next(after(count))) return true;
        if (!more(count)) return false;
      }
    }
    while (more(count)) count++;
    for (; count >= least; count--) {
      step();
      if (next(after(count))) return true;
    }
    return false;
  }

  function ofMore(
    node: Node & { kind: 'repeat' },
    count: number,
    at: number,
    back: boolean,
    next: Next,
  ): boolean {
    const again = (): boolean =>
      count < node.most &&
      run(
        node.body,
        at,
        back,
        (end) => (end !== at || count < node.least) && ofMore(node, count + 1, end, back, next),
      );
    if (count < node.least) return again();
    return node.lazy ? next(at) || again() : again() || next(at);
  }

  const matches: string[] = [];
  try {
    for (let start = 0; start <= letters.length; ) {
      let end = -1;
      taken.clear();
      const found = run(tree, start, false, (at) => {
        end = at;
        return true;
      });
      if (found) matches.push(letters.slice(start, end).join(''));
      // a sticky pattern is asked at one place
      if (pattern.sticky || (found && !pattern.global)) break;
      start = found && end > start ? end : start + 1;
    }
  } catch (thrown) {
    if (thrown !== LIMIT) throw thrown;
    return { matches, steps: MOST_STEPS };
  }
  return { matches, steps };
}

const LIMIT = new Error('more steps than asked for');

/** The shortest words that a part of a pattern may stand for; `full`: with what may be left out. */
function wordsOf(node: Node, full: boolean): string {
  switch (node.kind) {
    case 'letter':
      return node.sample;
    case 'row':
      return node.parts.map((part) => wordsOf(part, full)).join('');
    case 'choice':
      return wordsOf((full ? node.options.at(-1) : node.options[0]) as Node, full);
    case 'group':
      return wordsOf(node.body, full);
    case 'repeat':
      return wordsOf(node.body, full).repeat(Math.max(node.least, full ? 1 : 0));
    case 'look':
      return node.not ? '' : wordsOf(node.body, full);
    case 'edge':
    case 'again':
      return '';
  }
}

/** What may stand before each part of a pattern that repeats without an end: there a run can begin. */
function beforeRuns(node: Node, full: boolean, before = ''): string[] {
  switch (node.kind) {
    case 'row': {
      const found: string[] = [];
      let words = before;
      for (const part of node.parts) {
        found.push(...beforeRuns(part, full, words));
        words += wordsOf(part, full);
      }
      return found;
    }
    case 'choice':
      return node.options.flatMap((option) => beforeRuns(option, full, before));
    case 'group':
    case 'look':
      return beforeRuns(node.body, full, before);
    case 'repeat':
      return [...(node.most > 100 ? [before] : []), ...beforeRuns(node.body, full, before)];
    default:
      return [];
  }
}

/** What a cell may hold thousands of, one after another. */
const RUNS = [' ', '\n', '\r\n', 'a', 'A', '1', '.', '-', '*', '=', '_', '(', '<', 'a ', 'a\n'];
/** What hardly a pattern asks for: behind a run it makes a search fail, which is what costs. */
const NOTHING = '\u0001';
/** Letters of the shorter run; longer than what our patterns repeat with an end. Fewer where groups would go too deep. */
const FEW = [150, 40];

/**
 * Text on which the work of a pattern grows faster than its length, and how many times the steps are where the run in it
 * is four times as long (4 is in proportion, 16 the square); null where nothing was found.
 */
export function growsOn(pattern: RegExp): string | null {
  const tree = parse(pattern);
  const stepsOn = (start: string, run: string, length: number): number =>
    search(pattern, `${start}${run.repeat(length / run.length)}${NOTHING}`, tree).steps;
  const growth = (start: string, run: string): number => {
    for (const few of FEW) {
      try {
        const more = stepsOn(start, run, 4 * few);
        return more >= MOST_STEPS ? Infinity : more / stepsOn(start, run, few);
      } catch (thrown) {
        if (!(thrown instanceof RangeError)) throw thrown;
      }
    }
    throw new Error(`too deep: ${pattern}`);
  };
  for (const start of new Set(['', ...beforeRuns(tree, false), ...beforeRuns(tree, true)])) {
    for (const run of RUNS) {
      const times = growth(start, run);
      if (times > 8)
        return `${JSON.stringify(start)}, then ${JSON.stringify(run)} again and again: ×${times.toFixed(0)}`;
    }
  }
  return null;
}
