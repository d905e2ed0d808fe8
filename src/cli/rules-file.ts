import { readYaml, type Zod } from '../knowledge/index.js';
import { readGate } from '../report/index.js';
import type { Gate, Theme } from '../types.js';
import { readTextFile } from './files.js';

const schemaOf = (z: Zod) => {
  const text = z.string().trim().min(1);
  const entry = z.strictObject({ rule: text, name: text.optional(), note: text.optional() });
  return z.strictObject({ rules: z.array(z.union([text, entry])).min(1) });
};

/**
 * Reads a rules file: `rules:`, a list of rules as `--fail-under` takes them, or of entries with `rule`, `name` and `note`.
 * @throws UserError that names the file and the entry, and the theme or metric that was perhaps meant
 */
export async function readRulesFile(path: string, themes: readonly Theme[]): Promise<Gate[]> {
  const { rules } = await readYaml(
    { shown: path, text: await readTextFile(path) },
    schemaOf,
    'a rules file holds rules, and an entry rule, name and note',
  );
  return rules.map((entry, i) => {
    const { rule, name, note } = typeof entry === 'string' ? { rule: entry } : entry;
    const gate = readGate(rule, themes, `${path}, entry ${i + 1}`);
    return { ...gate, name: name ?? null, note: note ?? null };
  });
}
