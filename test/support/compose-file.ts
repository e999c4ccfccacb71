import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

export const checkout = resolve(import.meta.dirname, '../..');

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly profiles?: readonly string[];
}

/** Read docker-compose.yml as `docker compose` does with an empty environment: merges done, defaults filled in. */
export function readComposeFile(): Readonly<Record<string, ComposeService>> {
  const text = readFileSync(resolve(checkout, 'docker-compose.yml'), 'utf8');
  const file = parse(text, interpolate, { merge: true }) as { services: Record<string, ComposeService> };
  return file.services;
}

/** Values alone are interpolated, after they were parsed: an empty one stays a text. */
function interpolate(_key: unknown, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll('$$', '$');
}
