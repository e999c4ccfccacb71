import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureExecutedFiles } from './executed-files/measure-executed-files.ts';

/**
 * Count the files of `src` that one approval and one undo of an open run pass through, and list them.
 *
 * A file counts when V8 saw a call of one of its functions, also one that a module makes while it is loaded. An approval
 * is followed up to the tool's execution, an undo up to the message's leaving the client. `--root DIR` measures another
 * checkout, by its command line alone. Exits 1 when the measurement fails.
 */
const { values } = parseArgs({ options: { root: { type: 'string' } } });
const root = resolve(values.root ?? resolve(import.meta.dirname, '..'));
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error(`Ended by ${name}.`)));
}
const longestMs = 600_000;

const { trivialVerb, approve, undo } = await measureExecutedFiles(
  root,
  AbortSignal.any([interrupted.signal, AbortSignal.timeout(longestMs)]),
);

list('holdfast ls --limit 1, its process', trivialVerb);
list('holdfast approve, its process until the message leaves', approve.sending);
list('holdfast approve, its process from then on', approve.answered);
list('holdfast approve, workflow code until the tool was executed', approve.workflow);
list('holdfast approve, the rest of the worker until then', approve.activity);
list('holdfast undo --apply, its process until the message leaves', undo.sending);

const commandLine = new Set([...approve.sending, ...approve.answered]);
const worker = new Set([...approve.workflow, ...approve.activity]);
const approved = new Set([...commandLine, ...worker]);
say(`approve, its process: ${commandLine.size} files, ${shared(commandLine)} of them run by ls as well`);
say(`approve, the worker: ${worker.size} files`);
say(`undo, its process: ${undo.sending.size} files, ${shared(undo.sending)} of them run by ls as well`);
say(`approve ${approved.size} files, undo ${undo.sending.size} files`);

function shared(files: Set<string>): number {
  return [...files].filter((file) => trivialVerb.has(file)).length;
}

function list(title: string, files: Set<string>): void {
  say(`${title}: ${files.size}`);
  for (const file of [...files].sort()) say(`  ${file}`);
  say('');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
