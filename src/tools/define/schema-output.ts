import { z } from 'zod';

/** What a schema may give that JSON would lose or change. */
const notJson: Readonly<Record<string, string>> = {
  date: 'a Date',
  map: 'a Map',
  set: 'a Set',
  bigint: 'a bigint',
  symbol: 'a symbol',
  nan: 'NaN',
  file: 'a File',
  function: 'a function',
  promise: 'a promise',
};

/**
 * Say what of a schema's output JSON cannot hold, as far as the schema tells; what a transformation or a custom check
 * gives is seen once it is applied.
 */
export function outputTrouble(schema: z.ZodType): string | undefined {
  const kinds = new Set(visit(schema).map(({ type }) => type));
  return Object.entries(notJson).find(([type]) => kinds.has(type))?.[1];
}

/**
 * Whether a schema takes its own output and leaves it as it is, so that it may be held against what it once gave.
 * Transformations, pipes and texts that are rewritten (`trim`) say no.
 */
export function takesItsOutput(schema: z.ZodType): boolean {
  return !visit(schema).some(
    ({ type, checks = [] }) =>
      type === 'transform' ||
      type === 'pipe' ||
      checks.some(
        (check) => (check as { _zod?: { def?: { check?: unknown } } })._zod?.def?.check === 'overwrite',
      ),
  );
}

interface Definition {
  readonly type: string;
  readonly checks?: readonly unknown[];
}

/** Every part of a schema on the side of its output. */
function visit(schema: z.ZodType): readonly Definition[] {
  const parts: Definition[] = [];
  z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
    cycles: 'ref',
    override: ({ zodSchema }) => void parts.push(zodSchema._zod.def as Definition),
  });
  return parts;
}
