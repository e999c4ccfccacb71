import { describe, expect, it } from 'vitest';
import { CliError } from '../../../src/cli/errors/cli-error.ts';
import { reportError } from '../../../src/cli/errors/error-report.ts';
import { DefinitionError } from '../../../src/tools/define/definition-error.ts';

describe('reportError', () => {
  it('reports an error as it says, with what to do next as data and in words', () => {
    const error = new CliError({
      kind: 'conflict',
      code: 'run_exists',
      message: 'It exists.',
      next: [{ action: 'list' }],
      advice: 'Take another id.',
    });
    expect(reportError(error)).toEqual({
      exitCode: 9,
      report: {
        schema: 'holdfast.error/v1',
        code: 'run_exists',
        kind: 'conflict',
        message: 'It exists.',
        next: 'Take another id: holdfast ls',
        advice: 'Take another id.',
        actions: [{ action: 'list' }],
      },
    });
  });
  it('says what to do next in the words of this command line, where no action stands for it', () => {
    const error = new CliError({
      kind: 'usage',
      code: 'usage',
      message: 'Not so.',
      command: 'holdfast --help',
    });
    expect(reportError(error).report).toMatchObject({ kind: 'usage', next: 'holdfast --help' });
  });
  it('names every mistake of a broken definition, exit 2', () => {
    const { exitCode, report } = reportError(
      new DefinitionError('tool "refund"', ['no effect class', 'no input']),
    );
    expect(exitCode).toBe(2);
    expect(report).toMatchObject({
      code: 'definition_invalid',
      message: 'The definition of tool "refund" is broken.',
      why: '  - no effect class\n  - no input',
      unchanged: 'Nothing was started.',
      details: { subject: 'tool "refund"', mistakes: ['no effect class', 'no input'] },
    });
  });
  it.each([
    ['WorldShapeError', 2, 'world_invalid'],
    ['WorldUnavailableError', 8, 'world_unavailable'],
    ['TransientToolError', 8, 'world_unavailable'],
    ['TemporalServerError', 8, 'server_unavailable'],
  ])('%s is exit %d %s', (name, exitCode, code) => {
    const reported = reportError(Object.assign(new Error('said so'), { name }));
    expect(reported).toMatchObject({ exitCode, report: { code, message: 'said so' } });
  });
  it.each<[string, object, string]>([
    [
      'of the system',
      Object.assign(new Error('ENOSPC: no space left on device, open'), {
        code: 'ENOSPC',
        path: '/x/dev.json',
      }),
      'The disk is full: /x/dev.json could not be written.',
    ],
    [
      'within another',
      new Error('could not start', { cause: Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }) }),
      'The disk is full: what had to be written could not be written.',
    ],
    [
      'of SQLite',
      Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }),
      'The disk is full: what had to be written could not be written.',
    ],
  ])('names a full disk for what it is, exit 8: an error %s', (_, thrown, message) => {
    expect(reportError(thrown)).toMatchObject({
      exitCode: 8,
      report: {
        code: 'disk_full',
        kind: 'unreachable',
        message,
        next: 'Make room on it, then run the same command again.',
      },
    });
  });
  it('calls anything else a bug, exit 1, and keeps its stack', () => {
    const { exitCode, report } = reportError(new TypeError('x is undefined'));
    expect(exitCode).toBe(1);
    expect(report.code).toBe('bug');
    expect(report.message).toBe('Holdfast met an error it does not know: x is undefined');
    expect(report.details?.['stack']).toContain('error-report.test.ts');
  });
  it('does not take a foreign exit code for one of ours', () => {
    expect(reportError(Object.assign(new Error('spawn failed'), { exitCode: 77 })).exitCode).toBe(1);
  });
  it('reports what is thrown without being an error', () => {
    expect(reportError('oops').report.message).toBe('Holdfast met an error it does not know: oops');
  });
});
