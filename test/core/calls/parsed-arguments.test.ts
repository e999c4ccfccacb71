import { describe, expect, it } from 'vitest';
import type { ModelCall } from '../../../src/core/model/model-turn.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { answered, call, charter, due, given, opened, turn, when } from '../../support/run-story.ts';

/** Written without a currency; the schema made a number of the amount. */
const written = { amount: '250' };
const parsed = { amount: 250, currency: 'USD' };

function filled(tool: string): ModelCall {
  return {
    ...call(tool, written),
    check: { kind: 'valid', facts: { resources: [] }, arguments: parsed },
  };
}

function edited(state: RunState, approvalId: string): RunState {
  const decision = { approvalId, decision: 'edit' as const, by: 'bea', arguments: { amount: '9' } };
  return when(state, { type: 'approval-resolved', decision });
}

describe('arguments that a schema filled in and converted', () => {
  const asks = {
    ...charter,
    rules: [{ name: 'asks', when: { tool: ['change', 'careful'] }, then: 'ask' as const }],
  };

  it('are what the call, its approval, its digest and its key are about; the transcript keeps what was written', () => {
    const state = answered(opened(given(), asks), turn([filled('change')]));
    const plain = answered(opened(given(), asks), turn([call('change', parsed)]));
    expect(state.calls[0]).toMatchObject({ arguments: parsed, written });
    expect(state.approvals[0]).toMatchObject({
      arguments: parsed,
      filledIn: ['currency'],
      digest: plain.approvals[0]?.digest,
    });
    expect(state.transcript.messages.at(-1)).toMatchObject({ calls: [{ arguments: written }] });
    expect(plain.approvals[0]).not.toHaveProperty('filledIn');
  });

  it('of an edit are parsed once, and what its prepare gets is what its call gets', () => {
    const asked = answered(opened(given(), asks), turn([filled('careful')]));
    const [look] = due(asked);
    const prepared = when(
      asked,
      { type: 'command-started', id: String(look) },
      { type: 'call-prepared', id: 'c1.1', preview: 'pay 250' },
    );
    const editing = edited(prepared, 'c1.1r1');
    const [check] = due(editing);
    const facts = { resources: [] };
    const checked = when(
      editing,
      { type: 'command-started', id: String(check) },
      {
        type: 'edit-checked',
        id: 'c1.1',
        check: { kind: 'valid', facts, arguments: { amount: 9, currency: 'USD' } },
      },
    );
    expect(checked.calls[0]).toMatchObject({
      arguments: { amount: 9, currency: 'USD' },
      written: { amount: '9' },
      progress: { edit: { arguments: { amount: 9, currency: 'USD' }, checked: true } },
    });
    const refused = when(
      checked,
      { type: 'command-started', id: String(due(checked)[0]) },
      { type: 'prepare-rejected', id: 'c1.1', message: 'No.' },
    );
    expect(refused.calls[0]).toMatchObject({
      arguments: parsed,
      written,
      progress: { state: 'awaiting-approval' },
    });
  });
});
