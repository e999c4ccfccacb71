import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../src/core/values/json.ts';

/** One difference of two worlds, as the gold replays write them: objects by key, lists as a whole. */
export interface WorldDifference {
  readonly op: 'replace' | 'add' | 'remove';
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
}

/** List the differences of two worlds, sorted by path. */
export function worldDiff(before: unknown, after: unknown): WorldDifference[] {
  return sortedDiff(differences(before as Json, after as Json, []));
}

/** Sort by path, so that two lists of differences compare as data. */
export function sortedDiff(list: readonly WorldDifference[]): WorldDifference[] {
  return list.toSorted((a, b) => (a.path.join('\0') < b.path.join('\0') ? -1 : 1));
}

function differences(before: Json, after: Json, path: readonly string[]): WorldDifference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ op: 'replace', path, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): WorldDifference[] => {
    const [old, now] = [before[key], after[key]];
    if (old === undefined) return now === undefined ? [] : [{ op: 'add', path: [...path, key], after: now }];
    if (now === undefined) return [{ op: 'remove', path: [...path, key], before: old }];
    return differences(old, now, [...path, key]);
  });
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
