/** How many tests of one vitest run ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

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
  if (reportJson === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(reportJson) as VitestReport;
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const counted = report.numFailedTests + brokenFiles;
  const ranNothing = report.numPassedTests + counted === 0;
  const failed = counted === 0 && (exitCode !== 0 || ranNothing) ? 1 : counted;
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}
