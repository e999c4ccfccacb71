import type { HoldfastConfig } from './define-config.ts';

/** Whether a value is what `defineConfig` gave; by shape, since it may come from another copy of this package. */
export function isConfig(value: unknown): value is HoldfastConfig {
  return (value as { schema?: unknown } | null | undefined)?.schema === 'holdfast.config/v1';
}
