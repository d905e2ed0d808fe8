/** Grids: one question asked of several things, a column each. What they hold are parts of the rating, none is the rating. */
import type { Profile } from './profile.js';
import { isQuestion } from './spellings.js';
import { plainHeader } from './words.js';

/** How tools set what is rated apart from the question: "[Waiting time]", " - Waiting time", ">> Waiting time", ": …". */
const APART = [
  /^(.*\S)\s*\[([^\]]+)\]\s*$/s,
  /^(.*\S)\s*>>\s*(\S.*)$/s,
  /^(.*\S)\s+[-–—|]\s+(\S.*)$/s,
  /^(.*\S)\s*:\s*(\S.*)$/s,
];
const RATES = /\b(?:rate|rating|ratings|satisf\w+|following|agree|scores?|evaluate)\b/;
const WHOLE = /\b(?:overall|in general|general|total|whole)\b/;

/** A column's share in a grid: one of the things asked about, or the whole of them ("[Overall experience]"). */
export type GridPart = 'part' | 'whole';

/** The columns that are lines of a grid: two or more under one question, answered on the same scale. */
export function findGrids(profiles: Profile[]): Map<Profile, GridPart> {
  const groups = new Map<string, { profile: Profile; part: string }[]>();
  for (const profile of profiles) {
    const { rating } = profile;
    if (rating === null || rating.share < 0.8 || rating.distinct < 2 || profile.counter) continue;
    for (const { stem, part, below } of partings(profile)) {
      const key = `${plainHeader(stem)}|${below}|${rating.kind}|${rating.scale.kind === 'word' ? rating.scale.name : ''}`;
      groups.set(key, [...(groups.get(key) ?? []), { profile, part }]);
    }
  }
  const found = new Map<Profile, GridPart>();
  for (const members of groups.values()) {
    if (members.length < 2) continue;
    for (const { profile, part } of members) found.set(profile, WHOLE.test(part) ? 'whole' : 'part');
  }
  return found;
}

/** The question of a heading and what it is asked of. */
function partings({
  heading,
  plain,
  asked,
  header,
}: Profile): { stem: string; part: string; below: boolean }[] {
  // Codes of lines stand within the question too: "G01Q03[SQ001]. Please rate: [Waiting time]"
  const bare = heading.trim().replace(/^[A-Za-z]*\d\w*(?:\[\w+\])?[.:]?\s+/, '');
  const found: { stem: string; part: string; below: boolean }[] = [];
  for (const pattern of APART) {
    const [, stem, part] = pattern.exec(bare) ?? [];
    if (stem === undefined || part === undefined) continue;
    if (asksForRatings(stem)) found.push({ stem, part: plainHeader(part), below: false });
    // "Quality of care:Please rate each"
    else if (asksForRatings(part)) found.push({ stem: part, part: plainHeader(stem), below: false });
    break;
  }
  // A question over several columns, the things asked about below it: the heading is the question.
  if (found.length === 0 && asked && asksForRatings(heading))
    found.push({
      stem: heading,
      part: plainHeader(header) === plain ? '' : plainHeader(header),
      below: true,
    });
  return found;
}

/** "Overall rating: clinic" and "Overall rating: doctor" are two ratings, no grid. */
function asksForRatings(stem: string): boolean {
  const plain = plainHeader(stem);
  return !WHOLE.test(plain) && (RATES.test(plain) || isQuestion(stem));
}
