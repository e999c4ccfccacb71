import type { CallFate } from '../grpc-proxy.ts';
import type { CompletionKind, CrashPoint } from './crash-row.ts';

const service = '/temporal.api.workflowservice.v1.WorkflowService/';
const kinds: Readonly<Record<string, CompletionKind>> = {
  [`${service}RespondWorkflowTaskCompleted`]: 'workflow',
  [`${service}RespondActivityTaskCompleted`]: 'activity',
};

/** Counts the completions that workers send, over all of them, and says which is lost and who took over then. */
export class CompletionWatch {
  #counts = { workflow: 0, activity: 0 };
  #point: CrashPoint | undefined;
  #killed: { readonly pid: number; readonly atMs: number } | undefined;
  #takenOverAfterMs: number | undefined;
  #modelCalls = 0;
  #modelCallAfterMs: number | undefined;

  /** Begin to count anew. */
  begin(point: CrashPoint | undefined): void {
    this.#counts = { workflow: 0, activity: 0 };
    this.#point = point;
    this.#killed = undefined;
    this.#takenOverAfterMs = undefined;
    this.#modelCalls = 0;
    this.#modelCallAfterMs = undefined;
  }

  judge(path: string, pid: number): CallFate {
    const kind = kinds[path];
    if (kind === undefined) return 'pass';
    if (this.#killed && this.#killed.pid !== pid)
      this.#takenOverAfterMs ??= Math.round(performance.now() - this.#killed.atMs);
    this.#counts[kind]++;
    const point = this.#point;
    const isIt = point?.by === 'proxy' && point.kind === kind && point.n === this.#counts[kind];
    return isIt && !this.#killed ? point.fate : 'pass';
  }

  noteKill(pid: number): void {
    this.#killed = { pid, atMs: performance.now() };
  }

  /** The model is asked: whether this is where its worker is to be killed. */
  noteModelCall(): boolean {
    this.#modelCalls++;
    if (this.#killed) this.#modelCallAfterMs ??= Math.round(performance.now() - this.#killed.atMs);
    return this.#point?.by === 'model' && this.#point.n === this.#modelCalls && !this.#killed;
  }

  get killedPid(): number | undefined {
    return this.#killed?.pid;
  }

  /** From the kill to the next completion of another worker. */
  get takenOverAfterMs(): number | undefined {
    return this.#takenOverAfterMs;
  }

  /** From the kill to the next time that the model is asked; undefined where it is not asked again. */
  get modelCallAfterMs(): number | undefined {
    return this.#modelCallAfterMs;
  }
}
