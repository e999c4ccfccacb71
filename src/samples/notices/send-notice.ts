import { z } from 'zod';
import { boundedText } from '../../core/values/bounded-text.ts';
import { sha256Hex } from '../../core/values/digest.ts';
import { defineTool } from '../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../tools/define/tool.ts';
import { ToolError } from '../../tools/errors/tool-error.ts';
import type { NoticeService } from './notice-service.ts';

const inputSchema = z.strictObject({
  to: z.email().describe("Whom to send it to, for instance 'ada@example.com'."),
  text: z.string().min(1).max(1_000).describe('The whole message, in plain words.'),
});
type Input = z.output<typeof inputSchema>;

/** Sends one message for good, through a service without keys; a reference in the message tells whether it went out. */
export function sendNotice(service: NoticeService): Tool {
  return defineTool({
    name: 'send_notice',
    description:
      'Send one message to one person by email. It cannot be taken back. Returns the reference that stands at its end.',
    input: inputSchema,
    output: z.strictObject({ to: z.string(), reference: z.string() }),
    effect: 'irreversible',
    idempotency: 'none',
    timeout: '5s',
    commitsWithin: '2s',
    facts,
    prepare: async (input) => ({ preview: preview(input), facts: facts(input) }),
    execute: async (input, { idempotencyKey }) => {
      const reference = referenceOf(idempotencyKey);
      await service.send({ recipient: input.to, text: `${input.text}\n\nReference: ${reference}` });
      return { to: input.to, reference };
    },
    probe: async (input, { idempotencyKey }) => {
      const reference = referenceOf(idempotencyKey);
      try {
        const found = await service.find(reference);
        if (found.length === 0) return { kind: 'absent' };
        return { kind: 'applied', output: { to: input.to, reference } };
      } catch (error) {
        if (error instanceof ToolError) return { kind: 'unknown' };
        throw error;
      }
    },
  });
}

function facts({ to, text }: Input): ToolFacts {
  return {
    stakes: 'high',
    resources: [`mailbox:${boundedText(to, { chars: 240 })}`],
    intent: `notice:${sha256Hex(`${to}\n${text}`).slice(0, 16)}`,
    amountNanoUsd: 0,
    summary: `send a notice to ${boundedText(to, { chars: 240 })}`,
  };
}

/** Every line of the message is marked as such, so that none reads like a line of ours. */
function preview({ to, text }: Input): string {
  const lines = text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/u);
  const plain = (line: string) => line.replace(/\p{C}+/gu, ' ');
  return [
    `Send a notice to ${plain(to)}`,
    'undo     not possible: what is sent is sent',
    ...lines.map((line) => `       > ${plain(line)}`),
  ].join('\n');
}

/** The same for every attempt of one call, and for no other call. */
function referenceOf(idempotencyKey: string): string {
  return `N-${sha256Hex(idempotencyKey.replace(/\/(run|undo)$/, '')).slice(0, 16)}`;
}
