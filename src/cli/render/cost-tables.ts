import type { CostGroup, RunCost, RunsCost } from '../../core/cost.ts';
import { formatUsd } from '../../core/money.ts';
import { humanDuration } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { count } from './standing.ts';
import { renderTable } from './table.ts';

export interface CostTablesOptions {
  readonly palette: Palette;
  readonly width: number;
}

/** Write one run's cost: by step, by model, by tool. */
export function renderRunCost(cost: RunCost, { palette, width }: CostTablesOptions): string {
  const unsettled =
    cost.unsettledNanoUsd === 0 ? '' : `, and up to ${formatUsd(cost.unsettledNanoUsd)} of unknown bills`;
  const cached =
    cost.cachedShare === 0 ? '' : `, ${Math.round(100 * cost.cachedShare)} % of the input cached`;
  const right = (title: string) => ({ title, align: 'right' as const });
  const steps = renderTable(
    [
      right('STEP'),
      right('TURN'),
      right('IN'),
      right('CACHED'),
      right('OUT'),
      right('COST'),
      { title: 'FOR', cut: true },
    ],
    cost.steps.map((step) => [
      text(step.stepNumber),
      text(step.turn),
      text(step.inputTokens),
      text(step.cachedInputTokens),
      text(step.outputTokens),
      { text: step.costNanoUsd === undefined ? 'unknown' : formatUsd(step.costNanoUsd) },
      { text: step.tools.length === 0 ? 'the answer' : counted(step.tools) },
    ]),
    width,
  );
  const models = renderTable(
    [
      { title: 'MODEL', cut: true },
      right('CALLS'),
      right('IN'),
      right('CACHED'),
      right('OUT'),
      right('COST'),
    ],
    cost.models.map((model) => [
      { text: model.model },
      text(model.calls),
      text(model.inputTokens),
      text(model.cachedInputTokens),
      text(model.outputTokens),
      { text: formatUsd(model.costNanoUsd) },
    ]),
    width,
  );
  const tools = renderTable(
    [{ title: 'ASKED FOR', cut: true }, right('CALLS'), right('ERRORS'), right('TIME'), right('COST')],
    cost.tools.map((tool) => [
      { text: tool.tool ?? 'the answer' },
      text(tool.calls),
      text(tool.errors),
      { text: tool.tool === undefined ? '' : humanDuration(tool.durationMs) },
      { text: formatUsd(tool.costNanoUsd) },
    ]),
    width,
  );
  const head = `${palette.strong(cost.run)}\n${formatUsd(cost.costNanoUsd)}${unsettled}${cached}`;
  return cost.steps.length === 0 ? head : [head, steps, models, tools].join('\n\n');
}

/** Write what runs cost, one line for each agent, model and outcome. */
export function renderRunsCost(cost: RunsCost, { palette, width }: CostTablesOptions): string {
  const rows = cost.groups.map((group) => [
    { text: group.agent },
    { text: group.model ?? '' },
    outcomeCell(group, palette),
    text(group.runs),
    text(group.steps),
    { text: formatUsd(group.costNanoUsd) },
    { text: formatUsd(Math.round(group.costNanoUsd / group.runs)) },
  ]);
  const table = renderTable(
    [
      { title: 'AGENT', cut: true },
      { title: 'MODEL', cut: true },
      { title: 'OUTCOME' },
      { title: 'RUNS', align: 'right' },
      { title: 'STEPS', align: 'right' },
      { title: 'COST', align: 'right' },
      { title: 'EACH', align: 'right' },
    ],
    rows,
    width,
  );
  const more = cost.truncated ? ', the newest of more' : '';
  return `${table}\n\n${formatUsd(cost.costNanoUsd)} for ${count(cost.runs, 'run')}${more}`;
}

function outcomeCell({ outcome }: CostGroup, palette: Palette) {
  return outcome === undefined ? { text: 'open', paint: palette.dim } : { text: outcome };
}

function text(figure: number) {
  return { text: figure.toLocaleString('en-US') };
}

function counted(tools: readonly string[]): string {
  const names = [...new Set(tools)];
  return names
    .map((name) => {
      const uses = tools.filter((tool) => tool === name).length;
      return uses === 1 ? name : `${name} ×${uses}`;
    })
    .join(', ');
}
