import { createRequire } from 'node:module';
import { defaultDataConverter, type LoadedDataConverter, type PayloadConverter } from '@temporalio/common';
import { jsonConverter } from '../contracts/json-converter.ts';
import { tolerantConverter } from '../contracts/tolerant-converter.ts';
import { checkCarriesRuns } from './carries-runs.ts';
import {
  type DataConverterDefinition,
  dataConverterMistakes,
  type OwnDataConverter,
  resolveDataConverter,
} from './data-converter.ts';
import { DataConverterError } from './data-converter-error.ts';
import { namedCodecs } from './payload-codec-error.ts';

/** For whoever reads what others may have sent: what the converter cannot read is marked, see `isUndecoded`. */
const plain: LoadedDataConverter = {
  ...defaultDataConverter,
  payloadConverter: tolerantConverter(defaultDataConverter.payloadConverter),
  payloadCodecs: [],
};

/**
 * Load the converter and codecs of a configuration, see that they carry runs, and make them tolerant for whoever reads.
 *
 * @throws DataConverterError when they cannot be loaded or do not carry runs; PayloadCodecError when a codec fails.
 */
export async function openPayloads(
  definition?: DataConverterDefinition | OwnDataConverter,
): Promise<LoadedDataConverter> {
  const mistakes = dataConverterMistakes(definition);
  if (mistakes.length > 0)
    throw new DataConverterError(`${mistakes.join('; ')}.`, {
      advice: 'Mend dataConverter, then try again.',
    });
  const own = resolveDataConverter(definition);
  if (own === undefined) return plain;
  const { payloadConverterPath: path, payloadCodecs } = own;
  const loaded = path === undefined ? defaultDataConverter.payloadConverter : loadConverter(path);
  const strict = {
    ...defaultDataConverter,
    payloadConverter: jsonConverter(loaded),
    payloadCodecs: namedCodecs(payloadCodecs),
  };
  await checkCarriesRuns(strict);
  return { ...strict, payloadConverter: tolerantConverter(strict.payloadConverter) };
}

/** As Temporal's worker does it: by `require`, at once. */
function loadConverter(path: string): PayloadConverter {
  let exported: unknown;
  try {
    exported = (createRequire(import.meta.url)(path) as { payloadConverter?: unknown }).payloadConverter;
  } catch (error) {
    throw new DataConverterError(
      `The payload converter ${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      { advice: 'Mend the module, which has to load without top-level await, then try again.', cause: error },
    );
  }
  const { toPayload, fromPayload } = (exported ?? {}) as Partial<Record<keyof PayloadConverter, unknown>>;
  if (typeof toPayload === 'function' && typeof fromPayload === 'function')
    return exported as PayloadConverter;
  throw new DataConverterError(
    `The module ${path} exports no payloadConverter with toPayload and fromPayload.`,
    { advice: 'Export one by that name.' },
  );
}
