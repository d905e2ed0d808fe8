import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createExplainer } from '../../src/analyse/index.js';
import { loadKnowledge, loadLanguage } from '../../src/knowledge/index.js';
import { asAnalysed, findingOf, judgedRows, measure, readLabels } from '../../src/measure/index.js';
import type { Explanation, Knowledge } from '../../src/types.js';

let english: Knowledge;
let spanish: Knowledge;
let explain: (text: string) => Explanation;

beforeAll(async () => {
  english = await loadKnowledge();
  spanish = await loadLanguage('es', english);
  explain = createExplainer(spanish);
});

const SIGN = { positive: '+', negative: '-', mixed: '0', neutral: '0' } as const;
/** `staff+ waiting-`, in the order of the alphabet. */
const tagsOf = (text: string): string => {
  const tags = explain(text).sentences.flatMap(({ tags }) => tags);
  return [...new Set(tags.map(({ theme, polarity }) => theme + SIGN[polarity]))].sort().join(' ');
};

describe('Spanish', () => {
  it('holds its floors on the half of our sentences that no phrase was tuned on', () => {
    const file = 'fixtures/labelled/spanish.tsv';
    const names = english.themes.map(({ name }) => name);
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    const rows = judgedRows(readLabels(text, file, names)).filter(({ more }) => more.half === 'test');
    const judged = rows.map(({ id, group, labels, sentence }) => {
      return { id, group, gold: labels, found: findingOf(explain(asAnalysed(sentence))).tags };
    });
    const { tags, axes, negative } = measure(judged, english.themes);
    expect(rows.length).toBeGreaterThanOrEqual(200);
    expect(tags.precision.value).toBeGreaterThanOrEqual(0.85);
    expect(tags.recall.value).toBeGreaterThanOrEqual(0.85);
    expect(axes.clinical.f1.value).toBeGreaterThanOrEqual(0.88);
    expect(axes.service.f1.value).toBeGreaterThanOrEqual(0.92);
    expect(negative.clinical.f1.value).toBeGreaterThanOrEqual(0.85);
    expect(negative.service.f1.value).toBeGreaterThanOrEqual(0.88);
  });

  it.each([
    ['accents', 'La atención fue rápida', 'La atencion fue rapida'],
    ['capitals', 'Las recepcionistas son groseras', 'LAS RECEPCIONISTAS SON GROSERAS'],
    ['letters written for emphasis', 'Excelente atención', 'Excelenteee atencioooon'],
    ['words written as they sound', 'Excelente servicio', 'Exelente serbisio'],
    ['gender and number', 'La enfermera muy atenta', 'Los enfermeros muy atentos'],
    ['opening marks', 'No me dolió nada', '¡¡No me dolió nada!!'],
  ])('reads a text alike whatever its %s', (_, plain, written) => {
    expect(tagsOf(plain)).not.toBe('');
    expect(tagsOf(written)).toBe(tagsOf(plain));
  });

  it.each([
    ['No tuve que esperar nada', 'waiting+'],
    ['Sin dolor', 'pain+'],
    ['Nunca contestan el teléfono', 'access-'],
    ['Cero empatía', 'compassion-'],
    ['Nada amable', 'compassion-'],
    ['No solo es amable, también es muy minuciosa', 'compassion+ skill+'],
    ['Sin duda los recomiendo', 'overall+'],
    ['No los recomiendo', 'overall-'],
    ['No me apuró y contestó todas mis preguntas', 'communication+ time+'],
    ['Deberían ser más amables', 'staff-'],
    ['La espera fue un poco larga', 'waiting-'],
  ])('negation: %s → %s', (text, tags) => expect(tagsOf(text)).toBe(tags));

  it('parts a sentence at its turn, and reads labels', () => {
    const turned = explain('Gran cirujano, pero siempre va con retraso.').sentences;
    expect(turned.map(({ side }) => side)).toEqual(['pro', 'con']);
    const listed = explain('Lo bueno: trato, limpieza. Lo malo: precio y aparcamiento').sentences;
    expect(listed.map(({ side }) => side)).toEqual(['pro', 'con']);
    expect(listed[1]?.tags.map(({ theme, polarity }) => theme + SIGN[polarity])).toEqual([
      'access-',
      'billing-',
    ]);
  });

  it.each([
    'Me recomendaron esta clínica en mi trabajo.',
    'La cita era a las nueve de la mañana.',
    'Me hicieron una radiografía y una analítica.',
    'Se trata de una clínica con varios especialistas.',
    'Nunca me había hecho una endodoncia.',
    'Llevaba meses con dolor de espalda antes de ir.',
    'Buenos días a todos.',
  ])('finds nothing where nothing is judged: %s', (text) => expect(tagsOf(text)).toBe(''));

  it('says of each tag that phrases made it, and how often such tags were right', () => {
    const [tag] = explain('La recepcionista es grosera').sentences[0]!.tags;
    expect(tag?.via).toEqual(['keyword']);
    expect(tag?.confidence).toBe(spanish.model.card.themes.staff?.precision);
    expect(tag?.confidence).toBeLessThan(1);
  });

  it('believes a hint of a general judgement where nothing else is said', () => {
    expect(tagsOf('Impecable')).toBe('overall+');
    expect(tagsOf('Instalaciones impecables')).toBe('facility+');
  });

  it('lists harm for a person to read, and leaves out what was feared or denied', () => {
    const harms = (text: string) => explain(text).safety.map(({ harm }) => harm);
    expect(harms('Me sacaron la muela equivocada')).toEqual(['wrong-site']);
    expect(harms('A los tres días se me infectó la herida')).toEqual(['infection']);
    expect(harms('No tuve ninguna infección')).toEqual([]);
    expect(harms('Tenía miedo de una infección pero todo salió bien')).toEqual([]);
  });

  it('slices evidence out of the untouched text', () => {
    const text = 'La ATENCIÓN fue excelente 👍 y no me dolió nada.';
    const [tag] = explain(text).sentences[0]!.tags.filter(({ theme }) => theme === 'pain');
    expect(tag?.evidence.map(({ start, end }) => text.slice(start, end))).toEqual(['no me dolió nada']);
  });
});
