import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import type { OwnDataConverter } from '../../payloads/data-converter.ts';
import type { Script } from '../../scripted-provider/scripted-request.ts';
import type { TemporalProgress } from '../../server/launch/temporal-progress.ts';
import type { LowDisk } from '../../server/process/tend-logs.ts';
import type { SupervisorEvent } from './dev-workers.ts';

export interface StartDevOptions {
  readonly home: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A server to use instead of starting one. */
  readonly given?: ConnectionTarget;
  readonly namespace?: string;
  /** Worker processes; 0 leaves them to the caller. */
  readonly workers: number;
  /** Whether a further process stands by to take the place of a worker that dies. Default: yes. */
  readonly standby?: boolean;
  /** Environment for the workers alone, beside `env`. */
  readonly workerEnv?: Readonly<Record<string, string>>;
  /** Whole path of the configuration that its workers are given; other commands of the directory find it by this. */
  readonly config?: string;
  /** What a home without a world starts with; the shipped sample unless told. */
  readonly world?: string;
  /** Of the runs, as the workers' configuration says. Default: `holdfast`. */
  readonly taskQueue?: string;
  /** How the workers' configuration carries payloads. */
  readonly dataConverter?: OwnDataConverter | undefined;
  /** What the scripted provider plays, also where a key is set. Default: the shipped cases. */
  readonly script?: Script;
  /** Play the scripted provider even where a key is set. */
  readonly alwaysScripted?: boolean;
  /** Called once this process alone has the home, before anything starts. */
  readonly onHomeTaken?: () => void;
  readonly onEvent?: (event: DevEvent) => void;
  readonly signal?: AbortSignal;
}

export type DevEvent =
  | { readonly kind: 'server'; readonly progress: TemporalProgress }
  | { readonly kind: 'server-ready'; readonly address: string; readonly uiUrl: string; readonly own: boolean }
  | { readonly kind: 'provider-ready'; readonly url: string }
  | ({ readonly kind: 'disk-low' } & LowDisk)
  | SupervisorEvent;
