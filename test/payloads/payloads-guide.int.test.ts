import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RunView } from '../../src/core/view/run-view.ts';
import type { WorkerRecord } from '../../src/reports/worker.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';
import { providerEnv } from '../support/desk.ts';

const root = resolve(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/payloads.md'), 'utf8');
const launcher = join(root, 'bin/holdfast.js');
const sources = '--conditions=holdfast-source';

/** Writes down what it was told; its first attempt never ends. */
const clerk = `import { existsSync, writeFileSync } from 'node:fs';
import { defineAgent, defineTool } from 'holdfast';
import { z } from 'zod';

const note = defineTool({
  name: 'note', description: 'Notes a text.', input: z.object({ text: z.string() }), output: z.object({ noted: z.string() }),
  effect: 'reversible', idempotency: 'keyed',
  prepare: ({ text }) => ({ preview: 'Note ' + text }),
  execute: async ({ text }) => {
    const begun = !existsSync('begun');
    writeFileSync('begun', text);
    if (begun) await new Promise((done) => setTimeout(done, 100_000));
    return { noted: text };
  },
  undo: async () => writeFileSync('begun', 'undone'),
});
export const clerk = defineAgent({
  name: 'clerk', instructions: 'Note things.', model: 'anthropic:claude-sonnet-4-5', tools: [note],
  rules: [{ name: 'notes ask', when: { tool: 'note' }, then: 'ask' }],
});
`;

let app: string;
let env: NodeJS.ProcessEnv;
let provider: ScriptedProvider;
let temporal: Client;
let worker: ChildProcess | undefined;
beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'holdfast-payloads-guide-'));
  mkdirSync(join(app, 'node_modules'));
  symlinkSync(root, join(app, 'node_modules/holdfast'));
  for (const name of ['zod', '@temporalio'])
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  writeFileSync(join(app, 'package.json'), '{"type":"module"}');
  writeFileSync(join(app, 'clerk.ts'), clerk);
  for (const [, name = '', text = ''] of guide.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms))
    writeFileSync(join(app, name), text);
  provider = await startScriptedProvider({
    script: ({ messages }) =>
      messages.some(({ role }) => role === 'tool')
        ? { text: 'c4n4ry is noted.' }
        : { toolCalls: [{ name: 'note', arguments: { text: 'c4n4ry' } }] },
  });
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  temporal = new Client({ connection, namespace: inject('temporalNamespace') });
  env = {
    ...process.env,
    ...providerEnv(provider),
    NODE_OPTIONS: sources,
    HOLDFAST_HOME: join(app, '.holdfast'),
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: inject('temporalNamespace'),
    PAYLOAD_KEY: randomBytes(32).toString('hex'),
  };
});
afterAll(async () => {
  worker?.kill('SIGTERM');
  await new Promise((done) => (worker?.exitCode === null ? worker.once('exit', done) : done(undefined)));
  await temporal?.connection.close();
  await provider?.stop();
  rmSync(app, { recursive: true, force: true, maxRetries: 5 });
});

function holdfast(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  return new Promise<{ code: number; json: Record<string, unknown>; stderr: string }>((done) => {
    const options = { cwd: app, env: { ...env, ...more } };
    const child = execFile(process.execPath, [launcher, ...args, '--json'], options, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, json: JSON.parse(stdout || '{}'), stderr }),
    );
  });
}

function startWorker(): Promise<WorkerRecord> {
  const child = spawn(
    process.execPath,
    [launcher, 'worker', '--json', '--queues', 'payloads-guide', '--no-standby'],
    {
      cwd: app,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  worker = child;
  return new Promise((done, fail) => {
    createInterface({ input: child.stdout }).once('line', (line) => done(JSON.parse(line) as WorkerRecord));
    child.once('exit', (code) => fail(new Error(`the worker ended with ${code}`)));
  });
}

describe('docs/payloads.md', { timeout: 400_000 }, () => {
  it('holds on the command line, also for what a supervisor tells in the place of a killed worker', async () => {
    const config = readFileSync(join(app, 'holdfast.config.ts'), 'utf8');
    writeFileSync(
      join(app, 'holdfast.config.ts'),
      config.replace('agents: [clerk],', "agents: [clerk], queue: 'payloads-guide',"),
    );
    const record = await startWorker();
    expect(record, JSON.stringify(record)).toMatchObject({ schema: 'holdfast.worker/v1' });
    const started = await holdfast(['start', 'clerk', '--input', 'Note c4n4ry.']);
    expect(started).toMatchObject({ code: 0 });
    const id = started.json['id'] as string;
    const show = async () => (await holdfast(['show', id])).json as unknown as RunView;
    await expect.poll(async () => (await show()).state, { timeout: 90_000 }).toBe('awaiting-approval');
    const [approval] = (await show()).approvals;
    expect(approval?.preview).toBe('Note c4n4ry');

    const without = await holdfast(['show', id], { PAYLOAD_KEY: randomBytes(32).toString('hex') });
    expect(without).toMatchObject({ code: 11, json: { code: 'payload_codec_failed' } });

    const digest = approval?.digest ?? '';
    const approved = await holdfast(['approve', id, approval?.id ?? '', '--digest', digest]);
    expect(approved.code).toBe(0);
    await expect.poll(() => readText('begun'), { timeout: 60_000 }).toBe('c4n4ry');
    process.kill(record.pid, 'SIGKILL');
    await expect.poll(async () => (await show()).state, { timeout: 90_000 }).toBe('closed');
    expect(await show()).toMatchObject({ outcome: { kind: 'answered', answer: 'c4n4ry is noted.' } });

    const trace = (await holdfast(['trace', id, '--io'])).json as { steps?: unknown };
    expect(trace.steps).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'tool', attempts: 2, result: { noted: 'c4n4ry' } }),
      ]),
    );
    expect((await holdfast(['replay', id])).json).toMatchObject({ ok: true });
    expect((await holdfast(['undo', id, '--apply'])).json).toMatchObject({ complete: true });
    expect(readText('begun')).toBe('undone');

    const { events } = await temporal.workflow.getHandle(id).fetchHistory();
    const stored = JSON.stringify(events, (key, value: unknown) =>
      key === 'searchAttributes' || typeof value !== 'string'
        ? key === 'searchAttributes'
          ? undefined
          : value
        : `${value} ${Buffer.from(value, 'base64').toString('latin1')}`,
    );
    expect(stored).toContain('worker.lost');
    expect(stored).toContain('binary/encrypted');
    for (const plain of ['c4n4ry', 'json/plain', 'json/dated', 'holdfast.failure/v1'])
      expect(stored).not.toContain(plain);
  });

  it('has a verb stop where the configuration cannot be loaded, and doctor say what does not carry runs', async () => {
    const broken = await holdfast(['ls'], { PAYLOAD_KEY: 'short' });
    expect(broken).toMatchObject({
      code: 2,
      json: { code: 'config_unreadable', why: expect.stringContaining('64 hexadecimal digits') },
    });
    const good = await holdfast(['doctor']);
    expect(good.json['checks']).toContainEqual(
      expect.objectContaining({
        name: 'payloads',
        ok: true,
        found: expect.stringContaining('1 payload codec'),
      }),
    );
    const own = readFileSync(join(app, 'payload-converter.ts'), 'utf8');
    writeFileSync(join(app, 'payload-converter.ts'), own.replace('`$${field}`', 'field'));
    const bad = await holdfast(['doctor']);
    expect(bad.json['checks']).toContainEqual(
      expect.objectContaining({ name: 'payloads', ok: false, found: expect.stringContaining('"$date"') }),
    );
    expect(await holdfast(['ls'])).toMatchObject({ code: 2, json: { code: 'data_converter_unusable' } });
    writeFileSync(join(app, 'payload-converter.ts'), own);
  });
});

function readText(name: string): string | undefined {
  try {
    return readFileSync(join(app, name), 'utf8');
  } catch {
    return undefined;
  }
}
