/**
 * On which side each stretch of a passage stands, by what stands around it: the label of its item, the list it is in, the
 * story it goes on with. Clear words of its own come first; a stretch that says nothing either way goes with the others.
 */

import type { Side } from '../types.js';
import type { Judged } from './judgement.js';
import { addLean, type Lean, NO_LEAN, settleSide, sideOf } from './polarity.js';

/** A stretch of so few tokens is too short to say a thing. */
const TOO_SHORT = 3;

/** What is told of a stretch by more than what was found in it. */
export interface Context {
  /** Whether it opposes itself to the one before it ("But …"). */
  opposes(stretch: Judged): boolean;
  /** Whether it only tells what its writer's days bring. */
  endsStory(stretch: Judged): boolean;
  /** Whether a blank line, or a label that was cut out, stands between it and the one before it. */
  startsAnew(stretch: Judged, before: Judged): boolean;
}

/** Stretches that stand in a row in one labelled item (`section`), or, where that is null, outside of all. */
interface Run {
  section: number | null;
  stretches: Judged[];
}

/**
 * Settles the sides of a passage, in place.
 *
 * @param judged all of it in the order of the text, each with the side that it would have in its sentence alone
 * @param context what only the text and its words tell
 */
export function settleSides(judged: readonly Judged[], context: Context): void {
  const runs = runsOf(judged);
  for (const { section, stretches } of runs) {
    if (section === null) settleStory(stretches);
    else settleItem(stretches);
  }
  runs.forEach(({ section, stretches }, i) => {
    if (section === null) carryOn(stretches, context);
    else goWithTheList(stretches, runs, i);
  });
  settleEnd(judged, runs[runs.length - 1]?.stretches ?? [], context);
}

/**
 * A story ends where its writer comes back to today ("My next check is in May"): what says only that, at the end of all
 * that praises or blames, does neither, whatever section it stands in.
 */
function settleEnd(judged: readonly Judged[], last: readonly Judged[], { endsStory }: Context): void {
  const end = last[last.length - 1];
  if (end === undefined || last.length < 2 || isTurned(end) || !endsStory(end)) return;
  if (sideOf(end.judgement.lean) === 'open' && judged.some((one) => one !== end && one.side !== 'open'))
    end.side = 'open';
}

function runsOf(judged: readonly Judged[]): Run[] {
  const runs: Run[] = [];
  for (const stretch of judged) {
    const { section } = stretch.sentence;
    const last = runs[runs.length - 1];
    if (last?.section === section) last.stretches.push(stretch);
    else runs.push({ section, stretches: [stretch] });
  }
  return runs;
}

/** Outside of items every stretch stands by itself, a column's side behind it. */
function settleStory(stretches: readonly Judged[]): void {
  for (const one of stretches) {
    if (one.empty) continue;
    const { prior } = one.sentence;
    const own = sideOf(one.judgement.lean);
    // a side of a sentence that turns was weighed against the other; what "but" took back has no words of its own
    if (!isTurned(one)) one.side = prior === null ? own : settleSide(one.judgement.lean, prior, 'loose');
    else if (own !== 'open') one.side = own;
    else if (one.side === 'open') one.side = prior ?? 'open';
  }
}

/** The sentences of one labelled item share its side; what its label no longer holds for stands by itself. */
function settleItem(stretches: readonly Judged[]): void {
  const { prior } = (stretches[0] as Judged).sentence;
  const said = stretches.filter(({ empty }) => !empty);
  const held = said.filter(({ sentence }) => sentence.prior === prior);
  const shared = settleSide(leanOfAll(held), prior, 'firm');
  for (const one of said) {
    if (!held.includes(one)) {
      if (!isTurned(one)) one.side = sideOf(one.judgement.lean);
      continue;
    }
    // one side of a sentence that turns may leave the item ("… when we asked, but they never helped us")
    one.side = isTurned(one) ? settleSide(one.judgement.lean, shared, 'turned') : shared;
  }
}

/**
 * An item of a list without labels or signs that says nothing either way stands with both its neighbours; the last one
 * with all others, where at least two of them say something and all of those the same.
 */
function goWithTheList(item: readonly Judged[], runs: readonly Run[], at: number): void {
  const sideAt = (i: number, which: 0 | -1): Side | null => {
    const run = runs[i];
    return run === undefined || run.section === null ? null : (run.stretches.at(which)?.side ?? null);
  };
  const before = sideAt(at - 1, -1);
  const after = sideAt(at + 1, 0);
  let side = before === after ? before : null;
  if (after === null) {
    const said: Side[] = [];
    for (let i = at - 1; sideAt(i, -1) !== null; i--) said.push(sideAt(i, -1) as Side);
    const taken = said.filter((one) => one !== 'open');
    if (taken.length > 1 && new Set(taken).size === 1) side = taken[0] as Side;
  }
  if (side === null) return;
  for (const one of item) if (isUndecided(one) && one.sentence.prior === null) one.side = side;
}

/**
 * A story goes on with what it tells: sentences without a stance stand on the side of the one before them. One that
 * begins with "but" takes back the praise before it; one that is "another story" stands on the other side.
 */
function carryOn(story: readonly Judged[], { opposes, startsAnew }: Context): void {
  for (let i = 1; i < story.length; i++) {
    const one = story[i] as Judged;
    if (one.judgement.stance.reverses && !isTurned(one)) {
      const before = story.slice(0, i).findLast(({ side }) => side !== 'open')?.side;
      if (before !== undefined) one.side = before === 'pro' ? 'con' : 'pro';
      continue;
    }
    if (!isUndecided(one) || one.judgement.stance.hollow) continue;
    // where a sentence turns, its first side alone goes on with the one before
    if (one.sentence.whole.start !== one.sentence.start) continue;
    const before = story[i - 1] as Judged;
    const { side } = before;
    if (!opposes(one)) one.side = startsAnew(one, before) ? 'open' : side;
    else if (side === 'pro' && !agrees(one, 'pro')) one.side = 'con';
  }
}

/** Whether it says nothing either way, and is no mere greeting or empty answer, which stand on no side. */
const isUndecided = ({ side, empty, judgement }: Judged): boolean =>
  side === 'open' && !empty && !judgement.stance.courtesy;

/** Whether it is one side of a sentence that was parted. */
const isTurned = ({ sentence: { start, end, whole } }: Judged): boolean =>
  whole.start !== start || whole.end !== end;

export const leanOfAll = (stretches: readonly Judged[]): Lean =>
  stretches.reduce((sum, { judgement }) => addLean(sum, judgement.lean), NO_LEAN);

/** Whether a stretch behind "but" is praise all the same, or too short to say a thing. */
export function praises({ sentence, judgement }: Judged): boolean {
  return sentence.tokens.length < TOO_SHORT || settleSide(judgement.lean, 'con', 'turned') === 'pro';
}

/** Whether a stretch without a clear side still leans to this one, or is too short to say a thing. */
export function agrees({ sentence, judgement: { lean } }: Judged, side: Side): boolean {
  if (sentence.tokens.length < TOO_SHORT) return true;
  return side === 'pro' ? lean.sum > 0 : side === 'con' && lean.sum < 0;
}
