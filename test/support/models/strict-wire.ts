import { pathToFileURL } from 'node:url';
import { missingShared, sharedPath } from '../shared-data.ts';

/** What only some servers refuse. */
export interface Quirks {
  readonly idMax?: number;
  /** An assistant message without its `reasoning_content`. */
  readonly reasoning?: boolean;
  readonly thought?: boolean;
  /** A user message right after a tool's or another user's. */
  readonly alternate?: boolean;
  readonly maxTokens?: boolean;
  readonly noStreamOptions?: boolean;
  readonly schema?: boolean;
}

type Refusal = (wire: string, body: object, text: string, quirks: Quirks) => string | undefined;

const file = 'field-models/strict-wire.mjs';
const names: Readonly<Record<string, string>> = {
  '/v1/messages': 'anthropic',
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
};

/** Load what the collection knows of refused requests: the message of a 400, or undefined. */
export async function loadStrictWire(): Promise<
  (path: string, body: object, text: string, quirks?: Quirks) => string | undefined
> {
  const missing = missingShared(file);
  if (missing) throw new Error(missing);
  const { refusal } = (await import(pathToFileURL(sharedPath(file)).href)) as { refusal: Refusal };
  return (path, body, text, quirks = {}) => {
    const wire = names[path];
    return wire === undefined ? undefined : refusal(wire, body, text, quirks);
  };
}
