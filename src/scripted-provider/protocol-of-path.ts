import { anthropicProtocol } from './anthropic-protocol.ts';
import { googleProtocol } from './google-protocol.ts';
import { openAiChatProtocol } from './openai-chat-protocol.ts';
import { openAiResponsesProtocol } from './openai-responses-protocol.ts';
import type { ScriptedProtocol } from './scripted-protocol.ts';

/** What a path says of a request: its wire, and what this wire has in the path instead of in the body. */
export interface RoutedPath {
  readonly protocol: ScriptedProtocol;
  readonly fields: Readonly<Record<string, unknown>>;
}

const byPath: Readonly<Record<string, ScriptedProtocol>> = {
  '/v1/messages': anthropicProtocol,
  '/messages': anthropicProtocol,
  '/v1/chat/completions': openAiChatProtocol,
  '/chat/completions': openAiChatProtocol,
  '/v1/responses': openAiResponsesProtocol,
  '/responses': openAiResponsesProtocol,
};
const googlePath = /^\/(?:v1|v1beta)\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/** For an error about a path that is not served. */
export const servedPaths = [
  ...Object.keys(byPath),
  '/v1beta/models/MODEL:generateContent',
  '/v1beta/models/MODEL:streamGenerateContent',
].join(', ');

/** Find the wire that is spoken under a path. */
export function protocolOfPath(path: string): RoutedPath | undefined {
  if (Object.hasOwn(byPath, path)) return { protocol: byPath[path] as ScriptedProtocol, fields: {} };
  const [, model, method] = googlePath.exec(path) ?? [];
  if (model === undefined) return undefined;
  return {
    protocol: googleProtocol,
    fields: { model: decodeURIComponent(model), stream: method === 'streamGenerateContent' },
  };
}
