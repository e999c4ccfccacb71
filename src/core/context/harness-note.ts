import type { Message, UserMessage } from './message.ts';

/** What every message of ours to the model begins with, and no message of anybody else. */
const mark = '[Holdfast]';

/** Tell the model something in the harness's own name. Foreign texts in it are quoted: see `quotedLine`. */
export function harnessNote(text: string): UserMessage {
  return { role: 'user', content: `${mark} ${text}` };
}

export function isHarnessNote(message: Message): boolean {
  return message.role === 'user' && message.content.startsWith(`${mark} `);
}

/** Put our mark in quotes wherever a line of somebody else's begins with it, so that it does not read as ours. */
export function withoutHarnessMark(text: string): string {
  return text.replaceAll(/^([^\S\n]*)\[holdfast\]/gim, `$1"${mark}"`);
}
