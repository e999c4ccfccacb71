import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { checkModelOptions } from './check-model-options.ts';
import { openAiChatProtocol } from './openai-chat-protocol.ts';
import { protocolOfPath, type RoutedPath, servedPaths } from './protocol-of-path.ts';
import { createFaultPlan, type ProviderFault, type ProviderFaultRule } from './provider-faults.ts';
import { createProviderMeter, type MeterPrice, type ProviderMeter } from './provider-meter.ts';
import { requireTurn } from './read-script.ts';
import { scriptedBaseUrls } from './scripted-base-urls.ts';
import { BadRequest, type ProviderErrorKind, requireAnsweredCalls } from './scripted-protocol.ts';
import type { Script, ScriptedRaw, ScriptedRequest, SentRequest, WrittenTurn } from './scripted-request.ts';
import { sendStream } from './send-stream.ts';
import { writeTurn } from './write-turn.ts';

export interface ScriptedProvider {
  readonly url: string;
  readonly anthropicBaseUrl: string;
  readonly openaiBaseUrl: string;
  readonly googleBaseUrl: string;
  /** The last calls, oldest first; see `journalLength`. */
  readonly journal: readonly JournalEntry[];
  meter(): ProviderMeter;
  /** Replaces all rules. Throws for one that could hit nothing. */
  setFaults(rules: readonly ProviderFaultRule[]): void;
  /** Ends open connections too. Safe to call twice. */
  stop(): Promise<void>;
}

export interface JournalEntry {
  readonly path: string;
  /** Absent when the body could not be read. */
  readonly request?: ScriptedRequest;
  /** The same as it came over the wire. */
  readonly sent?: SentRequest;
  readonly turn?: WrittenTurn;
  readonly fault?: ProviderFault;
  /** Asked for as a stream. */
  readonly streamed?: true;
  /** Absent when the connection was reset. */
  readonly status?: number;
}

const faultAnswers = {
  'rate-limited': { status: 429, message: 'This request would exceed the rate limit (scripted fault)' },
  'server-error': { status: 500, message: 'Internal server error (scripted fault)' },
  overloaded: { status: 529, message: 'Overloaded (scripted fault)' },
} as const;

/**
 * Start a local model provider on 127.0.0.1 that speaks Anthropic Messages, OpenAI Chat Completions, OpenAI Responses and
 * Gemini, and plays a script. Needs no key. A stream is answered in pieces, spread over the turn's `delayMs`.
 *
 * A script that throws is answered as a bad request with its message, so that a run ends instead of retrying.
 *
 * @param options.port default: a free one
 * @param options.price of what the meter books; without one it tells no cost
 * @param options.journalLength calls kept in `journal`; default 200, since each holds its whole transcript
 */
export async function startScriptedProvider(options: {
  readonly script: Script;
  readonly port?: number;
  readonly faults?: readonly ProviderFaultRule[];
  readonly price?: MeterPrice;
  readonly journalLength?: number;
}): Promise<ScriptedProvider> {
  checkModelOptions(options);
  const meter = createProviderMeter(options.price);
  const journal: JournalEntry[] = [];
  let faultFor = createFaultPlan(options.faults ?? []);

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    const routed = protocolOfPath(path);
    if (routed === undefined || incoming.method !== 'POST') {
      const message = `${incoming.method} ${path} is not served here. POST to one of: ${servedPaths}`;
      return send(response, 404, openAiChatProtocol.error('not-found', message));
    }
    const { protocol } = routed;
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
    let sent: SentRequest;
    try {
      ({ request, sent } = readRequest(path, routed, await readText(incoming)));
    } catch (error) {
      if (error instanceof BadRequest) return refuse(400, 'bad-request', error.message);
      throw error;
    }
    const { streamed: streams } = sent;
    entry.request = request;
    entry.sent = sent;
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

    let answer: { turn: WrittenTurn; raw?: ScriptedRaw | undefined; usageMissing: boolean; delayMs: number };
    try {
      const scripted =
        fault?.kind === 'answer' ? fault.turn : requireTurn(await options.script(request, sent));
      const turn = writeTurn(request, scripted);
      const usageMissing = scripted.usage === 'missing' || fault?.kind === 'missing-usage';
      answer = { turn, raw: scripted.raw, usageMissing, delayMs: scripted.delayMs ?? 0 };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refuse(400, 'bad-request', `The script has no answer: ${why}`);
    }
    const { turn, raw, usageMissing, delayMs } = answer;
    const status = raw?.status ?? 200;
    const body = raw?.body ?? protocol.answer(request, turn, !usageMissing);
    const asEvents = streams && status === 200 && typeof body === 'object' && protocol.answerField in body;
    entry.turn = turn;
    entry.status = status;
    if (streams) entry.streamed = true;
    const waitMs = (asEvents ? 0 : delayMs) + (fault?.kind === 'slow' ? fault.delayMs : 0);
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
    if (status !== 200) {
      meter.refused();
      return send(response, status, body, raw?.headers);
    }

    const spoilt = fault?.kind === 'cut' || fault?.kind === 'malformed-json' ? fault.kind : undefined;
    const whole = spoilt === undefined && !usageMissing;
    const made = () => meter.made(turn.usage, whole && !response.destroyed ? 'answered' : 'lost');
    if (asEvents) {
      await sendStream(response, protocol.stream(body), { overMs: delayMs, fault: spoilt });
      return made();
    }
    made();
    if (spoilt === 'cut') return sendHalf(response, body);
    send(response, 200, spoilt === undefined ? body : JSON.stringify(body).slice(0, -2), raw?.headers);
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
    googleBaseUrl: baseUrls.google,
    journal,
    meter: meter.read,
    setFaults: (rules) => {
      checkModelOptions({ faults: rules });
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
  path: string,
  { protocol, fields }: RoutedPath,
  text: string,
): { request: ScriptedRequest; sent: SentRequest } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadRequest('The request body is not JSON.');
  }
  if (typeof body !== 'object' || body === null) throw new BadRequest('The request body is not an object.');
  const asked = { ...(body as Record<string, unknown>), ...fields };
  const request = protocol.read(asked);
  if (request.model === '') throw new BadRequest('model: field required');
  if (request.messages.length === 0) throw new BadRequest('messages: at least one message is required');
  requireAnsweredCalls(request);
  const sent = { path, body: body as Record<string, unknown>, text, streamed: asked['stream'] === true };
  return { request, sent };
}

function send(response: ServerResponse, status: number, body: object | string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function sendHalf(response: ServerResponse, body: object | string): void {
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
