import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PayloadCodec } from '@temporalio/common';

/**
 * How payloads are written and read: what Temporal's `DataConverter` takes. Whoever works on the same runs needs the same
 * one: workers, clients and the command line.
 */
export interface DataConverterDefinition {
  /**
   * Module that exports `payloadConverter`, as a path from the root or a URL: `new URL('./payload-converter.ts', import.meta.url)`.
   *
   * It becomes a part of the workflow code: it may use `@temporalio/common` and what needs no Node, and is deterministic.
   * It carries every JSON value exactly as it is, also one that looks like a mark of its own.
   */
  payloadConverterPath?: string | URL;
  /** Run one after the other on what the converter wrote, backwards on the way back; in workers and clients, never in workflow code. */
  payloadCodecs?: readonly PayloadCodec[];
}

/** A checked definition. */
export interface OwnDataConverter {
  readonly payloadConverterPath?: string;
  readonly payloadCodecs: readonly PayloadCodec[];
}

const known = ['payloadConverterPath', 'payloadCodecs'];

/** Name what is wrong with a definition, without loading anything. */
export function dataConverterMistakes(definition: unknown): string[] {
  if (definition === undefined) return [];
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition))
    return ['dataConverter is no object; give { payloadConverterPath, payloadCodecs }, or leave it out'];
  const { payloadConverterPath: path, payloadCodecs: codecs } = definition as DataConverterDefinition;
  return [
    ...Object.keys(definition)
      .filter((field) => !known.includes(field))
      .map((field) => `dataConverter.${field} is not taken; known are ${known.join(', ')}`),
    ...(path === undefined || isModulePath(path)
      ? []
      : [
          "dataConverter.payloadConverterPath is not a path from the root; give new URL('./payload-converter.ts', import.meta.url)",
        ]),
    ...codecMistakes(codecs),
  ];
}

/** Take over a checked definition; undefined where it asks for nothing. */
export function resolveDataConverter(definition: DataConverterDefinition = {}): OwnDataConverter | undefined {
  const { payloadConverterPath: path, payloadCodecs = [] } = definition;
  if (path === undefined && payloadCodecs.length === 0) return undefined;
  return Object.freeze({
    ...(path !== undefined && {
      payloadConverterPath: typeof path === 'string' ? path : fileURLToPath(path),
    }),
    payloadCodecs: Object.freeze([...payloadCodecs]),
  });
}

function isModulePath(path: unknown): boolean {
  return path instanceof URL ? path.protocol === 'file:' : typeof path === 'string' && isAbsolute(path);
}

function codecMistakes(codecs: unknown): string[] {
  if (codecs === undefined) return [];
  if (!Array.isArray(codecs)) return ['dataConverter.payloadCodecs is no list; give [ … ], or leave it out'];
  return codecs.flatMap((codec: unknown, index) => {
    const { encode, decode } = (codec ?? {}) as Partial<Record<keyof PayloadCodec, unknown>>;
    return typeof encode === 'function' && typeof decode === 'function'
      ? []
      : [`dataConverter.payloadCodecs[${index}] lacks encode or decode; give an object that has both`];
  });
}
