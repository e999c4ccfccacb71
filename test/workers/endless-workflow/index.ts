import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** Never comes to the end of its first step. */
export async function endless(): Promise<void> {
  for (;;);
}

/** Waits for `go`. */
export async function patient(): Promise<string> {
  let isTold = false;
  setHandler(defineSignal('go'), () => {
    isTold = true;
  });
  await condition(() => isTold);
  return 'went';
}

/** Fails its workflow task. */
export async function broken(): Promise<void> {
  throw new TypeError('no such thing');
}
