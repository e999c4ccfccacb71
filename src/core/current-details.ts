import { formatUsd } from './money.ts';
import type { RunState } from './run-state.ts';
import { viewOfRun } from './view-of-run.ts';

/** A short Markdown page for the Temporal UI: state, what it waits for and how to answer, plan, spend, effects. */
export function currentDetails(state: RunState): string {
  const view = viewOfRun(state);
  const spent = formatUsd(view.totals.costNanoUsd);
  const limit = view.budget ? ` of ${formatUsd(view.budget.hardNanoUsd)}` : '';
  return [
    `**${view.state}**${view.outcome ? `: ${view.outcome.kind}` : ''}`,
    ...(view.outcome?.reason ? [`${view.outcome.reason.code}: ${view.outcome.reason.message}`] : []),
    ...waitingLines(view.state, view.id, view.question),
    ...(view.currentStep === undefined ? [] : [`Now: ${view.currentStep}`]),
    `Turn ${view.totals.turns}, ${view.totals.modelCalls + view.totals.toolCalls} steps, ${spent}${limit} spent.`,
    ...section(
      'Plan',
      state.plan.map((step) => `- [${step.status === 'done' ? 'x' : ' '}] ${step.title} (${step.risk} risk)`),
    ),
    ...section(
      'Effects',
      view.effects.slice(-20).map((effect) => `- ${effect.id} ${effect.summary}: ${effect.state}`),
    ),
    ...(view.outcome?.answer === undefined
      ? []
      : ['', '> ' + view.outcome.answer.slice(0, 2_000).replaceAll('\n', '\n> ')]),
  ].join('\n\n');
}

function waitingLines(state: string, id: string, question: string | undefined): string[] {
  if (state === 'paused') return [`Paused by a person. Go on: \`holdfast resume ${id}\``];
  if (state !== 'awaiting-user') return [];
  return [
    ...(question === undefined ? ['Waits for the user.'] : [`Asks the user: ${question}`]),
    `Answer: \`holdfast say ${id} "…"\``,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**`, lines.join('\n')];
}
