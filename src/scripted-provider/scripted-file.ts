import { createHash } from 'node:crypto';

/** A file of a user's message, as it came over the wire. */
export interface ScriptedFile {
  readonly mediaType: string;
  readonly bytes: number;
  /** SHA-256 of the bytes, in hex. */
  readonly digest: string;
}

/** A file that is written as `data:MEDIA/TYPE;base64,…`; undefined for any other text. */
export function fileOfDataUrl(url: unknown): ScriptedFile | undefined {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(typeof url === 'string' ? url : '') ?? [];
  return mediaType === undefined || data === undefined ? undefined : scriptedFile(mediaType, data);
}

export function scriptedFile(mediaType: unknown, base64: unknown): ScriptedFile {
  const data = Buffer.from(String(base64), 'base64');
  const digest = createHash('sha256').update(data).digest('hex');
  return { mediaType: String(mediaType), bytes: data.length, digest };
}

/** A user's message with what stood before its text; without files it has no such field. */
export function userMessage(
  content: string,
  files: readonly ScriptedFile[],
): { role: 'user'; content: string; files?: readonly ScriptedFile[] } {
  return { role: 'user', content, ...(files.length > 0 ? { files } : {}) };
}
