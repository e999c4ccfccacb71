import { defineConfig } from 'vitest/config';

const longForm = process.env.HOLDFAST_TEST_FORM === 'long';
const minutes = (count: number): number => count * 60_000;

/** Four kinds of test by what they need; the suffix of the file says which. */
export default defineConfig({
  resolve: { conditions: ['holdfast-source'] },
  ssr: { resolve: { conditions: ['holdfast-source'], externalConditions: ['holdfast-source'] } },
  test: {
    // Workers started by a test must resolve `holdfast` to the sources as well.
    execArgv: ['--conditions=holdfast-source'],
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: false,
    // A poll ends when what it waits for is there; how long that takes is the machine's affair.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reportsDirectory: 'coverage' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/*.crash.test.ts', 'test/replay/**'],
          testTimeout: minutes(longForm ? 10 : 1),
        },
      },
      {
        extends: true,
        test: {
          name: 'replay',
          include: ['test/replay/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/*.crash.test.ts'],
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: minutes(longForm ? 20 : 4),
          hookTimeout: minutes(1),
        },
      },
      {
        extends: true,
        test: {
          name: 'crash',
          include: ['test/**/*.crash.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // Time to recovery is what these measure: two at once would measure each other.
          fileParallelism: false,
          testTimeout: minutes(longForm ? 30 : 2),
          hookTimeout: minutes(1),
        },
      },
    ],
  },
});
