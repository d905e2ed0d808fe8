import { InvalidArgumentError, Option } from 'commander';

/** Values of an option that can be repeated. */
export const collect = (value: string, earlier: string[]) => [...earlier, value];

/** The packs of src/data/specialties; a test holds the list true. */
export const SPECIALTIES = ['cosmetic', 'dental', 'dermatology', 'general-practice', 'hospital'];

/** Options that several commands share; each means the same everywhere. */
export const SHARED = {
  map: new Option('--map <field=column>', 'say which column is what, e.g. --map text=Comment (repeatable)')
    .argParser(collect)
    .default([]),
  mapFile: new Option('--map-file <file>', 'which column is what, from a file of inspect --save-map'),
  taxonomy: new Option('--taxonomy <dir>', 'your own themes and phrases in place of ours'),
  specialty: new Option('--specialty <name>', 'add the phrases of a specialty').choices(SPECIALTIES),
  model: new Option('--model <file>', 'a model of your own on top of ours, made by train'),
  language: new Option(
    '--language <codes>',
    'languages to analyse: en, or en,es with Spanish by its phrases, or all (others as if they were English)',
  ).default('en'),
  sheet: new Option('--sheet <name>', 'sheet of a workbook by name or number, where we choose wrong'),
  timezone: new Option(
    '--timezone <zone>',
    'where days are told: of dates with an offset, and of words such as today',
  ).default('UTC'),
  dateOrder: new Option('--date-order <order>', 'dmy or mdy, where a file leaves it open'),
  encoding: new Option('--encoding <name>', 'encoding of the files, where we guess wrong'),
  redact: new Option('--redact <what>', 'names (default: names, e-mails, phones, numbers) or none').default(
    'names',
  ),
  format: new Option('--format <name>', 'output')
    .choices(['terminal', 'json', 'markdown'])
    .default('terminal'),
  width: new Option('--width <columns>', 'width of the output (80 to 200)'),
  ascii: new Option('--ascii', 'ASCII characters alone'),
  plain: new Option('--plain', 'one fact a line, its name and its value parted by a tab, for grep and awk'),
};

/** Options of every command. */
export const EVERYWHERE = [
  new Option(
    '--config <file>',
    'options from this file (default: reviewscan.yaml here or in a folder above)',
  ),
  new Option('--no-config', 'options from the command line and the environment alone'),
  new Option(
    '--print-config [format]',
    'only print every option and where its value is from; terminal or json',
  )
    .argParser((format: string) => {
      if (['terminal', 'json'].includes(format)) return format;
      throw new InvalidArgumentError('Write --print-config=terminal or =json, or --print-config last.');
    })
    .preset('terminal'),
  new Option(
    '--timeout <duration>',
    'end with exit code 5 when it takes longer, e.g. 10m; nothing is written then',
  ),
  new Option('--log-json', 'what is said on stderr as JSON, one object a line'),
].map((option) => option.helpGroup('Every command:'));
