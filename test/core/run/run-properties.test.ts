import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingDigest, bindingOf } from '../../../src/core/approvals/approval.ts';
import { callOf, readIdOfCall } from '../../../src/core/ids/ids.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { anyScript, type Play, play } from '../../support/run-player.ts';
import { charter } from '../../support/run-story.ts';

const runs = { numRuns: process.env.HOLDFAST_TEST_FORM === 'long' ? 4_000 : 300 };

function always(rule: (played: Play) => void): void {
  fc.assert(
    fc.property(anyScript, (script) => rule(play(script))),
    runs,
  );
}

describe('a run, over any sequence of events', () => {
  it('always reaches closed when its inputs end', () => {
    always(({ final }) => {
      expect(final.outcome).toBeDefined();
    });
  });

  it('starts each command once', () => {
    always(({ started }) => {
      const ids = started.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('never acts before an allowing verdict or an approval of exactly this call', () => {
    always(({ started, namedIn }) => {
      for (const command of started) {
        if (command.kind !== 'run-tool') continue;
        const state = namedIn.get(command.id);
        const call = state?.calls.find(({ id }) => id === callOf(command.id));
        if (call?.verdict?.kind === 'allow') continue;
        expect(call?.verdict?.kind).toBe('ask');
        const approval = state?.approvals.find(({ id }) => id === call?.approvedAs);
        expect(approval?.state).toBe('approved');
        expect(command.approval?.digest).toBe(approval?.digest);
        const { digest, ...binding } = command.approval ?? { digest: '' };
        expect(bindingDigest(binding as never)).toBe(digest);
        expect(call && approval && bindingDigest(bindingOf(call, approval, charter))).toBe(digest);
      }
    });
  });

  it('never runs a write beside another call on its resource', () => {
    always(({ states }) => {
      for (const { calls } of states) {
        const acting = calls.filter(({ progress }) => progress.state === 'acting');
        for (const write of acting.filter(({ tool }) => tool !== 'look')) {
          for (const other of acting.filter((candidate) => candidate !== write)) {
            expect(write.facts.resources).not.toEqual([]);
            expect(other.facts.resources.filter((r) => write.facts.resources.includes(r))).toEqual([]);
          }
        }
      }
    });
  });

  it('sends a call without a key again only after a probe found its effect absent', () => {
    always(({ events, started }) => {
      for (const command of started) {
        const { call, letter, number = 0 } = readIdOfCall(command.id) ?? {};
        const keyed = command.kind === 'run-tool' && command.policy.idempotency === 'keyed';
        if (letter !== 'd' || keyed) continue;
        const absences = events.filter(
          (event) => event.type === 'effect-probed' && event.id === call && event.found.kind === 'absent',
        );
        expect(absences.length).toBeGreaterThanOrEqual(number - 1);
      }
    });
  });

  it("never drops a started call's result, and keeps the model's order", () => {
    always(({ final, started }) => {
      if (final.transcript.omitted > 0) return;
      const told = final.transcript.messages.flatMap((message) =>
        message.role === 'tool' ? [message.callId] : [],
      );
      for (const { kind, id } of started) if (kind === 'run-tool') expect(told).toContain(callOf(id));
      expect(told).toEqual([...told].sort(byCallId));
    });
  });

  it('answers every call the model proposed before the model is called again', () => {
    always(({ final }) => {
      const { messages } = final.transcript;
      messages.forEach((message, position) => {
        if (message.role !== 'assistant') return;
        const results = messages.slice(position + 1, position + 1 + message.calls.length);
        expect(results.map((result) => result.role === 'tool' && result.callId)).toEqual(
          message.calls.map(({ id }) => id),
        );
      });
    });
  });

  it('only appends to its window, until it is rewritten', () => {
    always(({ states }) => {
      states.slice(1).forEach(({ transcript }, index) => {
        const before = states[index]?.transcript;
        if (!before || transcript.omitted > before.omitted) return;
        before.messages.forEach((message, place) => {
          expect(transcript.messages[place]).toBe(message);
        });
      });
    });
  });

  it('enters every write in the ledger before it is dispatched, and leaves none as intended', () => {
    always(({ final, started }) => {
      const writes = started.filter(
        (command) => command.kind === 'run-tool' && command.policy.effect !== 'read',
      );
      const ids = new Set(writes.map(({ id }) => callOf(id)));
      expect(new Set(final.effects.map(({ id }) => id))).toEqual(ids);
      expect(final.effects.filter(({ state }) => state === 'intended')).toEqual([]);
    });
  });

  it('does not make the same change twice while the first one stands', () => {
    always(({ final }) => {
      const standing = final.effects.filter(
        ({ state, intent }) => state === 'applied' && intent !== undefined,
      );
      for (const [position, effect] of standing.entries()) {
        const again = standing
          .slice(position + 1)
          .find(
            (later) => later.intent === effect.intent && later.argumentsDigest === effect.argumentsDigest,
          );
        if (!again) continue;
        const approved = final.approvals.find(({ call, state }) => call === again.id && state === 'approved');
        const asked = approved ?? final.approvals.find(({ call }) => call === again.id);
        // Only a person, or something written in between that was undone or approved, lets it happen again.
        expect(asked ?? betweenOf(final.effects, effect.id, again.id)).toBeDefined();
      }
    });
  });

  it('undoes only what was applied, newest first among effects on one thing', () => {
    always(({ started, namedIn }) => {
      for (const command of started) {
        if (command.kind !== 'undo-effect') continue;
        const { effects = [], undos } = namedIn.get(command.id) ?? {};
        expect(['applied', 'undo-failed', 'conflict']).toContain(command.effect.state);
        const position = effects.findIndex(({ id }) => id === command.effect.id);
        const newer = effects
          .slice(position + 1)
          .filter(({ id }) => undos?.current?.items.some((item) => item.effectId === id));
        const shared = newer.filter(({ resources }) =>
          resources.some((one) => command.effect.resources.includes(one)),
        );
        for (const { state, undoable } of shared)
          if (undoable) expect(['undone', 'absent', 'intended']).toContain(state);
      }
    });
  });

  it('returns the same reference for an event that it has seen already', () => {
    always(({ states, events }) => {
      const repeatable = [
        'conversation-ended',
        'paused',
        'resumed',
        'approval-resolved',
        'undo-requested',
        'time-passed',
      ];
      events.forEach((event, index) => {
        const after = states[index + 1];
        if (after && !repeatable.includes(event.type)) expect(evolve(after, event)).toBe(after);
      });
    });
  });

  it('is plain JSON at every moment, and its view too', () => {
    always(({ final }) => {
      expect(JSON.parse(JSON.stringify(final))).toEqual(final);
      expect(JSON.parse(JSON.stringify(viewOfRun(final)))).toEqual(viewOfRun(final));
      expect(jsonBytes(final)).toBeLessThan(1024 * 1024);
    });
  });
});

function betweenOf(effects: Play['final']['effects'], first: string, last: string): object | undefined {
  const from = effects.findIndex(({ id }) => id === first);
  const to = effects.findIndex(({ id }) => id === last);
  return effects.slice(from + 1, to)[0];
}

function byCallId(a: string, b: string): number {
  const [turnA = 0, indexA = 0] = a.slice(1).split('.').map(Number);
  const [turnB = 0, indexB = 0] = b.slice(1).split('.').map(Number);
  return turnA - turnB || indexA - indexB;
}
