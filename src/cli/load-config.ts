import type { HoldfastConfig } from '../agents/define-config.ts';

/** A configuration and where it came from. */
export interface LoadedConfig {
  readonly config: HoldfastConfig;
  /** Of its file; absent for the bundled samples. */
  readonly path?: string;
}
