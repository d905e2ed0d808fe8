/**
 * The measure room: labels that people give, what they say about the tool, and what can be learned from them. It sees
 * no file and no terminal, and of the other rooms only what is passed in.
 */
export {
  asAnalysed,
  compareLabels,
  evaluateLabels,
  findingOf,
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
  type LabelFormat,
  readLabels,
  writeLabels,
} from './labels.js';
export { hitKey, lintTaxonomy } from './lint.js';
export { measure } from './metrics.js';
export {
  oddsOf,
  trainOwnModel,
} from './own-model.js';
export { createSampler, type DrawnSentence } from './sample.js';
export { suggestPhrases, writeSuggestions } from './suggest.js';
