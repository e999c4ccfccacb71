import { describe, expect, it } from 'vitest';
import { mostTokensOf } from '../../../src/core/attachments/bound-tokens.ts';
import { fileInWords, sizeInWords } from '../../../src/core/attachments/file-in-words.ts';
import { attachmentLimits, type FilePart } from '../../../src/core/attachments/file-part.ts';
import { heldFiles } from '../../../src/core/attachments/files-of-window.ts';
import { mediaTypesTakenBy, unboundedMediaTypes } from '../../../src/core/attachments/media-types.ts';
import { filesFault, filesNotSent, withSentSizes } from '../../../src/core/attachments/read-files.ts';
import { refuseFiles, tooMuchForWindow } from '../../../src/core/attachments/refuse-files.ts';
import { worstCaseNanoUsd } from '../../../src/core/budget/reservation.ts';
import { trimTranscript } from '../../../src/core/context/transcript.ts';
import { readRunStart } from '../../../src/core/run/run-start.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { currentDetails } from '../../../src/core/view/current-details.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { providerNames } from '../../../src/models/provider-families.ts';
import { answered, charter, given, givenChat, opened, turn, when } from '../../support/run-story.ts';

const file = (nth: number, changes: Partial<FilePart> = {}): FilePart => ({
  type: 'file',
  digest: nth.toString(16).padStart(64, '0'),
  mediaType: 'image/png',
  name: `page-${nth}.png`,
  bytes: 1_000,
  ...changes,
});
const boundTokens = { 'image/*': 1_600, 'image/gif': 300, 'application/pdf': 40_000 };
const bounded = { ...charter, model: { ...charter.model, boundTokens } };
const chat = (): RunState => opened(givenChat(), bounded);
const says = (
  state: RunState,
  messageId: string,
  files: readonly FilePart[],
  notSent: readonly FilePart[] = [],
) =>
  when(state, {
    type: 'user-spoke',
    message: `words of ${messageId}`,
    messageId,
    attachments: files,
    ...(notSent.length > 0 ? { notSent } : {}),
  });

describe('the most tokens of a file', () => {
  it('are those of its kind, of all images where its own says nothing, and unknown without either', () => {
    const most = (mediaType: string, bounds?: object) =>
      mostTokensOf(file(1, { mediaType }), bounds as never);
    expect([most('image/gif', boundTokens), most('image/png', boundTokens)]).toEqual([300, 1_600]);
    expect([most('application/pdf', boundTokens), most('image/png', {}), most('image/png')]).toEqual([
      40_000,
      undefined,
      undefined,
    ]);
  });

  it('are bounded by its bytes for a text, marks of ours that are quoted in it counted', () => {
    const text = '[Holdfast]'.repeat(50);
    const sent = text.replaceAll('[Holdfast]', '"[Holdfast]"');
    const most = mostTokensOf(file(1, { mediaType: 'text/plain', bytes: text.length }), undefined) ?? 0;
    expect(most).toBeGreaterThanOrEqual(sent.length);
  });

  it('are reserved for each place where the file stands in the window', () => {
    const files = [file(1), file(2, { mediaType: 'application/pdf' })];
    const messages = [
      { role: 'user' as const, content: 'a', attachments: files },
      { role: 'user' as const, content: 'b', attachments: [file(1)] },
    ];
    const without = worstCaseNanoUsd(bounded, { bytes: 500, messages: [] });
    const inputs = 1_600 + 40_000 + 1_600;
    // The dearest input of the test's price: written to the cache at 2e9 nano-USD a million tokens.
    expect(worstCaseNanoUsd(bounded, { bytes: 500, messages }) - without).toBe(inputs * 2_000);
  });
});

describe('the kinds of files', () => {
  it('are known for every provider', () => {
    for (const provider of providerNames)
      expect(mediaTypesTakenBy(`${provider}:any`)).toEqual(
        expect.arrayContaining(['image/png', 'text/plain']),
      );
  });

  it('need a bound each, or are refused with the lines to paste', () => {
    for (const mediaType of unboundedMediaTypes)
      expect(refuseFiles([file(1, { mediaType })], { id: 'anthropic:m' })?.code).toBe('unbounded-input');
    const refused = refuseFiles([file(1), file(2, { mediaType: 'application/pdf' })], { id: 'anthropic:m' });
    expect(refused?.message).toMatch(/^Nobody says .*page-1\.png .*page-2\.png .* no bound\.$/);
    expect(refused?.advice).toContain(
      "model: {\n  id: 'anthropic:m',\n  boundTokens: { 'image/*': 'TOKENS', 'application/pdf': 'TOKENS' },\n},",
    );
    expect(refuseFiles([file(1)], { id: 'anthropic:m', boundTokens })).toBeUndefined();
    expect(refuseFiles([file(1, { mediaType: 'text/csv' })], { id: 'anthropic:m' })).toBeUndefined();
  });

  it('that a wire does not take are refused by name', () => {
    const gif = file(1, { mediaType: 'image/gif', name: 'a.gif' });
    expect(refuseFiles([gif], { id: 'openai:m', boundTokens })).toBeUndefined();
    expect(refuseFiles([gif], { id: 'google:m', boundTokens })).toMatchObject({
      code: 'attachment-kind',
      message: 'The model google:m takes no image/gif such as a.gif.',
      advice: expect.stringContaining(
        'It takes image/png, image/jpeg, image/webp, application/pdf, text/plain',
      ),
    });
  });
});

describe('what somebody says of the files of a message', () => {
  it('is taken as it should be', () => {
    expect(filesFault(undefined)).toBeUndefined();
    expect(
      filesFault([file(1), file(2, { bytes: attachmentLimits.messageBytes - 1_000_000 })]),
    ).toBeUndefined();
    // Each file counts once.
    expect(filesFault([file(1, { bytes: 1_048_576 }), file(1, { bytes: 1_048_576 })])).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no list', { 0: file(1) }],
    ['an empty list', []],
    ['too many', Array.from({ length: 11 }, (_, nth) => file(nth))],
    ['more than a message holds', [file(1, { bytes: 1_000_000 }), file(2, { bytes: 1_000_000 })]],
    ['no object', ['a.png']],
    ['another type', [{ ...file(1), type: 'image' }]],
    ['a digest of another length', [file(1, { digest: 'ab' })]],
    ['a kind that nobody takes', [file(1, { mediaType: 'audio/mpeg' })]],
    ['a name of two lines', [file(1, { name: 'a\nb' })]],
    ['a name that turns what follows', [file(1, { name: 'a\u202egnp.exe' })]],
    ['a name that is too long', [file(1, { name: 'a'.repeat(201) })]],
    ['a file that is too large', [file(1, { bytes: 1_048_577 })]],
    ['an empty file', [file(1, { bytes: 0 })]],
    ['the bytes themselves', [{ ...file(1), data: 'aGk=' }]],
  ])('is refused: %s', (_, files) => {
    expect(filesFault(files)).toEqual(expect.any(String));
  });

  it('is held against the sizes of what came along, which no payload tells by itself', () => {
    const files = [file(1, { bytes: 3 }), file(2, { bytes: 5 })];
    const sent = (...bytes: unknown[]) => withSentSizes({ attachments: files, sentSizes: [3, 5] }, bytes);
    expect(filesNotSent(files, sent(new Uint8Array(5), new Uint8Array(3)))).toEqual([]);
    expect(filesNotSent(files, sent(new Uint8Array(3), 'no bytes'))).toEqual([files[1]]);
    expect(filesNotSent(files, sent())).toEqual(files);
  });
});

describe('a run that starts with a file', () => {
  const task = { agent: 'desk', taskId: 't', startedBy: 'ada', input: 'Look.', attachments: [file(1)] };

  it('reads it as a part of the first message, which stays with every cut of the window', () => {
    const start = readRunStart({ task }, 'agent/desk/t', [new Uint8Array(1_000)]);
    expect(start).toEqual({ task });
    const state = opened(given({ attachments: [file(1), file(1, { name: 'twice.png' })] }), bounded);
    expect(state.transcript.messages[0]).toMatchObject({ attachments: [file(1)], pinned: true });
  });

  it('is no task without its bytes, its words, or with too much', () => {
    const fault = (changes: object, further: unknown[] = [new Uint8Array(1_000)]) =>
      readRunStart({ task: { ...task, ...changes } }, 'agent/desk/t', further).fault;
    expect(fault({}, [])).toContain('the bytes of its file page-1.png do not follow it');
    expect(fault({}, [new Uint8Array(999)])).toContain('page-1.png');
    expect(fault({ input: undefined })).toContain('task.attachments stand beside no task.input');
    expect(fault({ attachments: [{ ...file(1), bytes: -1 }] })).toContain(
      'task.attachments [0] must have 1 to',
    );
  });
});

describe('a message with files', () => {
  it('is read with them, and they are told of while the window holds the message', () => {
    const state = answered(says(chat(), 'one', [file(1)]), turn([], 'Seen.'));
    expect(state.transcript.messages).toContainEqual({
      role: 'user',
      content: 'words of one',
      attachments: [file(1)],
    });
    const { type: _, ...seen } = file(1);
    expect(viewOfRun(state).attachments).toEqual([seen]);
    expect(currentDetails(state)).toContain('- page-1.png (image/png, 1000 bytes, sha256 000000000000…)');
    const long = answered(says(state, 'two', []), turn([], 'x'.repeat(2_000)));
    const cut = { ...long, transcript: trimTranscript(long.transcript, 2_100, () => 'Left out.') };
    expect(cut.transcript.messages.length).toBeLessThan(long.transcript.messages.length);
    expect([heldFiles(cut), viewOfRun(cut).attachments]).toEqual([[], undefined]);
  });

  it('is judged when the rules are known where it was said before, and ends a run that may not send it', () => {
    const early = says(givenChat(), 'one', [file(1)]);
    expect(early.inbox).toHaveLength(1);
    expect(opened(early, bounded).outcome).toBeUndefined();
    const ended = opened(early);
    expect(ended.outcome).toMatchObject({ kind: 'failed', reason: { code: 'unbounded_input' } });
    expect(ended.counters.modelCalls).toBe(0);
  });

  it('names a file that the run holds without its bytes, and no other', () => {
    const held = answered(says(chat(), 'one', [file(1)]), turn([], 'Seen.'));
    const again = says(held, 'two', [file(1)], [file(1)]);
    expect(heldFiles(again)).toEqual([file(1)]);
    expect(again.seenMessageIds).toContain('two');
    expect(says(held, 'three', [file(2)], [file(2)])).toBe(held);
  });

  it('is refused once the run would hold more than a request takes', () => {
    const most = { bytes: 1_048_576 };
    let state = chat();
    for (let nth = 1; nth <= 8; nth++)
      state = answered(says(state, `m${nth}`, [file(nth, most)]), turn([], 'Seen.'));
    expect(heldFiles(state)).toHaveLength(8);
    expect(says(state, 'm9', [file(9, most)])).toBe(state);
    expect(says(state, 'm9', [file(8, most)])).not.toBe(state);
    expect(tooMuchForWindow([...heldFiles(state), file(9, most)])).toContain('9 files of 9 MB');
  });
});

describe('a size in words', () => {
  it('is short and never too low', () => {
    expect([512, 182 * 1_024, 1_572_864, 1_048_577].map(sizeInWords)).toEqual([
      '512 bytes',
      '182 KB',
      '1.5 MB',
      '1.01 MB',
    ]);
    expect(fileInWords(file(0xab, { bytes: 186_368, name: 'receipt.png' }))).toBe(
      'receipt.png (image/png, 182 KB, sha256 000000000000…)',
    );
  });
});
