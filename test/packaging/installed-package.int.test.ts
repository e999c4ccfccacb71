import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/core/view/run-view.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';
import { providerEnv } from '../support/desk.ts';
import { installPackages, ownPath, packPackage } from '../support/installed-package.ts';

const root = resolve(import.meta.dirname, '../..');
const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
const run = promisify(execFile);

const config = `import { defineAgent, defineConfig, defineTool, PreconditionChanged, UndoConflict } from 'holdfast';
import { z } from 'zod';

const addUp = defineTool({
  name: 'add_up',
  description: 'Add numbers up.',
  input: z.object({ numbers: z.array(z.number()) }),
  output: z.object({ sum: z.number() }),
  effect: 'read',
  local: true,
  execute: async ({ numbers }) => ({ sum: numbers.reduce((a, b) => a + b, 0) }),
});

const put = defineTool({
  name: 'put',
  description: 'Put something on a shelf.',
  input: z.object({ shelf: z.string() }),
  output: z.object({ was: z.string() }),
  effect: 'compensable',
  idempotency: 'keyed',
  prepare: async ({ shelf }) => ({ preview: shelf, precondition: 'empty' }),
  execute: async ({ shelf }, { precondition }) => {
    if (precondition !== 'empty') throw new PreconditionChanged(shelf + ' is taken');
    return { was: 'empty' };
  },
  undo: async ({ input: { shelf }, output: { was } }) => {
    throw new UndoConflict(shelf, ['it was ' + was]);
  },
});

export default defineConfig({
  agents: [
    defineAgent({
      name: 'clerk',
      instructions: 'Add up what you are given.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [addUp, put],
    }),
  ],
});
`;
/** Plain JavaScript, as the system Node runs it. */
const script = `import { HoldfastClient, HoldfastError } from 'holdfast/client';
import { startWorkers } from 'holdfast/worker';

const client = await HoldfastClient.connect();
const { id } = await client.start({ agent: 'clerk', input: 'Add 19 and 23.' });
const run = await client.waitForClose(id, { timeoutMs: 120_000 });
const missing = await client.show('nobody').catch((error) => error);
await client.close();
console.log(JSON.stringify({
  outcome: run.outcome,
  missing: missing instanceof HoldfastError && missing.kind,
  worker: typeof startWorkers,
}));
`;
const typedScript = `import { HoldfastClient, type HoldfastError, type RunView } from 'holdfast/client';
import { type RunningWorkers, startWorkers } from 'holdfast/worker';
import config from './holdfast.config.js';

export const workers: RunningWorkers = await startWorkers({ config, connection: {} });
const client = await HoldfastClient.connect();
export const run: RunView = await client.show('first');
export const kindOf = (error: HoldfastError): string => error.kind;
`;
const wrongConfig = config
  .replace('sum: numbers.reduce', 'total: numbers.reduce')
  .replace("'read'", "'reed'");
const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  },
};

/** Takes a registry, or a mirror of one, and minutes: the long form only. */
describe.runIf(isLong)('the installed package', () => {
  let app: string;
  let provider: ScriptedProvider;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    app = mkdtempSync(join(tmpdir(), 'holdfast-app-'));
    provider = await startScriptedProvider({
      script: playTurns([
        { toolCalls: [{ name: 'add_up', arguments: { numbers: [19, 23] } }] },
        { text: 'Together they are 42.' },
      ]),
    });
    const { HOME, XDG_CACHE_HOME, GOPROXY, GOFLAGS, GOSUMDB } = process.env;
    env = { HOME, XDG_CACHE_HOME, GOPROXY, GOFLAGS, GOSUMDB, PATH: ownPath, ...providerEnv(provider) };

    const tarball = packPackage(app);
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules/zod/package.json'), 'utf8')) as {
      version: string;
    };
    await installPackages(app, [tarball, `zod@${version}`], env);
  }, 600_000);
  afterAll(async () => {
    await provider?.stop();
    rmSync(app, { recursive: true, force: true, maxRetries: 5 });
  });

  it('brings nothing that only its own development needs', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const installed = readdirSync(join(app, 'node_modules'));
    const needless = Object.keys(devDependencies).filter((name) => installed.includes(name));
    expect(needless).toEqual([]);
    expect(installed).toContain('holdfast');
  });

  it('types a config and a script of its user, and finds what is wrong in one', async () => {
    const tsc = join(root, 'node_modules/.bin/tsc');
    writeFileSync(join(app, 'holdfast.config.ts'), config);
    writeFileSync(join(app, 'script.ts'), typedScript);
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify(tsconfig));
    await run(tsc, ['-p', app], { cwd: app });
    writeFileSync(join(app, 'wrong.config.ts'), wrongConfig);
    const wrong = await run(tsc, ['-p', app], { cwd: app }).catch((error: { stdout: string }) => error);
    rmSync(join(app, 'wrong.config.ts'));
    expect(wrong.stdout).toContain('reed');
    expect(wrong.stdout).toContain("Property 'sum' is missing");
    expect(wrong.stdout).not.toContain('holdfast.config.ts(');
  });

  it('serves that config with dev under the system Node, and runs it to its outcome', async () => {
    // A group of its own, as a terminal has it: a signal to npx alone does not reach what npx started.
    const dev = spawn('npx', ['holdfast', 'dev', '--json'], { cwd: app, env, detached: true });
    const exited = once(dev.stdout, 'close');
    try {
      let ready = '';
      for await (const line of createInterface({ input: dev.stdout })) {
        ready = line;
        break;
      }
      dev.stdout.resume();
      expect(JSON.parse(ready)).toMatchObject({ schema: 'holdfast.dev/v1', taskQueue: 'holdfast' });

      const { stdout } = await run(
        'npx',
        ['holdfast', 'run', 'clerk', '--input', 'Add 19 and 23.', '--json'],
        {
          cwd: app,
          env,
        },
      );
      const view = JSON.parse(stdout) as RunView;
      expect(view).toMatchObject({
        schema: 'holdfast.run/v1',
        agent: 'clerk',
        state: 'closed',
        outcome: { kind: 'answered', answer: 'Together they are 42.' },
        totals: { modelCalls: 2, toolCalls: 1, toolErrors: 0 },
      });
      const request = provider.journal.at(-1)?.request;
      expect(request?.messages.findLast(({ role }) => role === 'tool')?.content).toBe('{"sum":42}');

      writeFileSync(join(app, 'start.js'), script);
      const started = await run('node', ['start.js'], { cwd: app, env });
      expect(JSON.parse(started.stdout)).toEqual({
        outcome: { kind: 'answered', answer: 'Together they are 42.' },
        missing: 'not-found',
        worker: 'function',
      });

      const help = await run('npx', ['holdfast', '--help'], { cwd: app, env });
      expect(help.stdout).toContain('Usage: holdfast');
    } finally {
      if (dev.pid !== undefined) process.kill(-dev.pid, 'SIGTERM');
      await exited;
    }
  });
});
