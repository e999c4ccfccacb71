import { acknowledgement } from '../../contracts/acknowledgement.ts';
import type { FilePart } from '../../core/attachments/file-part.ts';
import { isHarnessNote, withoutHarnessMark } from '../../core/context/harness-note.ts';
import type { Message } from '../../core/context/message.ts';
import { given } from '../../core/values/given.ts';

/**
 * Bring messages into an order of roles that every server takes: no user message right after a tool's or a user's.
 *
 * Notes of the harness join the message before; so do words of a user after those of another. After a tool's result the
 * words of a user keep their place: a short message of the assistant goes before them. Our mark is put in quotes in what
 * tools return, so that a note that joins it is told from theirs.
 */
export function alternateRoles(messages: readonly Message[]): Message[] {
  const ordered: Message[] = [];
  for (const message of messages) {
    const last = ordered.at(-1);
    if (message.role === 'tool') {
      ordered.push({ ...message, content: withoutHarnessMark(message.content) });
    } else if (message.role !== 'user' || last === undefined || last.role === 'assistant') {
      ordered.push(message);
    } else if (last.role === 'user') {
      ordered[ordered.length - 1] = {
        ...last,
        content: `${last.content}\n\n${message.content}`,
        ...given({ attachments: joined(last.attachments, message.attachments) }),
      };
    } else if (isHarnessNote(message)) {
      ordered[ordered.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    } else ordered.push({ role: 'assistant', content: acknowledgement, calls: [] }, message);
  }
  return ordered;
}

function joined(
  before: readonly FilePart[] | undefined,
  after: readonly FilePart[] | undefined,
): readonly FilePart[] | undefined {
  return before && after ? [...before, ...after] : (before ?? after);
}
