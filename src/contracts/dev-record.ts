/** `holdfast.dev/v1`: where a running `holdfast dev` is to be found; the content of `.holdfast/dev.json`. */
export interface DevRecord {
  readonly schema: 'holdfast.dev/v1';
  readonly pid: number;
  /** `host:port` of the Temporal server. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  readonly taskQueue: string;
  /** Of the scripted provider; absent where a real one is configured. */
  readonly providerUrl?: string;
  /** The sample's database: `sqlite:PATH` or `postgres://…`. */
  readonly world: string;
  /** ISO 8601. */
  readonly startedAt: string;
}
