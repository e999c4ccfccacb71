import { once } from 'node:events';

type Params = Readonly<Record<string, unknown>>;
type Message = {
  id?: number;
  method?: string;
  params?: Params;
  result?: unknown;
  error?: { message: string };
};

/** A session with the inspector of a process, or through it of one of its threads. */
export class InspectorSession {
  readonly #send: (message: string) => void;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #listeners = new Map<string, (params: never) => void>();
  #lastId = 0;

  constructor(send: (message: string) => void) {
    this.#send = send;
  }

  post<Result>(method: string, params: Params = {}): Promise<Result> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#send(JSON.stringify({ id, method, params }));
    return answer.promise as Promise<Result>;
  }

  on<Event>(method: string, listener: (params: Event) => void): void {
    this.#listeners.set(method, listener);
  }

  receive(text: string): void {
    const { id, method, params, result, error } = JSON.parse(text) as Message;
    if (method !== undefined) this.#listeners.get(method)?.(params as never);
    if (id === undefined) return;
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (error) answer?.reject(new Error(`The inspector refused: ${error.message}`));
    else answer?.resolve(result);
  }

  /** Nothing more is answered. */
  end(): void {
    for (const answer of this.#answers.values()) answer.reject(new Error('The inspected process is gone.'));
    this.#answers.clear();
  }
}

export interface InspectorConnection {
  readonly session: InspectorSession;
  /** Resolves when either side has closed it. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Open a session with the inspector that listens at a `ws:` URL. */
export async function connectInspector(url: string): Promise<InspectorConnection> {
  const socket = new WebSocket(url);
  const session = new InspectorSession((message) => socket.send(message));
  socket.addEventListener('message', ({ data }) => session.receive(String(data)));
  const closed = once(socket, 'close').then(() => session.end());
  await once(socket, 'open');
  return { session, closed, close: () => socket.close() };
}
