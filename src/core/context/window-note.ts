import type { PlanStep } from '../calls/control-tools.ts';
import { quotedLine } from '../values/quoted-line.ts';

/** What the model is told in place of messages that were left out: how many, and its plan as it stands, in quotes. */
export function withPlan(plan: readonly PlanStep[]): (omitted: number) => string {
  return (omitted) => {
    const head = `${omitted} earlier messages of this conversation are not shown any more.`;
    if (plan.length === 0) return head;
    const steps = plan.map(
      (step) => `- [${step.status === 'done' ? 'x' : ' '}] ${quotedLine(step.title, 200)}`,
    );
    return [head, 'Your plan as it stands:', ...steps].join('\n');
  };
}
