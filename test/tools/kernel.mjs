// npm run kernel: writes src/analyse/kernel.ts from kernel.wat. test/analyse/kernel.test.ts says when it is due.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const source = new URL('../../src/analyse/kernel.wat', import.meta.url);

/** The module as base64. */
export async function compileKernel() {
  const { parseWat } = await wabt();
  const module = parseWat('kernel.wat', readFileSync(source, 'utf8'), { simd: true });
  return Buffer.from(module.toBinary({}).buffer).toString('base64');
}

if (process.argv[1]?.endsWith('kernel.mjs')) {
  const lines = (await compileKernel()).match(/.{1,96}/g).map((line) => `  '${line}',`);
  writeFileSync(
    new URL('../../src/analyse/kernel.ts', import.meta.url),
    `/** kernel.wat, compiled by \`npm run kernel\`: not to be edited. Base64, so that no file has to be found at run time. */\nexport const KERNEL = [\n${lines.join('\n')}\n].join('');\n`,
  );
}
