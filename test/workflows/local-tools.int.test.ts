import type { Payload } from '@temporalio/common';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import type { TraceView } from '../../src/core/trace/trace-view.ts';
import { type OwnDataConverter, resolveDataConverter } from '../../src/payloads/data-converter.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { replayHistories } from '../../src/workers/replay-histories.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { nearWorld } from '../support/near-agent.ts';
import { SealingCodec } from '../support/payloads/sealing-codec.ts';

const peeks = (...things: string[]) => ({
  text: 'I look.',
  toolCalls: things.map((of) => ({ name: 'peek', arguments: { of } })),
});

/** Takes nothing that it did not write. */
class OnlySealed extends SealingCodec {
  override async decode(payloads: Payload[]): Promise<Payload[]> {
    const foreign = payloads.find(
      ({ metadata }) => !String(Buffer.from(metadata?.['encoding'] ?? [])).endsWith('/encrypted'),
    );
    if (foreign) throw new Error('This is not encrypted.');
    return super.decode(payloads);
  }
}

describe('a local tool', () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const open: Desk[] = [];
  let queues = 0;

  afterEach(async () => {
    for (const desk of open.splice(0)) await desk.stop();
  });

  async function play(
    local: boolean,
    turns: Parameters<typeof playTurns>[0],
    cachedRuns = 500,
    dataConverter?: OwnDataConverter,
  ) {
    const world = nearWorld({ local });
    const taskQueue = `local-tools-${process.pid}-${++queues}`;
    const desk = await openDesk({
      address,
      namespace,
      taskQueue,
      config: dataConverter ? { ...world.config, dataConverter } : world.config,
      script: playTurns(turns),
      worker: { cachedRuns },
    });
    open.push(desk);
    const id = await desk.start({ agent: 'near', taskId: taskQueue, input: 'Look.', startedBy: 't' });
    const view = await desk.result(id);
    await using client = await HoldfastClient.connect({ address, namespace }, { dataConverter });
    const history = await desk.client.workflow.getHandle(id).fetchHistory();
    return { ...world, desk, id, view, history, trace: await client.trace(id, { io: true }) };
  }

  /** What the model read, by the tool messages of its last request. */
  function toldTo({ provider }: Desk): string[] {
    const messages = provider.journal.at(-1)?.request?.messages ?? [];
    return messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
  }

  it('takes seven events of a turn where an activity takes twelve', async () => {
    const turns = [peeks('a'), peeks('b'), { text: 'Done.' }];
    const [near, far] = [await play(true, turns), await play(false, turns)];
    const eventsOf = ({ history }: typeof near): number => history.events?.length ?? 0;
    expect(near.view.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    expect(eventsOf(far) - eventsOf(near)).toBe(2 * (12 - 7));
  });

  it('gives model and trace the same as an activity: results, refusals, retries and attempts', async () => {
    const turns = [peeks('slow', 'busy', 'nothing'), peeks('broken'), { text: 'Done.' }];
    const [near, far] = [await play(true, turns), await play(false, turns)];
    expect(toldTo(near.desk)).toEqual(toldTo(far.desk));
    expect(toldTo(near.desk).slice(0, 3)).toEqual([
      '{"found":"slow"}',
      '{"found":"busy"}',
      'Error: There is no nothing.',
    ]);
    expect(stepsOf(near.trace)).toEqual(stepsOf(far.trace));
    expect(near.trace.steps.find(({ call }) => call === 'c1.2')).toMatchObject({
      kind: 'tool',
      attempts: 3,
      action: { tool: 'peek', input: { of: 'busy' } },
      result: { found: 'busy' },
    });
    const untimed = ({ durationMs: _, ...totals }: TraceView['totals']) => totals;
    expect(untimed(near.trace.totals)).toEqual(untimed(far.trace.totals));
    expect(near.trace.totals).toEqual(near.view.totals);
  });

  it('is told alike where payloads go through a converter and a codec that take no others', async () => {
    const turns = [peeks('busy', 'nothing'), { text: 'Done.' }];
    const own = resolveDataConverter({
      payloadConverterPath: new URL('../support/payloads/tagged-converter.ts', import.meta.url),
      payloadCodecs: [new OnlySealed('a key')],
    });
    const [near, plain] = [await play(true, turns, 500, own), await play(true, turns)];
    expect(near.view.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    expect(near.trace.steps.find(({ call }) => call === 'c1.1')).toMatchObject({
      attempts: 3,
      result: { found: 'busy' },
    });
    expect(stepsOf(near.trace)).toEqual(stepsOf(plain.trace));
  });

  it('is given up at its deadline, attempt by attempt, beside another call of the same tool', async () => {
    const { desk, executions, trace, view } = await play(true, [peeks('never', 'slow'), { text: 'Done.' }]);
    expect(executions.filter((of) => of === 'never')).toHaveLength(3);
    expect(toldTo(desk)[0]).toContain('no answer in time (300 ms)');
    expect(toldTo(desk)[1]).toBe('{"found":"slow"}');
    expect(view.totals).toMatchObject({ toolCalls: 2, toolErrors: 1 });
    expect(trace.steps.find(({ call }) => call === 'c1.1')).toMatchObject({
      attempts: 3,
      error: { type: 'tool.timed-out' },
    });
    expect(trace.steps.find(({ call }) => call === 'c1.2')?.result).toEqual({ found: 'slow' });
  });

  it('runs once and not at every replay of its run', async () => {
    const turns = [peeks('a', 'b'), peeks('busy'), peeks('c'), { text: 'Done.' }];
    const { executions, history, id, view } = await play(true, turns, 0);
    expect(view.outcome?.kind).toBe('answered');
    expect(executions.toSorted()).toEqual(['a', 'b', 'busy', 'busy', 'busy', 'c']);
    const [replayed] = await replayHistories([{ source: 'near', workflowId: id, history }]);
    expect(replayed).toEqual({ source: 'near', ok: true });
    expect(executions).toHaveLength(6);
  });
});

/** A trace without what differs from one run to the next. */
function stepsOf({ steps }: TraceView): object[] {
  return steps.map(({ startedAt: _, durationMs: __, contextHash: ___, ...step }) => step);
}
