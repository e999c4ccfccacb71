import { createHash } from 'node:crypto';
import type { ModelRequest } from '../model-port.ts';

/**
 * Name the prefix that the requests of one conversation share, for OpenAI to send them to where it is cached.
 *
 * The same for every call of a run, whatever is added to its window.
 */
export function promptCacheKey({
  instructions,
  tools,
  messages,
}: Pick<ModelRequest, 'instructions' | 'tools' | 'messages'>): string {
  return createHash('sha256')
    .update(JSON.stringify([instructions, tools, messages[0] ?? null]))
    .digest('hex')
    .slice(0, 32);
}
