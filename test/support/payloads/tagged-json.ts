/** Write dates and big integers as objects of one field that begins with `$`; other fields that do are written with two. */
export function writeTagged(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (Array.isArray(value)) return value.map(writeTagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key.startsWith('$') ? `$${key}` : key, writeTagged(part)]),
  );
}

export function readTagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readTagged);
  if (typeof value !== 'object' || value === null) return value;
  const { $date, $bigint } = value as Record<string, unknown>;
  if (typeof $date === 'string') return new Date($date);
  if (typeof $bigint === 'string') return BigInt($bigint);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key.startsWith('$$') ? key.slice(1) : key, readTagged(part)]),
  );
}
