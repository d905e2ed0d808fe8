/** Cells that several tables of groups share. */
import type { Comparison, Floors, Proportion, Score } from '../../types.js';
import type { Run } from '../fit.js';
import { count, GLUE, percent, points, pointsRange } from '../words.js';
import { MAY_BREAK, say } from './blocks.js';

/** A score with its interval and n, marked where it differs from all other groups. */
export function comparedScore(score: Score, comparison: Comparison): Run[] {
  if (score.value === null) return [say(score.n === 0 ? '–' : `– n${GLUE}${count(score.n)}`, 'faint')];
  const runs = [say(points(score), 'strong')];
  if (comparison.verdict === 'higher') runs.push(say('▲', 'good'));
  if (comparison.verdict === 'lower') runs.push(say('▼', 'bad'));
  runs.push(say(`${GLUE}(${pointsRange(score)})`), say(`${MAY_BREAK}n${GLUE}${count(score.n)}`, 'faint'));
  return runs;
}

/** Of the reviews that speak of both, those that praise the result and blame the service. */
export function divergenceCell(p: Proportion, floors: Floors): Run[] {
  if (p.n === 0) return [say('–', 'faint')];
  if (p.share === null) return [say(`– of${GLUE}${count(p.n)}`, 'faint')];
  const mark = p.n < floors.ranked ? '~' : '';
  return [say(mark + percent(p.share), 'strong'), say(`${MAY_BREAK}of${GLUE}${count(p.n)}`, 'faint')];
}
