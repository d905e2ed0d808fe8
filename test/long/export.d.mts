/** A practice's export on one night of the simulated year. */
export interface Night {
  /** `2025-05-01`. */
  day: string;
  /** The file as the vendor wrote it. */
  csv: string;
  /** What is special about it, for whoever looks at a failure. */
  notes: string[];
  /** false: the file is cut off within a cell, so that no run can read it. */
  readable: boolean;
}

/** The nights of a year from one seed: the same seed gives the same bytes. */
export function simulateYear(seed: number, nights: number, perNight: number): Generator<Night>;

/** mulberry32: numbers 0..1 from a seed. */
export function randomFrom(seed: number): () => number;
