import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingCassettes, playRecordedCall, readCassettes } from '../../support/models/cassettes.ts';
import { serveResponses } from '../serve-response.ts';
import { wireAnswer } from '../wire-answer.ts';

const calls = missingCassettes ? [] : readCassettes().flatMap((cassette) => cassette.calls);
const answered = calls.filter((one) => one.status === 200);
const refused = calls.filter((one) => one.status >= 400);

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

describe.skipIf(missingCassettes)(
  `ModelPort on recorded calls${missingCassettes ? `: ${missingCassettes}` : ''}`,
  () => {
    it.each(
      answered.map((one) => [one.protocol, one.streams ? 'streamed' : 'whole', one.name, one] as const),
    )('reads text, calls, usage and ending over %s, %s: %s', async (_protocol, _form, _name, one) => {
      expect(await playRecordedCall(server, one)).toEqual([]);
    });

    it.each(refused.map((one) => [one.protocol, one.status, one.name, one] as const))(
      'an unknown model over %s (%i) is permanent and unbilled: %s',
      async (_protocol, _status, _name, one) => {
        expect(await playRecordedCall(server, one)).toEqual([]);
      },
    );

    it('says that usage is unknown, not zero, for the two streams recorded without asking for it', () => {
      const silent = answered.filter((one) => wireAnswer(one.protocol, one.body).usage === undefined);
      expect(silent.map((one) => one.name)).toEqual([
        'test_async_chat_completion_streaming_not_complete.yaml #0',
        'test_chat_completion_streaming_not_complete.yaml #0',
      ]);
    });

    it('covers all 156 recorded model calls: 153 answers, 3 refusals', () => {
      const tally: Record<string, number> = {};
      for (const { protocol, streams, status } of calls) {
        const key = `${protocol} ${status >= 400 ? 'refused' : streams ? 'streamed' : 'whole'}`;
        tally[key] = (tally[key] ?? 0) + 1;
      }
      expect(tally).toEqual({
        'anthropic whole': 58,
        'anthropic streamed': 2,
        'openAiChat whole': 30,
        'openAiChat streamed': 13,
        'openAiChat refused': 2,
        'openAi whole': 38,
        'openAi streamed': 12,
        'openAi refused': 1,
      });
      expect([calls.length, answered.length, refused.length]).toEqual([156, 153, 3]);
    });
  },
);
