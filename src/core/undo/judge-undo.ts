import type { Call } from '../calls/call.ts';
import { type LedgerEntry, lacksOutput } from '../effects/effect.ts';
import type { EffectSettled, ProbeRequested } from '../effects/effect-settled.ts';
import { maySettle } from '../effects/waits-for-a-person.ts';
import type { Judgement, Refusal } from '../messages/message.ts';
import type { SettlementRefusal } from './settlement.ts';
import { type UndoSelection, unknownEffects } from './undo-plan.ts';
import type { UndoState } from './undo-state.ts';

/** Judge what is to be undone, or planned. */
export function judgeSelection(
  { ledger }: Pick<UndoState, 'ledger'>,
  { selection }: { readonly selection: UndoSelection },
): Judgement<'unknown-effect'> {
  const [unknown] = unknownEffects(ledger, selection);
  return unknown === undefined
    ? 'taken'
    : { code: 'unknown-effect', message: `The run has no effect ${unknown}.` };
}

/** Judge what a person tells of an effect, or that its probe is to look again. */
export function judgeSettlement(
  undo: SettlingState,
  event: EffectSettled | ProbeRequested,
): Judgement<SettlementRefusal> {
  const { id } = event;
  const entry = undo.ledger.find((one) => one.id === id);
  if (!entry) return { code: 'unknown-effect', message: `The run has no effect ${id}.` };
  if (undo.settlements?.open.some(({ effectId }) => effectId === id))
    return {
      code: 'being-settled',
      message: `What was said of ${id} before is being checked; wait for its end.`,
    };
  if (undo.current?.purpose === 'undo' && undo.current.underWay.includes(id))
    return { code: 'being-undone', message: `${id} is being undone; wait for its end.` };
  const judgement = judgeSettling(undo, id);
  if (judgement !== 'taken') return judgement;
  if (entry.state === 'applied' && event.type === 'effect-settled' && event.outcome === 'absent')
    return { code: 'nothing-to-settle', message: `${id} was applied; only its result is not known.` };
  return judgeCheck(undo, entry, event);
}

type SettlingState = Pick<UndoState, 'ledger' | 'tools' | 'settlements' | 'current'> & {
  /** Those of the turn that is not over. */
  readonly calls?: readonly Call[];
};

/** Judge whether somebody may tell of an effect at this moment. */
export function judgeSettling(
  { ledger, calls = [] }: Pick<SettlingState, 'ledger' | 'calls'>,
  id: string,
): 'taken' | Refusal<'nothing-to-settle'> {
  const entry = ledger.find((one) => one.id === id);
  const call = calls.find((one) => one.id === id);
  if (entry && (maySettle(entry, call) || lacksOutput(entry))) return 'taken';
  const stands = entry ? `: it is ${entry.state}` : '';
  return { code: 'nothing-to-settle', message: `${id} does not wait to be settled by a person${stands}.` };
}

/** What has to be checked has to be checkable; what an undo will need has to be told. */
function judgeCheck(
  { tools }: Pick<UndoState, 'tools'>,
  entry: LedgerEntry,
  event: EffectSettled | ProbeRequested,
): Judgement<'result-missing' | 'not-checkable'> {
  const { id, tool } = entry;
  const asksProbe = event.type === 'probe-requested' || event.probe === true;
  const hasProbe = tools[tool]?.has.includes('probe') === true;
  if (asksProbe && !hasProbe)
    return {
      code: 'not-checkable',
      message: `${tool} has no probe, so that nothing can look for ${id}. Find out yourself whether it happened, and say so.`,
    };
  if (asksProbe) return 'taken';
  if (event.output !== undefined && !Object.hasOwn(tools, tool))
    return {
      code: 'not-checkable',
      message: `The run knew no tool ${tool}, so that no result of it can be checked. Settle ${id} without one.`,
    };
  const lacks = entry.undoable && entry.output === undefined && event.output === undefined;
  if (event.outcome !== 'applied' || !lacks) return 'taken';
  return {
    code: 'result-missing',
    message: `To undo ${id} it has to be known what ${tool} returned. Give its result${hasProbe ? ', or let its probe look' : ''}.`,
  };
}
