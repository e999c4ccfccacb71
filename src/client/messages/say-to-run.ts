import { randomUUID } from 'node:crypto';
import { given } from '../../core/values/given.ts';
import { type Attachment, attachFiles } from '../attachments/attach-files.ts';
import { loginName } from '../connection/login-name.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { showRun } from '../runs/show-run.ts';
import { type MessageTaken, type SendOptions, sendMessage } from './send-message.ts';

export interface SaidMessage {
  readonly text: string;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly messageId?: string | undefined;
  readonly by?: string | undefined;
}

/**
 * Put a user's message to a run, with its files.
 *
 * A file that the run holds already is named and not sent again. The run says so where it has dropped it meanwhile; it
 * is sent then.
 */
export async function sayToRun(
  access: TemporalAccess,
  run: string,
  { text, attachments = [], messageId = randomUUID(), by = loginName() }: SaidMessage,
  options: SendOptions,
): Promise<MessageTaken> {
  const { parts, contents } = await attachFiles(attachments);
  const payload = {
    message: text,
    messageId,
    by,
    ...given({ attachments: parts.length > 0 ? parts : undefined }),
  };
  const send = (files: ReadonlyMap<string, Uint8Array>, updateId: string): Promise<MessageTaken> =>
    sendMessage(access, run, 'say', payload, { ...options, updateId, files: [...files.values()] });
  const updateId = `say:${messageId}`;
  const held = parts.length === 0 ? [] : ((await showRun(access, run)).attachments ?? []);
  const isHeld = new Set(held.map(({ digest }) => digest));
  const unknown = new Map([...contents].filter(([digest]) => !isHeld.has(digest)));
  try {
    return await send(unknown, updateId);
  } catch (error) {
    const dropped = error instanceof HoldfastError && error.code === 'attachment_missing';
    if (!dropped || unknown.size === contents.size) throw error;
    return send(contents, `${updateId}:whole`);
  }
}
