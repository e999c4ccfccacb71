/**
 * Settings that make a one-machine server fast; both kinds of embedded server get them.
 *
 * The stock poll rates are for clusters with hundreds of shards: with four, each dispatched task waits some 40 ms.
 * `system.forceSearchAttributesCacheRefreshOnRead` stays off, because long lists then end in RESOURCE_EXHAUSTED.
 */
export const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.outboundProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 200,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'frontend.namespaceRPS.visibility': 1000,
} as const;

/** Settings beside these, or in their place, for one server: a lower limit in a test, for instance. */
export type DynamicConfigChanges = Readonly<Record<string, number | boolean | string>>;

/** Write the settings as the file that the stock server reads. JSON is YAML. */
export function renderDynamicConfigFile(changes: DynamicConfigChanges = {}): string {
  const entries = Object.entries({ ...dynamicConfig, ...changes }).map(([key, value]) => [key, [{ value }]]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** Write the settings as arguments of `temporal server start-dev`. */
export function renderDynamicConfigArguments(changes: DynamicConfigChanges = {}): string[] {
  return Object.entries({ ...dynamicConfig, ...changes }).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${JSON.stringify(value)}`,
  ]);
}
