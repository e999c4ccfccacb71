import type { z } from 'zod';

const shown = 8;

/** Refuse a world that has not the shop's shape. Names the paths; nothing was loaded. */
export class WorldShapeError extends Error {
  override readonly name = 'WorldShapeError';
  /** `orders.#W1.status: expected string, …`, all of them. */
  readonly problems: readonly string[];

  constructor(error: z.ZodError) {
    const problems = error.issues.map((issue) => `${pathText(issue.path)}: ${issue.message}`);
    const more = problems.length > shown ? `; and ${problems.length - shown} more` : '';
    super(
      `This is not a world of the retail shop: ${problems.slice(0, shown).join('; ')}${more}. Nothing was loaded. Give one JSON object { products, users, orders } in the shape that an export of the world has.`,
    );
    this.problems = problems;
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the whole value' : path.map(String).join('.');
}
