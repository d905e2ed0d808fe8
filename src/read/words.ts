/** Headers and cells as words: how spellings are compared. */

/**
 * A header in plain words: `reviewReply.comment`, `Review_Reply Comment` and `review reply comment` are alike.
 * Digits stay, brackets and marks go.
 */
export function plainHeader(header: string): string {
  return header
    .normalize('NFC')
    .replace(/<[^>]*>/g, ' ')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replace(/['’]s\b/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** A cell in lower case, blanks collapsed, for comparing with word lists. */
export function plainCell(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, ' ');
}

/** A header fit to be told in one line; a broken quote can make one of half a file. */
export function shownHeader(header: string): string {
  return header.trim().replace(/\s+/g, ' ').slice(0, 40);
}

/**
 * A header as an error may tell it. Keys of JSON, and the first row of a file without headers, may be the words of a
 * review, which no message repeats: what runs on like a sentence is called by its place. Questions are a form's own.
 */
export function toldHeader(header: string, index: number): string {
  const said = header.trim();
  const prose = said.split(/\s+/).length >= 6 && !said.includes('?');
  return prose ? `#${index + 1}` : shownHeader(header);
}
