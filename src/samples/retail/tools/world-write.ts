import type { Prepared, ProbeResult, ToolContext, ToolFacts } from '../../../tools/define/tool.ts';
import { PreconditionChanged, ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { joinPreview } from './preview-lines.ts';
import { changesSince, type WorldState } from './world-state.ts';

/** What one write would do to the world as it is. */
export interface WritePlan<Output> {
  /** For the person who decides: what happens, then lines of `label    text`. */
  readonly preview: readonly string[];
  /** All of the world that the plan was made from: when any of it changes, the plan is void. */
  readonly restsOn: WorldState;
  readonly facts: ToolFacts;
  /** Changes the edit's entities in place and returns the call's output. */
  readonly apply: () => Output;
}

/**
 * Make a write tool's functions of one that plans the write, so that what is shown, what is checked and what is done
 * cannot differ.
 *
 * `plan` changes nothing; it throws `ToolError` for a call that is refused, before and at its execution alike. What was
 * prepared is compared with a plan made anew in the write's own transaction; a key that was applied before is answered
 * with its result whatever has become of the world. All that answers from records goes by the call's key.
 */
export function worldWrite<Input, Output>(
  world: RetailWorld,
  name: string,
  plan: (edit: WorldEdit, input: Input) => Promise<WritePlan<Output>>,
) {
  return {
    idempotency: 'keyed' as const,
    prepare: async (input: Input): Promise<Prepared> => {
      const { preview, restsOn, facts } = await world.look((edit) => plan(edit, input));
      return { preview: joinPreview(preview), precondition: restsOn, facts };
    },
    execute: (input: Input, { idempotencyKey, precondition }: ToolContext): Promise<Output> =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        if (precondition === undefined) return (await plan(edit, input)).apply();
        const now = await plan(edit, input).catch((error: unknown) => {
          if (error instanceof ToolError) throw preconditionChanged(name, [error.message]);
          throw error;
        });
        const changes = changesSince(precondition, now.restsOn);
        if (changes.length > 0) throw preconditionChanged(name, changes);
        return now.apply();
      }),
    probe: async (_input: Input, { idempotencyKey }: ToolContext): Promise<ProbeResult<Output>> => {
      const effect = await world.appliedEffect(idempotencyKey, name);
      return effect ? { kind: 'applied', output: effect.result as Output } : { kind: 'absent' };
    },
    undo: (_effect: unknown, { idempotencyKey }: ToolContext) => world.undoOnce(idempotencyKey, name),
    undoConflict: (_effect: unknown, { idempotencyKey }: ToolContext) =>
      world.undoConflict(idempotencyKey, name),
  };
}

function preconditionChanged(name: string, changes: readonly string[]): PreconditionChanged {
  return new PreconditionChanged(
    `${name} was not carried out, because the shop changed since it was prepared: ${changes.join('; ')}. Nothing was changed; look again and decide anew.`,
  );
}
