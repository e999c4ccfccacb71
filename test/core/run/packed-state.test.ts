import { describe, expect, it } from 'vitest';
import { packState, unpackState } from '../../../src/core/run/packed-state.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { answered, call, done, opened, turn } from '../../support/run-story.ts';

const said = (text: string) => done(answered(opened(), turn([call('look', { text })], text)), 'c1.1', text);

describe('a packed state', () => {
  it.each([['plain'], ['Grüße, 日本, 🙂'], ['\u0000\u2028"\\']])(
    'is the same when it is unpacked (%j)',
    (text) => {
      const state = said(text);
      expect(unpackState(packState(state))).toEqual(state);
    },
  );

  it('takes less than half of what its text takes', () => {
    const words = ['order', 'refund', 'shipped', 'address', 'customer', 'gift', 'card', 'please', 'Denver'];
    const text = Array.from({ length: 4_000 }, (_, n) => `${words[(n * n * 7) % words.length]} ${n}`).join(
      ' ',
    );
    const state = said(text);
    expect(packState(state).packed.length).toBeLessThan(jsonBytes(state) / 2);
  });
});
