import type { IModule } from 'dependency-cruiser';

/** A folder that needs another one which, over any number of steps, needs it back. */
export interface ConceptCycle {
  readonly from: string;
  readonly to: string;
}

/**
 * Find the cycles between the folders of a realm: by what their modules import to run, types left out.
 *
 * Each is told once, as the way round it: `src/core/calls` → `src/core/run → src/core/calls`.
 */
export function conceptCycles(modules: readonly IModule[], realm: string): readonly ConceptCycle[] {
  const needs = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = folderOf(source, realm);
    if (from === undefined) continue;
    for (const { resolved, dependencyTypes } of dependencies) {
      const to = folderOf(resolved, realm);
      if (to === undefined || to === from || dependencyTypes.includes('type-only')) continue;
      needs.set(from, (needs.get(from) ?? new Set()).add(to));
    }
  }
  const told = new Set<string>();
  return [...needs.keys()].sort().flatMap((from) => {
    const way = told.has(from) ? undefined : wayBack(from, needs);
    for (const folder of way ?? []) told.add(folder);
    return way === undefined ? [] : [{ from, to: way.join(' → ') }];
  });
}

function folderOf(path: string, realm: string): string | undefined {
  if (!path.startsWith(`${realm}/`)) return undefined;
  const [concept, ...rest] = path.slice(realm.length + 1).split('/');
  return rest.length === 0 ? undefined : `${realm}/${concept}`;
}

/** The shortest way from a folder back to itself, without its start. */
function wayBack(start: string, needs: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const seen = new Set<string>();
  const ways: string[][] = [[start]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of needs.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way.slice(1), start];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}
