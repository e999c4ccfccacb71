/** What takes longer than its caller waits goes on: whoever waited for it in vain is given what it brought, once. */
export interface LateReading<Value> {
  /** @throws Error when it is not there within this time. */
  get(key: string, caller: string, withinMs: number): Promise<Value>;
}

interface Reading<Value> {
  readonly value: Promise<Value>;
  /** They were sent away before it was there. */
  readonly owed: Set<string>;
  isOver: boolean;
}

/**
 * Share readings that are under way, and keep late ones for a while.
 *
 * A caller that has had what a reading brought gets a new one: by then there may be more to read.
 */
export function lateReading<Value>(
  read: (key: string) => Promise<Value>,
  keptMs: number,
): LateReading<Value> {
  const readings = new Map<string, Reading<Value>>();
  const begin = (key: string): Reading<Value> => {
    const reading: Reading<Value> = { value: read(key), owed: new Set(), isOver: false };
    readings.set(key, reading);
    const forget = () => {
      if (readings.get(key) === reading) readings.delete(key);
    };
    reading.value.then(() => {
      reading.isOver = true;
      setTimeout(forget, keptMs).unref();
    }, forget);
    return reading;
  };
  return {
    async get(key, caller, withinMs) {
      const there = readings.get(key);
      const reading = there && (!there.isOver || there.owed.has(caller)) ? there : begin(key);
      const found = await within(withinMs, reading.value);
      if (found) {
        reading.owed.delete(caller);
        return found.value;
      }
      reading.owed.add(caller);
      throw new Error(`not read within ${withinMs} ms`);
    },
  };
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<{ value: Value } | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([work.then((value) => ({ value })), over]);
  } finally {
    clearTimeout(timer);
  }
}
