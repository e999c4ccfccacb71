import type { HoldfastClient } from '../../client/holdfast-client.ts';
import { parseDuration } from '../../core/values/duration.ts';
import type { RunStateName, RunView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { attachedLine } from '../render/attached-line.ts';
import { paletteFor } from '../render/palette.ts';
import { providerWaitLines } from '../render/standing.ts';
import { LiveText } from './live-text.ts';
import { StepPrinter } from './step-printer.ts';

export interface FollowRules {
  /** Of the following, as written; the run goes on. */
  readonly timeout?: string | undefined;
  /** Stop at an open run in one of these states, unless `onWait` deals with it. */
  readonly stopAt: readonly RunStateName[];
  /** Deal with a run that waits; true to follow on. */
  readonly onWait?: (run: RunView, signal: AbortSignal) => Promise<boolean>;
}

/** Whether somebody at a terminal would see text as it comes. */
export function showsLiveText({ format, stderr, env }: CliContext): boolean {
  return format === 'text' && stderr.isTTY === true && env['TERM'] !== 'dumb';
}

/** A run that nothing has picked up for so long has probably no worker. */
const noWorkerHintMs = 5_000;

/**
 * Follow a run, its steps printed on stderr as they end, and answer the run where following stopped.
 *
 * With `-o jsonl` each change of the run's state is a `holdfast.run/v1` line too.
 *
 * @throws CliError 124 `wait_timeout` or 130 `interrupted`; the run goes on.
 */
export async function followAtTerminal(
  context: CliContext,
  client: HoldfastClient,
  runId: string,
  rules: FollowRules,
): Promise<RunView> {
  const interrupted = context.interrupted();
  const timeout = rules.timeout === undefined ? undefined : AbortSignal.timeout(parseDuration(rules.timeout));
  const signal = timeout === undefined ? interrupted : AbortSignal.any([interrupted, timeout]);
  const palette = paletteFor(context.stderr, context.env);
  const live = new LiveText(context.stderr, context.width);
  const narrate = (line: string) => {
    live.clear();
    context.narrate(line);
  };
  const printer = new StepPrinter(narrate, { palette, width: context.width });
  const attached = new Set<string>();
  // How often the provider was asked in vain, as last told.
  let asked = 0;
  const hint = setTimeout(() => {
    narrate('Nothing has picked the run up yet. Does a worker run?  holdfast doctor');
  }, noWorkerHintMs);
  try {
    for await (const event of client.follow(runId, { signal, text: showsLiveText(context) })) {
      if (signal.aborted) break;
      if (event.kind === 'text') {
        live.add(event.delta, event.begins);
        continue;
      }
      if (event.kind === 'step') {
        clearTimeout(hint);
        if (event.ended) live.clear();
        printer.add(event.step, event.ended);
        continue;
      }
      const { run } = event;
      if (run.state !== 'running' || run.charterDigest !== undefined) clearTimeout(hint);
      // It may have been undone since: the run's own last word knows nothing of that.
      if (run.state === 'closed') return await client.show(runId);
      if (context.format === 'jsonl') context.printJson(run);
      for (const file of run.attachments ?? []) {
        if (!attached.has(file.digest)) narrate(attachedLine(file, context.width));
        attached.add(file.digest);
      }
      if (run.awaitingProvider && run.awaitingProvider.asked !== asked) {
        asked = run.awaitingProvider.asked;
        live.clear();
        for (const line of providerWaitLines(run.awaitingProvider).slice(asked === 1 ? 0 : 1)) narrate(line);
      }
      if (!rules.stopAt.includes(run.state)) continue;
      live.clear();
      printer.flush();
      clearTimeout(hint);
      const now = await client.show(runId);
      if (now.state === 'closed') return now;
      // The event tells what was; somebody may have answered since.
      if (!rules.stopAt.includes(now.state)) continue;
      const goesOn = await rules.onWait?.(now, signal);
      if (signal.aborted) break;
      if (!goesOn) return now;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(hint);
    live.clear();
    printer.flush();
  }
  throw stopped(runId, timeout?.aborted === true, rules.timeout);
}

function stopped(run: string, timedOut: boolean, timeout: string | undefined): CliError {
  return new CliError({
    kind: timedOut ? 'timeout' : 'interrupted',
    code: timedOut ? 'wait_timeout' : 'interrupted',
    message: timedOut
      ? `The run ${run} did not end within ${timeout}.`
      : `Following the run ${run} was interrupted.`,
    unchanged: 'The run goes on.',
    next: [{ action: 'watch', run }],
    details: { run },
  });
}
