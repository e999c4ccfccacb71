import type { FilePart } from './file-part.ts';
import { isTextType } from './media-types.ts';

/** The most tokens that a provider counts for one file, by media type or by `image/*`. */
export type BoundTokens = Readonly<Record<string, number>>;

/** A mark of ours in a text is quoted on its way out: two bytes more for each ten. */
const quotedShare = 1.2;

/** The most input tokens that a file comes to; undefined where nobody has said. A text has a token a byte at most. */
export function mostTokensOf(
  { mediaType, bytes }: FilePart,
  bounds: BoundTokens | undefined,
): number | undefined {
  if (isTextType(mediaType)) return Math.ceil(bytes * quotedShare);
  const [kind = ''] = mediaType.split('/');
  for (const name of [mediaType, `${kind}/*`])
    if (bounds !== undefined && Object.hasOwn(bounds, name)) return bounds[name];
  return undefined;
}
