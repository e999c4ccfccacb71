import { defaultPayloadConverter } from '@temporalio/common';
import { tolerantConverter } from '../contracts/tolerant-converter.ts';

/** What workflow code reads payloads with; the bundler is told of it by path. */
export const payloadConverter = tolerantConverter(defaultPayloadConverter);
