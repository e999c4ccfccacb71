import { Client, type Connection } from '@temporalio/client';
import type { LoadedDataConverter } from '@temporalio/common';
import type { Logger } from 'pino';

export interface StandInOptions {
  readonly connection: Connection;
  readonly namespace: string;
  /** Load what carries the payloads of workers whose configuration has a data converter. */
  readonly openPayloads: () => Promise<LoadedDataConverter>;
  readonly log: Logger;
}

/** A client that ends attempts in the place of workers, and keeps them alive: what it tells a run is carried as theirs is. */
export class StandInClient {
  readonly #options: StandInOptions;
  #client: Promise<Client>;
  #isAsWorkers = false;

  constructor(options: StandInOptions) {
    const { connection, namespace } = options;
    this.#options = options;
    this.#client = Promise.resolve(new Client({ connection, namespace }));
  }

  /** Rejects where what carries the workers' payloads cannot be loaded here. */
  get(): Promise<Client> {
    return this.#client;
  }

  /** A worker said that its configuration has a data converter: only then is it loaded here. */
  carryAsWorkers(): void {
    if (this.#isAsWorkers) return;
    this.#isAsWorkers = true;
    const { connection, namespace, openPayloads, log } = this.#options;
    this.#client = openPayloads().then(
      (dataConverter) => new Client({ connection, namespace, dataConverter }),
    );
    this.#client.catch((error: unknown) => {
      log.error({ err: error }, 'cannot carry payloads as its workers do; what they lose is found late');
      this.#isAsWorkers = false;
    });
  }
}
