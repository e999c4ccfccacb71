import { describe, expect, inject, it } from 'vitest';
import { playCacheFigure, tellCacheFigure } from '../support/models/cache-figure.ts';

describe('a long run over a prompt cache', () => {
  it('is billed at most a third of its input, and tells how much of it was cached', async () => {
    const figure = await playCacheFigure({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
    });
    process.stdout.write(`${tellCacheFigure(figure)}\n`);
    expect(figure.problems).toEqual([]);
    expect(figure.cachedShare).toBeGreaterThan(0.8);
  });
});
