import { defineConfig, type HoldfastConfig } from '../config/define-config.ts';
import { NoticeService } from './notices/notice-service.ts';
import { noticesAgent } from './notices/notices-agent.ts';
import { openRetailWorld } from './retail/open-retail-world.ts';
import { retailAgents } from './retail/retail-agents.ts';

/**
 * Make the configuration that stands in where a directory has none of its own: the sample agents.
 *
 * @param options.world where the sample world's database is, as `openRetailWorld` takes it; opened when a tool first needs it.
 * @throws WorldUnavailableError when the location is of a kind that cannot be opened.
 */
export function bundledConfig(options: { readonly world: string }): HoldfastConfig {
  const world = openRetailWorld(options.world);
  return defineConfig({ agents: [...retailAgents(world), noticesAgent(new NoticeService(world))] });
}
