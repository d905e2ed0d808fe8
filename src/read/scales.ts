/** What the numbers and words of the rating and of its parts mean. What cannot be known is left out, and said. */
import type { LogicalField, ReadOptions } from '../types.js';
import { directionOfPart, settleDirection } from './direction.js';
import type { Draft } from './draft.js';
import type { Plan } from './plan.js';
import type { Profile } from './profile.js';
import { describeScale, findScale, type RatingScale } from './ratings.js';
import { shownHeader } from './words.js';

const SAY_SCALE = 'say ratingScale in a --map-file, {worst: 1, best: 5} or as it is';

/** What is known of a file when its scales are settled. */
interface Setting {
  plan: Plan;
  draft: Draft;
  profiles: readonly Profile[];
  /** Columns of review text. */
  texts: readonly number[];
  forced: ReadonlyMap<number, LogicalField>;
}

/** Settles the scales of a plan whose columns are chosen. */
export function settleScales(setting: Setting): void {
  const { plan, profiles } = setting;
  const ratings = plan.fields.get('rating') ?? [];
  for (const column of ratings) settleRating(column, setting);
  if (ratings.length === 0) sayDays(setting);
  const [whole] = ratings;
  const wholeScale = whole === undefined ? undefined : plan.scales.get(whole);
  const known = wholeScale && { profile: profiles[whole!]!, scale: wholeScale };
  for (const column of plan.fields.get('subRating') ?? []) settlePart(column, known, setting);
}

function leaveOut({ leftOut }: Plan, { header }: Profile, why: string): void {
  leftOut.push({ code: 'bad-rating', message: `${shownHeader(header)} is left out: ${why}` });
}

function settleRating(column: number, { plan, draft, profiles, texts, forced }: Setting): void {
  const words = draft.knowledge.ratings;
  const profile = profiles[column]!;
  const cells = profile.cells.filter((cell) => cell !== '');
  const pinned = draft.options.ratingScale;
  // What was named as the rating is one, however it is called.
  const found = (
    profile.rating ??
    findScale(cells, profile.header, words) ??
    (forced.has(column) ? findScale(cells, 'rating', words) : null)
  )?.scale;
  // A scale of words is told by its words; figures only mean what was settled for them.
  const scale = pinned !== undefined && found?.kind !== 'word' ? pinScale(pinned) : found;
  if (scale === undefined) {
    if (cells.length > 0) leaveOut(plan, profile, `no scale of ratings fits its values; ${SAY_SCALE}`);
    return;
  }
  if (pinned === undefined) {
    const leaning = draft.knowledge.headers;
    const direction = settleDirection({ profile, profiles, scale, texts, words, leaning });
    if (direction === 'unknown') {
      const ends = scale.unsure
        ? `nothing tells whether ${scale.min} or ${scale.max} is the best`
        : 'its low numbers stand beside praise, or its high ones beside complaints';
      leaveOut(plan, profile, `${ends}; ${SAY_SCALE}`);
      return;
    }
    scale.reversed = direction === 'lowBest';
  }
  plan.scales.set(column, scale);
  plan.layout.ratingScale = describeScale(scale);
}

function pinScale({ min, max, reversed, notRated }: NonNullable<ReadOptions['ratingScale']>): RatingScale {
  return { name: `${min}-${max}`, min, max, reversed, kind: 'number', none: notRated };
}

const DAY_OF_FRACTION = /^\d{1,2}-[a-z]{3}$|^[a-z]{3}-\d{1,2}$/i;

/** "4/5" that a spreadsheet took for a day and shows as "5-Apr" can still be known by the header. */
function sayDays({ plan, draft, profiles }: Setting): void {
  for (const profile of profiles) {
    if (!draft.knowledge.ratings.headers.has(profile.plain)) continue;
    const days = profile.cells.filter((cell) => DAY_OF_FRACTION.test(cell)).length;
    if (profile.filled > 0 && days > profile.filled / 2)
      leaveOut(
        plan,
        profile,
        'it holds days ("5-Apr") where a spreadsheet took 4/5 for one; export it once more, as text',
      );
  }
}

/** @param whole the rating that the column is a part of, where its scale is known. */
function settlePart(
  column: number,
  whole: { profile: Profile; scale: RatingScale } | undefined,
  { plan, draft, profiles }: Setting,
): void {
  const words = draft.knowledge.ratings;
  const profile = profiles[column]!;
  const cells = profile.cells.filter((cell) => cell !== '');
  const scale = (profile.rating ?? findScale(cells, profile.header, words))?.scale;
  if (scale === undefined) return;
  if (scale.kind === 'number' && !scale.reversed && whole !== undefined) {
    const direction = directionOfPart(profile, whole.profile, whole.scale, profiles, words);
    if (direction === 'unknown') {
      leaveOut(
        plan,
        profile,
        'nothing tells which end of it is the best, for it does not move with the rating',
      );
      const { layout } = plan;
      layout.columns = layout.columns.filter(({ index, field }) => index !== column || field !== 'subRating');
      return;
    }
    if (direction === 'lowBest') {
      scale.reversed = true;
      // Parts are marked as the whole is, even where none has its worst mark.
      if (whole.scale.reversed && scale.max < whole.scale.max && scale.min === whole.scale.min)
        Object.assign(scale, whole.scale);
    }
  }
  plan.scales.set(column, scale);
}
