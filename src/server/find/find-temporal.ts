import { TemporalServerError } from '../launch/temporal-server-error.ts';

/** A server that can be started: the CLI's dev server, or the stock server with its UI beside it. */
export type TemporalBinary =
  | { readonly kind: 'cli'; readonly path: string; readonly serverVersion: string }
  | {
      readonly kind: 'stock';
      readonly path: string;
      readonly uiPath: string;
      /** Makes and updates the schemas of a server on PostgreSQL. */
      readonly sqlToolPath: string;
      readonly serverVersion: string;
    };

/** One place a server may come from. `find` answers the server, or in a few words why there is none. */
export interface TemporalSource {
  readonly name: string;
  /** The kind of server that it may have. */
  readonly kind: TemporalBinary['kind'];
  readonly find: () => Promise<TemporalBinary | string>;
}

/**
 * Take the first server that the sources have, in their order.
 *
 * @throws TemporalServerError when none has one: what each said, and as `advice` how to mend it.
 */
export async function findTemporal(
  sources: readonly TemporalSource[],
  advice: string,
): Promise<TemporalBinary> {
  const reasons: string[] = [];
  for (const source of sources) {
    const answer = await source.find();
    if (typeof answer !== 'string') return answer;
    reasons.push(`  - ${source.name}: ${answer.replaceAll('\n', '\n      ')}`);
  }
  throw new TemporalServerError(
    `There is no Temporal server to start. Looked, in this order, at:\n${reasons.join('\n')}`,
    { advice },
  );
}
