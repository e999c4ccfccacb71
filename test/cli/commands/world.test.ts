import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import { lastJson, runCli } from '../../support/run-cli.ts';

let cwd: string;
const world = ['--world', 'sqlite:shop.sqlite'];

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'holdfast-world-'));
  writeFileSync(join(cwd, 'sample.json'), JSON.stringify(sampleWorld));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('holdfast world', () => {
  it('loads a file, prints what is in it, and exports it unchanged as bare JSON', async () => {
    const counts = {
      users: Object.keys(sampleWorld.users).length,
      orders: Object.keys(sampleWorld.orders).length,
      products: Object.keys(sampleWorld.products).length,
    };
    const location = `sqlite:${join(cwd, 'shop.sqlite')}`;
    const loaded = await runCli(['world', 'load', 'sample.json', ...world, '--json'], { cwd });
    expect(loaded).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lastJson(loaded)).toEqual({ schema: 'holdfast.world/v1', did: 'loaded', location, ...counts });
    const exported = await runCli(['world', 'export', ...world], { cwd });
    expect(exported.exitCode).toBe(0);
    expect(lastJson(exported)).toEqual(sampleWorld);
  });

  it('fills a database that holds no world with the sample, and leaves one that does as it is', async () => {
    const init = ['world', 'init', '--world', 'sqlite:fresh.sqlite', '--json'];
    expect(lastJson(await runCli(init, { cwd }))).toMatchObject({ did: 'loaded', users: 6 });
    const empty = { users: {}, orders: {}, products: {} };
    await runCli(['world', 'load', '-', ...init.slice(2)], { cwd, stdin: JSON.stringify(empty) });
    expect(lastJson(await runCli(init, { cwd }))).toMatchObject({ did: 'kept', users: 0 });
  });

  it('loads from stdin, and reset goes back to the world last loaded', async () => {
    const empty = { users: {}, orders: {}, products: {} };
    const loaded = await runCli(['world', 'load', '-', ...world], { cwd, stdin: JSON.stringify(empty) });
    expect(loaded.stdout).toBe(`sqlite:${join(cwd, 'shop.sqlite')} loaded: 0 users, 0 orders, 0 products.\n`);
    const reset = await runCli(['world', 'reset', ...world], { cwd });
    expect(reset.stdout).toBe(`sqlite:${join(cwd, 'shop.sqlite')} reset: 0 users, 0 orders, 0 products.\n`);
    expect(lastJson(await runCli(['world', 'export', ...world], { cwd }))).toEqual(empty);
  });

  it('keeps the world it has when a file is refused', async () => {
    await runCli(['world', 'load', 'sample.json', ...world], { cwd });
    const refused = await runCli(['world', 'load', '-', ...world, '--json'], { cwd, stdin: '{"users":{}}' });
    expect(refused.exitCode).toBe(2);
    expect(lastJson(refused)).toMatchObject({ code: 'world_invalid' });
    expect(lastJson(await runCli(['world', 'export', ...world], { cwd }))).toEqual(sampleWorld);
  });

  it('asks which world is meant where neither flag, variable nor dev says', async () => {
    const result = await runCli(['world', 'export', '--json'], { cwd });
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({ code: 'world_unnamed' });
    const named = await runCli(['world', 'export'], { cwd, env: { HOLDFAST_WORLD: 'shop.sqlite' } });
    expect(named.exitCode).toBe(0);
  });
});
