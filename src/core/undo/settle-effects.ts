import { type LedgerEntry, lacksOutput } from '../effects/effect.ts';
import { type EffectSettled, type ProbeRequested, settleEntry } from '../effects/effect-settled.ts';
import type { LaterAnswer, TimedFact } from '../messages/message.ts';
import { given } from '../values/given.ts';
import type { UndoTries } from './counted-tries.ts';
import { judgeSettling } from './judge-undo.ts';
import type {
  EndedSettlement,
  Settlement,
  SettlementEnd,
  SettlementReceipt,
  SettlementRefusal,
  Settlements,
} from './settlement.ts';
import type { SettlementChecked } from './undo-event.ts';
import { planItemAnew } from './undo-pass.ts';
import { isSettling, type UndoState } from './undo-state.ts';

const none: Settlements = { count: 0, open: [], ended: [] };

/** Take in what a person says of an effect, or that its probe is to look: at once where nothing has to be checked. */
export function beginSettlement(
  state: UndoState,
  event: TimedFact<EffectSettled | ProbeRequested>,
): UndoState {
  const { count } = state.settlements ?? none;
  const before = isSettling(state) ? (state.settlements ?? none) : none;
  const counted = { ...state, settlements: { ...before, count: count + 1 } };
  const said = { number: count + 1, effectId: event.id, by: event.by };
  if (event.type === 'probe-requested') return opened(counted, { ...said, rests: 'look' });
  const { outcome, output, probe } = event;
  if (probe) return opened(counted, { ...said, rests: 'probe', ...given({ outcome }) });
  if (output !== undefined)
    return opened(counted, { ...said, rests: 'result', ...given({ outcome, output }) });
  if (outcome === undefined) return state;
  const entered = enter(counted, { ...said, outcome }, 'word', event.atMs);
  const now = stateOf(entered, event.id);
  return now === undefined
    ? state
    : noted(entered, { number: said.number, end: { kind: 'taken', state: now } });
}

/** Note that a check is under way. */
export function startSettlement(state: UndoState, effectId: string): UndoState {
  const { settlements = none } = state;
  const open = settlements.open.map((one) =>
    one.effectId === effectId ? { ...one, started: true as const } : one,
  );
  return { ...state, settlements: { ...settlements, open } };
}

/** Note that a check came back and goes out again. */
export function settlementGoesOn(state: UndoState, effectId: string, tries: UndoTries): UndoState {
  const { settlements = none } = state;
  const open = settlements.open.map((one) => (one.effectId === effectId ? { ...one, tries } : one));
  return { ...state, settlements: { ...settlements, open } };
}

/** Take in what the check brought, with the ledger as it stands now. */
export function endSettlement(
  state: UndoState,
  { id, found, atMs }: TimedFact<SettlementChecked>,
): UndoState {
  const settlement = state.settlements?.open.find(({ effectId, started }) => effectId === id && started);
  const entry = state.ledger.find((one) => one.id === id);
  if (!settlement || !entry) return state;
  const end = endOf(state, entry, settlement, found);
  if (end.kind === 'refused' || end.because !== undefined) return closed(state, settlement, end);
  const output = found.kind === 'applied' ? found.output : undefined;
  const outcome = found.kind === 'applied' ? 'applied' : 'absent';
  const from = settlement.rests === 'result' ? 'result' : 'probe';
  const entered = enter(state, { ...settlement, outcome, output }, from, atMs);
  return closed(entered, settlement, { ...end, state: stateOf(entered, id) ?? end.state });
}

/** What its sender is answered, once that is known. `taken` is how things stood right after it was taken. */
export function settlementAnswer<State>(
  taken: UndoState,
  undoOf: (state: State) => UndoState,
): LaterAnswer<State, SettlementRefusal, SettlementReceipt> {
  const number = taken.settlements?.count;
  return (state) => {
    const end = undoOf(state).settlements?.ended.find((one) => one.number === number)?.end;
    if (!end) return undefined;
    if (end.kind === 'refused') return { accepted: false, refusal: end.refusal };
    const { kind: _, ...findings } = end;
    return { accepted: true, ...findings };
  };
}

function opened(state: UndoState, settlement: Settlement): UndoState {
  const { settlements = none } = state;
  return { ...state, settlements: { ...settlements, open: [...settlements.open, settlement] } };
}

function enter(
  state: UndoState,
  {
    number,
    effectId,
    by,
    outcome,
    output,
  }: Pick<Settlement, 'number' | 'effectId' | 'by'> & {
    readonly outcome: NonNullable<Settlement['outcome']>;
    readonly output?: Settlement['output'] | undefined;
  },
  from: 'word' | 'result' | 'probe',
  atMs: number,
): UndoState {
  const at = new Date(atMs).toISOString();
  const ledger = settleEntry(state.ledger, { id: effectId, output }, { number, outcome, by, at, from });
  const { current } = state;
  return { ...state, ledger, ...(current && { current: planItemAnew(current, ledger, effectId) }) };
}

function endOf(
  state: UndoState,
  entry: LedgerEntry,
  settlement: Settlement,
  found: SettlementChecked['found'],
): SettlementEnd {
  const { effectId, rests, outcome } = settlement;
  // Somebody may have settled it meanwhile.
  const judgement = judgeSettling(state, effectId);
  if (judgement !== 'taken') return { kind: 'refused', refusal: judgement };
  const refused = (code: SettlementRefusal, message: string): SettlementEnd => ({
    kind: 'refused',
    refusal: { code, message },
  });
  const isResult = rests === 'result';
  const { state: effectState } = entry;
  if (found.kind === 'misfit') return refused('result-misfit', found.message);
  if (found.kind === 'unknown') {
    const because = found.because ?? `the probe of ${entry.tool} cannot tell`;
    return isResult
      ? refused('result-unchecked', `The result could not be checked: ${because}.`)
      : { kind: 'taken', state: effectState, found: 'unknown', because };
  }
  if (!isResult && outcome !== undefined && found.kind !== outcome)
    return refused(
      'probe-differs',
      `You said that ${effectId} is ${outcome}, and the probe of ${entry.tool} finds it ${found.kind}.`,
    );
  const isVouchedFor = rests !== 'look' && effectState !== 'applied';
  const because = isVouchedFor ? undefined : whyNotEntered(state, entry, found.kind);
  return {
    kind: 'taken',
    state: effectState,
    ...(isResult ? {} : { found: found.kind }),
    ...given({ because }),
  };
}

/** What a probe finds that nobody vouches for counts as it does when the run itself looks. */
function whyNotEntered(
  { tools }: UndoState,
  entry: LedgerEntry,
  found: 'applied' | 'absent',
): string | undefined {
  const { state, tool } = entry;
  if (found === 'applied')
    return state === 'unknown' || lacksOutput(entry)
      ? undefined
      : 'it is there still, and its undo went wrong';
  if (state === 'applied') return 'it was applied, and is not there any more';
  return state === 'unknown' && tools[tool]?.commitsWithinMs === undefined
    ? `${tool} does not say how late an effect of it may still appear, so that this proves nothing`
    : undefined;
}

function closed(state: UndoState, settlement: Settlement, end: SettlementEnd): UndoState {
  const { settlements = none } = state;
  const open = settlements.open.filter(({ number }) => number !== settlement.number);
  return noted({ ...state, settlements: { ...settlements, open } }, { number: settlement.number, end });
}

function noted(state: UndoState, ending: EndedSettlement): UndoState {
  const { settlements = none } = state;
  return { ...state, settlements: { ...settlements, ended: [...settlements.ended, ending] } };
}

function stateOf({ ledger }: UndoState, effectId: string): LedgerEntry['state'] | undefined {
  return ledger.find(({ id }) => id === effectId)?.state;
}
