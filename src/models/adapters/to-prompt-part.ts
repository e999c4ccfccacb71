import type { LanguageModelV4FilePart, LanguageModelV4TextPart } from '@ai-sdk/provider';
import type { FileContents, FilePart } from '../../core/attachments/file-part.ts';
import { isTextType } from '../../core/attachments/media-types.ts';
import { withoutHarnessMark } from '../../core/context/harness-note.ts';

/**
 * Turn a file of a message into a part of a provider's prompt: a text as text under its name, anything else as its bytes.
 *
 * @throws Error for a file whose bytes are not at hand.
 */
export function toPromptPart(
  { name, mediaType, digest }: FilePart,
  files: FileContents,
): LanguageModelV4FilePart | LanguageModelV4TextPart {
  const data = files.get(digest);
  if (data === undefined) throw new Error(`the bytes of ${name} are not at hand`);
  if (!isTextType(mediaType))
    return { type: 'file', filename: name, mediaType, data: { type: 'data', data } };
  const text = withoutHarnessMark(new TextDecoder('utf-8').decode(data));
  return { type: 'text', text: `Attached file ${name} (${mediaType}):\n\n${text}` };
}
