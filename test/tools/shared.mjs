// Where the real texts are that the tools measure on and train from. They are no part of the project: a tool without them
// says so, and measures on the project's own fixtures or not at all.
//
// REVIEWSCAN_SHARED names the folder of the labelled and rated texts; without it, `../shared/data` beside the checkout.
// The real exports lie in the folder `exports` beside that one.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Labelled sentences, rated reviews, texts with pros and cons. */
export const sharedData = resolve(process.env.REVIEWSCAN_SHARED || join(root, '../shared/data'));

/** Real exports, and what is true of them. */
export const sharedExports = join(dirname(sharedData), 'exports');
