import type { SettledOutcome } from '../../core/effects/effect-settled.ts';
import { withoutExecution } from '../../core/ids/ids.ts';
import type { PayloadOf } from '../../core/messages/message.ts';
import type { RunMessages } from '../../core/messages/run-messages.ts';
import type { SettlementReceipt } from '../../core/undo/settlement.ts';
import { given } from '../../core/values/given.ts';
import type { Json } from '../../core/values/json.ts';
import type { NextAction } from '../../core/view/next-action.ts';
import type { SettlementReport } from '../../reports/settlement.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { askRun, type SendOptions } from '../messages/send-message.ts';
import { type FoundRun, findRun } from '../runs/find-run.ts';
import { readLedgerForUndo } from '../undo/ledger-for-undo.ts';
import { rejectUndo } from '../undo/undo-effects.ts';
import { askUndoWorkflow } from '../undo/undo-workflow.ts';

export interface ProbeOptions extends Pick<SendOptions, 'timeoutMs' | 'signal'> {
  readonly by: string;
}

export interface SettleOptions extends ProbeOptions {
  /** What you found; left out with `probe` alone: then as the probe finds. */
  readonly outcome?: SettledOutcome | undefined;
  /**
   * Of an applied effect: what its tool returned. A worker holds it against the tool's output schema. Needed where the tool
   * has an undo, unless its probe is to look.
   */
  readonly result?: Json | undefined;
  /** Have the tool's probe look, and tell what the tool returned. It has to find what `outcome` says. */
  readonly probe?: boolean | undefined;
}

/**
 * Tell a run whether an effect is in the world that nobody could make out, or whose undo failed: an open run, or a closed
 * one by its undo. Where the probe was to look and cannot tell, the effect stays as it was, and the report says why.
 *
 * @throws HoldfastError not-found `run_not_found`, `unknown_effect`; usage `result_missing`, `result_misfit`,
 * `not_checkable`; conflict `nothing_to_settle`, `being_settled`, `being_undone`, `probe_differs`, `result_unchecked`; unreachable `no_worker`.
 */
export function settleEffect(
  access: TemporalAccess,
  run: string,
  effectId: string,
  { outcome, result, probe = false, by, ...options }: SettleOptions,
): Promise<SettlementReport> {
  const rests = { ...given({ outcome, output: result }), ...(probe ? { probe: true as const } : {}) };
  return askAbout(access, run, 'settleEffect', { effectId, ...rests, by }, options);
}

/**
 * Have the tool of such an effect look again. What it finds counts as when the run looks itself: `absent` settles only
 * where the tool says how late an effect may still appear.
 *
 * @throws HoldfastError as `settleEffect`.
 */
export function probeEffect(
  access: TemporalAccess,
  run: string,
  effectId: string,
  { by, ...options }: ProbeOptions,
): Promise<SettlementReport> {
  return askAbout(access, run, 'probeEffect', { effectId, by }, options);
}

type Asking = 'settleEffect' | 'probeEffect';

async function askAbout<Name extends Asking>(
  access: TemporalAccess,
  run: string,
  name: Name,
  payload: PayloadOf<RunMessages[Name]>,
  options: Pick<SendOptions, 'timeoutMs' | 'signal'>,
): Promise<SettlementReport> {
  rejectUndo(run);
  const found = await findRun(access, run);
  const { effectId } = payload;
  try {
    const receipt = await (isOfOpenRun(found, effectId)
      ? askRun(access, found.id, name, payload, options).catch(async (error: unknown) => {
          if (!(error instanceof HoldfastError) || error.code !== 'run_closed') throw error;
          // It closed meanwhile.
          return askOutside(access, await findRun(access, found.id), name, payload, options);
        })
      : askOutside(access, found, name, payload, options));
    const { state, found: seen, because } = receipt;
    return {
      schema: 'holdfast.settlement/v1',
      run: found.id,
      effect: effectId,
      state,
      ...given({ found: seen, because }),
    };
  } catch (error) {
    throw aboutEffect(error, found.id, effectId);
  }
}

/** A run does not know what executions made that a reset left behind. */
function isOfOpenRun({ isOpen }: FoundRun, effectId: string): boolean {
  return isOpen && withoutExecution(effectId) === effectId;
}

async function askOutside<Name extends Asking>(
  access: TemporalAccess,
  found: FoundRun,
  name: Name,
  payload: PayloadOf<RunMessages[Name]>,
  options: Pick<SendOptions, 'timeoutMs' | 'signal'>,
): Promise<SettlementReceipt> {
  const ledger = await readLedgerForUndo(access, found);
  const { effectId } = payload;
  if (ledger.entries.some(({ id }) => id === effectId))
    // The same payload: the undo's row is made of the run's.
    return askUndoWorkflow(access, found, ledger, name, payload as never, options);
  throw new HoldfastError({
    kind: 'not-found',
    code: 'unknown_effect',
    message: `The run ${found.id} has no effect ${effectId}.`,
    unchanged: 'Nothing was settled.',
    next: [{ action: 'show', run: found.id }],
    details: { run: found.id },
  });
}

/** Refusals of the run, told about the effect, with what can be done instead. */
function aboutEffect(error: unknown, run: string, effect: string): unknown {
  if (!(error instanceof HoldfastError) || !Object.hasOwn(ways, error.code)) return error;
  const { kind, code, why } = error;
  return new HoldfastError({
    kind,
    code,
    message: `${effect} of the run ${run} was not settled.`,
    ...given({ why }),
    unchanged: 'The run and the effect are as they were.',
    next: ways[code]?.(run, effect) ?? [],
    details: { run, effect },
    cause: error,
  });
}

const withResult = (run: string, effect: string): NextAction[] => [
  { action: 'settle', run, effect, outcome: 'applied', from: 'result' },
];
const absent = (run: string, effect: string): NextAction[] => [
  { action: 'settle', run, effect, outcome: 'absent' },
];

const ways: Readonly<Record<string, (run: string, effect: string) => NextAction[]>> = {
  result_missing: (run, effect) => [...withResult(run, effect), { action: 'show', run }],
  result_misfit: withResult,
  result_unchecked: withResult,
  not_checkable: (run, effect) => [...withResult(run, effect), ...absent(run, effect)],
  probe_differs: (run, effect) => [
    { action: 'probe', run, effect },
    ...withResult(run, effect),
    ...absent(run, effect),
  ],
  being_settled: (run) => [{ action: 'show', run }],
  being_undone: (run) => [{ action: 'show', run }],
  nothing_to_settle: (run) => [{ action: 'show', run }],
};
