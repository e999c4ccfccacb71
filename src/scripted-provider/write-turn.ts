import { createHash } from 'node:crypto';
import { jsonBytes } from '../core/values/json.ts';
import type { ScriptedRequest, ScriptedTurn, WrittenTurn } from './scripted-request.ts';

const bytesPerToken = 4;

/** Fill in what a turn leaves open: call ids and usage, both derived from the request and the turn alone. */
export function writeTurn(request: ScriptedRequest, turn: ScriptedTurn): WrittenTurn {
  const text = turn.text ?? '';
  const calls = turn.toolCalls ?? [];
  const usage = turn.usage === 'missing' ? undefined : turn.usage;
  return {
    text,
    toolCalls: calls.map((call, index) => ({
      id: call.id ?? callId(request, index, call.name, call.arguments),
      name: call.name,
      arguments: call.arguments,
    })),
    finish: turn.finish ?? 'whole',
    reasoning: turn.reasoning ?? [],
    usage: {
      inputTokens: usage?.inputTokens ?? Math.ceil(jsonBytes(request) / bytesPerToken),
      outputTokens:
        usage?.outputTokens ?? Math.ceil(jsonBytes(written(text, calls, turn.reasoning)) / bytesPerToken),
      cachedInputTokens: usage?.cachedInputTokens ?? 0,
    },
  };
}

/** Reasoning counts as output where there is some. */
function written(text: string, calls: object, reasoning: ScriptedTurn['reasoning']): object {
  return reasoning === undefined ? { text, calls } : { text, calls, reasoning };
}

function callId(request: ScriptedRequest, index: number, name: string, args: object | string): string {
  const text = JSON.stringify([request.messages, index, name, args]);
  return `call_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
