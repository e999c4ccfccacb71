/** Tools that every model may call without an activity: they steer the run itself. No tool may take their names. */
export const controlToolNames = ['update_plan', 'ask_user', 'escalate', 'finish'] as const;

export type ControlToolName = (typeof controlToolNames)[number];

export interface PlanStep {
  readonly title: string;
  readonly risk: 'low' | 'medium' | 'high';
  readonly status: 'pending' | 'in-progress' | 'done';
}

/** Arguments of the control tools, as they stand in a call that was found valid. `confidence` is 0 to 1. */
export interface ControlToolArguments {
  update_plan: { readonly steps: readonly PlanStep[] };
  ask_user: { readonly question: string };
  escalate: { readonly reason: string; readonly confidence?: number };
  finish: { readonly answer: string; readonly evidence?: readonly string[]; readonly confidence?: number };
}

export function isControlTool(name: string): name is ControlToolName {
  return (controlToolNames as readonly string[]).includes(name);
}
