/**
 * The measure room: labels that people give, what they say about the tool, and what can be learned from them. It sees
 * no file and no terminal, and of the other rooms only what is passed in.
 */
export {
  asAnalysed,
  compareLabels,
  type EvaluateOptions,
  evaluateLabels,
  type Finding,
  findingOf,
  headlineOf,
  judgedRows,
  uniteRows,
} from './evaluate.js';
export {
  adoptDraw,
  assignKeys,
  beginLabelling,
  isOver,
  type Labelling,
  placeOf,
  pressKey,
  rowsOf,
  splitKeys,
  type ThemeKeys,
} from './labelling.js';
export {
  describeRow,
  foundOf,
  type LabelFormat,
  nearest,
  parseLabels,
  readLabels,
  writeLabels,
} from './labels.js';
export { hitKey, type KeywordTools, lintTaxonomy } from './lint.js';
export { cohensKappa, f1Of, generator, measure } from './metrics.js';
export {
  createAmender,
  type LabelOdds,
  oddsOf,
  readOwnModel,
  type TrainingSentence,
  trainOwnModel,
} from './own-model.js';
export { createSampler, type DrawnSentence, type Sampler } from './sample.js';
export { type Suggestion, suggestPhrases, writeSuggestions } from './suggest.js';
