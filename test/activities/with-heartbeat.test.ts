import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HeartbeatTold, withHeartbeat } from '../../src/activities/with-heartbeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How many heartbeats a call sends that lasts so long. */
async function beats(lastsMs: number, told?: HeartbeatTold, info: object = {}): Promise<number> {
  const environment = new MockActivityEnvironment(info);
  let count = 0;
  environment.on('heartbeat', () => count++);
  const call = environment.run(() =>
    withHeartbeat(() => new Promise<void>((resolve) => setTimeout(resolve, lastsMs)), told),
  );
  await vi.advanceTimersByTimeAsync(lastsMs);
  await call;
  await vi.advanceTimersByTimeAsync(60_000);
  return count;
}

const told = (isWatched: () => boolean): HeartbeatTold => ({ isWatched, details: () => ({}) });

describe('a call', () => {
  it('sends few heartbeats, each of which is billed, and none once it is over', async () => {
    expect(await beats(7_000)).toBe(0);
    expect(await beats(60_500)).toBe(7);
  });

  it('sends one in any ten seconds, so that a cancel is heard of by then', async () => {
    for (const seconds of [10, 20, 30, 100]) {
      expect(await beats(seconds * 1_000)).toBeGreaterThanOrEqual(seconds / 10);
    }
  });

  it('sends two a second while somebody reads along, and few before and after', async () => {
    expect(
      await beats(
        10_200,
        told(() => true),
      ),
    ).toBe(20);
    expect(
      await beats(
        60_500,
        told(() => false),
      ),
    ).toBe(7);
  });

  it('sends none where it is local: its run notices that it is lost', async () => {
    expect(await beats(60_000, undefined, { isLocal: true })).toBe(0);
  });
});
