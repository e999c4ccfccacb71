import type { Message } from '../context/message.ts';
import { distinctFiles, type FilePart } from './file-part.ts';

/** The files of some messages, one part for each place where one stands. */
export function filesOf(messages: readonly Message[]): readonly FilePart[] {
  return messages.flatMap((message) => (message.role === 'user' ? (message.attachments ?? []) : []));
}

/** Each file that a run's next model calls may see, once. What the window leaves out is not among them. */
export function heldFiles(state: {
  readonly transcript: { readonly messages: readonly Message[] };
  readonly inbox: readonly Message[];
}): readonly FilePart[] {
  return distinctFiles([...filesOf(state.transcript.messages), ...filesOf(state.inbox)]);
}
