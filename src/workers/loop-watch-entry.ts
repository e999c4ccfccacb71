/** The thread behind `watchEventLoop`; see there. */
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { destination, pino } from 'pino';
import type { LoopWatchData } from './loop-watch.ts';

const lookMs = 500;
/** Looks in a row that find the loop where it was. Counted, not timed: this thread may stand still as well. */
const blockedLooks = 4;

/** Temporal's SDK keeps the context of an activity there, for whatever its code leads to. */
const currentCall = `(() => {
  const { info } = globalThis[Symbol.for('__temporal_activity_context_storage__')]?.getStore() ?? {};
  return info && { activity: info.activityType, call: info.activityId, run: info.workflowExecution?.workflowId };
})()`;

const { turns: buffer, level, file } = workerData as LoopWatchData;
const turns = new Int32Array(buffer);
const log = pino(
  { name: 'holdfast', level, timestamp: pino.stdTimeFunctions.isoTime },
  destination({ dest: file ?? 2, sync: true }),
);

let seen = Atomics.load(turns, 0);
let looks = 0;
let asked: Promise<CurrentCall | undefined> | undefined;
for (;;) {
  await sleep(lookMs);
  const now = Atomics.load(turns, 0);
  if (now === seen) {
    looks++;
    if (looks === blockedLooks) {
      asked = whoIsAtWork();
      void asked.then((call) => tell('the event loop stands still', 'so far', call));
    }
    continue;
  }
  if (asked) tell('the event loop stood still', 'in all', await asked);
  seen = now;
  looks = 0;
  asked = undefined;
}

function tell(what: string, when: string, call: CurrentCall | undefined): void {
  const blockedMs = looks * lookMs;
  const where = call === undefined ? '' : ` in ${call.activity}`;
  log.warn({ ...call, blockedMs }, `${what}${where}, for ${blockedMs} ms ${when}`);
}

interface CurrentCall {
  readonly activity: string;
  readonly call: string;
  readonly run: string;
}

/**
 * Ask the main thread whose call the code is that runs there: hold it at its next statement, read, let it go on.
 *
 * Undefined where no call's code runs, and where a debugger is attached, whose business holding is.
 */
async function whoIsAtWork(): Promise<CurrentCall | undefined> {
  if (Atomics.load(turns, 1) === 1) return undefined;
  const session = new Session();
  // A session alone does not keep this thread from its end.
  const alive = setInterval(() => {}, lookMs);
  try {
    session.connectToMainThread();
    const paused = new Promise<string | undefined>((resolve) => {
      session.once('Debugger.paused', ({ params }) => resolve(params.callFrames[0]?.callFrameId));
    });
    await session.post('Debugger.enable');
    await session.post('Debugger.pause');
    const callFrameId = await paused;
    // It has gone on by itself: whoever is held now is somebody else.
    if (callFrameId === undefined || Atomics.load(turns, 0) !== seen) return undefined;
    const { result } = await session.post('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: currentCall,
      returnByValue: true,
    });
    return result.value as CurrentCall | undefined;
  } catch {
    return undefined;
  } finally {
    // Lets go of what it holds.
    session.disconnect();
    clearInterval(alive);
  }
}
