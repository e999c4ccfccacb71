import { describe, expect, it } from 'vitest';
import { withSentSizes } from '../../../src/core/attachments/read-files.ts';
import {
  eventOfMessage,
  judgeMessage,
  type RunMessageName,
  runMessages,
} from '../../../src/core/messages/run-messages.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import {
  answered,
  call,
  charter,
  done,
  given,
  givenChat,
  opened,
  turn,
  when,
} from '../../support/run-story.ts';

const by = 'ada';
const chat = (): RunState =>
  opened(givenChat(), { ...charter, model: { ...charter.model, id: 'google:test' } });
const busyChat = (): RunState => when(answered(opened(given({ chat: true })), turn([call('look')])));
const changed = (): RunState => done(answered(opened(given({ chat: true })), turn([call('change')])), 'c1.1');

/** A call that waits for an approval of somebody other than ada, who started the run. */
function asking(): RunState {
  const rules = [
    {
      name: 'changes ask',
      when: { tool: ['change'] },
      then: 'ask' as const,
      selfApproval: false,
      deadlineMs: 60_000,
    },
  ];
  return answered(opened(given(), { ...charter, rules }), turn([call('change'), call('look')]));
}

/** A call of that tool whose end nobody knows, and of which no probe can tell. */
function unknown(tool: 'change' | 'send'): RunState {
  const failure = { type: 'tool.unexpected', message: 'no answer', retryable: false };
  return when(
    answered(opened(), turn([call(tool), call('look')])),
    { type: 'command-started', id: 'c1.1' },
    { type: 'tool-failed', id: 'c1.1', failure },
    ...(tool === 'send'
      ? ([
          { type: 'time-passed', atMs: 60_000 },
          { type: 'command-started', id: 'c1.1q1' },
          { type: 'effect-probed', id: 'c1.1', found: { kind: 'unknown' } },
        ] as const)
      : []),
  );
}
const undoing = () =>
  when(changed(), { type: 'undo-requested', selection: {}, by }, { type: 'command-started', id: 'c1.1u1' });
const probing = (): RunState => when(unknown('send'), { type: 'probe-requested', id: 'c1.1', by });
const decide = (state: RunState, decision: 'approve' | 'reject') =>
  when(state, { type: 'approval-resolved', decision: { approvalId: 'c1.1r1', decision, by: 'ben' } });
const approve = { approvalId: 'c1.1r1', decision: 'approve', by: 'ben' };
const say = (bytes: number, messageId = 'm') => ({ message: 'x'.repeat(bytes), messageId });

const fileOf = (changes: object, nth = 0) => ({
  type: 'file',
  digest: `${nth}`.padStart(64, '0'),
  mediaType: 'text/plain',
  name: 'a.txt',
  bytes: 1_048_576,
  ...changes,
});
const attached = (changes: object, nth?: number) => ({ ...say(1), attachments: [fileOf(changes, nth)] });
const sentWith = (payload: object) => withSentSizes(payload, [new Uint8Array(1_048_576)]) as object;

/** Files of 8 MiB in messages that the model has read. */
const fullOfFiles = (): RunState =>
  [1, 2, 3, 4, 5, 6, 7, 8].reduce((state, nth) => {
    const attachments = [fileOf({}, nth)] as never;
    return answered(
      when(state, { type: 'user-spoke', ...say(1, `f${nth}`), attachments }),
      turn([], 'Seen.'),
    );
  }, chat());

const fullInbox = (): RunState =>
  [1, 2, 3, 4].reduce(
    (state, id) => when(state, { type: 'user-spoke', ...say(64 * 1024, `${id}`) }),
    busyChat(),
  );

/** Each refusal of each message: a run, and what it does not take. */
const table: Record<string, [RunState, object]> = {
  'say not-conversational': [opened(), say(1)],
  'say too-large': [chat(), say(64 * 1024 + 1)],
  'say inbox-full': [fullInbox(), say(1, 'm5')],
  'say attachment-kind': [chat(), attached({ mediaType: 'image/gif' })],
  'say unbounded-input': [chat(), attached({ mediaType: 'application/pdf' })],
  'say attachment-missing': [chat(), attached({})],
  'say attachments-full': [fullOfFiles(), sentWith(attached({ name: 'one more.txt' }))],
  'endConversation not-conversational': [opened(), {}],
  'pause already-paused': [when(opened(), { type: 'paused' }), {}],
  'resume not-paused': [opened(), {}],
  'resolveApproval unknown-approval': [asking(), { ...approve, approvalId: 'c7.7r1' }],
  'resolveApproval already-decided': [decide(asking(), 'reject'), approve],
  'resolveApproval expired': [when(asking(), { type: 'time-passed', atMs: 90_000 }), approve],
  'resolveApproval void': [
    when(
      decide(asking(), 'approve'),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-voided', id: 'c1.1', message: 'moved' },
    ),
    approve,
  ],
  'resolveApproval digest-changed': [asking(), { ...approve, digest: 'abcdefgh' }],
  'resolveApproval not-permitted': [asking(), { ...approve, by }],
  'undoEffects undo-running': [when(changed(), { type: 'undo-requested', selection: {}, by }), { by }],
  'undoEffects step-not-found': [changed(), { by, afterStep: 3 }],
  'undoEffects unknown-effect': [changed(), { by, effectIds: ['c1.1', 'c7.7'] }],
  'settleEffect unknown-effect': [changed(), { by, effectId: 'c7.7', outcome: 'absent' }],
  'settleEffect nothing-to-settle': [changed(), { by, effectId: 'c1.1', outcome: 'absent' }],
  'settleEffect being-settled': [probing(), { by, effectId: 'c1.1', outcome: 'absent' }],
  'settleEffect being-undone': [undoing(), { by, effectId: 'c1.1', outcome: 'absent' }],
  'settleEffect result-missing': [unknown('change'), { by, effectId: 'c1.1', outcome: 'applied' }],
  'settleEffect not-checkable': [unknown('change'), { by, effectId: 'c1.1', probe: true }],
  'probeEffect unknown-effect': [changed(), { by, effectId: 'c7.7' }],
  'probeEffect nothing-to-settle': [changed(), { by, effectId: 'c1.1' }],
  'probeEffect being-settled': [probing(), { by, effectId: 'c1.1' }],
  'probeEffect being-undone': [undoing(), { by, effectId: 'c1.1' }],
  'probeEffect not-checkable': [unknown('change'), { by, effectId: 'c1.1' }],
};

function told(name: string, payload: object, state: RunState) {
  const event = eventOfMessage(name, payload, state.nowMs + 10);
  if (!event) throw new Error(`${name} is malformed`);
  return { judgement: judgeMessage(state, event), after: evolve(state, event) };
}

describe('a message that a run refuses', () => {
  it.each(Object.entries(table))('%s: is answered so and changes nothing', (row, [state, payload]) => {
    const [name = '', code = ''] = row.split(' ');
    const { judgement, after } = told(name, payload, state);
    expect(judgement).toMatchObject({ code, message: expect.stringMatching(/(\.|\},)$/) });
    if (name !== 'resolveApproval' || code === 'unknown-approval') expect(after).toBe(state);
    else {
      expect(after.approvals[0]?.decisions.at(-1)).toMatchObject({ accepted: false, refusal: code });
      expect(after.calls).toBe(state.calls);
    }
  });

  it('has every refusal in the table above but those that show when what was sent is checked', () => {
    const all = Object.entries(runMessages).flatMap(([name, { refusals }]) =>
      Object.keys(refusals).map((code) => `${name} ${code}`),
    );
    const checked = ['invalid-arguments', 'result-misfit', 'result-unchecked', 'probe-differs'];
    // Of a look nobody says anything that could be missing.
    const never = 'probeEffect result-missing';
    expect(Object.keys(table).sort()).toEqual(
      all.filter((row) => row !== never && !checked.some((code) => row.endsWith(` ${code}`))).sort(),
    );
  });

  it('is refused whatever it is once the run is closed', () => {
    const closed = answered(opened(), turn([], 'Done.'));
    const payloads: Record<RunMessageName, object> = {
      say: say(1),
      endConversation: {},
      pause: {},
      resume: {},
      cancelRun: { by },
      resolveApproval: approve,
      undoEffects: { by },
      settleEffect: { by, effectId: 'c1.1', outcome: 'applied' },
      probeEffect: { by, effectId: 'c1.1' },
    };
    for (const [name, payload] of Object.entries(payloads)) {
      const { judgement, after } = told(name, payload, closed);
      expect(judgement).toMatchObject({ code: 'run-closed' });
      expect(after).toBe(closed);
    }
  });
});

describe('a message that a run was told before', () => {
  it.each([
    ['say', when(chat(), { type: 'user-spoke', ...say(1) }), say(1)],
    ['endConversation', when(busyChat(), { type: 'conversation-ended' }), {}],
    [
      'cancelRun',
      when(
        answered(opened(given({ chat: true })), turn([call('change')])),
        { type: 'command-started', id: 'c1.1' },
        { type: 'cancel-requested', by },
      ),
      { by },
    ],
  ])('%s: is taken as it was, and changes nothing', (name, state, payload) => {
    const { judgement, after } = told(name, payload, state);
    expect(judgement).toBe('duplicate');
    expect(after).toBe(state);
  });
});
