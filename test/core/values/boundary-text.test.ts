import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/values/json.ts';
import { normaliseText } from '../../../src/core/values/normalise-text.ts';
import { answered, call, given, givenChat, opened, turn, when } from '../../support/run-story.ts';
import { missingShared, readSharedJsonLines } from '../../support/shared-data.ts';

const seen = 'Cancel #W42.';
const hidden = 'Cancel\u200b #W42\u{e0049}\u{e0050}\u202e.\u0007\ud83d';

describe('text that enters a run', () => {
  it('loses what nobody sees: the task', () => {
    const state = given({}, hidden);
    expect(state.transcript.messages).toEqual([{ role: 'user', content: `${seen}\ufffd`, pinned: true }]);
    expect(state.task.input).toBe(hidden);
  });

  it('loses what nobody sees: the greeting', () => {
    const state = given({ chat: true, greeting: 'Hi\u200b!' }, null);
    expect(state.transcript.messages).toEqual([{ role: 'assistant', content: 'Hi!', calls: [] }]);
    expect(state.lastMessage).toBe('Hi!');
  });

  it('loses what nobody sees: a message of the user', () => {
    const state = when(opened(givenChat()), { type: 'user-spoke', message: hidden, messageId: '1' });
    expect(state.transcript.messages.at(-1)).toEqual({ role: 'user', content: `${seen}\ufffd` });
  });

  it.each<[string, Json, string]>([
    ['a text', hidden, `${seen}\ufffd`],
    ['a value in data', { note: 'a\u200bb', 'k\u{e0041}': ['\u202ec'] }, '{"note":"ab","k":["c"]}'],
    ['a control character in data, which JSON spells out', { note: 'a\u0007' }, '{"note":"a\\u0007"}'],
  ])("loses what nobody sees: a tool's output, %s", (_, output, content) => {
    const asked = answered(opened(), turn([call('look')]));
    const state = when(
      asked,
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-succeeded', id: 'c1.1', output },
    );
    expect(state.transcript.messages.at(-1)).toMatchObject({ role: 'tool', content });
  });

  it.each([
    [{ type: 'tool-rejected', message: 'No\u200b.' } as const, 'Error: No.'],
    [
      {
        type: 'tool-failed',
        failure: { type: 'tool.unexpected', message: 'bo\u202eom', retryable: false },
      } as const,
      'Error: look failed unexpectedly (boom). This is not an empty result.',
    ],
  ])("loses what nobody sees: a tool's error", (end, content) => {
    const state = answered(opened(), turn([call('look')]));
    const ended = when(state, { type: 'command-started', id: 'c1.1' }, { ...end, id: 'c1.1' });
    expect(ended.transcript.messages.at(-1)).toMatchObject({ content, isError: true });
  });
});

const sets = ['agt_smoke', 'bipia_attacks', 'bipia_emails', 'cyberseceval_prompt_injection', 'notinject'].map(
  (name) => `injection-text/${name}.jsonl`,
);
const missing = sets.map(missingShared).find((why) => why !== false) ?? false;

describe.skipIf(missing)(`published injection texts${missing ? ` (${missing})` : ''}`, () => {
  const texts = missing ? [] : sets.flatMap((set) => readSharedJsonLines<Json>(set)).flatMap(textsIn);
  const invisible = /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|[^\P{Cc}\n\t]/u;

  it('carry invisible characters in one text of 5,553; none survives, and every other text stays as it is', () => {
    expect(texts.length).toBe(5_553);
    // Compared as numbers only: a failure must not print the texts.
    expect(texts.filter((text) => invisible.test(text)).length).toBe(1);
    expect(texts.filter((text) => invisible.test(normaliseText(text))).length).toBe(0);
    expect(texts.filter((text) => !invisible.test(text) && normaliseText(text) !== text).length).toBe(0);
  });

  it.each<[string, (text: string) => string]>([
    [
      'tags',
      (text) =>
        [...text].map((c) => String.fromCodePoint(0xe0000 + ((c.codePointAt(0) ?? 0) % 128))).join(''),
    ],
    [
      'variation selectors',
      (text) =>
        [...text].map((c) => String.fromCodePoint(0xe0100 + ((c.codePointAt(0) ?? 0) % 240))).join(''),
    ],
    [
      'zero-width bits',
      (text) =>
        [...text]
          .map((c) => (c.codePointAt(0) ?? 0).toString(2).replaceAll('0', '\u200b').replaceAll('1', '\u2060'))
          .join('\ufeff'),
    ],
  ])('hidden in a plain sentence as %s are gone from it', (_, hide) => {
    const survived = texts.filter(
      (text) =>
        normaliseText(`Your order ${hide(text.slice(0, 300))}is on its way.`) !== 'Your order is on its way.',
    );
    expect(survived.length).toBe(0);
  });
});

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
