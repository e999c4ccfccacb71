import { describe, expect, it } from 'vitest';
import { lateReading } from '../../src/workers/late-reading.ts';

/** Readings that come to their end when a test says so. */
function readings() {
  const begun: PromiseWithResolvers<string>[] = [];
  const late = lateReading(() => {
    const reading = Promise.withResolvers<string>();
    begun.push(reading);
    return reading.promise;
  }, 60_000);
  /** One that waits no time. */
  const ask = (caller: string) => late.get('run', caller, 0).catch(({ message }: Error) => message);
  return { begun, late, ask };
}

describe('a reading that is late', () => {
  it('goes on, and is given to each that waited for it in vain', async () => {
    const { begun, ask } = readings();
    expect([await ask('c1.1'), await ask('c1.2')]).toEqual(['not read within 0 ms', 'not read within 0 ms']);
    begun[0]?.resolve('past');
    expect([await ask('c1.1'), await ask('c1.2')]).toEqual(['past', 'past']);
    expect(begun).toHaveLength(1);
  });

  it('is given to each of them once, and to nobody else: there may be more to read by then', async () => {
    const { begun, ask } = readings();
    await ask('c1.1');
    begun[0]?.resolve('past');
    await ask('c1.1');
    await ask('c1.1');
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('more');
    expect(await ask('c1.1')).toBe('more');
    await ask('c1.2');
    expect(begun).toHaveLength(3);
  });

  it('that fails is begun anew', async () => {
    const { begun, late, ask } = readings();
    const asked = late.get('run', 'c1.1', 60_000);
    begun[0]?.reject(new Error('no server'));
    await expect(asked).rejects.toThrow('no server');
    await ask('c1.1');
    expect(begun).toHaveLength(2);
  });
});
