import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadTemporalCli } from '../../../src/server/find/download-temporal-cli.ts';
import { runProgram } from '../../../src/server/process/run-program.ts';

describe('downloadTemporalCli', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'holdfast-download-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('takes an earlier download without asking the network', async () => {
    const path = join(directory, 'temporal-sdk-typescript-1.23.0');
    writeFileSync(path, '');
    expect(await downloadTemporalCli(directory)).toEqual({ ok: true, path });
  });

  it('stops at once when the caller gives up', async () => {
    await expect(
      downloadTemporalCli(directory, { signal: AbortSignal.abort(new Error('not now')) }),
    ).rejects.toThrow('not now');
  });
});

describe('runProgram', () => {
  it('ends a command that shrugs off SIGTERM when told to kill, and answers only then', async () => {
    const code = "process.on('SIGTERM', () => {}); console.error(process.pid); setInterval(() => {}, 1000);";
    let pid = 0;
    const stop = new AbortController();
    const result = await runProgram(process.execPath, ['-e', code], {
      signal: stop.signal,
      killSignal: 'SIGKILL',
      onErrorLine: (line) => {
        pid ||= Number(line);
        stop.abort();
      },
    });
    expect(result.code).toBeNull();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
