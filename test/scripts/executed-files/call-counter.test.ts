import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { type Calls, countCalls } from '../../../scripts/executed-files/call-counter.ts';

/** Says a line when it has called `first`, in itself and in a thread; calls `second` in both for each line that it reads. */
const program = `
  const { Worker } = require('node:worker_threads');
  const inThread = new Worker(\`
    const { parentPort } = require('node:worker_threads');
    function firstThere() {}
    function secondThere() {}
    firstThere();
    parentPort.on('message', () => { secondThere(); parentPort.postMessage('done'); });
    parentPort.postMessage('done');
  \`, { eval: true });
  function first() {}
  function second() {}
  first();
  inThread.on('message', () => console.log('done'));
  process.stdin.on('data', () => { second(); inThread.postMessage(''); });
  process.stdin.on('end', () => process.exit());
`;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start() {
  const child = spawn(process.execPath, ['--inspect-wait=127.0.0.1:0', '-e', program], { stdio: 'pipe' });
  children.push(child);
  const told = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const { value } = await told.next();
  const counter = await countCalls(/ws:\S+/.exec(String(value))?.[0] ?? '');
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return { child, counter, lines };
}

function calledIn({ mainThread, otherThreads }: Calls): string[] {
  const named = [...mainThread, ...otherThreads].flatMap(({ functions }) =>
    functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).map(({ functionName }) => functionName),
  );
  return named.filter((name) => /^(first|second)/.test(name)).sort();
}

describe('countCalls', () => {
  it('tells what was called since the last time, in each thread', async () => {
    const { child, counter, lines } = await start();
    expect(calledIn(await counter.take())).toEqual(['first', 'firstThere']);
    child.stdin.write('on');
    await once(lines, 'line');
    expect(calledIn(await counter.take())).toEqual(['second', 'secondThere']);
    expect(calledIn(await counter.take())).toEqual([]);
  });

  it('tells what a process called up to its end, and lets it end', async () => {
    const { child, counter } = await start();
    await counter.take();
    const ended = once(child, 'exit');
    child.stdin.end('on');
    expect(calledIn(await counter.atEnd)).toContain('second');
    expect(await ended).toEqual([0, null]);
  });

  it('does not keep a process that is no longer counted', async () => {
    const { child, counter } = await start();
    const ended = once(child, 'exit');
    counter.stop();
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    await expect(counter.atEnd).rejects.toThrow('The process went without being counted to its end.');
  });
});
