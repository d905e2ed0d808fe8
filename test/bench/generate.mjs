// Writes an export of any size from our own fixture sentences: same seed, same bytes. Reviews are ~60 words, ids are
// unique, and every tenth review has a pros and a cons box.
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url);
const sentences = ['extra.tsv', 'check.tsv'].flatMap((name) =>
  readFileSync(new URL(`fixtures/labelled/${name}`, root), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[1]),
);

/** mulberry32: a small generator with a seed, because Math.random has none. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const cell = (text) => `"${text.replaceAll('"', '""')}"`;

/** @param {string} path @param {number} reviews */
export async function generate(path, reviews, seed = 7) {
  const random = randomFrom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  // Real exports bring words never seen before, names above all: one review in three has one.
  const name = () => Array.from({ length: 7 }, () => pick([...'abcdefghiklmnoprstuvy'])).join('');
  const text = (words) => {
    const parts = [];
    for (let n = 0; n < words; ) {
      const sentence = pick(sentences);
      parts.push(/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
      n += sentence.split(' ').length;
    }
    if (random() < 1 / 3) parts.push(`Thanks to Dr. ${name().replace(/^./, (c) => c.toUpperCase())}!`);
    return parts.join(' ');
  };
  const out = createWriteStream(path);
  out.write('Review ID,Date,Location,Rating,Review,Pros,Cons\n');
  for (let i = 0; i < reviews; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(random() * 900))).toISOString().slice(0, 10);
    const boxes = i % 10 === 0;
    const row = [
      `R${i}`,
      day,
      pick(['Harbor Point', 'Vale Street', 'Northgate']),
      pick([5, 5, 5, 5, 4, 3, 2, 1]),
      cell(text(boxes ? 25 : 54)),
      boxes ? cell(text(12)) : '',
      boxes ? cell(text(12)) : '',
    ];
    if (!out.write(`${row.join(',')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
