import type { FieldRun } from './field-bench.ts';

/** What of a file's `right` did not come true. */
export class Judgement {
  readonly problems: string[] = [];

  /** `found` is told where the rule does not hold. */
  holds(rule: string, isSo: boolean, found?: unknown): void {
    if (isSo) return;
    this.problems.push(found === undefined ? rule : `${rule}; found ${short(found)}`);
  }

  /** What holds of every run: no request that a server of its wire would refuse. */
  run(run: FieldRun, what = ''): FieldRun {
    this.holds(`${what}no request is one that the wire refuses`, run.refused.length === 0, run.refused[0]);
    return run;
  }

  answered(run: FieldRun, text?: string, what = ''): void {
    const { outcome } = run.view;
    const isSo = outcome?.kind === 'answered' && (text === undefined || outcome.answer === text);
    this.holds(
      `${what}the run is answered${text === undefined ? '' : ` ${JSON.stringify(text)}`}`,
      isSo,
      outcome ?? run.view.state,
    );
  }

  nothingRan(run: FieldRun, what = ''): void {
    this.holds(`${what}no tool runs`, run.executions.length === 0, run.executions);
    this.holds(`${what}there is no effect`, run.view.effects.length === 0, run.view.effects);
    this.holds(`${what}nobody is shown an approval`, run.view.approvals.length === 0, run.view.approvals);
  }

  requests(run: FieldRun, count: number, what = ''): void {
    this.holds(`${what}${count} request(s) are made`, run.asked.length === count, run.asked.length);
  }
}

/** Whether a request says something that the first one did not. */
export function tellsAnew(run: FieldRun, index: number, words: RegExp): boolean {
  const all = new RegExp(words.source, 'gi');
  const count = (at: number) => run.asked[at]?.text.match(all)?.length ?? 0;
  return count(index) > count(0);
}

export function reasonOf(run: FieldRun): string {
  return run.view.outcome?.reason?.message ?? '';
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
