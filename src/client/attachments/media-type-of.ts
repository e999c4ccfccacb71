import { isTextType, mediaTypes } from '../../core/attachments/media-types.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';

const byEnding: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  xml: 'text/xml',
  json: 'application/json',
};

/**
 * Tell what kind of file this is: by what it begins with, whatever it is called; a text by its name.
 *
 * @throws HoldfastError usage `attachment_kind` for what no provider takes, and where `declared` is not what it holds.
 */
export async function mediaTypeOf(
  name: string,
  data: Uint8Array,
  declared: string | undefined,
): Promise<string> {
  // Loaded here: whoever attaches nothing shall not pay for it.
  const { detectMediaType } = await import('@ai-sdk/provider-utils');
  const detected = detectMediaType({ data });
  const found = detected ?? (isText(data) ? textType(name, declared) : undefined);
  if (found === undefined || !mediaTypes.includes(found)) {
    throw kindError(
      `No model takes the file ${name}: it is ${detected ?? 'neither a text in UTF-8 nor of a kind that is known'}.`,
    );
  }
  if (declared !== undefined && declared !== found)
    throw kindError(`The file ${name} is ${found}, not ${declared}.`);
  return found;
}

function textType(name: string, declared: string | undefined): string {
  if (declared !== undefined && isTextType(declared)) return declared;
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return (Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined) ?? 'text/plain';
}

/** In UTF-8, and without what only binary files hold. */
function isText(data: Uint8Array): boolean {
  try {
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return false;
  }
}

function kindError(message: string): HoldfastError {
  return new HoldfastError({
    kind: 'usage',
    code: 'attachment_kind',
    message,
    unchanged: 'Nothing was sent.',
    advice: `Convert it to one of ${mediaTypes.join(', ')}.`,
  });
}
