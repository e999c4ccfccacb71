import { listOf, textOf, type Wire, wireOf } from './wire-reader.ts';

interface State {
  told: boolean;
}

/**
 * The items of a streamed Response. Some servers tell what an item holds only when it is done, or begin none before the
 * answer ends; the SDK reads it from what comes in between, which is made up for here.
 */
export class ToldItems {
  /** By place and by id, of which servers give either or both. */
  readonly #items = new Map<unknown, State>();
  /** A piece belonged to no item that began: what was told of which is unknown, and nothing is made up. */
  #stray = false;

  begins(wire: Wire): void {
    const state = { told: false };
    for (const key of keysOf(wire)) this.#items.set(key, state);
  }

  tells(wire: Wire): void {
    const state = this.#find(wire);
    if (state === undefined) this.#stray = true;
    else state.told = true;
  }

  get areNone(): boolean {
    return this.#items.size === 0 && !this.#stray;
  }

  /** The event that ends an item, after what was not told of it. */
  done(wire: Wire, item: Wire): readonly Wire[] {
    const end = { ...wire, item };
    if (this.#stray) return [end];
    const state = this.#find(wire);
    const begin = { ...wire, type: 'response.output_item.added', item: beginningOf(item) };
    if (state === undefined) this.begins(wire);
    return [
      ...(state === undefined ? [begin] : []),
      ...(state?.told === true ? [] : piecesOf(item, wire['output_index'])),
      end,
    ];
  }

  #find(wire: Wire): State | undefined {
    return keysOf(wire)
      .map((key) => this.#items.get(key))
      .find((state) => state !== undefined);
  }
}

function keysOf(wire: Wire): unknown[] {
  return [wire['output_index'], wire['item_id'], wireOf(wire['item'])['id']].filter(
    (key) => key !== undefined && key !== null,
  );
}

function beginningOf(item: Wire): Wire {
  switch (item['type']) {
    case 'message':
      return { ...item, content: [] };
    case 'function_call':
      return { ...item, arguments: '' };
    default:
      return { ...item, summary: [] };
  }
}

function piecesOf(item: Wire, place: unknown): readonly Wire[] {
  const of = { item_id: item['id'], output_index: place };
  const textsIn = (parts: unknown) => listOf(parts).map((part) => textOf(wireOf(part)['text']) ?? '');
  if (item['type'] === 'message') {
    const delta = textsIn(item['content']).join('');
    return delta === '' ? [] : [{ type: 'response.output_text.delta', ...of, delta }];
  }
  return textsIn(item['summary']).flatMap((delta, at) => [
    { type: 'response.reasoning_summary_part.added', ...of, summary_index: at },
    { type: 'response.reasoning_summary_text.delta', ...of, summary_index: at, delta },
  ]);
}
