import type { DataConverterDefinition, OwnDataConverter } from '../../payloads/data-converter.ts';

export interface ConnectOptions {
  /** How the workers of these runs carry payloads: the `dataConverter` of their configuration. Default: as JSON. */
  readonly dataConverter?: DataConverterDefinition | OwnDataConverter | undefined;
}
