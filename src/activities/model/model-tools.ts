import type { Charter } from '../../core/charter/charter.ts';
import type { ModelTool } from '../../models/model-port.ts';
import { controlToolSpecs } from '../../tools/control/control-tool-schemas.ts';

/** What a run's model may call: the tools of its charter, then those that control the run. */
export function modelTools(charter: Charter): ModelTool[] {
  const granted = Object.entries(charter.tools).map(([name, { description, inputSchema }]) => ({
    name,
    description,
    inputSchema,
  }));
  return [...granted, ...controlToolSpecs];
}
