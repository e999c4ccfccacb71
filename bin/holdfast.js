#!/usr/bin/env node
// Plain JavaScript that Node 20 can read: it finds Node 24, then hands over to the command line.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
/** Tells a child who stands in front of it, so that it ends when that one is killed. */
const LAUNCHER_PID = 'HOLDFAST_LAUNCHER_PID';

const self = fileURLToPath(import.meta.url);
const sourceEntry = new URL('../src/cli/main.ts', import.meta.url);
const builtEntry = new URL('../dist/cli/main.js', import.meta.url);
const isCheckout = existsSync(sourceEntry);

const node = Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR ? process.execPath : lockedNode();
endWithPackageRunner();
if (node === undefined) {
  fail(
    `Holdfast needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}, and no Node came with the package for ${process.platform}-${process.arch}.`,
    `Install again without --omit=optional (npm ci), or run it with a Node ${NEEDED_MAJOR} of your own (see nodejs.org).`,
  );
} else if (node === process.execPath) {
  await runHere();
} else {
  handOver(node);
}

/** Find the Node that the lockfile pins for this machine, from the package's own location. */
function lockedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  try {
    const require = module.createRequire(import.meta.url);
    const path = join(dirname(require.resolve(`node-${platform}-${process.arch}/package.json`)), executable);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Run the command line in this process. */
async function runHere() {
  endWithLauncher();
  hideExperimentalWarnings();
  if (isCheckout) preferSources();
  module.enableCompileCache();
  const entry = isCheckout ? sourceEntry : builtEntry;
  if (!existsSync(entry)) {
    fail('This installation has no built command line (dist/cli/main.js).', 'Build it with: npm run build');
    return;
  }
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
  // A connection left open must not hold a finished command.
  setTimeout(() => process.exit(), 2_000).unref();
}

/** Resolve `holdfast` as --conditions=holdfast-source does, without the price of a second start of Node. */
function preferSources() {
  module.registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'holdfast' && !specifier.startsWith('holdfast/')) return next(specifier, context);
      return next(specifier, { ...context, conditions: [...context.conditions, 'holdfast-source'] });
    },
  });
}

/** What Node 24 still calls experimental in some of its releases, types and SQLite, is no news to a user. */
function hideExperimentalWarnings() {
  const shown = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const show of shown) show.call(process, warning);
  });
}

/** Run again under the right Node and stand in front of it: its ends are ours, our signals are its. */
function handOver(executable) {
  const args = [...process.execArgv, self, ...process.argv.slice(2)];
  const child = spawn(executable, args, {
    stdio: 'inherit',
    env: { ...process.env, [LAUNCHER_PID]: String(process.pid) },
  });
  // A terminal sends Ctrl-C to the whole foreground group: forwarding it would make two of it.
  const fromTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  process.on('SIGINT', () => fromTerminal || child.kill('SIGINT'));
  process.on('SIGHUP', () => fromTerminal || child.kill('SIGHUP'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    fail(
      `Node ${NEEDED_MAJOR} could not be started from ${executable}: ${error.message}.`,
      `Run holdfast with a Node ${NEEDED_MAJOR} of your own (see nodejs.org).`,
    );
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** End in good order when the launcher in front of this process was killed without a chance to tell. */
function endWithLauncher() {
  const launcher = Number(process.env[LAUNCHER_PID]);
  delete process.env[LAUNCHER_PID];
  if (!(launcher > 0)) return;
  const watch = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

/**
 * End in good order when npm (or its like) that started this process is gone: at a signal it does not wait for what it
 * started, and may not have passed the signal on.
 */
function endWithPackageRunner() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  // Looked up at once where that costs nothing: later it may be gone, and nobody could tell whose the shell was.
  let runner = process.platform === 'linux' ? (packageRunner(parent) ?? 'none') : undefined;
  const watch = setInterval(() => {
    runner ??= packageRunner(parent) ?? 'none';
    if (runner === 'none') return clearInterval(watch);
    if (process.ppid === parent && isAlive(runner)) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

/** Find the npm, npx, pnpm or yarn that started the process of this pid, or the shell of which it is. */
function packageRunner(pid) {
  const isRunner = ({ command }) => /\b(npm|npx|pnpm|yarn)\b/.test(command);
  const started = describeProcess(pid);
  // Gone already: nothing but a package runner sets the variable that led here.
  if (started === undefined) return pid;
  if (/^\S*sh -c /.test(started.command)) {
    const above = describeProcess(started.parent);
    return above && isRunner(above) ? started.parent : undefined;
  }
  return isRunner(started) ? pid : undefined;
}

function describeProcess(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return { parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), command };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [, parent, command = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
    return { parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function fail(what, next) {
  process.stderr.write(`holdfast: ${what}\n${next}\n`);
  process.exitCode = 8;
}
