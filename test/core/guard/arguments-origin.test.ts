import { describe, expect, it } from 'vitest';
import type { Charter } from '../../../src/core/charter/charter.ts';
import type { ArgumentsOrigin } from '../../../src/core/guard/arguments-origin.ts';
import type { ModelCall } from '../../../src/core/model/model-turn.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { answered, call, charter, given, opened, turn, when } from '../../support/run-story.ts';

const rules: Charter['rules'] = [
  { name: 'foreign arguments ask', when: { argumentsFrom: 'untrusted' }, then: 'ask' },
];
const wary: Charter = { ...charter, rules };

function from(origin: ArgumentsOrigin | undefined, args = { n: 1 }): ModelCall {
  const facts = { resources: [] };
  return {
    ...call('change', args),
    check: { kind: 'valid', facts, ...(origin === undefined ? {} : { origin }) },
  };
}

const ruled = (state: RunState) => state.calls[0]?.verdict?.kind ?? state.approvals[0]?.state;
const trimmed = (state: RunState): RunState => ({
  ...state,
  transcript: { ...state.transcript, omitted: 3 },
});

describe('a rule about where arguments come from', () => {
  it.each<[ArgumentsOrigin | undefined, string, string]>([
    ['trusted', 'allow', 'allow'],
    ['untrusted', 'ask', 'ask'],
    ['unheard', 'allow', 'ask'],
    ['unexamined', 'ask', 'ask'],
    [undefined, 'ask', 'ask'],
  ])('goes by what the worker found: %s is %s, and %s where messages were left out', (origin, whole, cut) => {
    const proposed = turn([from(origin)]);
    expect(ruled(answered(opened(given(), wary), proposed))).toBe(whole);
    expect(ruled(answered(trimmed(opened(given(), wary)), proposed))).toBe(cut);
  });

  it('is answered by nobody looking where the run has no such rule', () => {
    expect(ruled(answered(opened(), turn([from(undefined)])))).toBe('allow');
  });

  it('has the origin of an edit looked up anew, in the window of the run', () => {
    const asked = answered(opened(given(), wary), turn([from('untrusted')]));
    const edit = { approvalId: 'c1.1r1', decision: 'edit', arguments: { n: 2 }, by: 'bea' } as const;
    const edited = when(asked, { type: 'approval-resolved', decision: edit });
    const [check] = decide(edited);
    expect(check).toMatchObject({
      kind: 'check-edit',
      window: { turn: 1, charterDigest: 'd1', head: edited.transcript.known },
    });
    const checked = (origin: ArgumentsOrigin) =>
      when(
        edited,
        { type: 'command-started', id: 'c1.1e1' },
        { type: 'edit-checked', id: 'c1.1', check: { kind: 'valid', facts: { resources: [] }, origin } },
      );
    expect(checked('trusted').calls[0]?.verdict).toEqual({ kind: 'allow', rule: 'default' });
    expect(checked('untrusted').calls[0]?.verdict?.kind).toBe('ask');
  });

  it('is about the call as it was asked about again where an edit does not fit', () => {
    const asked = answered(opened(given(), wary), turn([from('untrusted')]));
    const edit = { approvalId: 'c1.1r1', decision: 'edit', arguments: { n: 2 }, by: 'bea' } as const;
    const refused = when(
      asked,
      { type: 'approval-resolved', decision: edit },
      { type: 'command-started', id: 'c1.1e1' },
      {
        type: 'edit-checked',
        id: 'c1.1',
        check: { kind: 'invalid', reason: 'bad-arguments', message: 'No.' },
      },
    );
    expect(refused.calls[0]).toMatchObject({ origin: 'untrusted', arguments: { n: 1 } });
  });
});
