import { countNoun } from '../values/count-noun.ts';
import { type BoundTokens, mostTokensOf } from './bound-tokens.ts';
import { fileInWords, sizeInWords } from './file-in-words.ts';
import { attachmentLimits, type FilePart, totalBytes } from './file-part.ts';
import { mediaTypesTakenBy } from './media-types.ts';

export interface FileRefusal {
  readonly code: 'attachment-kind' | 'unbounded-input';
  /** One sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** Say why a model may not be sent some files: its wire takes no such kind, or nobody says how many tokens they may be. */
export function refuseFiles(
  files: readonly FilePart[],
  model: { readonly id: string; readonly boundTokens?: BoundTokens },
): FileRefusal | undefined {
  const taken = mediaTypesTakenBy(model.id);
  const other = files.find(({ mediaType }) => !taken.includes(mediaType));
  if (other) {
    return {
      code: 'attachment-kind',
      message: `The model ${model.id} takes no ${other.mediaType} such as ${other.name}.`,
      advice: `It takes ${taken.join(', ')}: convert the file, or use another model.`,
    };
  }
  const unbounded = files.filter((file) => mostTokensOf(file, model.boundTokens) === undefined);
  return unbounded.length === 0
    ? undefined
    : {
        code: 'unbounded-input',
        message: `Nobody says how many tokens ${unbounded.map(fileInWords).join(', ')} may come to with ${model.id}, so the cost of a call would have no bound.`,
        advice: missingBound(unbounded, model.id),
      };
}

/** The same as one text. */
export function refusalInWords({ message, advice }: FileRefusal): string {
  return `${message} ${advice}`;
}

/** Texts where figures belong: a definition in which they were left is refused, where noughts would be a bound. */
function missingBound(files: readonly FilePart[], modelId: string): string {
  const kinds = [...new Set(files.map(({ mediaType }) => mediaType.replace(/^image\/.*/, 'image/*')))];
  return [
    'Paste this into the agent, with the most that the provider counts for one such file:\n',
    'model: {',
    `  id: '${modelId}',`,
    `  boundTokens: { ${kinds.map((kind) => `'${kind}': 'TOKENS'`).join(', ')} },`,
    '},',
  ].join('\n');
}

/** Say why files do not fit into one message; undefined where they do. `files` are distinct. */
export function tooMuchForMessage(files: readonly FilePart[]): string | undefined {
  const { messageFiles, messageBytes } = attachmentLimits;
  if (files.length > messageFiles)
    return `a message may have ${messageFiles} files; these are ${files.length}. Send some with a later message`;
  const bytes = totalBytes(files);
  if (bytes <= messageBytes) return undefined;
  return `the files of a message may have ${sizeInWords(messageBytes)} together; these have ${sizeInWords(bytes)}. Make them smaller, or send some with a later message`;
}

/** The same of all files that a model call would see. */
export function tooMuchForWindow(files: readonly FilePart[]): string | undefined {
  const { windowFiles, windowBytes } = attachmentLimits;
  const bytes = totalBytes(files);
  if (files.length <= windowFiles && bytes <= windowBytes) return undefined;
  return (
    `With these the run would hold ${countNoun(files.length, 'file')} of ${sizeInWords(bytes)}; ` +
    `it may hold ${windowFiles} of ${sizeInWords(windowBytes)} together. Start another run for them.`
  );
}
