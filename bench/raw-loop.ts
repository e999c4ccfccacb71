import { proxyActivities } from '@temporalio/workflow';

export interface RawCall {
  readonly id: string;
  readonly tool: string;
  readonly arguments: { readonly step: number };
}

export type RawMessage =
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly RawCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly tool: string; readonly content: string };

export interface RawActivities {
  callModel(transcript: readonly RawMessage[]): Promise<{ content: string; calls: readonly RawCall[] }>;
  readPage(input: { readonly step: number }): Promise<{ text: string }>;
}

/** How far a run has come, whatever becomes of it. */
export interface RawProgress {
  readonly steps: number;
}

const { callModel, readPage } = proxyActivities<RawActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 3 },
});

/**
 * The loop that everybody writes first: the model gets the whole transcript as the input of its activity.
 *
 * No budget, no approval, no undo, no message, no end to what history holds: the least that the same work costs.
 */
export async function rawLoop(task: string): Promise<RawProgress> {
  const transcript: RawMessage[] = [{ role: 'user', content: task }];
  for (let steps = 0; ; steps++) {
    const answer = await callModel(transcript);
    transcript.push({ role: 'assistant', ...answer });
    const [call] = answer.calls;
    if (!call) return { steps };
    const { text } = await readPage(call.arguments);
    transcript.push({ role: 'tool', callId: call.id, tool: call.tool, content: JSON.stringify({ text }) });
  }
}
