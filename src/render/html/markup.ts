/**
 * HTML and SVG that cannot be broken into: a string is always text and is escaped, only `Markup` is markup, and only
 * this file makes it.
 */

/** Finished markup. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in an element; null, undefined and false leave nothing. */
export type Child = Markup | string | number | null | undefined | false | readonly Child[];
/** `true` is an attribute without a value; null, undefined and false leave it out. */
export type Attributes = Record<string, string | number | boolean | null | undefined>;

/** HTML elements that have no end tag. */
const VOID = new Set(['meta', 'input', 'br', 'hr']);
/** SVG elements that usually hold nothing and may then close themselves. */
const SHAPES = new Set(['path', 'rect', 'line', 'circle']);

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** An element. Names of elements and attributes are the programme's own, never the input's. */
export function el(name: string, attributes: Attributes = {}, ...children: Child[]): Markup {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    open += value === true ? ` ${key}` : ` ${key}="${escapeHtml(String(value))}"`;
  }
  if (VOID.has(name)) return new Markup(`${open}>`);
  const inside = write(children);
  if (inside === '' && SHAPES.has(name)) return new Markup(`${open}/>`);
  return new Markup(`${open}>${inside}</${name}>`);
}

/** Several pieces side by side. */
export function join(...children: Child[]): Markup {
  return new Markup(write(children));
}

function write(child: Child): string {
  if (child instanceof Markup) return child.text;
  if (typeof child === 'string') return escapeHtml(child);
  if (typeof child === 'number') return String(child);
  if (Array.isArray(child)) return child.map(write).join('');
  return '';
}

/**
 * Our own style sheet or script as it stands, for an element whose content is not parsed as markup.
 * @throws Error (a bug) when it could end its element
 */
export function raw(name: 'style' | 'script', attributes: Attributes, content: string): Markup {
  if (/<\/(style|script)|<!--/i.test(content)) throw new Error(`a ${name} that would end its own element`);
  return new Markup(`${el(name, attributes).text.replace(/<\/\w+>$/, '')}${content}</${name}>`);
}

/** Data for a script element of type application/json: nothing in it can end the element. */
export function jsonText(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
