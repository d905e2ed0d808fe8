import { expect, it } from 'vitest';
import { KERNEL } from '../../src/analyse/kernel.js';
import { compileKernel } from '../tools/kernel.mjs';

it('kernel.ts is kernel.wat compiled (npm run kernel)', async () => {
  expect(await compileKernel()).toBe(KERNEL);
});
