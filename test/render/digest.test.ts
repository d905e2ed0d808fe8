import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  digestHtml,
  digestJson,
  digestMarkdown,
  digestTerminal,
  newsInShort,
} from '../../src/render/digest.js';
import { digestMail } from '../../src/render/mail.js';
import { GLUE } from '../../src/render/words.js';
import type { Digest, MailHeaders } from '../../src/types.js';
import { emptyReport, HOSTILE, quote, richReport } from './sample-report.js';

const NOBODY: MailHeaders = { from: null, to: [], subject: null };

function digest(change: Partial<Digest> = {}): Digest {
  const { text, evidence } = quote('', 'My wound «got infected» and nobody looked at it.');
  return {
    schema: 'reviewscan.digest',
    schemaVersion: 1,
    tool: { name: 'reviewscan', version: '0.1.0' },
    input: { stamp: '0'.repeat(32), reviews: 430, dates: { first: '2025-07-03', last: '2026-12-09' } },
    since: { run: 12, at: '2026-12-08T02:00:00.000Z' },
    safety: {
      note: 'A list to read.',
      reviews: 2,
      harms: [{ harm: 'infection', title: 'Infection', reviews: 2 }],
      listed: [
        {
          id: 'HP-0042',
          file: 'export.csv',
          record: 7,
          date: '2026-12-08',
          location: '大阪 <b>',
          provider: null,
          groups: { location: '大阪 <b>' },
          remarks: [
            { harm: 'infection', passage: 'Review', text, evidence },
            { harm: 'infection', passage: 'Review', text: HOSTILE, evidence: [] },
          ],
        },
        {
          id: 'HP-0043',
          file: 'export.csv',
          record: 9,
          date: null,
          location: null,
          provider: null,
          groups: {},
          remarks: [{ harm: 'infection', passage: 'Review', text: null, evidence: [] }],
        },
      ],
      unlisted: 0,
    },
    rules: richReport().gates.filter(({ verdict }) => verdict === 'failed'),
    told: { safety: 3, rules: 1 },
    ...change,
  };
}

const quiet = () => digest({ safety: { ...emptyReport().safety, reviews: 0, listed: [] }, rules: [] });
const plain = (text: string) => text.replaceAll(GLUE, ' ');

describe('a digest', () => {
  it('says what is new in one line', () => {
    expect(plain(newsInShort(digest()))).toBe('2 reviews speak of harm, 1 rule broken');
    expect(newsInShort(quiet())).toBe('nothing new');
  });

  it.each([
    ['terminal', digestTerminal(digest(), { width: 80, colour: false, unicode: true })],
    ['markdown', digestMarkdown(digest())],
    ['html', digestHtml(digest())],
  ])('%s names the sentence, the review, where it stands, and the rule', (_, drawn) => {
    const text = plain(drawn).replace(/\s+/g, ' ');
    expect(text).toContain('got infected');
    expect(text).toMatch(/HP-\s?0042/);
    expect(text).toMatch(/export\\?\.csv, record 7/);
    expect(text).toMatch(/HP-\s?0043/);
    expect(text).toContain('大阪');
    expect(text).toContain('14.8 %');
    expect(text).toContain('since run 12 of 2026-12-08');
    expect(text).toMatch(/Told before and still so: 3 reviews that speak of harm, 1 broken rule/);
  });

  it('lets nothing of a review act', () => {
    const page = digestHtml(digest());
    expect(page).not.toMatch(/<script|<b>|<img|href=|src=/);
    expect(page).toContain('default-src &#39;none&#39;');
    const drawn = digestTerminal(digest(), { width: 80, colour: false, unicode: true });
    for (const control of ['\u001b', '\u0007', '\u202e']) expect(drawn).not.toContain(control);
  });

  it('says so where nothing is new', () => {
    expect(digestTerminal(quiet(), { width: 80, colour: false, unicode: true })).toContain('Nothing new.');
  });

  it('is itself as JSON', () => {
    expect(JSON.parse(digestJson(digest()))).toEqual(digest());
  });
});

describe('a mail', () => {
  const headersOf = (mail: string) => {
    const [head] = mail.split('\n\n') as [string];
    return Object.fromEntries(
      head
        .replace(/\n /g, ' ')
        .split('\n')
        .map((line) => /^([\w-]+): (.*)$/.exec(line)!.slice(1, 3)),
    ) as Record<string, string>;
  };
  const decode = (words: string) =>
    words.replace(/=\?UTF-8\?B\?([^?]*)\?=( (?==\?))?/g, (_, code) =>
      Buffer.from(code, 'base64').toString('utf8'),
    );

  it('holds the digest as text and as a page, each whole', () => {
    const mail = digestMail(digest(), NOBODY);
    const boundary = /boundary="([^"]+)"/.exec(mail)![1]!;
    const parts = mail
      .split(`--${boundary}`)
      .slice(1, 3)
      .map((part) => {
        const [head, body] = part.trim().split('\n\n') as [string, string];
        expect(head).toContain('Content-Transfer-Encoding: base64');
        expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThanOrEqual(76);
        return Buffer.from(body.replaceAll('\n', ''), 'base64').toString('utf8').replaceAll('\r\n', '\n');
      });
    expect(parts[0]).toBe(digestTerminal(digest(), { width: 76, colour: false, unicode: true }));
    expect(parts[1]).toBe(digestHtml(digest()));
    expect(mail.endsWith(`--${boundary}--\n`)).toBe(true);
  });

  it('is ASCII in lines that a mailer takes, the same bytes every time, without a clock', () => {
    const headers = {
      from: 'Ærø <a@b.example>',
      to: ['c@d.example'],
      subject: `Über ${'lang und '.repeat(30)}`,
    };
    const mail = digestMail(digest(), headers);
    expect(mail).toMatch(/^[\n\x20-\x7e]*$/);
    expect(Math.max(...mail.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(digestMail(digest(), headers)).toBe(mail);
    expect(Object.keys(headersOf(mail))).toEqual([
      'From',
      'To',
      'Subject',
      'Auto-Submitted',
      'MIME-Version',
      'Content-Type',
    ]);
  });

  it('leaves out what is left to the mailer, and makes a subject of the news', () => {
    const headers = headersOf(digestMail(digest(), NOBODY));
    expect(headers.From).toBeUndefined();
    expect(headers.To).toBeUndefined();
    expect(headers.Subject).toBe('reviewscan: 2 reviews speak of harm, 1 rule broken');
  });

  it.each(['Übersicht 😀 '.repeat(12).trim(), 'plain', `${'many words '.repeat(20)}end`, 'x'.repeat(200)])(
    'gives back the subject %.20s',
    (subject) => {
      const mail = digestMail(digest(), { ...NOBODY, subject });
      expect(decode(headersOf(mail).Subject!)).toBe(subject);
      expect(Math.max(...mail.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    },
  );

  it('encodes names and leaves addresses', () => {
    const to = ['Jürgen "J." Müller <j@b.example>', 'Ward 3 <w@b.example>', 'root'];
    const headers = headersOf(digestMail(digest(), { ...NOBODY, to }));
    expect(decode(headers.To!)).toBe(to.join(', '));
    expect(headers.To).toMatch(/\?= <j@b\.example>/);
  });

  // Not our own reading of the standards: Python's, which names what offends them.
  it.for(['\n', '\r\n'])(
    'is read by another parser without a complaint, lines ended by %j',
    (end, { skip }) => {
      if (spawnSync('python3', ['--version']).status !== 0) return skip('python3 is not installed');
      const from = 'Ops (night) <ops@b.example>';
      const to = [
        'Doe, Jane <j@b.example>',
        '"Roe, R. \\"R\\"" <r@b.example>',
        'Jürgen <u@b.example>',
        '=?x? <x@b.example>',
      ];
      const subject = 'Neues =?utf-8?q?=41?= für Station 3';
      const mail = digestMail(digest(), { from, to, subject });
      const script = `
import email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
defects = [str(d) for part in mail.walk() for d in [*part.defects, *(d for v in part.values() for d in v.defects)]]
people = lambda field: [[a.display_name, a.addr_spec] for a in mail[field].addresses]
text = lambda kind: mail.get_body((kind,)).get_content().replace(chr(13), '')
print(json.dumps({'defects': defects, 'from': people('From'), 'to': people('To'), 'subject': mail['Subject'],
  'type': mail.get_content_type(), 'plain': text('plain'), 'html': text('html')}))`;
      const { stdout, stderr } = spawnSync('python3', ['-c', script], {
        input: mail.replaceAll('\n', end),
        encoding: 'utf8',
        env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        defects: [],
        from: [['Ops (night)', 'ops@b.example']],
        to: [
          ['Doe, Jane', 'j@b.example'],
          ['Roe, R. "R"', 'r@b.example'],
          ['Jürgen', 'u@b.example'],
          ['=?x?', 'x@b.example'],
        ],
        subject,
        type: 'multipart/alternative',
        plain: digestTerminal(digest(), { width: 76, colour: false, unicode: true }),
        html: digestHtml(digest()),
      });
    },
  );
});
