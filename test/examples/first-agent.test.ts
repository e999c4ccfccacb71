import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/cli/input/load-config.ts';
import type { Tool } from '../../src/tools/define/tool.ts';
import { toolContext } from '../support/run-retail-tool.ts';

const root = resolve(import.meta.dirname, '../..');
const source = readFileSync(join(root, 'examples/first-agent.ts'), 'utf8');
const home = mkdtempSync(join(tmpdir(), 'holdfast-first-agent-'));
const tin = join(home, 'tin');
const stamps = { to: 'Ada', usd: 30, purpose: 'stamps' };

let agents: readonly string[];
let payOut: Tool;
let cashLeft: () => Promise<unknown>;
beforeAll(async () => {
  process.env.PETTY_CASH = tin;
  const { config } = await loadConfig({ file: 'examples/first-agent.ts', cwd: root, world: 'sqlite:none' });
  agents = [...config.agents.keys()];
  payOut = config.tools.get('pay_out') as Tool;
  cashLeft = () => (config.tools.get('count_cash') as Tool).execute({}, toolContext('count'));
});
beforeEach(() => rmSync(tin, { recursive: true, force: true }));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const pay = (key: string, input: object = stamps) =>
  payOut.execute(input, toolContext(key)) as Promise<{ receipt: string }>;

describe('examples/first-agent.ts', () => {
  it('is a configuration as it stands', () => {
    expect(agents).toEqual(['cashier']);
  });

  it('is read in a minute', () => {
    expect(source.split('\n').length).toBeLessThanOrEqual(120);
  });

  it('is quoted by the README, line by line', () => {
    const section = readFileSync(join(root, 'README.md'), 'utf8').split('### Your own agent')[1] ?? '';
    const snippet = /^```ts\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
    expect(snippet).toContain('defineAgent(');
    expect(source).toContain(snippet);
  });

  it('shows what a payment would do, and pays nothing by that', async () => {
    const prepared = await payOut.prepare?.(stamps, toolContext('a/run'));
    expect(prepared?.preview).toBe('Pay $30 to Ada for stamps\ntin   $100 → $70\nundo  puts the money back');
    expect(await cashLeft()).toEqual({ usd: 100 });
  });

  it('pays once for each key, however often it is tried', async () => {
    const large = { ...stamps, usd: 60 };
    const first = await pay('a/run', large);
    // The tin would not hold it a second time.
    expect(await pay('a/run', large)).toEqual(first);
    expect(await cashLeft()).toEqual({ usd: 40 });
    await pay('b/run');
    expect(await cashLeft()).toEqual({ usd: 10 });
    expect(readdirSync(tin)).toHaveLength(2);
  });

  it('refuses what the tin does not hold, in words for the model', async () => {
    await expect(pay('a/run', { ...stamps, usd: 101 })).rejects.toMatchObject({
      name: 'ToolError',
      message: 'There are only $100 in the tin.',
    });
  });

  it('puts the money back once, and lets no late attempt pay again', async () => {
    const effect = { input: stamps, output: await pay('a/run') };
    await payOut.undo?.(effect, toolContext('a/undo'));
    await payOut.undo?.(effect, toolContext('a/undo'));
    expect(await cashLeft()).toEqual({ usd: 100 });
    await expect(pay('a/run')).rejects.toMatchObject({ name: 'ToolError' });
    expect(await cashLeft()).toEqual({ usd: 100 });
  });
});
