import { createHash } from 'node:crypto';

type Wire = Record<string, unknown>;

/** What a request is billed for, in tokens; a token is taken for four bytes. */
export interface CacheUsage {
  readonly input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
}

/** How many blocks before a breakpoint are looked at, and from how many tokens on a prefix is kept. */
const lookback = 20;
const minTokens = 1_024;

/**
 * Bill requests as Anthropic's published rule has it: a prefix of tools, system and messages is read where a breakpoint
 * stands at, or shortly after, the end of one that was written, byte for byte the same from the first byte on.
 */
export class CacheMeter {
  readonly #written = new Set<string>();

  bill(body: Wire): CacheUsage {
    const blocks = blocksOf(body);
    const ends: { digest: string; tokens: number; isMarked: boolean }[] = [];
    const hash = createHash('sha256');
    let bytes = 0;
    for (const { cache_control, ...block } of blocks) {
      const text = JSON.stringify(block);
      bytes += Buffer.byteLength(text);
      hash.update(text);
      ends.push({
        digest: hash.copy().digest('hex'),
        tokens: Math.ceil(bytes / 4),
        isMarked: cache_control !== undefined,
      });
    }
    const marks = ends.flatMap(({ isMarked }, place) => (isMarked ? [place] : []));
    if (marks.length > 4) throw new Error(`${marks.length} breakpoints; at most four are taken`);
    let read = 0;
    for (const mark of marks) {
      for (const { digest, tokens } of ends.slice(Math.max(0, mark - lookback + 1), mark + 1)) {
        if (this.#written.has(digest)) read = Math.max(read, tokens);
      }
    }
    const last = marks.at(-1);
    const cached = last === undefined ? 0 : (ends[last]?.tokens ?? 0);
    for (const mark of marks) {
      const end = ends[mark];
      if (end && end.tokens >= minTokens) this.#written.add(end.digest);
    }
    const all = ends.at(-1)?.tokens ?? 0;
    const written = cached >= minTokens ? Math.max(0, cached - read) : 0;
    return {
      input_tokens: all - read - written,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
    };
  }
}

/** Everything that is a part of the prefix, in its order. */
export function blocksOf(body: Wire): Wire[] {
  const list = (value: unknown): Wire[] => (Array.isArray(value) ? (value as Wire[]) : []);
  const system = typeof body['system'] === 'string' ? [{ text: body['system'] }] : list(body['system']);
  const messages = list(body['messages']).flatMap(({ role, content }): Wire[] =>
    (typeof content === 'string' ? [{ type: 'text', text: content }] : list(content)).map((block) => ({
      role,
      ...block,
    })),
  );
  return [...list(body['tools']), ...system, ...messages];
}
