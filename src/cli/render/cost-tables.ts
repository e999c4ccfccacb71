import { formatUsd } from '../../core/budget/money.ts';
import { type Spent, spentInBrief, spentInWords } from '../../core/budget/spent-in-words.ts';
import type { GroupCost, RunCost, RunsCost, StepCost } from '../../core/trace/cost.ts';
import { formatCount } from './format-count.ts';
import { humanDuration } from './human-duration.ts';
import type { Palette } from './palette.ts';
import { renderTable } from './table.ts';

export interface CostTablesOptions {
  readonly palette: Palette;
  readonly width: number;
}

/** Write one run's cost: by step, by model, by tool. */
export function renderRunCost(cost: RunCost, { palette, width }: CostTablesOptions): string {
  const spent = spentInWords({ costNanoUsd: cost.totalNanoUsd, unsettledNanoUsd: cost.unsettledNanoUsd });
  const all = sumOf(cost.rows);
  const cached =
    all.cachedInputTokens === 0
      ? ''
      : `, ${Math.round((100 * all.cachedInputTokens) / all.inputTokens)} % of the input cached`;
  const head = `${palette.strong(cost.run)}\n${spent}${cached}`;
  if (cost.rows.length === 0) return head;
  const abandoned = cost.rows.some(({ abandonedIn }) => abandonedIn !== undefined);
  return [
    head,
    stepTable(cost, width),
    ...(abandoned ? ['* in an execution that a reset left behind, numbered as in its own trace'] : []),
    modelTable(cost, width),
    toolTable(cost, width),
  ].join('\n\n');
}

/** Numbers of steps count in each execution that a reset left behind as well. */
function stepOf({ step, abandonedIn = '' }: StepCost): string {
  return `${abandonedIn} ${step}`;
}

function stepTable({ rows }: RunCost, width: number): string {
  return renderTable(
    [right('STEP'), right('TURN'), ...tokenColumns, right('COST'), { title: 'FOR', cut: true }],
    [...Map.groupBy(rows, stepOf)].map(([, of]) => [
      { text: `${(of[0]?.step ?? 0).toLocaleString('en-US')}${of[0]?.abandonedIn === undefined ? '' : '*'}` },
      text(of[0]?.turn ?? 0),
      ...tokenCells(sumOf(of)),
      { text: billOf(of) },
      { text: of.map(proposed).join(', ') },
    ]),
    width,
  );
}

function modelTable({ rows }: RunCost, width: number): string {
  return renderTable(
    [{ title: 'MODEL', cut: true }, right('CALLS'), ...tokenColumns, right('COST')],
    [...Map.groupBy(rows, ({ model }) => model)].map(([model, of]) => [
      { text: model },
      text(new Set(of.map(stepOf)).size),
      ...tokenCells(sumOf(of)),
      { text: billOf(of) },
    ]),
    width,
  );
}

function toolTable({ rows }: RunCost, width: number): string {
  const tools = [...Map.groupBy(rows, ({ tool }) => tool)].map(([tool, of]) => ({
    tool,
    of,
    sum: sumOf(of),
  }));
  return renderTable(
    [{ title: 'ASKED FOR', cut: true }, right('CALLS'), right('ERRORS'), right('TIME'), right('COST')],
    tools
      .sort((a, b) => b.sum.costNanoUsd - a.sum.costNanoUsd)
      .map(({ tool, of, sum }) => [
        { text: tool ?? theAnswer },
        text(tool === undefined ? of.length : sum.calls),
        text(sum.errors),
        { text: tool === undefined ? '' : humanDuration(sum.durationMs) },
        { text: billOf(of) },
      ]),
    width,
  );
}

/** What is known of a bill; a part of it that nobody knows is no zero. */
function billOf(rows: readonly StepCost[]): string {
  const { costNanoUsd } = sumOf(rows);
  if (!rows.some(({ unsettled }) => unsettled)) return formatUsd(costNanoUsd);
  return costNanoUsd === 0 ? 'unknown' : `${formatUsd(costNanoUsd)} + unknown`;
}

const theAnswer = 'the answer';

function proposed({ tool, calls = 1 }: StepCost): string {
  if (tool === undefined) return theAnswer;
  return calls === 1 ? tool : `${tool} ×${calls}`;
}

type Sum = Required<Omit<StepCost, 'step' | 'turn' | 'model' | 'tool' | 'unsettled' | 'abandonedIn'>>;

function sumOf(rows: readonly StepCost[]): Sum {
  const sum = (figure: (row: StepCost) => number | undefined): number =>
    rows.reduce((total, row) => total + (figure(row) ?? 0), 0);
  return {
    calls: sum(({ calls }) => calls),
    errors: sum(({ errors }) => errors),
    durationMs: sum(({ durationMs }) => durationMs),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costNanoUsd: sum(({ costNanoUsd }) => costNanoUsd),
  };
}

const tokenColumns = [right('IN'), right('CACHED'), right('OUT')];

function tokenCells(sum: Sum) {
  return [text(sum.inputTokens), text(sum.cachedInputTokens), text(sum.outputTokens)];
}

/** Write what runs cost, one line for each agent, model and outcome. */
export function renderRunsCost(cost: RunsCost, { palette, width }: CostTablesOptions): string {
  const rows = cost.rows.map((group) => [
    { text: group.agent },
    { text: group.model ?? '' },
    outcomeCell(group, palette),
    text(group.runs),
    text(group.steps),
    { text: spentInBrief(group) },
    { text: spentInBrief(eachOf(group)) },
  ]);
  const table = renderTable(
    [
      { title: 'AGENT', cut: true },
      { title: 'MODEL', cut: true },
      { title: 'OUTCOME' },
      right('RUNS'),
      right('STEPS'),
      right('COST'),
      right('EACH'),
    ],
    rows,
    width,
  );
  const spent = spentInWords({
    costNanoUsd: cost.totalNanoUsd,
    unsettledNanoUsd: cost.unsettledNanoUsd ?? 0,
  });
  const more = cost.truncated ? ', the newest of more' : '';
  return `${table}\n\n${spent} for ${formatCount(cost.runs, 'run')}${more}`;
}

function eachOf({ costNanoUsd, unsettledNanoUsd = 0, runs }: GroupCost): Spent {
  return {
    costNanoUsd: Math.round(costNanoUsd / runs),
    unsettledNanoUsd: Math.round(unsettledNanoUsd / runs),
  };
}

function outcomeCell({ outcome }: GroupCost, palette: Palette) {
  return outcome === undefined ? { text: 'open', paint: palette.dim } : { text: outcome };
}

function text(figure: number) {
  return { text: figure.toLocaleString('en-US') };
}

function right(title: string) {
  return { title, align: 'right' as const };
}
