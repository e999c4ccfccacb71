/**
 * A file in a user's message: what it is, and the digest by which its bytes are found.
 *
 * The bytes stand once in the run's history, after the argument or message that brought them, and nowhere in its state.
 */
export interface FilePart {
  readonly type: 'file';
  /** SHA-256 of its bytes, in lower-case hex. */
  readonly digest: string;
  readonly mediaType: string;
  /** One line, without a path. */
  readonly name: string;
  readonly bytes: number;
}

/** The bytes of files, by their digests. */
export type FileContents = ReadonlyMap<string, Uint8Array>;

/**
 * What may be attached. Temporal takes 2 MiB with a start or a message, all arguments together, and providers take
 * requests of a few tens of MiB.
 */
export const attachmentLimits = {
  /** Of one file. */
  fileBytes: 1024 * 1024,
  /** Of the files of one message together, each once. */
  messageBytes: 1.5 * 1024 * 1024,
  messageFiles: 10,
  /** Of the files of all messages that a model call sees, each once. */
  windowBytes: 8 * 1024 * 1024,
  windowFiles: 32,
  nameBytes: 200,
} as const;

/** Each file once, the first part that names it. */
export function distinctFiles(files: readonly FilePart[]): readonly FilePart[] {
  return [...new Map(files.toReversed().map((file) => [file.digest, file])).values()].toReversed();
}

export function totalBytes(files: readonly FilePart[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
