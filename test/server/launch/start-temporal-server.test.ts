import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTemporalServer } from '../../../src/server/launch/start-temporal-server.ts';
import { acquireProcessLock } from '../../../src/server/process/process-lock.ts';
import { createFakeMachine, type FakeMachine } from '../find/fake-programs.ts';

describe('startTemporalServer', () => {
  let machine: FakeMachine;
  let home: string;
  beforeEach(() => {
    machine = createFakeMachine();
    home = join(machine.directory, 'home');
  });
  afterEach(() => machine.remove());

  const start = (script: string, signal?: AbortSignal) =>
    startTemporalServer({
      home,
      signal,
      binary: { kind: 'cli', path: machine.install('temporal', script), serverVersion: '1.0.0' },
    });

  it('shows the end of the log of a server that dies while it starts', async () => {
    const failure = await start('echo one\necho "schema is broken" >&2\nexit 3').catch((error) => error);
    expect(failure.name).toBe('TemporalServerError');
    expect(failure.message).toBe(
      `The Temporal server did not come up: it ended with code 3. The end of ${home}/temporal-server.log:\n  one\n  schema is broken`,
    );
    expect(failure.advice).toContain(home);
  });

  it('leaves no process and no hold on the state when the start is aborted', async () => {
    const stop = new AbortController();
    const pidFile = join(machine.directory, 'pid');
    const ended = start(`echo $$ > ${pidFile}\nexec sleep 60`, stop.signal).catch(
      (error: Error) => error.message,
    );
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toMatch(/\d\n/);
    stop.abort(new Error('not now'));
    expect(await ended).toBe('not now');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(readdirSync(home)).not.toContain('temporal-server.pid.json');
    const release = await acquireProcessLock(join(home, 'temporal.lock'));
    expect(release).toBeTypeOf('function');
    release?.();
  });

  it('refuses a state directory that another server holds', async () => {
    const release = await acquireProcessLock(join(home, 'temporal.lock'));
    await expect(start('exit 0')).rejects.toThrow(`A Temporal server already runs on the state in ${home}.`);
    release?.();
  });
});
