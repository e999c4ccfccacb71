import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTemporal, isTemporalBuilt } from '../../../src/server/build/build-temporal.ts';
import type { TemporalProgress } from '../../../src/server/launch/temporal-progress.ts';
import { createFakeMachine, type FakeMachine } from '../find/fake-programs.ts';

/** Lists three stale packages, "compiles" them, and notes each call. */
const fakeGo = (log: string) => `
echo "$*" >> ${log}
if [ "$1" = list ]; then echo "go: downloading example.com/m v1.0.0" >&2; echo x; echo x; echo x; exit 0; fi
echo example.com/a >&2; echo example.com/b >&2; echo "# a remark" >&2; sleep 0.3; echo example.com/c >&2
while [ "$1" != -o ]; do shift; done
echo binary > "$2"`;

describe('buildTemporal', () => {
  let machine: FakeMachine;
  let log: string;
  beforeEach(() => {
    machine = createFakeMachine();
    log = join(machine.directory, 'calls.log');
  });
  afterEach(() => machine.remove());

  it('counts modules and packages as they come and leaves all binaries', async () => {
    machine.install('go', fakeGo(log));
    const heard: TemporalProgress[] = [];
    const outcome = await buildTemporal(machine.recipe, {
      env: machine.env,
      onProgress: (progress) => heard.push(progress),
    });
    expect(outcome).toEqual({ ok: true });
    expect(isTemporalBuilt(machine.recipe)).toBe(true);
    expect(heard.slice(0, 5)).toEqual([
      { phase: 'fetch-modules', done: 1, module: 'example.com/m' },
      { phase: 'build', target: 'temporal-server', done: 0, total: 3 },
      { phase: 'build', target: 'temporal-server', done: 1, total: 3 },
      { phase: 'build', target: 'temporal-server', done: 2, total: 3 },
      { phase: 'build', target: 'temporal-server', done: 3, total: 3 },
    ]);
  });

  it('never lets Go change the module files', async () => {
    machine.install('go', fakeGo(log));
    await buildTemporal(machine.recipe, { env: machine.env });
    const calls = readFileSync(log, 'utf8').trim().split('\n');
    expect(calls).toHaveLength(6);
    expect(calls.filter((call) => call.includes('-mod=readonly'))).toHaveLength(6);
  });

  it('builds once when two ask at the same time; the second waits for the first', async () => {
    machine.install('go', fakeGo(log));
    const heard: TemporalProgress[] = [];
    const outcomes = await Promise.all([
      buildTemporal(machine.recipe, { env: machine.env }),
      buildTemporal(machine.recipe, { env: machine.env, onProgress: (progress) => heard.push(progress) }),
    ]);
    expect(outcomes).toEqual([{ ok: true }, { ok: true }]);
    expect(readFileSync(log, 'utf8').match(/^build /gm)).toHaveLength(3);
    expect(heard[0]).toEqual({ phase: 'wait-for-build', waitedMs: expect.any(Number) });
    expect(new Set(heard.map(({ phase }) => phase))).toEqual(new Set(['wait-for-build']));
  });

  it('answers what Go said and leaves nothing half-built', async () => {
    machine.install('go', 'if [ "$1" = list ]; then echo x; exit 0; fi\necho "no space left" >&2; exit 1');
    expect(await buildTemporal(machine.recipe, { env: machine.env })).toEqual({
      ok: false,
      reason: 'building temporal-server failed:\nno space left',
    });
    expect(existsSync(machine.recipe.binaryDirectory)).toBe(false);
    const left = readdirSync(dirname(machine.recipe.binaryDirectory));
    expect(left.filter((name) => name.includes('.building-'))).toEqual([]);
  });
});
