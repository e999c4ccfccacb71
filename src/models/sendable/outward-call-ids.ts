import type { Message } from '../../core/context/message.ts';

/**
 * Give each call of a window, by its own id, the id that it has on the wire.
 *
 * The provider's own where it is one that the wire takes and no earlier call has it; else one made of the call's own id.
 * An id never changes as the window grows.
 */
export function outwardCallIds(messages: readonly Message[], allowed: RegExp): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    for (const { id, providerCallId } of message.calls) {
      const usable = allowed.test(providerCallId) && !taken.has(providerCallId);
      const outward = usable ? providerCallId : freeId(`call_${id.replaceAll(/[^A-Za-z0-9]/g, '_')}`, taken);
      ids.set(id, outward);
      taken.add(outward);
    }
  }
  return ids;
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
  return id;
}
