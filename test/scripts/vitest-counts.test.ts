import { describe, expect, it } from 'vitest';
import { countVitest } from '../../scripts/vitest-counts.ts';

const passed = { status: 'passed', assertionResults: [{ status: 'passed' }] };

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
    const text = report({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1 });
    expect(countVitest(text, 1)).toEqual({ passed: 7, failed: 2, skipped: 4 });
  });

  it('counts a file that fails outside its tests as one failure', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const text = report({ numPassedTests: 1, testResults: [passed, broken] });
    expect(countVitest(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a file with a failed test only once', () => {
    const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
    const text = report({ numPassedTests: 1, numFailedTests: 1, testResults: [file] });
    expect(countVitest(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a bad end without a failed test as one failure', () => {
    const text = report({ numPassedTests: 5, testResults: [passed] });
    expect(countVitest(text, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('counts a run killed by a signal as one failure', () => {
    expect(countVitest(report({ numPassedTests: 5 }), null)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('counts a run of no test as one failure, also when all were skipped', () => {
    expect(countVitest(report({}), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countVitest(report({ numPendingTests: 4 }), 0)).toEqual({ passed: 0, failed: 1, skipped: 4 });
  });

  it('counts a missing report as one failure', () => {
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
