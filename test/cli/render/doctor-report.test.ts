import { describe, expect, it } from 'vitest';
import { renderDoctor } from '../../../src/cli/render/doctor-report.ts';
import { plainPalette } from '../../../src/cli/render/palette.ts';

describe('renderDoctor', () => {
  it('names each thing missing with the command that mends it', () => {
    const checks = [
      { name: 'node', ok: true, found: 'v24.21.0' },
      {
        name: 'search attributes',
        ok: false,
        found: 'HoldfastAgent is not registered',
        fix: 'holdfast setup',
      },
      { name: 'provider keys', ok: true, found: 'none', fix: 'export ANTHROPIC_API_KEY=…' },
    ];
    expect(renderDoctor(checks, plainPalette)).toBe(
      [
        'ok       node               v24.21.0',
        'missing  search attributes  HoldfastAgent is not registered',
        '                            mend: holdfast setup',
        'ok       provider keys      none',
        '                            optional: export ANTHROPIC_API_KEY=…',
        '',
        '1 missing.',
      ].join('\n'),
    );
  });
  it('says when nothing is missing', () => {
    expect(renderDoctor([{ name: 'node', ok: true, found: 'v24' }], plainPalette)).toBe(
      ['ok       node  v24', '', 'Nothing is missing.'].join('\n'),
    );
  });
});
