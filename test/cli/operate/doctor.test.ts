import { describe, expect, it } from 'vitest';
import { lastJson, runCli } from '../../support/run-cli.ts';

interface Check {
  name: string;
  ok: boolean;
  found: string;
  fix?: string;
}

describe('holdfast doctor', () => {
  it('exits 8 where no server answers, with the command that mends it', async () => {
    const result = await runCli(['doctor', '--json', '--address', '127.0.0.1:1']);
    const report = lastJson(result) as unknown as { schema: string; ok: boolean; checks: Check[] };
    expect(result.exitCode).toBe(8);
    expect(report).toMatchObject({ schema: 'holdfast.doctor/v1', ok: false });
    expect(report.checks.map(({ name }) => name)).toEqual([
      'node',
      'npm',
      'temporal',
      'config',
      'model keys',
      'server',
    ]);
    expect(report.checks.find(({ name }) => name === 'server')).toEqual({
      name: 'server',
      ok: false,
      found: '127.0.0.1:1 does not answer',
      fix: 'check --address and start that server',
    });
    for (const { ok, fix } of report.checks) expect(ok || fix !== undefined).toBe(true);
  });

  it('names the keys that are set, and never their values', async () => {
    const env = { ANTHROPIC_API_KEY: 'very-secret' };
    const { stdout } = await runCli(['doctor', '--address', '127.0.0.1:1'], { env });
    expect(stdout).toContain('ANTHROPIC_API_KEY');
    expect(stdout).not.toContain('very-secret');
  });
});
