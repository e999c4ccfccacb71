import { describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/command.ts';
import { askedFor, cutList } from '../../../src/cli/render/cut-list.ts';

describe('a list', () => {
  const cut = (length: number, limit: number) => {
    const told: string[] = [];
    const context = { narrate: (line: string) => told.push(line) } as unknown as CliContext;
    const all = Array.from({ length }, (_, index) => index).slice(0, askedFor(limit));
    return [cutList(context, all, limit).length, told];
  };

  it('says on stderr that there are more than it shows, and nothing where it shows all', () => {
    expect(cut(60, 50)).toEqual([50, ['There are more than these 50.  All: --limit 0']]);
    expect(cut(50, 50)).toEqual([50, []]);
    expect(cut(60, 0)).toEqual([60, []]);
  });
});
