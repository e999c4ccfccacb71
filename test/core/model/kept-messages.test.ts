import { describe, expect, it } from 'vitest';
import type { AnswerEnding } from '../../../src/core/model/answer-ending.ts';
import { keptMessages } from '../../../src/core/model/kept-messages.ts';
import { call, turn } from '../../support/run-story.ts';

const model = 'openai:m';
const continuation = {
  model,
  parts: [{ kind: 'reasoning', text: '', sealed: { itemId: 'rs_1' } }, { kind: 'call' }],
} as const;

function kept(ending: AnswerEnding) {
  return keptMessages(1, { ...turn([call('look')], 'I look.'), continuation, ending });
}

describe('what an answer leaves in the transcript', () => {
  it('is all of a whole one, with what has to come back with it', () => {
    expect(kept({ kind: 'whole' })).toMatchObject([{ calls: [{ tool: 'look' }], continuation }]);
  });

  it('is the text of a cut one: what came with its calls cannot go back without them', () => {
    expect(kept({ kind: 'cut', at: 'output-limit' })).toMatchObject([
      { content: 'I look.', calls: [], continuation: { model } },
    ]);
    expect(kept({ kind: 'cut', at: 'output-limit' })[0]?.continuation).not.toHaveProperty('parts');
  });

  it('is nothing of one that was refused or broken off', () => {
    expect(kept({ kind: 'refused', cause: 'safety' })).toEqual([]);
    expect(kept({ kind: 'broken', how: 'error' })).toEqual([]);
  });
});
