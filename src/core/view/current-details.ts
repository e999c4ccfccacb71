import { fileInWords } from '../attachments/file-in-words.ts';
import { spentInWords } from '../budget/spent-in-words.ts';
import type { Effect } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import { stepCount } from '../steps/steps.ts';
import { boundedText } from '../values/bounded-text.ts';
import { countNoun } from '../values/count-noun.ts';
import { markdownText } from '../values/markdown-text.ts';
import { openApprovals, resolveActions, settleActions } from './next-actions.ts';
import { commandsOf } from './run-command.ts';
import type { ApprovalView, RunView } from './run-view.ts';
import { viewOfRun } from './view-of-run.ts';

/** A short Markdown page for the Temporal UI: state, what it waits for and how to answer, plan, spend, effects. */
export function currentDetails(state: RunState): string {
  const view = viewOfRun(state);
  const spent = spentInWords(view.totals, view.budget?.hardNanoUsd);
  return [
    `**${view.state}**${view.outcome ? `: ${view.outcome.kind}` : ''}`,
    ...(view.outcome?.reason
      ? [`${view.outcome.reason.code}: ${markdownText(view.outcome.reason.message)}`]
      : []),
    ...waitingLines(view),
    ...(view.currentStep === undefined ? [] : [`Now: ${markdownText(view.currentStep)}`]),
    `Turn ${view.totals.turns}, ${countNoun(stepCount(view.totals), 'step')}, ${markdownText(spent)} spent.`,
    ...section(
      'Attached',
      (view.attachments ?? []).map((file) => `- ${markdownText(fileInWords(file))}`),
    ),
    ...section(
      'Plan',
      state.plan.map(
        (step) => `- [${step.status === 'done' ? 'x' : ' '}] ${markdownText(step.title)} (${step.risk} risk)`,
      ),
    ),
    ...section(
      'Effects',
      view.effects
        .slice(-20)
        .map((effect) => `- ${effect.id} ${markdownText(effect.summary)}: ${effect.state}`),
    ),
    ...(view.outcome?.answer === undefined
      ? []
      : [
          boundedText(view.outcome.answer, { chars: 2_000 })
            .split('\n')
            .map((line) => `> ${markdownText(line)}`)
            .join('\n'),
        ]),
  ].join('\n\n');
}

function waitingLines(view: RunView): string[] {
  const { state, id, question, effects } = view;
  if (state === 'closed') return [];
  return [
    ...(state === 'paused'
      ? [`Paused by a person. Go on: ${commandsOf([{ action: 'resume', run: id }])}`]
      : []),
    ...providerLines(view),
    ...openApprovals(view).map((approval) => askingLine(id, approval)),
    ...(state === 'awaiting-human' ? effects.flatMap((effect) => settlingLines(id, effect)) : []),
    ...(state === 'awaiting-user'
      ? [question === undefined ? 'Waits for the user.' : `Asks the user: ${markdownText(question)}`]
      : []),
    ...(state === 'awaiting-user' ? [`Answer: ${commandsOf([{ action: 'say', run: id }])}`] : []),
  ];
}

function providerLines({ awaitingProvider }: RunView): string[] {
  if (awaitingProvider === undefined) return [];
  const { model, reason, since, until } = awaitingProvider;
  return [`Waits for ${markdownText(model)} since ${since}, until ${until}: ${markdownText(reason)}`];
}

function askingLine(run: string, approval: ApprovalView): string {
  const { preview, reason, deadline } = approval;
  const [what = ''] = preview.split('\n');
  const until = deadline === undefined ? '' : `, until ${deadline}`;
  return `Waits for an approval: ${markdownText(boundedText(what, { chars: 200 }))} (${markdownText(reason)}${until}). Decide: ${commandsOf(resolveActions(run, approval))}`;
}

function settlingLines(run: string, effect: Effect): string[] {
  if (effect.state !== 'unknown') return [];
  return [
    `Nobody knows whether it happened: ${markdownText(effect.summary)}. Tell: ${commandsOf(settleActions(run, effect))}`,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**`, lines.join('\n')];
}
