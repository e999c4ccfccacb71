import { type Calls } from './call-counter.ts';
import { executedFiles } from './executed-files.ts';
import { type CountedCommand, openShop, type Shop } from './open-shop.ts';
import { sourceOrigins } from './source-origins.ts';

type Files = Set<string>;

/** Files with executed functions, by process and span. */
export interface ExecutedFiles {
  /** Of a verb that lists no run: what it shares with another verb is what the command line runs for any. */
  readonly trivialVerb: Files;
  readonly approve: {
    /** In the command line's process until the message leaves it. */
    readonly sending: Files;
    /** In the same process from then to its end. */
    readonly answered: Files;
    /** In the worker from the message's arrival until the tool was executed: workflow code, and the rest. */
    readonly workflow: Files;
    readonly activity: Files;
  };
  readonly undo: { readonly sending: Files };
}

/** What the scripted provider plays in the bundled shop, and the tool whose call is approved and undone. */
const input = 'Cancel my order #W1001, I ordered it by mistake. My email is ada@example.com.';
const tool = 'cancel_pending_order';
const task = 'measured';

/**
 * Play an approval and an undo of an open run by the command line of a checkout, and see which files take part.
 *
 * @throws Error when a command ends in another way than it should, or when `signal` aborts.
 */
export async function measureExecutedFiles(root: string, signal: AbortSignal): Promise<ExecutedFiles> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // The shop opens first, so that what it has started is stopped.
  aborted.catch(() => {});
  await using shop = await openShop(root);
  return await Promise.race([play(shop, root), aborted]);
}

async function play(shop: Shop, root: string): Promise<ExecutedFiles> {
  const originsOf = sourceOrigins(root);
  const filesOf = ({ mainThread }: Calls) => executedFiles(mainThread, originsOf);
  const { worker } = shop;

  const trivialVerb = filesOf(await toEnd(await shop.count('ls', '--limit', '1')));

  const { id } = await shop.ask<{ id: string }>('start', 'retail', '--chat', '--id', task, '--input', input);
  const { approvals } = await shop.untilState(task, 'awaiting-approval');
  const open = approvals.find(({ state }) => state === 'open');
  if (!open) throw new Error(`The run ${id} waits for an approval and tells none.`);

  const approving = await send(shop, 'approve', task, open.id, '--digest', open.digest);
  const approveSending = filesOf(await approving.counter.take());
  // What ran before the message came is none of its doing.
  await worker.counter.take();
  const release = await untilExecuted(shop, id, approving.release);
  const atWorker = await worker.counter.take();
  release();
  const answered = filesOf(await toEnd(approving));
  const workflow = executedFiles(atWorker.otherThreads, originsOf);
  if (workflow.size === 0) throw new Error('No workflow code was counted: the worker ran it somewhere else.');

  await shop.untilState(task, 'awaiting-user');
  const undoing = await send(shop, 'undo', task, '--apply');
  const undoSending = filesOf(await undoing.counter.take());
  undoing.release();
  await toEnd(undoing);

  return {
    trivialVerb,
    approve: { sending: approveSending, answered, workflow, activity: filesOf(atWorker) },
    undo: { sending: undoSending },
  };
}

/** Start a command, and hold the message that it sends to a run. */
async function send(
  { proxy, count }: Shop,
  ...args: readonly string[]
): Promise<CountedCommand & { release: () => void }> {
  const leaving = proxy.hold('UpdateWorkflowExecution');
  const counted = await count(...args);
  const endedBefore = toEnd(counted).then(() => {
    throw new Error(`holdfast ${args.join(' ')} ended without a message to the run.`);
  });
  return { ...counted, release: await Promise.race([leaving, endedBefore]) };
}

/** Let the message pass, and hold the tool's result on its way back. */
async function untilExecuted({ proxy, isOpen }: Shop, id: string, release: () => void): Promise<() => void> {
  for (let letPass = release; ; ) {
    const completion = proxy.hold('RespondActivityTaskCompleted');
    letPass();
    letPass = await completion;
    if (await isOpen(id, tool)) return letPass;
  }
}

async function toEnd({ command, counter }: CountedCommand): Promise<Calls> {
  const calls = await counter.atEnd;
  await command.done;
  return calls;
}
