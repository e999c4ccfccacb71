import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

/** Say in the words of who writes scripts what zod found; undefined leaves it to the schema's own words. */
export function scriptWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      if (issue.input === undefined) return 'is missing';
      return issue.code === 'invalid_type'
        ? `is ${kindOf(issue.input)} where ${expected[issue.expected] ?? issue.expected} belongs`
        : undefined;
    case 'unrecognized_keys':
      return `has no field ${issue.keys.map((key: string) => `"${key}"`).join(', ')}; it takes ${fieldsOf(issue).join(', ')}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `is none of ${issue.values.map((value: unknown) => JSON.stringify(value)).join(', ')}`;
    default:
      return undefined;
  }
}

const expected: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  const kinds: Partial<Record<string, string>> = { string: 'a text', object: 'an object' };
  return kinds[typeof value] ?? `a ${typeof value}`;
}

function fieldsOf({ inst }: RawIssue): string[] {
  const { shape = {} } = (inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def ?? {};
  return Object.keys(shape);
}
