// An export that grows by a night at a time, as real ones do: reviews that arrive late, rows that repeat, texts that
// are edited, reviews that are taken down, a vendor that renames columns in May and cuts files off in June, times that
// move by an hour when the clocks change in October. The sentences are those of fixtures/labelled; nothing is a real
// review.
import { readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url);

/** mulberry32: a small generator with a seed, because Math.random has none. */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const HEADERS = {
  before: ['Review ID', 'Date', 'Location', 'Provider', 'Reviewer', 'Rating', 'Review', 'Pros', 'Cons'],
  after: ['Id', 'Submitted at', 'Site', 'Doctor', 'Author', 'Stars', 'Comment', 'Liked', 'Disliked'],
};
const MS_PER_DAY = 86_400_000;

/** @param {number} seed @param {number} nights @param {number} perNight */
export function* simulateYear(seed, nights, perNight) {
  const random = randomFrom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const sentences = readSentences();
  const text = (least, most) => {
    const count = least + Math.floor(random() * (most - least + 1));
    return Array.from({ length: count }, () => pick(sentences)).join(' ');
  };
  const first = Date.UTC(2025, 0, 1);
  /** Nights of the real year at which things happen, wherever a shorter year puts them. */
  const night = (month, day) =>
    Math.floor(((Date.UTC(2025, month - 1, day) - first) / MS_PER_DAY / 365) * nights);
  const renamed = night(5, 2);
  const cutWithinCell = night(6, 10);
  const cutBetweenRecords = Math.max(night(6, 17), cutWithinCell + 1);
  const clockChange = night(10, 26);
  const start = 40;
  let rows = [];
  let made = 0;
  const arrive = (written) => {
    const boxes = random() < 0.2;
    const words = random() < 0.05 ? '' : boxes ? text(0, 1) : text(1, 4);
    rows.push({
      id: `R-${++made}`,
      // Seconds too, so that no two agree by chance.
      written: written + Math.floor(random() * MS_PER_DAY),
      location: pick(['Harbor Point', 'Vale Street', 'Northgate', '']),
      provider: pick(['Dr. Abernathy', 'Dr. Quist', '']),
      reviewer: pick(['Kit', 'Lou', 'Ash', 'Sky', 'Anonymous', '']),
      rating: pick(['1', '2', '3', '4', '5', '5', '5', '']),
      review: words,
      pros: boxes ? text(1, 2) : '',
      cons: boxes ? pick([text(1, 2), 'Nothing', 'n/a']) : '',
    });
  };
  for (let i = 0; i < start; i++) arrive(first - (1 + Math.floor(random() * 90)) * MS_PER_DAY);

  for (let n = 0; n < nights; n++) {
    const today = first + Math.round((n / nights) * 365) * MS_PER_DAY;
    const notes = [];
    for (let i = Math.floor(random() * (perNight * 2 + 1)); i > 0; i--) {
      const late = random() < 0.1 ? Math.floor(random() * 60) : 0;
      arrive(today - late * MS_PER_DAY);
    }
    if (random() < 0.3) {
      const edited = pick(rows);
      edited.review = `${edited.review} ${pick(sentences)}`.trim();
      if (random() < 0.5) edited.rating = pick(['1', '3', '5']);
      notes.push(`edited ${edited.id}`);
    }
    if (random() < 0.2) {
      const earlier = pick(rows);
      // The vendor keeps both versions: the later date counts.
      rows.push({ ...earlier, written: earlier.written + MS_PER_DAY, review: text(1, 3) });
      notes.push(`two versions of ${earlier.id}`);
    }
    if (random() < 0.2) {
      rows.push({ ...pick(rows) });
      notes.push('a row twice');
    }
    if (random() < 0.2 && rows.length > start) {
      const [gone] = rows.splice(Math.floor(random() * rows.length), 1);
      notes.push(`${gone.id} taken down`);
    }
    if (random() < 0.1) {
      rows =
        random() < 0.5
          ? rows.reverse()
          : rows
              .map((row) => [random(), row])
              .sort(([a], [b]) => a - b)
              .map(([, row]) => row);
      notes.push('another order');
    }
    if (n === renamed) notes.push('columns renamed');
    if (n === clockChange) notes.push('clocks changed');
    const shift = n >= clockChange ? 3_600_000 : 0;
    const header = n >= renamed ? HEADERS.after : HEADERS.before;
    const lines = rows.map((row) =>
      [
        row.id,
        new Date(row.written - shift).toISOString().slice(0, 19).replace('T', ' '),
        row.location,
        row.provider,
        row.reviewer,
        row.rating,
        row.review,
        row.pros,
        row.cons,
      ]
        .map(cell)
        .join(','),
    );
    let csv = `${[header.join(','), ...lines].join('\n')}\n`;
    let readable = true;
    if (n === cutWithinCell) {
      // Behind a quote that opens a cell: within one it stands twice, and one that closes is followed by no letter.
      const opens = [...csv.matchAll(/,"[A-Za-z]/g)].map(({ index }) => index);
      csv = csv.slice(0, (opens.find((at) => at > csv.length * 0.6) ?? opens.at(-1)) + 3);
      readable = false;
      notes.push('cut off within a cell');
    }
    if (n === cutBetweenRecords) {
      csv = `${[header.join(','), ...lines.slice(0, Math.floor(lines.length * 0.7))].join('\n')}\n`;
      notes.push('cut off between records');
    }
    yield { day: new Date(today).toISOString().slice(0, 10), csv, notes, readable };
  }
}

const cell = (text) => (text === '' || /^[\w .:-]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`);

function readSentences() {
  return ['extra.tsv', 'check.tsv'].flatMap((name) =>
    readFileSync(new URL(`fixtures/labelled/${name}`, root), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[1])
      .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`)),
  );
}
