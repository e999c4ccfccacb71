import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleWorkflows } from '../src/workers/bundle-workflows.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json']);
run(process.execPath, ['scripts/write-json-schemas.ts', 'dist/schemas']);
// Worlds, templates and the like go along as they are.
cpSync(join(root, 'src'), dist, {
  recursive: true,
  filter: (source) => statSync(source).isDirectory() || !source.endsWith('.ts'),
});
// A worker of the built package starts without a bundler.
writeFileSync(join(dist, 'workflow-bundle.js'), await bundleWorkflows());
console.log('Built dist/');

function run(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`Nothing was built: ${args[0]} failed as it says above (or is missing: npm ci).`);
  process.exit(1);
}
