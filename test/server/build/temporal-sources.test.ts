import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { howToGetTemporal, temporalSources } from '../../../src/server/build/temporal-sources.ts';
import { createFakeMachine, type FakeMachine } from '../find/fake-programs.ts';

const cliVersion = 'echo "temporal version 1.5.1 (Server 1.30.0, UI 2.42.1)"';

describe('temporalSources', () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = createFakeMachine();
  });
  afterEach(() => machine.remove());

  const ask = (index: number, env = machine.env) =>
    temporalSources({ recipe: machine.recipe, env })[index]?.find();

  it('asks an installed CLI, an earlier build, the download and a Go build, in this order', () => {
    const names = temporalSources({ recipe: machine.recipe, env: machine.env }).map(({ name }) => name);
    expect(names).toEqual([
      'the Temporal CLI',
      'an earlier build',
      "the SDK's download of the Temporal CLI",
      `a build from Go modules in ${machine.recipe.moduleDirectory}`,
    ]);
  });

  it('prefers the CLI that HOLDFAST_TEMPORAL_CLI names over the one on PATH', async () => {
    machine.install('temporal', cliVersion);
    const named = machine.install(
      'temporal-next',
      'echo "temporal version 1.6.0 (Server 1.31.2, UI 2.43.0)"',
    );
    expect(await ask(0, { ...machine.env, HOLDFAST_TEMPORAL_CLI: named })).toEqual({
      kind: 'cli',
      path: named,
      serverVersion: '1.31.2',
    });
  });

  it('takes the CLI on PATH when none is named', async () => {
    const path = machine.install('temporal', cliVersion);
    expect(await ask(0)).toEqual({ kind: 'cli', path, serverVersion: '1.30.0' });
  });

  it('refuses a named CLI that is none instead of falling back', async () => {
    machine.install('temporal', cliVersion);
    const env = { ...machine.env, HOLDFAST_TEMPORAL_CLI: '/no/such/temporal' };
    await expect(ask(0, env)).rejects.toThrow(
      'HOLDFAST_TEMPORAL_CLI cannot be used: /no/such/temporal is not an executable file.',
    );
  });

  it('passes over another program of the name temporal', async () => {
    const path = machine.install('temporal', 'echo "time travel 0.1"');
    expect(await ask(0)).toBe(`${path} is not the Temporal CLI: \`--version\` said "time travel 0.1"`);
  });

  it('takes an earlier build only when all its binaries are there', async () => {
    const { binaryDirectory } = machine.recipe;
    mkdirSync(binaryDirectory, { recursive: true });
    writeFileSync(join(binaryDirectory, 'temporal-server'), '');
    expect(await ask(1)).toBe(`nothing in ${binaryDirectory}`);
    writeFileSync(join(binaryDirectory, 'temporal-ui'), '');
    expect(await ask(1)).toBe(`nothing in ${binaryDirectory}`);
    writeFileSync(join(binaryDirectory, 'temporal-sql-tool'), '');
    expect(await ask(1)).toEqual({
      kind: 'stock',
      path: join(binaryDirectory, 'temporal-server'),
      uiPath: join(binaryDirectory, 'temporal-ui'),
      sqlToolPath: join(binaryDirectory, 'temporal-sql-tool'),
      serverVersion: '1.32.1',
    });
  });

  it('says that there is no Go toolchain', async () => {
    expect(await ask(3)).toBe('no Go toolchain on PATH');
  });

  it.each([
    ['1.26.7', '1.26.7'],
    ['1.9', '1.9'],
  ])('names a Go toolchain that is too old: %s', async (version, named) => {
    machine.install('go', `echo "go version go${version} linux/amd64"`);
    expect(await ask(3)).toBe(`Go ${named} on PATH is older than 1.26.8`);
  });

  it('gives the exact commands of a build by hand', () => {
    expect(howToGetTemporal(machine.recipe)).toContain(
      `CGO_ENABLED=0 go build -trimpath -tags disable_grpc_modules -ldflags "-s -w" -o ${machine.recipe.binaryDirectory}/temporal-server go.temporal.io/server/cmd/server`,
    );
  });
});
