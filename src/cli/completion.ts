import { leavesOf } from './config.js';
import { type Command, type Io, type Option, wordsOf } from './index.js';
import { streamSink, writeAll } from './output.js';

/** `reviewscan completion`: a script by which a shell completes commands, options and their values. */
export async function completion(shell: keyof typeof SHELLS, root: Command, io: Io): Promise<number> {
  await writeAll(streamSink(io.stdout), SHELLS[shell](root));
  return 0;
}

const SHELLS = { bash: forBash, zsh: forZsh, fish: forFish };

/** A command as it is typed, and what can follow it. */
interface Completed {
  words: string;
  about: string;
  options: { long: string; short: string | undefined; about: string; takes: boolean; values: string[] }[];
}

function listCommands(root: Command): Completed[] {
  return [...leavesOf(root).values()].map((command) => ({
    words: wordsOf(command),
    about: command.description(),
    options: command.options.map((option) => ({
      long: option.long!,
      short: option.short,
      about: option.description,
      takes: option.required || option.optional,
      values: valuesOf(option),
    })),
  }));
}

/** The few words an option takes; none where anything goes, files above all. */
function valuesOf({ argChoices, long }: Option): string[] {
  if (long === '--print-config') return ['terminal', 'json'];
  return [...(argChoices ?? [])];
}

/** First words, and second ones of commands that have sub-commands. */
function firstWords(commands: readonly Completed[]): Map<string, string[]> {
  const words = new Map<string, string[]>();
  for (const { words: typed } of commands) {
    const [first, second] = typed.split(' ') as [string, string | undefined];
    words.set(first, [...(words.get(first) ?? []), ...(second === undefined ? [] : [second])]);
  }
  return words;
}

function forBash(root: Command): string {
  const commands = listCommands(root);
  const first = firstWords(commands);
  const nested = [...first].filter(([, second]) => second.length > 0);
  const cases = commands.map(({ words, options }) => {
    const values = options
      .filter((option) => option.values.length > 0)
      .map(({ long, values }) => `      ${long}) words='${values.join(' ')}' ;;\n`);
    const flags = options.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]));
    return `    '${words}')
      flags='${[...flags, '--help'].join(' ')}'
      case $previous in
${values.join('')}      esac ;;
`;
  });
  return `# Completion for bash: put  eval "$(reviewscan completion bash)"  into ~/.bashrc
_reviewscan() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} flags= words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${[...first.keys()].join(' ')} --help --version' -- "$word"))
    return
  fi
  case $command in
    ${nested.map(([name]) => name).join('|')}) [ "$COMP_CWORD" -gt 2 ] && command="$command \${COMP_WORDS[2]}" ;;
  esac
  case $command in
${nested.map(([name, second]) => `    '${name}') words='${second.join(' ')}' ;;\n`).join('')}${cases.join('')}  esac
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word"))
  elif [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -F _reviewscan reviewscan
`;
}

function forZsh(root: Command): string {
  const commands = listCommands(root);
  const first = firstWords(commands);
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const spec = (text: string) => text.replaceAll(/[[\]:\\]/g, '\\$&');
  const cases = commands.map(({ words, options }) => {
    const specs = options.map(({ long, about, takes, values }) => {
      const action = values.length > 0 ? `:value:(${values.join(' ')})` : takes ? ':value:_files' : '';
      return `        ${quote(`*${long}[${spec(about)}]${action}`)} \\\n`;
    });
    return `    '${words}')
      _arguments -s \\\n${specs.join('')}        '*:file:_files' ;;
`;
  });
  const describe = (list: readonly string[]) => `_values command ${list.map(quote).join(' ')}`;
  const abouts = commands
    .filter(({ words }) => !words.includes(' '))
    .map(({ words, about }) => `${words}[${spec(about)}]`);
  const nested = [...first].filter(([, second]) => second.length > 0);
  return `#compdef reviewscan
# Completion for zsh: put  eval "$(reviewscan completion zsh)"  after compinit into ~/.zshrc
_reviewscan() {
  local command=$words[2]
  if (( CURRENT == 2 )); then ${describe([...abouts, ...nested.map(([name]) => name)])}; return; fi
  case $command in
${nested
  .map(
    ([name, second]) =>
      `    ${name}) if (( CURRENT == 3 )); then ${describe(second)}; return; fi; command="$command $words[3]"; shift words; (( CURRENT-- )) ;;\n`,
  )
  .join('')}  esac
  shift words; (( CURRENT-- ))
  case $command in
${cases.join('')}  esac
}
compdef _reviewscan reviewscan
`;
}

function forFish(root: Command): string {
  const commands = listCommands(root);
  const first = firstWords(commands);
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = [
    '# Completion for fish: reviewscan completion fish > ~/.config/fish/completions/reviewscan.fish',
  ];
  for (const [name, second] of first) {
    const about = commands.find(({ words }) => words === name)?.about;
    const description = about === undefined ? '' : ` -d ${quote(about)}`;
    lines.push(`complete -c reviewscan -n __fish_use_subcommand -f -a ${name}${description}`);
    if (second.length > 0) {
      const unless = second.join(' ');
      lines.push(
        `complete -c reviewscan -n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${unless}' -f -a '${unless}'`,
      );
    }
  }
  for (const { words, options } of commands) {
    const seen = words
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    for (const { long, short, about, takes, values } of options) {
      const value = values.length > 0 ? ` -x -a '${values.join(' ')}'` : takes ? ' -r' : '';
      const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
      lines.push(
        `complete -c reviewscan -n '${seen}' -l ${long.slice(2)}${letter}${value} -d ${quote(about)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
