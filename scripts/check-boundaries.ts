import { fileURLToPath } from 'node:url';
import { checkBoundaries } from './boundaries.ts';

const report = await checkBoundaries(fileURLToPath(new URL('..', import.meta.url)));
for (const { rule, from, to, instead } of report.violations) {
  console.error(`${from} → ${to}\n  ${rule}: ${instead}`);
}
console.log(
  `${report.modules} modules, ${report.dependencies} imports, ${report.violations.length} against the rules of scripts/import-rules.ts`,
);
process.exitCode = report.violations.length === 0 ? 0 : 1;
