import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { modelText, pageText } from './page.ts';

/** Who asked for what, and when: the model for a step, or a tool for the page of one. */
export interface ModelRequestNote {
  readonly of: 'model' | 'page';
  /** Known of a model's request. */
  readonly run: string;
  readonly step: number;
  /** Which worker: each has a key of its own. */
  readonly key: string;
  readonly atMs: number;
}

export interface FastProvider {
  readonly baseUrl: string;
  /** Hear of every request until told to stop. */
  onRequest(listener: (note: ModelRequestNote) => void): () => void;
  /** Answer none of these until let go; the listeners hear of them all the same. */
  hold(isHeld: (note: ModelRequestNote) => boolean): Hold;
  stop(): Promise<void>;
}

export interface Hold {
  /** How many wait for their answer. */
  readonly size: number;
  /** Answer all that wait, and hold no more. */
  letGo(): void;
}

/**
 * Stand in for a provider that answers at once, over Anthropic's protocol.
 *
 * Looks at the ends of a request only, so that long transcripts cost it little: the task at its head says how many
 * steps, the last page at its tail how far the run is. What is asked by GET is a page, for a tool that reads over HTTP.
 */
export async function startFastProvider(): Promise<FastProvider> {
  const listeners = new Set<(note: ModelRequestNote) => void>();
  const holds = new Set<HeldAnswers>();
  const tell = async (note: ModelRequestNote): Promise<void> => {
    for (const listener of listeners) listener(note);
    await Promise.all([...holds].map((hold) => hold.meet(note)));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const atMs = performance.now();
    if (request.method === 'GET') {
      const step = Number(request.url?.split('/').at(-1));
      await tell({ of: 'page', run: '', step, key: '', atMs });
      response.writeHead(200, { 'content-type': 'text/plain' }).end(pageText(step));
      return;
    }
    const [, run = '', wanted = '0', tool = ''] = /Task (\S+): (\d+) pages by (\w+)/.exec(headOf(body)) ?? [];
    const step = lastPage(body) + 1;
    const key = String(request.headers['x-api-key'] ?? '');
    await tell({ of: 'model', run, step, key, atMs });
    const text = JSON.stringify(message(step, Number(wanted), tool));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onRequest: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold: (isHeld) => {
      const hold = new HeldAnswers(isHeld, () => holds.delete(hold));
      holds.add(hold);
      return hold;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class HeldAnswers implements Hold {
  readonly #isHeld: (note: ModelRequestNote) => boolean;
  readonly #onEnd: () => void;
  readonly #waiting: (() => void)[] = [];

  constructor(isHeld: (note: ModelRequestNote) => boolean, onEnd: () => void) {
    this.#isHeld = isHeld;
    this.#onEnd = onEnd;
  }

  get size(): number {
    return this.#waiting.length;
  }

  async meet(note: ModelRequestNote): Promise<void> {
    if (this.#isHeld(note)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  letGo(): void {
    this.#onEnd();
    for (const answer of this.#waiting.splice(0)) answer();
  }
}

/** What a run is asked to do; the provider reads it back out of each request. */
export function taskText(run: string, steps: number, tool: string): string {
  return `Task ${run}: ${steps} pages by ${tool}`;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headOf(body: Buffer): string {
  // Somewhere before the first page: instructions and task are short, and pinned to the front.
  return body.subarray(0, 16_384).toString('latin1');
}

function lastPage(body: Buffer): number {
  const at = body.lastIndexOf('"tool_use"');
  if (at < 0) return 0;
  return Number(/"step":\s*(\d+)/.exec(body.subarray(at, at + 400).toString('latin1'))?.[1] ?? 0);
}

function message(step: number, wanted: number, tool: string): object {
  const goesOn = step <= wanted;
  const call = { type: 'tool_use', id: `toolu_${step}`, name: tool, input: { step } };
  return {
    id: `msg_${step}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: goesOn ? [{ type: 'text', text: modelText(step) }, call] : [{ type: 'text', text: 'Read.' }],
    stop_reason: goesOn ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1_000, output_tokens: 500 },
  };
}
