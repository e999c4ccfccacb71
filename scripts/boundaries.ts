import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { conceptCycles } from './concept-cycles.ts';
import { conceptOrder, importRules } from './import-rules.ts';

export interface BoundaryReport {
  readonly modules: number;
  readonly dependencies: number;
  readonly violations: readonly BoundaryViolation[];
}

export interface BoundaryViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** What to do instead. */
  readonly instead: string;
}

/**
 * Hold the import rules against every module under `src` of a folder.
 *
 * @param baseDir A folder with a `src` and a `tsconfig.json`.
 * @throws Error when it did not see every module: dependency-cruiser reports no violations over files it cannot read.
 */
export async function checkBoundaries(baseDir: string): Promise<BoundaryReport> {
  const cruiseOptions: ICruiseOptions = {
    baseDir,
    validate: true,
    ruleSet: { forbidden: [...importRules] },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  };
  const resolveOptions = {
    exportsFields: ['exports'],
    conditionNames: ['holdfast-source', 'import', 'node', 'types', 'default'],
  };
  const { output } = await cruise(['src'], cruiseOptions, resolveOptions, {
    tsConfig: extractTSConfig(`${baseDir}/tsconfig.json`),
  });
  const { modules, summary } = output as ICruiseResult;
  const seen = modules.filter(({ source }) => source.startsWith('src/')).length;
  const written = readdirSync(join(baseDir, 'src'), { recursive: true, encoding: 'utf8' });
  const expected = written.filter((path) => path.endsWith('.ts')).length;
  if (seen < expected || seen === 0) {
    throw new Error(
      `The boundary check saw ${seen} of ${expected} modules under ${baseDir}/src. It reads TypeScript through the JS API of typescript 6: see that node_modules/typescript is that version (npm ci).`,
    );
  }
  const instead = new Map([...importRules, conceptOrder].map((rule) => [rule.name, rule.comment]));
  return {
    modules: seen,
    dependencies: summary.totalDependenciesCruised ?? 0,
    violations: [
      ...summary.violations.map((violation) => ({
        rule: violation.rule.name,
        from: violation.from,
        to: violation.cycle?.map((step) => step.name).join(' → ') ?? violation.to,
      })),
      ...conceptCycles(modules, 'src/core').map(({ from, to }) => ({ rule: conceptOrder.name, from, to })),
    ].map((violation) => ({ ...violation, instead: instead.get(violation.rule) ?? '' })),
  };
}
