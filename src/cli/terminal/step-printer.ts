import type { TraceStep } from '../../core/trace/trace-view.ts';
import type { Palette } from '../render/palette.ts';
import { renderStep } from '../render/step-line.ts';

/** Time in which a model's calls show up after its answer. */
const callsFollowWithinMs = 200;

/**
 * Print the steps of a run as they end, each once.
 *
 * A model step that said nothing is held back for a moment: what it proposed is known from the calls that follow it.
 */
export class StepPrinter {
  readonly #write: (line: string) => void;
  readonly #options: { readonly palette: Palette; readonly width: number };
  readonly #printed = new Set<string>();
  #held:
    | { readonly step: TraceStep; readonly proposed: string[]; readonly timer: NodeJS.Timeout }
    | undefined;

  constructor(write: (line: string) => void, options: { readonly palette: Palette; readonly width: number }) {
    this.#write = write;
    this.#options = options;
  }

  /** Take a step as it now stands. */
  add(step: TraceStep, ended: boolean): void {
    const held = this.#held;
    const isCall = step.kind === 'tool' || step.kind === 'control';
    if (held !== undefined && isCall && step.turn === held.step.turn && step.action !== undefined) {
      if (!held.proposed.includes(step.action.tool)) held.proposed.push(step.action.tool);
      if (!ended) return;
    }
    this.flush();
    const key = keyOf(step);
    if (!ended || this.#printed.has(key)) return;
    this.#printed.add(key);
    if (step.kind === 'model' && !step.thought?.trim() && step.error === undefined) {
      this.#held = { step, proposed: [], timer: setTimeout(() => this.flush(), callsFollowWithinMs) };
    } else this.#write(renderStep(step, this.#options));
  }

  /** Print what is held back. */
  flush(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    clearTimeout(held.timer);
    this.#write(renderStep(held.step, { ...this.#options, proposed: held.proposed }));
  }
}

/** A call may be prepared, asked about, probed and undone more than once. */
function keyOf({ stepNumber, kind, call = '', startedAt }: TraceStep): string {
  const once = kind === 'model' || kind === 'tool' || kind === 'control';
  return `${stepNumber} ${kind} ${call} ${once ? '' : startedAt}`;
}
