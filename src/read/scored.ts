/** A column as its header has it, put right by what stands below and beside: the noun of the files that choose columns. */
import type { FileLayout } from '../types.js';
import { isCommentBox } from './boxes.js';
import { findGrids, type GridPart } from './grids.js';
import { countDoctors, type Profile, proseScore } from './profile.js';
import { type HeaderIndex, type Spelling, scoreHeader } from './spellings.js';
import { isSpoken } from './voice.js';
import { plainHeader } from './words.js';

export type ColumnChoice = FileLayout['columns'][number];

export interface Scored {
  profile: Profile;
  /** How strongly the header speaks for each field. */
  header: Map<Spelling['field'], number>;
  prose: number;
  /** Repeats another column of text. */
  copy: boolean;
  /** A box for what patients have to say of something. */
  box: boolean;
  /** What stands in it was said by patients, and must name no group. */
  said: boolean;
  /** A line of a grid, which asks for a part of the whole. */
  part: boolean;
}

/** How strongly the header of a column speaks for a field, 0..1. */
export function headerSays({ header }: Scored, field: Spelling['field']): number {
  return header.get(field) ?? 0;
}

/** The field that the header of a column speaks for most. */
export function bestHeader({ header }: Scored): { field: Spelling['field'] | null; score: number } {
  let best: { field: Spelling['field'] | null; score: number } = { field: null, score: 0 };
  for (const [field, score] of header) if (score > best.score) best = { field, score };
  return best;
}

/** Fields whose values are names and labels. */
const NAMES = ['location', 'provider', 'procedure', 'source', 'reviewer', 'title', 'question'] as const;

/** @param headerless headers are `#N` and say nothing. */
export function scoreColumns(profiles: Profile[], index: HeaderIndex, headerless: boolean): Scored[] {
  const grids = headerless ? new Map<Profile, GridPart>() : findGrids(profiles);
  return profiles.map((profile) => {
    if (profile.header.startsWith('../')) return scoreNameAbove(profile);
    const header: Scored['header'] = headerless ? new Map() : scoreHeader(profile.plain, index);
    if (!headerless) hearLeaf(header, profile, index);
    correctByPath(header, profile);
    if (isReplyBeside(profile, profiles, index)) {
      header.delete('text');
      header.set('reply', 0.95);
    }
    hearParent(header, profile, index);
    const commented = !headerless && isCommentBox(profile, index);
    if (commented) for (const field of NAMES) header.delete(field);
    // `comments_enabled` holds a word a row, and always the same few.
    const box = commented && (profile.meanWords > 1.2 || profile.shapes > 4);
    if (box) header.set('text', Math.max(0.8, header.get('text') ?? 0));
    const line = grids.get(profile);
    if (line !== undefined) {
      const [asked, other] =
        line === 'part' ? (['subRating', 'rating'] as const) : (['rating', 'subRating'] as const);
      header.delete(other);
      header.set(asked, Math.max(0.8, header.get(asked) ?? 0));
    }
    return {
      profile,
      header,
      prose: proseScore(profile),
      copy: false,
      box,
      said: commented || isSpoken(profile, index),
      part: line === 'part',
    };
  });
}

/** What a record stands in is a place, or a doctor where doctors' names say so. */
function scoreNameAbove(profile: Profile): Scored {
  const named: Profile = { ...profile, plain: 'name above' };
  const doctor =
    /doctor|provider|physician|dentist/i.test(profile.header) || countDoctors(profile) > 0.6 * profile.filled;
  const header: Scored['header'] = new Map([[doctor ? 'provider' : 'location', 0.85]]);
  return { profile: named, header, prose: 0, copy: false, box: false, said: false, part: false };
}

/** What a record was unfolded from says nothing of its parts. */
function hearLeaf(header: Scored['header'], profile: Profile, index: HeaderIndex): void {
  const leaf = /\[\]\.(.+)$/.exec(profile.header)?.[1];
  if (leaf === undefined || profile.asked) return;
  for (const [field, score] of scoreHeader(plainHeader(leaf), index)) {
    if (score > (header.get(field) ?? 0)) header.set(field, score);
  }
}

/** `answers.love.value`: the leaf says nothing, its parent does. */
function hearParent(header: Scored['header'], profile: Profile, index: HeaderIndex): void {
  const parent = /([^.]+)\.(?:value|label|\$t|#text|_|\$number(?:Int|Long|Double|Decimal))$/.exec(
    profile.header,
  )?.[1];
  if (parent === undefined || profile.asked) return;
  for (const [field, score] of scoreHeader(plainHeader(parent), index)) {
    header.set(field, Math.max(header.get(field) ?? 0, 0.9 * score));
  }
}

/** Where a value stands in a document goes before what it is called. */
function correctByPath(header: Scored['header'], profile: Profile): void {
  // In a list of reviews the description is the review's, not the thing's.
  if (/reviews?[^.]*\[\]\.description$/i.test(profile.header)) header.set('text', 0.8);
  // Within a list of ratings every question is a part of them, whatever it asks.
  if (
    /(?:^|\.)(?:sub[-_]?)?(?:ratings?|scores?|aspects|criteria)\.[^.@]/i.test(profile.header) &&
    profile.rating !== null
  ) {
    header.clear();
    header.set('subRating', 0.8);
  }
}

const REPLY_PATH =
  /(?:^|[._])(?:response|reply|replies|answer)s?(?:\[\])?\.(?:text|body|content|comment|message|snippet)$/i;
const REPLY_BESIDE =
  /^(?:response|response text|what we said|our (?:answer|reply|response|comment|message)|(?:owner|provider|clinic|practice) (?:answer|message))$/;

/** `response.text`, "Our answer": what an owner says, where another column holds what patients say. */
function isReplyBeside(profile: Profile, profiles: Profile[], index: HeaderIndex): boolean {
  if (!REPLY_PATH.test(profile.header) && !REPLY_BESIDE.test(profile.plain)) return false;
  return profiles.some(
    (other) =>
      other !== profile &&
      !REPLY_PATH.test(other.header) &&
      (scoreHeader(other.plain, index).get('text') ?? 0) >= 0.8,
  );
}
