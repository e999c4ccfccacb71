import { relative } from 'node:path';

/** How many tests of one vitest run ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One entry for each that failed: the file, the test, and the first lines of what was thrown. */
  readonly failures: readonly string[];
}

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** Enough to see what was wrong without the whole output, of which a log may keep only the end. */
const linesOfMessage = 12;

/**
 * Count a vitest run so that no failure is lost.
 *
 * A file that fails outside its tests counts as one failure, and so does a run that ended badly without a failed
 * test, wrote no report, or ran no test.
 *
 * @param reportJson What the JSON reporter wrote; undefined when it wrote nothing.
 * @param exitCode Of the vitest process; null when a signal ended it.
 */
export function countVitest(reportJson: string | undefined, exitCode: number | null): TestCounts {
  if (reportJson === undefined)
    return { passed: 0, failed: 1, skipped: 0, failures: ['vitest wrote no report'] };
  const report = JSON.parse(reportJson) as VitestReport;
  const failures = report.testResults.filter(({ status }) => status === 'failed').flatMap(failuresOf);
  if (failures.length === 0) {
    if (report.numPassedTests === 0) failures.push('no test was run');
    else if (exitCode !== 0)
      failures.push(`vitest ended with ${exitCode ?? 'a signal'} without a failed test`);
  }
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

function failuresOf({ name, message, assertionResults }: VitestReport['testResults'][number]): string[] {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [`${file}\n${beginning(message)}`];
  return failed.map((test) => `${file} > ${test.fullName}\n${beginning(test.failureMessages?.join('\n'))}`);
}

function beginning(message = ''): string {
  return message
    .split('\n')
    .slice(0, linesOfMessage)
    .map((line) => `    ${line}`)
    .join('\n');
}
