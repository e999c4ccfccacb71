import type { Call } from '../calls/call.ts';

/** What a person is shown of a call whose tool tells nothing of it. */
export function bareCall(call: Pick<Call, 'tool' | 'arguments'>): string {
  return `${call.tool} ${JSON.stringify(call.arguments)}`;
}
