import { createHash } from 'node:crypto';
import { sizeInWords } from '../../core/attachments/file-in-words.ts';
import { attachmentLimits, distinctFiles, type FilePart } from '../../core/attachments/file-part.ts';
import { tooMuchForMessage } from '../../core/attachments/refuse-files.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { mediaTypeOf } from './media-type-of.ts';

/** A file that goes with a user's message. */
export interface Attachment {
  /** What it is called for the model and for people; of a path the last part. */
  readonly name: string;
  readonly data: Uint8Array;
  /** Of a text file; any other is known by its content. Default: by content and name. */
  readonly mediaType?: string | undefined;
}

/** Files as a run takes them: what stands in its state, and the arguments that follow. Each file once. */
export interface AttachedFiles {
  readonly parts: readonly FilePart[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Check files and make them ready to be sent.
 *
 * @throws HoldfastError usage `attachment_empty`, `attachment_too_large`, `attachment_kind` or `attachments_too_many`.
 */
export async function attachFiles(attachments: readonly Attachment[]): Promise<AttachedFiles> {
  const contents = new Map<string, Uint8Array>();
  const parts: FilePart[] = [];
  for (const { name: given, data, mediaType } of attachments) {
    const name = fileName(given);
    checkSize(name, data.byteLength);
    const digest = createHash('sha256').update(data).digest('hex');
    contents.set(digest, data);
    parts.push({
      type: 'file',
      digest,
      mediaType: await mediaTypeOf(name, data, mediaType),
      name,
      bytes: data.byteLength,
    });
  }
  const distinct = distinctFiles(parts);
  const tooMuch = tooMuchForMessage(distinct);
  if (tooMuch !== undefined)
    throw refused('attachments_too_many', `The files cannot be sent: ${tooMuch}.`, distinct);
  return { parts: distinct, contents };
}

/** Say that a file is too large, or empty; before it is read where its size is known. */
export function checkSize(name: string, bytes: number): void {
  const { fileBytes } = attachmentLimits;
  if (bytes === 0) throw refused('attachment_empty', `The file ${name} is empty.`, []);
  if (bytes <= fileBytes) return;
  throw new HoldfastError({
    kind: 'usage',
    code: 'attachment_too_large',
    message: `The file ${name} has ${bytes.toLocaleString('en-US')} bytes; a file may have ${fileBytes.toLocaleString('en-US')} (${sizeInWords(fileBytes)}).`,
    why: 'It stands in the history of the run, and goes to the model with every call.',
    unchanged: 'Nothing was sent.',
    advice:
      'Make it smaller (fewer pages, fewer pixels), or give the agent a tool that reads it where it lies.',
    details: { name, bytes, limit: fileBytes },
  });
}

function refused(code: string, message: string, files: readonly FilePart[]): HoldfastError {
  return new HoldfastError({
    kind: 'usage',
    code,
    message,
    unchanged: 'Nothing was sent.',
    advice: 'Attach files of 1 byte to 1 MiB, and no more of them than a message holds.',
    ...(files.length > 0 ? { details: { files: files.map(({ name }) => name) } } : {}),
  });
}

function fileName(path: string): string {
  const last = path.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ').trim();
  return boundedText(clean === '' ? 'file' : clean, { bytes: attachmentLimits.nameBytes });
}
