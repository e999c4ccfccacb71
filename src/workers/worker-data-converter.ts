import type { DataConverter, LoadedDataConverter } from '@temporalio/common';
import { bundleCacheDirectory } from './bundle-cache.ts';
import { writeConverterModule } from './converter-module.ts';

/** Say how Temporal's worker carries what activities take and give, and through which codecs what runs do. */
export function workerDataConverter(
  { payloadCodecs }: LoadedDataConverter,
  payloadConverterPath: string | undefined,
  env: NodeJS.ProcessEnv,
): DataConverter {
  if (payloadConverterPath === undefined) return { payloadCodecs };
  const module = writeConverterModule(bundleCacheDirectory(env), payloadConverterPath, 'strict');
  return { payloadConverterPath: module, payloadCodecs };
}
