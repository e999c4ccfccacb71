import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { anthropicProtocol } from './anthropic-protocol.ts';
import { openAiChatProtocol } from './openai-chat-protocol.ts';
import { openAiResponsesProtocol } from './openai-responses-protocol.ts';
import { createFaultPlan, type ProviderFault, type ProviderFaultRule } from './provider-faults.ts';
import { createProviderMeter, type ProviderMeter } from './provider-meter.ts';
import { scriptedBaseUrls } from './scripted-base-urls.ts';
import {
  BadRequest,
  type ProviderErrorKind,
  requireAnsweredCalls,
  type ScriptedProtocol,
} from './scripted-protocol.ts';
import type { Script, ScriptedRequest, WrittenTurn } from './scripted-request.ts';
import { sendStream } from './send-stream.ts';
import { writeTurn } from './write-turn.ts';

export interface ScriptedProvider {
  readonly url: string;
  readonly anthropicBaseUrl: string;
  readonly openaiBaseUrl: string;
  /** The last calls, oldest first; see `journalLength`. */
  readonly journal: readonly JournalEntry[];
  meter(): ProviderMeter;
  /** Replaces all rules. */
  setFaults(rules: readonly ProviderFaultRule[]): void;
  /** Ends open connections too. Safe to call twice. */
  stop(): Promise<void>;
}

export interface JournalEntry {
  readonly path: string;
  /** Absent when the body could not be read. */
  readonly request?: ScriptedRequest;
  readonly turn?: WrittenTurn;
  readonly fault?: ProviderFault;
  /** Asked for as a stream. */
  readonly streamed?: true;
  /** Absent when the connection was reset. */
  readonly status?: number;
}

const protocols: Readonly<Record<string, ScriptedProtocol>> = {
  '/v1/messages': anthropicProtocol,
  '/messages': anthropicProtocol,
  '/v1/chat/completions': openAiChatProtocol,
  '/chat/completions': openAiChatProtocol,
  '/v1/responses': openAiResponsesProtocol,
  '/responses': openAiResponsesProtocol,
};

const faultAnswers = {
  'rate-limited': { status: 429, message: 'This request would exceed the rate limit (scripted fault)' },
  'server-error': { status: 500, message: 'Internal server error (scripted fault)' },
  overloaded: { status: 529, message: 'Overloaded (scripted fault)' },
} as const;

/**
 * Start a local model provider on 127.0.0.1 that speaks Anthropic Messages, OpenAI Chat Completions and OpenAI
 * Responses, and plays a script. Needs no key. With `stream: true` it answers in pieces, spread over the turn's `delayMs`.
 *
 * A script that throws is answered as a bad request with its message, so that a run ends instead of retrying.
 *
 * @param options.port default: a free one
 * @param options.journalLength calls kept in `journal`; default 200, since each holds its whole transcript
 */
export async function startScriptedProvider(options: {
  readonly script: Script;
  readonly port?: number;
  readonly faults?: readonly ProviderFaultRule[];
  readonly journalLength?: number;
}): Promise<ScriptedProvider> {
  const meter = createProviderMeter();
  const journal: JournalEntry[] = [];
  let faultFor = createFaultPlan(options.faults ?? []);

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    const protocol = Object.hasOwn(protocols, path) ? protocols[path] : undefined;
    if (protocol === undefined || incoming.method !== 'POST') {
      const known = Object.keys(protocols).join(', ');
      const message = `${incoming.method} ${path} is not served here. POST to one of: ${known}`;
      return send(response, 404, openAiChatProtocol.error('not-found', message));
    }
    meter.request(path);
    const entry: { -readonly [Key in keyof JournalEntry]: JournalEntry[Key] } = { path };
    journal.push(entry);
    if (journal.length > (options.journalLength ?? 200)) journal.shift();

    const refuse = (status: number, kind: ProviderErrorKind, message: string, headers = {}) => {
      meter.refused();
      entry.status = status;
      send(response, status, protocol.error(kind, message), headers);
    };

    let request: ScriptedRequest;
    let streams: boolean;
    try {
      ({ request, streams } = readRequest(protocol, await readText(incoming)));
    } catch (error) {
      if (error instanceof BadRequest) return refuse(400, 'bad-request', error.message);
      throw error;
    }
    entry.request = request;
    const fault = faultFor(request);
    if (fault !== undefined) entry.fault = fault;
    if (fault?.kind === 'reset') {
      meter.refused();
      incoming.socket.destroy();
      return;
    }
    if (fault?.kind === 'rate-limited' || fault?.kind === 'server-error' || fault?.kind === 'overloaded') {
      const { status, message } = faultAnswers[fault.kind];
      const wait = fault.kind === 'rate-limited' ? fault.retryAfterSeconds : undefined;
      return refuse(status, fault.kind, message, wait === undefined ? {} : { 'retry-after': String(wait) });
    }

    let answer: { turn: WrittenTurn; usageMissing: boolean; delayMs: number };
    try {
      const scripted = await options.script(request);
      const turn = writeTurn(request, scripted);
      const usageMissing = scripted.usage === 'missing' || fault?.kind === 'missing-usage';
      answer = { turn, usageMissing, delayMs: scripted.delayMs ?? 0 };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refuse(400, 'bad-request', `The script has no answer: ${why}`);
    }
    entry.turn = answer.turn;
    entry.status = 200;
    if (streams) entry.streamed = true;
    const waitMs = (streams ? 0 : answer.delayMs) + (fault?.kind === 'slow' ? fault.delayMs : 0);
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });

    const spoilt = fault?.kind === 'cut' || fault?.kind === 'malformed-json' ? fault.kind : undefined;
    const whole = spoilt === undefined && !answer.usageMissing;
    const { turn, usageMissing } = answer;
    const made = () => meter.made(turn.usage, whole && !response.destroyed ? 'answered' : 'lost');
    if (streams) {
      const events = protocol.stream(request, turn, !usageMissing);
      await sendStream(response, events, { overMs: answer.delayMs, fault: spoilt });
      return made();
    }
    made();
    const body = protocol.answer(request, turn, !usageMissing);
    if (spoilt === 'cut') return sendHalf(response, body);
    send(response, 200, spoilt === undefined ? body : JSON.stringify(body).slice(0, -2));
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      // The caller hung up while its request was read: there is nobody to answer.
      if (!incoming.complete) return;
      send(response, 500, openAiChatProtocol.error('server-error', `The scripted provider failed: ${error}`));
    });
  });
  await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const baseUrls = scriptedBaseUrls(url);
  let stopped: Promise<void> | undefined;

  return {
    url,
    anthropicBaseUrl: baseUrls.anthropic,
    openaiBaseUrl: baseUrls.openai,
    journal,
    meter: meter.read,
    setFaults: (rules) => {
      faultFor = createFaultPlan(rules);
    },
    stop: () => {
      stopped ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return stopped;
    },
  };
}

function readRequest(
  protocol: ScriptedProtocol,
  text: string,
): { request: ScriptedRequest; streams: boolean } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadRequest('The request body is not JSON.');
  }
  if (typeof body !== 'object' || body === null) throw new BadRequest('The request body is not an object.');
  const fields = body as Record<string, unknown>;
  const request = protocol.read(fields);
  if (request.model === '') throw new BadRequest('model: field required');
  if (request.messages.length === 0) throw new BadRequest('messages: at least one message is required');
  requireAnsweredCalls(request);
  return { request, streams: fields['stream'] === true };
}

function send(response: ServerResponse, status: number, body: object | string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function sendHalf(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
