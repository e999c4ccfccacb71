/**
 * Name the fields that a definition has and this version does not know, one sentence each.
 *
 * A field that is ignored would be a promise broken in silence: `rules` that nobody applies, for instance.
 */
export function unknownFieldMistakes(
  what: string,
  definition: Readonly<Record<string, unknown>>,
  fields: { readonly known: readonly string[]; readonly notBuiltYet: readonly string[] },
): string[] {
  return Object.keys(definition)
    .filter((field) => !fields.known.includes(field))
    .map((field) =>
      fields.notBuiltYet.includes(field)
        ? `${field} is not built in this version; leave it out`
        : `${field} is not a field of ${what}; known are ${fields.known.join(', ')}`,
    );
}
