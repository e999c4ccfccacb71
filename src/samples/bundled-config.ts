import { defineConfig, type HoldfastConfig } from '../config/define-config.ts';
import { NoticeService } from './notices/notice-service.ts';
import { noticesAgent } from './notices/notices-agent.ts';
import { openRetailWorld } from './retail/open-retail-world.ts';
import { retailAgents } from './retail/retail-agents.ts';
import type { CallGate } from './retail/world/call-gate.ts';

/**
 * Make the configuration that stands in where a directory has none of its own: the sample agents.
 *
 * @param options.world where the sample world's database is, as `openRetailWorld` takes it; opened when a tool first needs it.
 * @param options.gate what stands between its calls and their effects; all pass unless told.
 * @throws WorldUnavailableError when the location is of a kind that cannot be opened.
 */
export function bundledConfig(options: { readonly world: string; readonly gate?: CallGate }): HoldfastConfig {
  const world = openRetailWorld(options.world, options.gate);
  return defineConfig({ agents: [...retailAgents(world), noticesAgent(new NoticeService(world))] });
}
