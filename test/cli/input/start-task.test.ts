import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

describe('--chat with an agent that does not chat', () => {
  it('is refused, and names the field that would make it chat', async () => {
    const { exitCode, stderr } = await runCli(['start', 'notices', '--chat'], { width: 200 });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('its defineAgent({ … }) takes conversational: true.');
  });
});
