import { describe, expect, it } from 'vitest';
import { findTemporal, type TemporalBinary } from '../../../src/server/find/find-temporal.ts';

const cli: TemporalBinary = { kind: 'cli', path: '/bin/temporal', serverVersion: '1.30.0' };

describe('findTemporal', () => {
  it('takes the first source that has a server and does not ask the rest', async () => {
    const asked: string[] = [];
    const source = (name: string, answer: TemporalBinary | string) => ({
      name,
      kind: 'cli' as const,
      async find() {
        asked.push(name);
        return answer;
      },
    });
    const found = await findTemporal([source('a', 'none'), source('b', cli), source('c', cli)], 'next');
    expect(found).toBe(cli);
    expect(asked).toEqual(['a', 'b']);
  });

  it('names every source, its reason and what to do when none has a server', async () => {
    const sources = [
      { name: 'the Temporal CLI', kind: 'cli' as const, find: async () => 'not on PATH' },
      { name: 'a build', kind: 'stock' as const, find: async () => 'Go failed:\nno such host' },
    ];
    await expect(findTemporal(sources, 'Install one.')).rejects.toMatchObject({
      name: 'TemporalServerError',
      message: `There is no Temporal server to start. Looked, in this order, at:
  - the Temporal CLI: not on PATH
  - a build: Go failed:
      no such host`,
      advice: 'Install one.',
    });
  });
});
