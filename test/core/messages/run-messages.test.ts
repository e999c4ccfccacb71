import { describe, expect, it } from 'vitest';
import { eventOfMessage, type RunMessageName, runMessages } from '../../../src/core/messages/run-messages.ts';
import { orUndecoded } from '../../../src/core/values/undecoded.ts';
import { answered, call, charter, given, opened, turn, when } from '../../support/run-story.ts';

const faultOf = (name: RunMessageName, payload: unknown) => runMessages[name].malformed(payload);

const whole: Record<RunMessageName, object> = {
  say: { message: 'Hello', messageId: 'm1', by: 'ada' },
  endConversation: { by: 'ada' },
  pause: {},
  resume: {},
  cancelRun: { by: 'ada', undo: true, reason: '' },
  resolveApproval: {
    approvalId: 'c1.1r1',
    decision: 'edit',
    by: 'ada',
    digest: 'abcdef12',
    arguments: { n: 1 },
    reason: 'half',
    scope: 'run',
  },
  undoEffects: { by: 'ada', effectIds: ['c1.1'], reason: 'wrong' },
  settleEffect: { effectId: 'c1.1', outcome: 'applied', by: 'ada', output: { sent: true } },
  probeEffect: { effectId: 'c1.1', by: 'ada' },
};

const long = 'x'.repeat(5_000);
const tooLong = 'x'.repeat(200_000);
const list = ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a'];

describe('the check of a message', () => {
  it.each(Object.entries(whole))('lets a whole %s pass', (name, payload) => {
    expect(faultOf(name as RunMessageName, payload)).toBeUndefined();
  });

  it.each<[RunMessageName, object]>([
    ['say', { messageId: long }],
    ['say', { by: 7 }],
    ['pause', { by: {} }],
    ['cancelRun', { undo: 'false' }],
    ['cancelRun', { undo: null }],
    ['cancelRun', { reason: { toString: 1 } }],
    ['cancelRun', { reason: long }],
    ['cancelRun', { by: long }],
    ['resolveApproval', { digest: list }],
    ['resolveApproval', { digest: '' }],
    ['resolveApproval', { scope: 'Run' }],
    ['resolveApproval', { scope: null }],
    ['resolveApproval', { reason: ['no'] }],
    ['resolveApproval', { arguments: undefined }],
    ['resolveApproval', { arguments: [] }],
    ['resolveApproval', { arguments: { text: tooLong } }],
    ['resolveApproval', { decision: 'toString' }],
    ['undoEffects', { effectIds: 'c1.1' }],
    ['undoEffects', { effectIds: null }],
    ['undoEffects', { effectIds: [1] }],
    ['undoEffects', { effectIds: undefined, afterStep: '3' }],
    ['undoEffects', { effectIds: undefined, afterStep: null }],
    ['undoEffects', { effectIds: undefined, afterStep: 1.5 }],
    ['undoEffects', { afterStep: 1 }],
    ['settleEffect', { output: tooLong }],
    ['settleEffect', { effectId: ['c1.1'] }],
    ['settleEffect', { outcome: undefined }],
    ['settleEffect', { outcome: 'maybe' }],
    ['settleEffect', { outcome: 'absent' }],
    ['settleEffect', { probe: true }],
    ['settleEffect', { output: undefined, probe: false }],
    ['probeEffect', { effectId: '' }],
  ])('refuses a %s with a field of another type or size: %#', (name, change) => {
    expect(faultOf(name, { ...whole[name], ...change })).toEqual(expect.any(String));
  });

  it('refuses what is nested deeper than a recursion can go, and does not fail of it', () => {
    const abyss = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
    const settle = { ...whole.settleEffect, output: abyss };
    expect(faultOf('settleEffect', settle)).toBe('output may be nested 64 levels deep at most');
    const edit = { ...whole.resolveApproval, arguments: { deep: abyss } };
    expect(faultOf('resolveApproval', edit)).toBe('arguments may be nested 64 levels deep at most');
  });

  it.each(Object.keys(whole) as RunMessageName[])('refuses a %s that is no object', (name) => {
    for (const payload of [undefined, null, 'text', 7, [], new Uint8Array(2)])
      expect(faultOf(name, payload)).toBe('the payload must be one object');
  });

  it.each(Object.keys(whole) as RunMessageName[])(
    'refuses a %s that could not be decoded, and says how it came',
    (name) => {
      const payload = orUndecoded(
        () => {
          throw new Error('unknown');
        },
        () => 'json/protobuf',
      );
      expect(faultOf(name, payload)).toBe('the payload could not be decoded (json/protobuf)');
    },
  );

  it('is what every message goes through before it becomes an event', () => {
    for (const name of Object.keys(whole) as RunMessageName[]) {
      expect(eventOfMessage(name, { ...whole[name], by: 7 }, 1)).toBeUndefined();
      expect(eventOfMessage(name, whole[name], 1)).toMatchObject({ type: runMessages[name].event, atMs: 1 });
    }
    expect(eventOfMessage('toString', {}, 1)).toBeUndefined();
  });

  it('keeps a decision that would stop the run from ever reaching it', () => {
    const asks = [{ name: 'changes ask', when: { tool: ['change'] }, then: 'ask' as const }];
    const state = answered(opened(given(), { ...charter, rules: asks }), turn([call('change')]));
    const decision = { approvalId: 'c1.1r1', decision: 'approve', by: 'ada', digest: list };
    const take = () => when(state, { type: 'approval-resolved', decision: decision as never });
    expect(take).toThrow(TypeError);
    expect(faultOf('resolveApproval', decision)).toBe('digest must be a text that is not empty');
  });
});
