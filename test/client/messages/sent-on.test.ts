import { WorkflowNotFoundError } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { sentOn } from '../../../src/client/messages/sent-on.ts';

const ended = new WorkflowNotFoundError('workflow execution already completed', 'agent/desk/1', 'r1');
const closing = Object.assign(new Error('busy'), { code: 8, details: 'the workflow is closing' });

/** Fails as told, once for each error, and is then taken. */
function failing(...errors: Error[]): () => Promise<string> {
  return async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'taken';
  };
}

describe('an update that meets the end of a history', () => {
  it.each([[ended], [closing]])('is sent on to the part that the run goes on in', async (error) => {
    expect(await sentOn(failing(error, error), async () => true)).toBe('taken');
  });

  it('is not sent again to a run that is over', async () => {
    await expect(sentOn(failing(ended), async () => false)).rejects.toBe(ended);
  });

  it('is not sent again for any other reason', async () => {
    const other = Object.assign(new Error('no'), { code: 7, details: 'permission denied' });
    await expect(sentOn(failing(other), async () => true)).rejects.toBe(other);
  });
});
