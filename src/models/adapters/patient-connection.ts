interface Dispatcher {
  readonly constructor: new (options: object) => Dispatcher;
}

/** Where Node keeps the agent that its `fetch` goes through; it says nothing of it before the first call. */
const globalDispatcher = Symbol.for('undici.globalDispatcher.1');

let patient: Dispatcher | undefined;

/**
 * Let an answer take as long as the call may: Node's own `fetch` gives up after five minutes without a byte, and the call
 * has a time limit of its own. Nothing where Node has no such agent.
 */
export function patientConnection(): { readonly dispatcher?: object } {
  const present = (globalThis as Record<symbol, unknown>)[globalDispatcher] as Dispatcher | undefined;
  if (patient === undefined && present?.constructor?.name === 'Agent')
    patient = new present.constructor({ headersTimeout: 0, bodyTimeout: 0 });
  return patient === undefined ? {} : { dispatcher: patient };
}
