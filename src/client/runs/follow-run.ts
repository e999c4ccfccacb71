import { RunProjection } from '../../core/trace/run-projection.ts';
import type { TraceStep } from '../../core/trace/trace-view.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { firstKeptRunId, readFacts } from '../history/read-history.ts';
import { type FoundRun, findRun } from './find-run.ts';
import type { FollowEvent, TextEvent } from './follow-event.ts';
import { withLiveText } from './live-text.ts';

export interface FollowOptions {
  /** Keep results whole instead of cutting long ones to a preview. */
  readonly io?: boolean | undefined;
  /** Bring text as the model writes it, too. A run started with `watched` brings that of its first call. */
  readonly text?: boolean | undefined;
  /** Ends the following; the run goes on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Follow a run from its start to its close, over continue-as-new, by waiting for its history: no worker is needed.
 *
 * One that is reset meanwhile is told anew from its first step on. What has happened already comes first, each step as it stands now. The last event is the closed run; an aborted
 * signal ends the events without it.
 *
 * @throws HoldfastError not-found when there is no such run.
 */
export async function* followRun(
  access: TemporalAccess,
  run: string,
  { io = false, text = false, signal }: FollowOptions = {},
): AsyncGenerator<FollowEvent | TextEvent, void, undefined> {
  const found = await findRun(access, run);
  const events = (until: AbortSignal | undefined) => followHistory(access, found, io, until);
  yield* text && found.isOpen ? withLiveText(access, found.id, events, signal) : events(signal);
}

async function* followHistory(
  access: TemporalAccess,
  found: FoundRun,
  io: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<FollowEvent, void, undefined> {
  const runId = await firstKeptRunId(access, found.id, found.runId);
  const projection = new RunProjection();
  let told = '';
  for await (const facts of readFacts(access, { workflowId: found.id, runId, wait: true, signal })) {
    const changed = new Set(facts.flatMap((fact) => projection.add(fact)));
    const steps = [...changed].flatMap((id) => projection.step(id, io) ?? []);
    for (const step of steps.sort(byPlace)) {
      yield { kind: 'step', step, ended: step.durationMs !== undefined };
    }
    const view = projection.view();
    if (!view) continue;
    if (view.state === 'closed') {
      const latest = await findRun(access, found.id);
      // A reset ended this execution, and the run goes on in another.
      if (latest.isOpen) return yield* followHistory(access, latest, io, signal);
    }
    const { state, phase, progress, question, approvals, awaitingProvider, attachments = [] } = view;
    const asked = approvals.map((approval) => [approval.id, approval.state]);
    const files = attachments.map(({ digest }) => digest);
    const news = JSON.stringify([state, phase, progress, question, asked, awaitingProvider?.asked, files]);
    if (news === told) continue;
    told = news;
    yield { kind: 'run', run: view };
  }
}

/** As the trace tells them: by turn, then by call, each after what was done before it. */
function byPlace(a: TraceStep, b: TraceStep): number {
  return a.turn - b.turn || callIndex(a) - callIndex(b) || rank(a) - rank(b) || startOf(a) - startOf(b);
}

function rank({ kind }: TraceStep): number {
  return kind === 'undo' ? 2 : kind === 'tool' || kind === 'control' ? 1 : 0;
}

function startOf({ startedAt }: TraceStep): number {
  return Date.parse(startedAt);
}

function callIndex({ call }: TraceStep): number {
  return Number(call?.split('.')[1] ?? 0);
}
