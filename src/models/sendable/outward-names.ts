/** Names of tools on a wire: those that are declared, and those that a model made up. */
export interface OutwardNames {
  /** The same each time; a made-up name never becomes that of a declared tool. */
  toWire(name: string): string;
  /** The declared tool that goes by this name on the wire; any other name as it is. */
  fromWire(name: string): string;
}

const longest = 64;

/** Give each name one that the wire takes: odd characters become `_`, at most 64 of them, never none. */
export function outwardNames(declared: readonly string[], allowed: RegExp): OutwardNames {
  const wireOf = new Map<string, string>();
  const ownOf = new Map<string, string>();
  const enter = (own: string, wire: string): void => {
    wireOf.set(own, wire);
    ownOf.set(wire, own);
  };
  const fitting = declared.filter((name) => allowed.test(name));
  for (const name of fitting) enter(name, name);
  for (const name of declared) if (!wireOf.has(name)) enter(name, freeName(name, allowed, ownOf));
  return {
    toWire: (name) => wireOf.get(name) ?? freeName(name, allowed, ownOf),
    fromWire: (name) => ownOf.get(name) ?? name,
  };
}

function freeName(name: string, allowed: RegExp, taken: ReadonlyMap<string, string>): string {
  const plain = name.toWellFormed().replaceAll(/[^A-Za-z0-9_-]/gu, '_') || 'unnamed';
  let fit = (allowed.test(plain.slice(0, 1)) ? plain : `_${plain}`).slice(0, longest);
  // The SDK looks names up in plain objects, where some are found that nobody put there.
  for (let n = 2; taken.has(fit) || fit in Object.prototype; n++) fit = `${fit.slice(0, longest - 4)}_${n}`;
  return fit;
}
