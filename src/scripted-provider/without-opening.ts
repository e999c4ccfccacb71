import { openingMessage } from '../contracts/opening-message.ts';
import type { ScriptedMessage } from './scripted-request.ts';

/** Without the message by which adapters open a conversation that does not begin with the user's. */
export function withoutOpening(messages: readonly ScriptedMessage[]): readonly ScriptedMessage[] {
  const [first] = messages;
  return first?.role === 'user' && first.content === openingMessage ? messages.slice(1) : messages;
}
