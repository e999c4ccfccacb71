import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { exports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | Record<string, string>>;
};

interface Surface {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** What users import by name: a name that was published stays. */
const surfaces: Readonly<Record<string, Surface>> = {
  '.': {
    values: [
      'DefinitionError',
      'HoldfastClient',
      'HoldfastError',
      'PreconditionChanged',
      'ToolError',
      'TransientToolError',
      'UndoConflict',
      'WorkerStartError',
      'defineAgent',
      'defineConfig',
      'defineTool',
      'jsonSchemaInput',
      'startWorkers',
    ],
    types: [
      'Agent',
      'AgentBudget',
      'AgentDefinition',
      'CallFacts',
      'ConfigDefinition',
      'ConnectOptions',
      'ConnectionSettings',
      'CostOptions',
      'DataConverterDefinition',
      'Duration',
      'EffectClass',
      'ErrorKind',
      'FollowEvent',
      'FollowOptions',
      'GroupCost',
      'HoldfastConfig',
      'Idempotency',
      'Json',
      'JsonObject',
      'ModelDefinition',
      'ModelPriceDefinition',
      'NextAction',
      'Prepared',
      'ProbeResult',
      'QueueDefinition',
      'QueuesDefinition',
      'RunCost',
      'RunSummary',
      'RunView',
      'RunningWorkers',
      'RunsCost',
      'Stakes',
      'StartOptions',
      'StartWorkersOptions',
      'StepCost',
      'TextEvent',
      'Tool',
      'ToolContext',
      'ToolDefinition',
      'ToolFacts',
      'ToolLog',
      'ToolQueueDefinition',
      'ToolRetry',
      'TraceStep',
      'TraceView',
      'UndoneEffect',
    ],
  },
  './client': {
    values: ['HoldfastClient', 'HoldfastError'],
    types: [
      'AgentTask',
      'ApprovalRecord',
      'ApprovalView',
      'Attachment',
      'CancelOptions',
      'ConnectOptions',
      'ConnectionSettings',
      'CostOptions',
      'DataConverterDefinition',
      'ErrorKind',
      'FollowEvent',
      'FollowOptions',
      'GroupCost',
      'InboxOptions',
      'Json',
      'JsonObject',
      'ListOptions',
      'MessageTaken',
      'OwnDataConverter',
      'ProbeOptions',
      'ResolveOptions',
      'RunCost',
      'RunOutcome',
      'RunSummary',
      'RunView',
      'RunsCost',
      'SayOptions',
      'SenderOptions',
      'SettleOptions',
      'SettlementReport',
      'StartOptions',
      'StepCost',
      'TextEvent',
      'TraceOptions',
      'TraceStep',
      'TraceView',
      'UndoOptions',
      'UndoReport',
      'WaitOptions',
    ],
  },
  './worker': {
    values: ['WorkerStartError', 'startWorkers'],
    types: ['HoldfastConfig', 'RunningWorkers', 'StartWorkersOptions'],
  },
  './testing': {
    values: ['runAgent', 'scriptedModel'],
    types: [
      'AgentRunResult',
      'ApprovalView',
      'Attachment',
      'MeterPrice',
      'ModelRequest',
      'ProviderFault',
      'ProviderFaultRule',
      'ProviderMeter',
      'RunAgentOptions',
      'RunOutcome',
      'RunView',
      'Script',
      'ScriptSource',
      'ScriptedFile',
      'ScriptedFinish',
      'ScriptedMessage',
      'ScriptedModel',
      'ScriptedModelOptions',
      'ScriptedRaw',
      'ScriptedReasoning',
      'ScriptedRequest',
      'ScriptedTurn',
      'ScriptedUsage',
      'SentRequest',
      'TestDecision',
      'TestReply',
      'TraceStep',
      'TraceView',
    ],
  },
};

/** The names that an entry gives on, each under its own; an entry holds nothing else. */
function surfaceOf(file: string): Surface {
  const found = { values: [] as string[], types: [] as string[] };
  const { statements } = ts.createSourceFile(
    file,
    readFileSync(resolve(root, file), 'utf8'),
    ts.ScriptTarget.ESNext,
  );
  for (const statement of statements) {
    if (
      !ts.isExportDeclaration(statement) ||
      !statement.exportClause ||
      !ts.isNamedExports(statement.exportClause)
    )
      throw new Error(
        `${file} holds something else than \`export { … } from\`: ${ts.SyntaxKind[statement.kind]}`,
      );
    for (const { isTypeOnly, name } of statement.exportClause.elements)
      found[statement.isTypeOnly || isTypeOnly ? 'types' : 'values'].push(name.text);
  }
  return { values: found.values.toSorted(), types: found.types.toSorted() };
}

describe('the public surface', () => {
  const code = Object.entries(exports).filter(([, target]) => typeof target !== 'string');

  it('has these entries', () => {
    expect(Object.keys(exports)).toEqual([...Object.keys(surfaces), './schemas/*.json', './package.json']);
    expect(code.map(([entry]) => entry)).toEqual(Object.keys(surfaces));
  });

  it.each(Object.entries(surfaces))('of %s is exactly this', async (entry, surface) => {
    const conditions = exports[entry] as Record<string, string>;
    expect(surfaceOf(conditions['holdfast-source'] ?? '')).toEqual(surface);
    const specifier = entry.replace(/^\./, 'holdfast');
    expect(Object.keys((await import(specifier)) as object).toSorted()).toEqual(surface.values);
  });

  it.each(code)('of %s has its types and its code built from that source', (_, target) => {
    const { 'holdfast-source': source = '', ...built } = target as Record<string, string>;
    const path = source.replace('./src/', './dist/').replace(/\.ts$/, '');
    expect(built).toEqual({ types: `${path}.d.ts`, default: `${path}.js` });
  });
});
