import { type ActivityStepKind, activityKinds, activityOf } from '../commands/activities.ts';
import { placeOf, withoutExecution } from '../ids/ids.ts';
import { numberSteps } from '../steps/steps.ts';
import { type DraftKind, type TraceDraft, toTraceStep } from './trace-draft.ts';
import type { TraceStep } from './trace-view.ts';

type Beginning = Pick<TraceDraft, 'id' | 'kind' | 'action'>;

/** The steps of a run while their facts come in, turn by turn, and the numbers they carry. */
export class TraceSteps {
  /** Steps that came before the first one here. */
  countBefore = 0;
  readonly #turns = new Map<number, TraceDraft[]>();
  readonly #drafts = new Map<string, TraceDraft>();

  get(id: string): TraceDraft | undefined {
    return this.#drafts.get(id);
  }

  /** Begin a step where its id says. */
  begin(beginning: Beginning, atMs: number): TraceDraft {
    // An undo after the run's close is told under the id of its own execution.
    const place = placeOf(withoutExecution(beginning.id)) ?? { turn: 0, index: 0 };
    const draft: TraceDraft = {
      ...beginning,
      ...place,
      counts: beginning.kind === 'model',
      startedAtMs: atMs,
      attempts: 0,
      attemptsBefore: 0,
    };
    this.#drafts.set(draft.id, draft);
    const turn = this.#turns.get(draft.turn);
    if (turn) turn.push(draft);
    else this.#turns.set(draft.turn, [draft]);
    return draft;
  }

  all(io: boolean): TraceStep[] {
    const steps: TraceStep[] = [];
    let count = this.countBefore;
    for (const turn of [...this.#turns.keys()].sort((a, b) => a - b)) {
      steps.push(...this.#stepsOf(turn, count, io));
      count += this.#countOf(turn);
    }
    return steps;
  }

  one(id: string, io: boolean): TraceStep | undefined {
    const draft = this.#drafts.get(id);
    if (!draft) return undefined;
    let count = this.countBefore;
    for (const turn of this.#turns.keys()) if (turn < draft.turn) count += this.#countOf(turn);
    const position = inOrder(this.#turns.get(draft.turn) ?? []).indexOf(draft);
    return this.#stepsOf(draft.turn, count, io)[position];
  }

  #countOf(turn: number): number {
    return (this.#turns.get(turn) ?? []).filter(holdsNumber).length;
  }

  /** What does not count carries the number of its call, or of the model call that proposed a call without one. */
  #stepsOf(turn: number, before: number, io: boolean): TraceStep[] {
    const drafts = inOrder(this.#turns.get(turn) ?? []);
    const numbers = numberSteps(drafts, before, holdsNumber);
    const ofIndex = new Map([...numbers].map(([{ index }, number]) => [index, number]));
    const ofModel = ofIndex.get(0) ?? before;
    return drafts.map((draft) => {
      const number = numbers.get(draft) ?? ofIndex.get(draft.index) ?? ofModel;
      return toTraceStep(draft, draft.stepNumber ?? number, io);
    });
  }
}

/** A call that still may count holds its number while it is open. */
function holdsNumber(draft: TraceDraft): boolean {
  return draft.counts || (draft.kind === 'tool' && draft.endedAtMs === undefined);
}

/** Model calls as they were made, then the proposed calls in the model's order, each amid what was done for it. */
function inOrder(drafts: readonly TraceDraft[]): TraceDraft[] {
  return drafts.toSorted((a, b) => a.index - b.index || places[a.kind] - places[b.kind]);
}

const ofActivities = Object.fromEntries(
  activityKinds.flatMap((kind) => {
    const { step } = activityOf(kind);
    return step ? [[step.kind, step.place]] : [];
  }),
) as Readonly<Record<ActivityStepKind, number>>;

/** What has no activity stands where its call would be looked at, or carried out. */
const places: Readonly<Record<DraftKind, number>> = {
  ...ofActivities,
  approval: ofActivities.prepare,
  control: ofActivities.tool,
  // After its call, before what undid it.
  settle: ofActivities.undo - 0.5,
};
