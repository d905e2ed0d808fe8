/**
 * Makes text from outside safe to print. A review may hold escape sequences that move the cursor, bidi overrides that
 * turn a line round, or a hundred accents on one letter; none of them may reach a terminal or a page.
 */

/** Bidi controls, zero-width spaces, soft hyphens, invisible operators, interlinear marks, tags: nothing a reader sees.
 * U+200C and U+200D stay: scripts and emoji are spelt with them. */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E0FFF}]/gu;
/** Letters that are drawn as nothing although they count as wide. */
const FILLERS = /[\u115F\u1160\u3164\uFFA0\u2800]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;
/** Private use has no agreed width; a lone surrogate is no character. */
const UNKNOWN = /\p{Co}|\p{Cs}/gu;
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
const SPACES = /[\s\u0085]+/g;

/**
 * One line of text without anything that steers a terminal: controls and private-use characters become U+FFFD, invisible
 * characters go, every run of white space (line ends too) becomes one space, more than four marks on a letter are cut.
 * Spaces at the ends are kept as one space, so that pieces of a sentence can be cleaned one by one and joined.
 */
export function printable(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text.replace(/ {2,}/g, ' ');
  return text
    .replace(INVISIBLE, '')
    .replace(FILLERS, ' ')
    .replace(SPACES, ' ')
    .replace(CONTROLS, '\uFFFD')
    .replace(UNKNOWN, '\uFFFD')
    .replace(PILED_MARKS, '$1');
}

const MARK = /[\p{M}\u200C\u200D]/u;
const NOT_ASCII = /[^\x20-\x7E\n\u00A0]/gu;

const ASCII: Record<string, string> = {
  '–': '-',
  '—': '-',
  '−': '-',
  '‐': '-',
  '‑': '-',
  '·': '-',
  '•': '-',
  '…': '...',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '*',
  '»': '*',
  '×': 'x',
  '÷': '/',
  '½': '1/2',
  '≥': '>=',
  '≤': '<=',
  '→': '->',
  '←': '<-',
  '━': '~',
  '▲': '^',
  '▼': 'v',
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  '€': 'EUR',
  '£': 'GBP',
};

/**
 * The same in ASCII, for terminals that have nothing else: accents go, punctuation is spelt plainly, the rest is `?`.
 * Line feeds and no-break spaces stay, they are ours to turn later.
 */
export function toAscii(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text;
  return text.replace(NOT_ASCII, (c) => ASCII[c] ?? spellOut(c));
}

/** A letter without its accents, `?` for what has no ASCII spelling, nothing for a mark or joiner. */
function spellOut(c: string): string {
  if (MARK.test(c)) return '';
  return [...c.normalize('NFKD')]
    .filter((part) => !MARK.test(part))
    .map((part) => (/[\x20-\x7E]/.test(part) ? part : (ASCII[part] ?? '?')))
    .join('');
}
