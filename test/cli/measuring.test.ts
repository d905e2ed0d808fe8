import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, fixture, lines, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const sample = fixture('sample.csv');
const file = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

const LABELS = file(
  'labels.tsv',
  `id\tsentence\tlabels
random.00000000000000aa.0.0\tThe receptionist was rude and unhelpful.\tstaff-
random.00000000000000aa.0.50\tI love how my nose looks now.\toutcome+
chosen.00000000000000ab.0.0\tWe drove up from the coast on Friday.\tnone
chosen.00000000000000ac.0.0\tWaited two hours past my appointment time.\twaiting-
random.00000000000000ad.0.0\tasdf qwer\tbad
random.00000000000000ae.0.0\tNobody knows what to say of this one.\t
`,
);

/** A taxonomy of one theme that no model knows. */
function taxonomy(name: string, phrases: string): string {
  mkdirSync(join(at(name), 'phrases'), { recursive: true });
  writeFileSync(
    join(at(name), 'themes.yaml'),
    `themes:
  valet:
    axis: service
    card: service
    definition: The people who park the cars
    examples:
      - { text: The valet was quick., polarity: positive }
`,
  );
  writeFileSync(join(at(name), 'phrases/valet.yaml'), phrases);
  return at(name);
}

/** Runs a shell command under a terminal of its own. */
function terminal(command: string) {
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm', LANG: 'C.UTF-8', SHELL: '/bin/sh' },
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const seen = () => text;
  return {
    seen,
    type: (keys: string) => child.stdin.write(keys),
    stop: () => child.kill(),
    async until(condition: () => boolean, what: string) {
      for (let i = 0; i < 900 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(condition(), `${what}; seen: ${text.slice(-1500)}`).toBe(true);
    },
  };
}

describe('label', () => {
  it('refuses politely where there is no terminal', () => {
    const { status, stdout, stderr } = reviewscan(['label', sample]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^reviewscan: label: needs a terminal to ask in; .*--export sample\.csv.*\n$/);
  });

  it('exports the same sample every time, without names, and takes the answers back', () => {
    const csv = at('sample.csv');
    expect(reviewscan(['label', sample, '--sample', '12', '--export', csv], { cwd: folder }).status).toBe(0);
    const first = readFileSync(csv, 'utf8');
    reviewscan(['label', sample, '--sample', '12', '--export', csv], { cwd: folder });
    expect(readFileSync(csv, 'utf8')).toBe(first);
    const rows = first.trimEnd().split('\n');
    expect(rows[0]).toBe('\ufeffid,sentence,labels');
    expect(rows).toHaveLength(13);

    const answered = rows.map((line, i) => (i === 1 ? `${line}overall+` : i === 2 ? `${line}none` : line));
    writeFileSync(csv, answered.join('\n'));
    const out = at('taken.tsv');
    const taken = reviewscan(['label', '--import', csv, '--output', out], { cwd: folder });
    expect(taken.stderr).toContain('2 answers taken from');
    expect(taken.stderr).toContain('10 rows have no answer yet');
    const labels = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(labels).toHaveLength(3);
    expect(labels[1]).toMatch(/\toverall\+$/);
    expect(labels[2]).toMatch(/\tnone$/);
  });

  it('refuses answers that a spreadsheet has moved to other sentences, whatever it did to their letters', () => {
    const out = at('sorted.tsv');
    const taken = (name: string, text: string) =>
      reviewscan(['label', '--import', file(name, text), '--output', out]);
    const first = taken('first.csv', 'id,sentence,labels\na,Très kind “staff”,staff+\nb,Fine,none\n');
    expect(first.stderr).toContain('2 answers taken');
    const before = readFileSync(out, 'utf8');
    const moved = taken('moved.csv', 'id,sentence,labels\nb,Très kind “staff”,staff-\na,Fine,none\n');
    expect(moved.status).toBe(2);
    expect(moved.stderr).toMatch(
      /moved\.csv, line 3: id "a" has another sentence there than in .*sorted\.tsv; sort/,
    );
    expect(readFileSync(out, 'utf8')).toBe(before);
    const recoded = taken('recoded.csv', 'id,sentence,labels\na,"Tr?s  kind ""staff""",staff-\n');
    expect(recoded.stderr).toContain('1 answer taken');
    expect(readFileSync(out, 'utf8')).toContain('Très kind “staff”\tstaff-');
  });

  it('names the line and the label of a spreadsheet that is wrong, and changes nothing', () => {
    const csv = file('wrong.csv', 'id,sentence,labels\na,Fine,staff+\nb,Fine,stafff+\n');
    const { status, stderr } = reviewscan(['label', '--import', csv, '--output', at('untouched.tsv')]);
    expect(status).toBe(2);
    expect(stderr).toContain('wrong.csv, line 3: no theme is called "stafff"; did you mean staff?');
    expect(existsSync(at('untouched.tsv'))).toBe(false);
  });

  const script = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!script)(
    'asks in a terminal, saves each answer at once, and gives the terminal back',
    async () => {
      const out = at('asked.tsv');
      const { seen, until, type, stop } = terminal(
        `"${process.execPath}" "${BIN}" label "${sample}" --sample 6 --output "${out}"; echo "left with $?"; stty -a`,
      );
      const rows = () => (existsSync(out) ? readFileSync(out, 'utf8').trimEnd().split('\n').slice(1) : []);
      await until(() => seen().includes('0 of 6 answered'), 'the screen');
      type('.');
      await until(() => rows().length === 1, 'the first answer is in the file');
      expect(rows()[0]).toMatch(/\tnone$/);
      type('wW\r');
      await until(() => rows().length === 2, 'the second answer is in the file');
      expect(rows()[1]).toMatch(/\twaiting-$/);
      type('\x7f');
      await until(() => rows().length === 1, 'the second answer is withdrawn');
      type('\x1b');
      await until(() => seen().includes('left with 0'), 'it ends');
      await until(() => /-?icanon/.test(seen()), 'stty');
      stop();
      expect(seen()).toContain('\x1b[?1049l');
      expect(seen()).toContain('1 of 6 answered');
      expect(seen()).toMatch(/(?<!-)icanon/);
    },
  );

  it.skipIf(!script)(
    'counts what a small export holds, and has done when all of it is answered',
    async () => {
      const out = at('small.tsv');
      const export_ = file(
        'small.csv',
        'Review\nThe staff were kind.\nI waited an hour.\nMy scar has healed.\n',
      );
      const { seen, until, type, stop } = terminal(
        `"${process.execPath}" "${BIN}" label "${export_}" --sample 50 --output "${out}"; echo "left with $?"`,
      );
      await until(() => seen().includes('0 of 3 answered'), 'the screen');
      type('...');
      await until(() => seen().includes('That was the last one'), 'the end');
      type('\r');
      await until(() => seen().includes('left with 0'), 'it ends');
      stop();
      expect(seen()).toContain('3 of 3 answered, all in');
      expect(seen()).toContain('next: reviewscan evaluate');
    },
  );

  it.skipIf(!script)('gives the terminal back when it is terminated, too', async () => {
    const out = at('killed.tsv');
    const { seen, until, stop } = terminal(
      `"${process.execPath}" "${BIN}" label "${sample}" --sample 4 --output "${out}" </dev/tty & echo "pid $!."; wait $!; echo "left with $?"; stty -a </dev/tty`,
    );
    await until(() => seen().includes('0 of 4 answered'), 'the screen');
    process.kill(Number(/pid (\d+)\./.exec(seen())![1]), 'SIGTERM');
    await until(() => /-?icanon/.test(seen()), 'stty');
    stop();
    expect(seen()).toContain('left with 143');
    expect(seen()).toContain('\x1b[?1049l');
    expect(seen()).toMatch(/(?<!-)icanon/);
  });
});

describe('evaluate', () => {
  it('measures every kind of format, and says what was left out', () => {
    const { status, stdout } = reviewscan(['evaluate', LABELS]);
    expect(status).toBe(0);
    expect(stdout).toContain('How right the tags are');
    expect(stdout).toContain('Left out: 1 row marked as not readable and 1 row without an answer yet.');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const json = JSON.parse(reviewscan(['evaluate', LABELS, '--format', 'json']).stdout);
    expect(json).toMatchObject({
      schema: 'reviewscan.evaluation',
      rows: { judged: 4, bad: 1, unanswered: 1 },
      all: { sentences: 4, groups: 3 },
      random: { sentences: 2, groups: 1 },
    });
    expect(reviewscan(['evaluate', LABELS, '--format', 'markdown']).stdout).toMatch(
      /^# How right the tags are/,
    );
  });

  it('gives the same bytes every time', () => {
    const run = () => reviewscan(['evaluate', LABELS, '--format', 'json']).stdout;
    expect(run()).toBe(run());
  });

  it('masks names in the misses unless told not to', () => {
    const named = file('named.tsv', 'id\tsentence\tlabels\na\tDr. Kowalczyk was as cold as ice.\tbilling+\n');
    expect(reviewscan(['evaluate', named]).stdout).not.toContain('Kowalczyk');
    expect(reviewscan(['evaluate', named, '--redact', 'none']).stdout).toContain('Kowalczyk');
  });

  it('compares two people', () => {
    const other = file(
      'other.tsv',
      readFileSync(LABELS, 'utf8').replace('staff-', 'compassion-').replace('\tnone', '\tstaff+'),
    );
    const { status, stdout } = reviewscan(['evaluate', LABELS, other, '--format', 'json']);
    expect(status).toBe(0);
    const agreement = JSON.parse(stdout);
    expect(agreement).toMatchObject({ schema: 'reviewscan.agreement', shared: 5 });
    expect(agreement.differences.map(({ first }: { first: unknown }) => first)).toEqual([
      [{ theme: 'staff', sign: '-' }],
      [],
    ]);
    expect(reviewscan(['evaluate', LABELS, other]).stdout).toContain('How far two people agree');
  });

  it.each([
    [['evaluate', 'missing.tsv'], 'missing.tsv: there is no such file'],
    [['evaluate', folder], 'is a folder'],
    [['evaluate', sample], 'has no column sentence and no column labels'],
  ])('says what is wrong with its file (%#)', (args, message) => {
    const { status, stderr } = reviewscan(args, { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

describe('train', () => {
  /** A practice with a theme of its own, of which its patients say more than the one phrase its taxonomy has. */
  const own = taxonomy('shuttle', 'positive:\n  sure:\n    - valet … quick\n');
  const many = file(
    'many.tsv',
    `id\tsentence\tlabels\n${Array.from({ length: 90 }, (_, i) => {
      const when = ['on Monday', 'at noon', 'in the rain', 'again', 'for my mother', 'after lunch'][i % 6];
      return i % 3 === 0
        ? `s${i}\tThe shuttle fetched me ${when}.\tvalet+`
        : `s${i}\tI went there ${when}.\tnone`;
    }).join('\n')}\n`,
  );

  it('learns what is meant, and --model uses it', () => {
    const out = at('my-model.json');
    const { status, stdout } = reviewscan(['train', many, '--output', out, '--taxonomy', own]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/valet\+ +30 +0 % +100 % +yes/);
    const text = readFileSync(out, 'utf8');
    expect(text).not.toContain('shuttle');
    reviewscan(['train', many, '--output', at('again.json'), '--name', 'my-model', '--taxonomy', own]);
    expect(readFileSync(at('again.json'), 'utf8')).toBe(text);

    const f1 = (args: string[]) =>
      JSON.parse(reviewscan(['evaluate', many, '--format', 'json', '--taxonomy', own, ...args]).stdout).all
        .tags.f1.value;
    expect(f1([])).toBe(0);
    expect(f1(['--model', out])).toBe(1);
    const reviews = file('shuttle.csv', 'id,review\n1,The shuttle fetched me this morning.\n');
    const tags = (args: string[]) => {
      const run = reviewscan(['analyze', reviews, '--format', 'ndjson', '--taxonomy', own, ...args]);
      return lines(run.stdout)[0]!.opinions[0]!.tags;
    };
    expect(tags([])).toEqual([]);
    expect(tags(['--model', out])).toMatchObject([{ theme: 'valet', polarity: 'positive', via: ['model'] }]);
    const report = JSON.parse(
      reviewscan(['analyze', reviews, '--format', 'json', '--taxonomy', own, '--model', out]).stdout,
    );
    expect(report.method.model.name).toMatch(/ with my-model$/);
    expect(reviewscan(['model', '--model', out]).stdout).toContain('valet+');
  });

  it('counts a sentence of two files once, and leaves out what they dispute', () => {
    const rows = readFileSync(many, 'utf8');
    const second = file(
      'second.tsv',
      rows.replace('s1\tI went there at noon.\tnone', 's1\tI went there at noon.\tvalet-'),
    );
    const run = reviewscan(['train', many, second, '--output', at('two.json'), '--taxonomy', own]);
    expect(run.stderr).toContain(
      '90 rows repeat sentences that count once; labelled differently and left out: 1',
    );
    expect(JSON.parse(readFileSync(at('two.json'), 'utf8')).card.sentences).toBe(89);
  });

  it('refuses to be used where its themes are not known', () => {
    const out = at('themed.json');
    expect(reviewscan(['train', many, '--output', out, '--taxonomy', own]).status).toBe(0);
    const { status, stderr } = reviewscan(['explain', 'The shuttle fetched me.', '--model', out]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^reviewscan: --model: themed has learned valet, .*--taxonomy it was trained with.*\n$/,
    );
  });

  it('says how many more of what it needs', () => {
    const { status, stderr } = reviewscan(['train', LABELS, '--output', at('few.json')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/4 labelled sentences are too few to learn from: \S+ needs 1\d more/);
    expect(existsSync(at('few.json'))).toBe(false);
  });

  it('does not replace the labels it reads', () => {
    const { status, stderr } = reviewscan(['train', many, '--output', many]);
    expect(status).toBe(2);
    expect(stderr).toContain('is a labels file of this run');
  });
});

describe('suggest', () => {
  it('prints phrases as YAML that can be pasted, with counts and a reason', () => {
    const text = Array.from(
      { length: 8 },
      (_, i) =>
        `r${i},"I drove up in the orange minivan on day ${i}. Dr. Kowalczyk saw the orange minivan from the window."`,
    ).join('\n');
    const reviews = file('valet.csv', `id,review\n${text}\n`);
    const own = taxonomy('one', 'positive:\n  sure:\n    - valet … quick\n');
    const { status, stdout, stderr } = reviewscan(['suggest', reviews, '--top', '20', '--taxonomy', own]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/- orange minivan # 16 sentences, e\.g\. /);
    expect(stdout).not.toContain('Kowalczyk');
    expect(stderr).toContain('sentences have no theme');
  });
});

describe('taxonomy lint', () => {
  it('passes a sound taxonomy and finds what is wrong with another', () => {
    const sound = taxonomy('sound', 'positive:\n  sure:\n    - valet … quick\n');
    expect(reviewscan(['taxonomy', 'lint', sound]).status).toBe(0);
    const twice = taxonomy('twice', 'positive:\n  sure:\n    - quick valet\n    - quick valets\n');
    const { status, stdout } = reviewscan(['taxonomy', 'lint', twice, '--format', 'json']);
    expect(status).toBe(1);
    const codes = JSON.parse(stdout).findings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['duplicate', 'example-missed']);
  });

  it('prints faults, and counts what does no harm unless it is asked for', () => {
    const idle = taxonomy(
      'idle',
      'positive:\n  sure:\n    - valet was (very)? quick\n    - valet was quick\n',
    );
    const brief = reviewscan(['taxonomy', 'lint', idle]);
    expect(brief.status).toBe(0);
    expect(brief.stdout).toMatch(/Nothing to mend\. 1 note besides; --notes prints them\.\n$/);
    const full = reviewscan(['taxonomy', 'lint', idle, '--notes']);
    expect(full.status).toBe(0);
    expect(full.stdout).toContain('valet was quick: “valet was (very)? quick” finds all that it finds');
    expect(full.stdout).not.toContain('--notes');
    const json = JSON.parse(reviewscan(['taxonomy', 'lint', idle, '--format', 'json']).stdout);
    expect(json.findings).toHaveLength(1);
  });

  it('names phrases that the reviews never use as notes', () => {
    const folder = taxonomy('unused', 'positive:\n  sure:\n    - valet … quick\n    - valet … charming\n');
    const reviews = file('quick.csv', 'id,review\n1,The valet was quick.\n');
    const { status, stdout } = reviewscan(['taxonomy', 'lint', folder, '--reviews', reviews]);
    expect(status).toBe(0);
    expect(stdout).toContain('valet … charming');
    expect(stdout).not.toContain('valet … quick:');
  });
});

describe('model', () => {
  it('prints the card with the measured error of every theme', () => {
    const { status, stdout } = reviewscan(['model']);
    expect(status).toBe(0);
    const card = JSON.parse(reviewscan(['model', '--format', 'json']).stdout);
    for (const theme of Object.keys(card.themes)) expect(stdout).toContain(theme);
    expect(reviewscan(['model', '--format', 'markdown']).stdout).toContain('| Theme');
  });
});

describe('--specialty', () => {
  const text = 'id,procedure,review\n1,Dental cleaning,She is so gentle.\n2,Counselling,She is so gentle.\n';
  const reviews = file('gentle.csv', text);
  const themes = (args: string[]) =>
    lines(reviewscan(['analyze', reviews, '--format', 'ndjson', ...args]).stdout).map((review) =>
      review.opinions.flatMap((opinion: { tags: { theme: string }[] }) =>
        opinion.tags.map(({ theme }) => theme),
      ),
    );

  it('reads all reviews, or by their procedure column, with the phrases of a specialty', () => {
    for (const found of themes(['--specialty', 'dental'])) expect(found).toContain('pain');
    const [dental, other] = themes(['--specialty', 'auto']);
    expect(dental).toContain('pain');
    expect(other).toEqual(themes([])[1]);
    const { stderr } = reviewscan(['analyze', reviews, '--format', 'json', '--specialty', 'auto']);
    expect(stderr).toContain('specialty by the procedure column: dental 1');
  });

  it('refuses one that has no pack', () => {
    const { status, stderr } = reviewscan(['analyze', reviews, '--specialty', 'dentist']);
    expect(status).toBe(2);
    expect(stderr).toContain('dental');
  });
});
