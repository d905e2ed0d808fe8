// Reads a Parquet file again and again, another byte of it changed each time, in a process of its own: what runs on for
// ever can be ended from without. `node damage.mjs FILE FROM TO STEP ADD,ADD…`; prints the refusals as JSON, and what
// was neither read to the last record nor refused in one line.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';

const root = new URL('../../', import.meta.url);
const { readReviews } = await import(new URL('dist/read/index.js', root).href);
const columns = JSON.parse(readFileSync(new URL('src/data/columns.json', root), 'utf8'));
const [file, from, to, step, adds] = process.argv.slice(2);
const whole = readFileSync(file);
const refusals = [];
const wrong = [];

async function read(bytes) {
  let left = 0;
  let right = 0;
  for await (const events of readReviews([{ name: '-', stream: Readable.from([bytes]) }], {}, columns)) {
    for (const event of events) {
      if (event.kind === 'review' || (event.kind === 'problem' && event.problem.fatal)) right++;
      else if (event.kind === 'records' && (event.fate === 'read' || event.fate === 'unfolded'))
        left += event.count;
      else if (event.kind === 'records') right += event.count;
    }
  }
  return left === right;
}

for (let at = Number(from); at < Number(to); at += Number(step)) {
  for (const add of adds.split(',')) {
    const broken = Buffer.from(whole);
    broken[at] = (broken[at] + Number(add)) % 256;
    process.stderr.write(`${at}+${add}\n`);
    try {
      if (!(await read(broken))) wrong.push(`${at}+${add}: records without an end`);
    } catch (error) {
      if (error.name === 'UserError' && !error.message.includes('\n')) refusals.push(error.message);
      else wrong.push(`${at}+${add}: ${error.stack}`);
    }
  }
}
process.stdout.write(JSON.stringify({ refusals, wrong }));
