import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleBytes } from '../support/sample-files.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/testing.md'), 'utf8');
const fileGuide = readFileSync(join(root, 'docs/attachments.md'), 'utf8');
const sources = '--conditions=holdfast-source';

/** Somebody's project, which has Holdfast installed. */
let app: string;
/** Where a server of its own would keep its state. */
let temporary: string;
let env: NodeJS.ProcessEnv;
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'holdfast-app-'));
  temporary = join(app, 'tmp');
  mkdirSync(temporary);
  mkdirSync(join(app, 'node_modules'));
  symlinkSync(root, join(app, 'node_modules/holdfast'));
  for (const name of ['zod', 'vitest'])
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  copyFileSync(join(root, 'examples/first-agent.ts'), join(app, 'holdfast.config.ts'));
  writeFileSync(join(app, 'package.json'), '{"type":"module"}');
  const { NODE_OPTIONS: _, VITEST: _v, ...rest } = process.env;
  env = { ...rest, TMPDIR: temporary, HOLDFAST_TEST_APP: app };
});
afterAll(() => rmSync(app, { recursive: true, force: true, maxRetries: 5 }));

/** Processes with this test's variable in their environment: whoever started below the project inherits it. */
function stillRunning(): string[] {
  const mark = `HOLDFAST_TEST_APP=${app}`;
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  });
}

describe.runIf(process.platform === 'linux')('tests of agents in a project of their own', () => {
  it('hold as docs/testing.md and docs/attachments.md have them, and leave no process behind', async () => {
    const [, test = ''] = /^```ts\n(.*?)^```$/ms.exec(guide) ?? [];
    writeFileSync(join(app, 'cashier.test.ts'), test);
    const [, fileTest = ''] = /^```ts\n(.*?)^```$/ms.exec(fileGuide) ?? [];
    writeFileSync(join(app, 'clerk.test.ts'), fileTest);
    writeFileSync(join(app, 'receipt.png'), sampleBytes('image/png'));
    writeFileSync(
      join(app, 'vitest.config.ts'),
      `export default { ssr: { resolve: { conditions: ['holdfast-source'], externalConditions: ['holdfast-source'] } },
        resolve: { conditions: ['holdfast-source'] },
        test: { execArgv: ['${sources}'], testTimeout: 60_000 } };`,
    );
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    await run(process.execPath, [vitest, 'run', '--reporter=json', '--outputFile=report.json'], {
      cwd: app,
      env,
    });
    expect(JSON.parse(readFileSync(join(app, 'report.json'), 'utf8'))).toMatchObject({
      numPassedTests: 3,
      numTotalTests: 3,
    });
    await expect.poll(stillRunning).toEqual([]);
  });

  it('let their process come to its own end, with all that the server stored, a killed one’s too', async () => {
    writeFileSync(
      join(app, 'once.ts'),
      `import { runAgent } from 'holdfast/testing';
      import config from './holdfast.config.ts';
      const { outcome } = await runAgent(config, 'cashier', { script: [{ text: 'Hi.' }], input: 'Hello' });
      console.log(JSON.stringify(outcome));`,
    );
    mkdirSync(join(temporary, 'holdfast-testing-999999999-killed'), { recursive: true });
    const { stdout } = await run(process.execPath, [sources, 'once.ts'], { cwd: app, env, timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual({ kind: 'answered', answer: 'Hi.' });
    await expect.poll(stillRunning).toEqual([]);
    expect(readdirSync(temporary).filter((name) => name.startsWith('holdfast-testing-'))).toEqual([]);
  });
});
