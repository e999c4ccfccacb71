import { fieldsOf } from '../values/fields-of.ts';
import { utf8Bytes } from '../values/json.ts';
import { attachmentLimits, distinctFiles, type FilePart } from './file-part.ts';
import { mediaTypes } from './media-types.ts';
import { tooMuchForMessage } from './refuse-files.ts';

/** Field in which a payload tells the sizes of what came after it; whoever sends it in the payload is not heard. */
const sentSizes = 'sentSizes';

/** Put a payload and the bytes that came as further arguments together: of these only their sizes count in a run. */
export function withSentSizes(payload: unknown, further: readonly unknown[]): unknown {
  const { attachments } = fieldsOf(payload);
  if (attachments === undefined) return payload;
  const sizes = further.flatMap((one) => (ArrayBuffer.isView(one) ? [one.byteLength] : []));
  return { ...(payload as object), [sentSizes]: sizes };
}

/** Files that a payload names and whose bytes did not come with it, told by their sizes; each once. */
export function filesNotSent(files: readonly FilePart[], payload: unknown): readonly FilePart[] {
  const sizes = fieldsOf(payload)[sentSizes];
  const left = Array.isArray(sizes) ? [...(sizes as number[])] : [];
  return distinctFiles(files).filter(({ bytes }) => {
    const at = left.indexOf(bytes);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}

/** Say what is wrong with the files that somebody names; undefined where nothing is, or there are none. */
export function filesFault(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || value.length > attachmentLimits.messageFiles)
    return `must be a list of 1 to ${attachmentLimits.messageFiles} files`;
  for (const [place, file] of value.entries()) {
    const fault = fileFault(file);
    if (fault !== undefined) return `[${place}] ${fault}`;
  }
  const files = distinctFiles(value as FilePart[]);
  return tooMuchForMessage(files);
}

function fileFault(value: unknown): string | undefined {
  const { type, digest, mediaType, name, bytes, ...others } = fieldsOf(value);
  if (type !== 'file') return 'is no file: its type must be "file"';
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
    return 'has no digest: SHA-256 of its bytes in lower-case hex';
  if (typeof mediaType !== 'string' || !mediaTypes.includes(mediaType))
    return `has a media type that no provider takes; it may be ${mediaTypes.join(', ')}`;
  if (typeof name !== 'string' || !isFileName(name))
    return `has no name: one line of at most ${attachmentLimits.nameBytes} bytes`;
  if (!Number.isSafeInteger(bytes) || Number(bytes) < 1 || Number(bytes) > attachmentLimits.fileBytes)
    return `must have 1 to ${attachmentLimits.fileBytes} bytes`;
  const [other] = Object.keys(others);
  return other === undefined ? undefined : 'has fields that a file has not';
}

/** Control and direction characters would let a name read as something else. */
function isFileName(name: string): boolean {
  return (
    name.trim() !== '' &&
    name.isWellFormed() &&
    ![...name].some(misleads) &&
    utf8Bytes(name) <= attachmentLimits.nameBytes
  );
}

function misleads(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  const isControl = point < 0x20 || (point >= 0x7f && point < 0xa0);
  const turns = (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
  return isControl || turns;
}
