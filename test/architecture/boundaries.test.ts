import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBoundaries } from '../../scripts/boundaries.ts';
import { importRules } from '../../scripts/import-rules.ts';

const root = resolve(import.meta.dirname, '../..');
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'holdfast-boundaries-'));
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  plant('tsconfig.json', '{"compilerOptions": {"module": "nodenext", "allowImportingTsExtensions": true}}');
  plant(
    'package.json',
    '{"type": "module", "dependencies": {"zod": "*", "kysely": "*"}, "devDependencies": {"vitest": "*"}}',
  );
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Write one module that imports another module or a package, and name the rules it breaks. */
async function rulesBrokenBy(from: string, to: string): Promise<string[]> {
  const isModule = to.endsWith('.ts');
  if (isModule) plant(`src/${to}`, 'export const planted = 1;\n');
  const specifier = isModule ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to;
  plant(`src/${from}`, `import * as planted from '${specifier}';\nexport const found = planted;\n`);
  const { violations } = await checkBoundaries(project);
  return violations.map(({ rule }) => rule).sort();
}

describe('the import rules', () => {
  it.each([
    ['core/run/decide.ts', 'contracts/names.ts', ['core-imports']],
    ['core/run/decide.ts', 'node:fs', ['core-is-pure']],
    ['core/run/decide.ts', 'zod', ['core-is-pure']],
    ['contracts/names.ts', 'reports/task.ts', ['contracts-imports']],
    ['contracts/names.ts', 'zod', ['contracts-carry-no-code']],
    ['reports/task.ts', 'client/holdfast.ts', ['reports-imports']],
    ['workflows/agent-run.ts', 'activities/open-run.ts', ['workflows-imports']],
    ['workflows/agent-run.ts', 'reports/task.ts', ['workflows-imports']],
    ['workflows/agent-run.ts', 'zod', ['workflows-stay-in-the-sandbox']],
    ['workflows/agent-run.ts', 'node:crypto', ['workflows-stay-in-the-sandbox']],
    ['workers/start.ts', 'workflows/index.ts', ['workers-imports', 'workflows-are-started-by-path']],
    ['workers/start.ts', 'client/holdfast.ts', ['workers-imports']],
    ['activities/call-model.ts', 'workers/start.ts', ['activities-imports']],
    ['client/holdfast.ts', 'activities/open-run.ts', ['client-imports']],
    [
      'workers/start.ts',
      'scripted-provider/serve.ts',
      ['scripted-provider-is-for-cli-and-tests', 'workers-imports'],
    ],
    ['client/holdfast.ts', 'server/start.ts', ['client-imports', 'server-is-for-cli-and-tests']],
    ['samples/retail/world.ts', 'samples/testing/faults.ts', ['faults-are-for-tests']],
    ['workers/start.ts', 'vitest', ['runtime-needs-dependencies']],
    ['workers/start.ts', '../test/support/world.ts', ['sources-stand-on-sources']],
    ['workers/start.ts', 'workers/nowhere.js', ['resolvable']],
  ])('refuse %s → %s', async (from, to, rules) => {
    expect(await rulesBrokenBy(from, to)).toEqual(rules);
  });

  it.each([
    ['cli/dev.ts', 'server/start.ts'],
    ['cli/dev.ts', 'scripted-provider/serve.ts'],
    ['workers/start.ts', 'activities/open-run.ts'],
    ['activities/open-run.ts', 'core/charter/charter.ts'],
    ['workflows/agent-run.ts', 'core/run/decide.ts'],
    ['reports/task.ts', 'zod'],
    ['samples/retail/world.ts', 'kysely/migration'],
  ])('allow %s → %s', async (from, to) => {
    expect(await rulesBrokenBy(from, to)).toEqual([]);
  });

  it('refuse modules that need each other', async () => {
    plant('src/core/hen.ts', "import { egg } from './egg.ts';\nexport const hen = () => egg;\n");
    plant('src/core/egg.ts', "import { hen } from './hen.ts';\nexport const egg = () => hen;\n");
    const { violations } = await checkBoundaries(project);
    expect(violations.map(({ rule }) => rule)).toContain('no-cycles');
  });

  it('refuse concepts of core that need each other to run, and let types go both ways', async () => {
    plant('src/core/hens/hen.ts', "import { egg } from '../eggs/egg.ts';\nexport const hen = () => egg;\n");
    plant('src/core/eggs/egg.ts', "import { nest } from '../nests/nest.ts';\nexport const egg = nest;\n");
    plant('src/core/nests/nest.ts', 'export const nest = 1;\n');
    plant(
      'src/core/nests/straw.ts',
      "import type { hen } from '../hens/hen.ts';\nexport type Straw = typeof hen;\n",
    );
    expect((await checkBoundaries(project)).violations).toEqual([]);
    plant('src/core/nests/straw.ts', "import { hen } from '../hens/hen.ts';\nexport const straw = hen;\n");
    const { violations } = await checkBoundaries(project);
    expect(violations.map(({ rule, from, to }) => [rule, from, to])).toEqual([
      ['concepts-have-an-order', 'src/core/eggs', 'src/core/nests → src/core/hens → src/core/eggs'],
    ]);
  });

  it('refuse a module that nothing imports and that imports nothing', async () => {
    plant('src/core/alone.ts', 'export const alone = 1;\n');
    const { violations } = await checkBoundaries(project);
    expect(violations).toEqual([
      {
        rule: 'no-orphans',
        from: 'src/core/alone.ts',
        to: 'src/core/alone.ts',
        instead: 'Nothing imports this module and it imports nothing. Use it or delete it.',
      },
    ]);
  });

  it('say of each rule what to do instead', () => {
    expect(importRules.filter(({ comment }) => comment.length < 40)).toEqual([]);
  });
});

describe('checkBoundaries', () => {
  it('fails when there is nothing to check', async () => {
    mkdirSync(join(project, 'src'));
    plant('examples/elsewhere.ts', 'export const elsewhere = 1;\n');
    await expect(checkBoundaries(project)).rejects.toThrow('saw 0 of 0 modules');
  });
});
