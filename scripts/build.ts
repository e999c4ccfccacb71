import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleWorkflows } from '../src/workers/workflow-bundle.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiler = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (compiler.status !== 0) {
  console.error('Nothing was built: the compiler found the errors above (or is missing: npm ci).');
  process.exit(1);
}
// Worlds, templates and the like go along as they are.
cpSync(join(root, 'src'), dist, {
  recursive: true,
  filter: (source) => statSync(source).isDirectory() || !source.endsWith('.ts'),
});
// A worker of the built package starts without a bundler.
writeFileSync(join(dist, 'workflow-bundle.js'), await bundleWorkflows());
console.log('Built dist/');
