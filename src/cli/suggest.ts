import { suggestPhrases, writeSuggestions } from '../measure/index.js';
import { scan } from '../pipeline.js';
import { describeLayout, removeSpools } from '../read/index.js';
import { quoterOf } from '../report/index.js';
import { topPhrases } from '../report/phrases.js';
import { type AnalysisFlags, chooseLanguages, openAnalysis } from './analysis.js';
import { inputsOf, writeTextFile } from './files.js';
import { refuseToReplace } from './formats.js';
import type { Io } from './index.js';
import { streamSink, writeAll } from './output.js';
import { readChoice, readCount, readLanguageCodes, readMapping } from './settings.js';

interface SuggestFlags extends AnalysisFlags {
  top: string;
  output?: string;
  map: string[];
  language: string;
  encoding?: string;
  redact: string;
  quiet?: boolean;
}

/** Phrases looked at for each one that is wanted: most are single words, and few of those are a theme's own. */
const LOOKED_AT = 6;

/** `reviewscan suggest`: frequent phrases that no theme covers, ready to be pasted into a taxonomy. */
export async function suggest(files: readonly string[], flags: SuggestFlags, io: Io): Promise<number> {
  const most = readCount('--top', flags.top, 1);
  const redacted = readChoice('--redact', flags.redact, ['names', 'none']) === 'names';
  const read = {
    ...readMapping(flags.map, io.places?.get('map')),
    languages: readLanguageCodes('--language', flags.language),
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
  };
  const inputs = inputsOf(files, io, [flags.output]);
  refuseToReplace([flags.output], [flags.model], 'is read by this run');
  const { knowledge, amend, explain, languages } = await openAnalysis(flags);
  try {
    const tally = await scan(inputs, knowledge, {
      read,
      by: [],
      since: null,
      until: null,
      ...(amend !== undefined && { amend }),
      ...(languages.size > 0 && { analyserFor: chooseLanguages(languages) }),
      onLayout: (layout) => {
        if (!flags.quiet) io.stderr.write(`${describeLayout(layout)}\n`);
      },
    });
    const { unlabelled, all } = tally;
    const quote = quoterOf(tally, { redact: redacted ? 'default' : 'none' });
    const suggestions = suggestPhrases(
      topPhrases(unlabelled, quote, most * LOOKED_AT, [...languages.keys()]),
      unlabelled,
      (sentence) =>
        explain(sentence).sentences.flatMap(({ model }) =>
          model.flatMap(({ theme, polarity, probability }) =>
            polarity === 'positive' || polarity === 'negative'
              ? [{ theme, sign: polarity === 'positive' ? ('+' as const) : ('-' as const), probability }]
              : [],
          ),
        ),
      (sentence) => quote(sentence).text,
      most,
    );
    const text = writeSuggestions(suggestions, unlabelled.length, files.join(', '));
    if (flags.output === undefined || flags.output === '-') {
      await writeAll(streamSink(io.stdout), text);
    } else await writeTextFile(flags.output, text);
    if (!flags.quiet) {
      io.stderr.write(
        `${all.sentencesWithoutTheme} of ${all.sentences} sentences have no theme; ${suggestions.length} phrases found\n`,
      );
    }
  } finally {
    removeSpools();
  }
  return 0;
}
