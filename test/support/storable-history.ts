import { hostname } from 'node:os';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { unpackState } from '../../src/core/run/packed-state.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Told by the machine or the build that recorded a history; replay reads none of it. */
const dropped = new Set([
  'binaryChecksum',
  'meteringMetadata',
  'requestId',
  'stackTrace',
  'taskId',
  'workerVersion',
]);

/**
 * Write a history as `temporal workflow show --output json` does, an event a line, without what names the machine.
 *
 * @throws Error when the machine's name or this directory is in it all the same, in a payload for instance.
 */
export function storableHistory(history: History): string {
  const { events } = JSON.parse(historyToJSON(history)) as { events: Json[] };
  const lines = events.map((event) => JSON.stringify(withoutMachine(event)));
  const telling = [hostname(), process.cwd()].find((text) =>
    lines.some((line) => readable(line).includes(text)),
  );
  if (telling !== undefined) throw new Error(`The history tells of this machine: it holds "${telling}".`);
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

function withoutMachine(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  if (value['kind'] === 'TASK_QUEUE_KIND_STICKY') return { ...value, name: 'sticky@test' };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => !dropped.has(key) && !isEmpty(field))
      .map(([key, field]) => [key, key === 'identity' ? 'worker@test' : withoutMachine(field)]),
  );
}

function isEmpty(field: Json): boolean {
  return field === null || field === '';
}

/** The line with its payloads readable. */
function readable(line: string): string {
  return line
    .replaceAll(/"data":"([^"]+)"/g, (_, data: string) => Buffer.from(data, 'base64').toString())
    .replaceAll(/\{"packed":"[^"]+"\}/g, (packed) => JSON.stringify(unpackState(JSON.parse(packed))));
}
