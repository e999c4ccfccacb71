import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashWorkflowInputs, loadWorkflowBundle } from '../../src/workers/workflow-bundle.ts';

const sources = fileURLToPath(new URL('../../src/', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('loadWorkflowBundle', () => {
  it('builds once, outside the checkout, and finds it the next time', { timeout: 60_000 }, async () => {
    const options = { env: { XDG_CACHE_HOME: folder }, logger: silent };
    const first = await loadWorkflowBundle(options);
    expect(first.origin).toBe('built');
    expect(first.codePath.startsWith(join(folder, 'holdfast', 'bundles'))).toBe(true);
    expect(readFileSync(first.codePath, 'utf8')).toContain('agentRun');
    expect(await loadWorkflowBundle(options)).toEqual({ codePath: first.codePath, origin: 'cache' });
  });
});

describe('hashWorkflowInputs', () => {
  beforeEach(() => {
    for (const realm of ['contracts', 'core', 'workflows']) {
      cpSync(join(sources, realm), join(folder, realm), { recursive: true });
    }
  });

  it('is the same for the same sources in another place', () => {
    expect(hashWorkflowInputs(`${folder}/`)).toBe(hashWorkflowInputs(sources));
  });

  it.each(['contracts/names.ts', 'core/run/decide.ts', 'workflows/agent-run.ts'])(
    'changes with %s',
    (file) => {
      writeFileSync(join(folder, file), `${readFileSync(join(folder, file), 'utf8')}\n`);
      expect(hashWorkflowInputs(`${folder}/`)).not.toBe(hashWorkflowInputs(sources));
    },
  );
});

const silent = {
  log() {},
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
};
