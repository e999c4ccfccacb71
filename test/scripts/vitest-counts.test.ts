import { describe, expect, it } from 'vitest';
import { countVitest } from '../../scripts/vitest-counts.ts';

const name = `${process.cwd()}/test/a.test.ts`;
const passed = { name, status: 'passed', assertionResults: [{ status: 'passed', fullName: 'it works' }] };

function report(counts: Record<string, unknown>): string {
  return JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...counts,
  });
}

describe('countVitest', () => {
  it('counts tests by how they ended', () => {
    const text = report({ numPassedTests: 7, numPendingTests: 3, numTodoTests: 1, testResults: [passed] });
    expect(countVitest(text, 0)).toEqual({ passed: 7, failed: 0, skipped: 4, failures: [] });
  });

  it('counts each failed test once, with its file, its name and what was thrown', () => {
    const failed = { status: 'failed', fullName: 'it adds', failureMessages: ['Error: 3\n    at a.ts:1'] };
    const file = { name, status: 'failed', assertionResults: [failed, { status: 'passed' }, failed] };
    const text = report({ numPassedTests: 1, numFailedTests: 2, testResults: [file] });
    const failure = 'test/a.test.ts > it adds\n    Error: 3\n        at a.ts:1';
    expect(countVitest(text, 1)).toEqual({ passed: 1, failed: 2, skipped: 0, failures: [failure, failure] });
  });

  it('counts a file that fails outside its tests as one failure', () => {
    const broken = { name, status: 'failed', message: 'no such module', assertionResults: [] };
    const text = report({ numPassedTests: 1, testResults: [passed, broken] });
    const failures = ['test/a.test.ts\n    no such module'];
    expect(countVitest(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0, failures });
  });

  it('counts a bad end without a failed test as one failure', () => {
    const text = report({ numPassedTests: 5, testResults: [passed] });
    const failures = ['vitest ended with 1 without a failed test'];
    expect(countVitest(text, 1)).toEqual({ passed: 5, failed: 1, skipped: 0, failures });
  });

  it('counts a run killed by a signal as one failure', () => {
    expect(countVitest(report({ numPassedTests: 5 }), null)).toMatchObject({ passed: 5, failed: 1 });
  });

  it('counts a run of no test as one failure, also when all were skipped', () => {
    const failures = ['no test was run'];
    expect(countVitest(report({}), 0)).toEqual({ passed: 0, failed: 1, skipped: 0, failures });
    expect(countVitest(report({ numPendingTests: 4 }), 0)).toMatchObject({ failed: 1, skipped: 4 });
  });

  it('counts a missing report as one failure', () => {
    const failures = ['vitest wrote no report'];
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0, failures });
  });
});
