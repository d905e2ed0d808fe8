/** The file that test/tools/train writes: a header in JSON, then arrays of numbers. */

/** First bytes of a model file. */
const MAGIC = 'RSM2';

/** What stands in the model file beside its arrays. */
export interface ModelHeader {
  version: string;
  themes: string[];
  /** Words in the vocabulary; row 0 of the vectors is no word, row 1 an unknown one, the words follow. */
  words: number;
  /** Of them those common in reviews, at the front, the most frequent first: what a misspelling may have meant. */
  common: number;
  dim: number;
  /** Width and number of the filters, in the order of their answers. */
  filters: [width: number, count: number][];
  /** Quasi-recurrent states in each direction. */
  states: number;
  /** Filters over the states. */
  readers: number;
  hidden: number;
  /** Probability from which on a theme is tagged, in the order of the themes. */
  thresholds: number[];
  /** Themes that are decided on together, and how likely they must be taken together; see `neededOf` in model.ts. */
  together: { themes: string[]; from: number }[];
  /** Name → [byte offset behind the header, length in elements]. */
  arrays: Record<string, [offset: number, length: number]>;
}

type Numbers = Int8Array | Uint8Array | Int16Array | Float32Array;

export interface ModelFile {
  header: ModelHeader;
  /** An array as it stands in the file, not copied. */
  section<A extends Numbers>(
    name: string,
    type: new (buffer: ArrayBuffer, offset: number, length: number) => A,
  ): A;
  /** A matrix kept as 16-bit integers with a scale for each column, in its real numbers; row after row. */
  matrix(name: string): Float32Array;
}

/**
 * Opens a model file.
 *
 * @param bytes the whole file
 * @throws Error if it is no such file, or cut short
 */
export function openModel(bytes: Uint8Array): ModelFile {
  const damaged = (why: string) => new Error(`the model file is damaged (${why}); install reviewscan again`);
  if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) throw damaged('no model');
  // a copy of its own: typed arrays want aligned offsets
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const size = new DataView(buffer).getUint32(4, true);
  if (8 + size > buffer.byteLength) throw damaged('cut short');
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size))) as ModelHeader;
  const section: ModelFile['section'] = (name, type) => {
    const place = header.arrays[name];
    if (place === undefined) throw damaged(`no ${name}`);
    const [offset, length] = place;
    try {
      return new type(buffer, 8 + size + offset, length);
    } catch {
      throw damaged(`${name} cut short`);
    }
  };
  return {
    header,
    section,
    matrix(name) {
      const steps = section(name, Int16Array);
      const scales = section(`${name}Scales`, Float32Array);
      const columns = scales.length;
      const numbers = new Float32Array(steps.length);
      for (let i = 0; i < steps.length; i++)
        numbers[i] = (steps[i] as number) * (scales[i % columns] as number);
      return numbers;
    },
  };
}
