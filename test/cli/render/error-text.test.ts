import { describe, expect, it } from 'vitest';
import { renderError } from '../../../src/cli/render/error-text.ts';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';

const options = { palette, width: 80 };

describe('renderError', () => {
  it('says what happened, why, what is unchanged and what to type next', () => {
    const error = {
      schema: 'holdfast.error/v1',
      code: 'agent_unknown',
      message: 'No agent is called "retial".',
      why: 'This configuration has: notices, retail, retail-unattended.',
      unchanged: 'Nothing was started.',
      next: 'holdfast run retail --input "…"',
    } as const;
    expect(renderError(error, options)).toBe(
      [
        'No agent is called "retial".',
        'This configuration has: notices, retail, retail-unattended.',
        'Nothing was started.  Try: holdfast run retail --input "…"',
      ].join('\n'),
    );
  });
  it('gives a long next command a line of its own, whole', () => {
    const next = `holdfast setup --address ${'long-host-name.'.repeat(5)}example:7233`;
    expect(
      renderError(
        { schema: 'holdfast.error/v1', code: 'x', message: 'No.', unchanged: 'Nothing was started.', next },
        options,
      ),
    ).toBe(['No.', 'Nothing was started.', `Try: ${next}`].join('\n'));
  });
  it('leaves out what an error does not say', () => {
    expect(renderError({ schema: 'holdfast.error/v1', code: 'x', message: 'No.' }, options)).toBe('No.');
  });
});
