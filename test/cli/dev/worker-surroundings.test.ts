import { describe, expect, it } from 'vitest';
import { workerSurroundings } from '../../../src/cli/dev/worker-surroundings.ts';
import type { DevRecord } from '../../../src/reports/dev.ts';

const dev: DevRecord = {
  schema: 'holdfast.dev/v1',
  pid: 1,
  address: '127.0.0.1:41233',
  namespace: 'default',
  uiUrl: 'http://127.0.0.1:41242',
  taskQueue: 'holdfast',
  providerUrl: 'http://127.0.0.1:41300',
  world: 'sqlite:/home/.holdfast/world.sqlite',
  startedAt: '2026-01-01T00:00:00.000Z',
};

describe('workerSurroundings', () => {
  it('takes world and scripted provider from the running dev', () => {
    expect(workerSurroundings({ env: { PATH: '/bin' }, dev })).toEqual({
      env: {
        PATH: '/bin',
        HOLDFAST_WORLD: 'sqlite:/home/.holdfast/world.sqlite',
        ANTHROPIC_API_KEY: 'scripted',
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:41300',
        OPENAI_API_KEY: 'scripted',
        OPENAI_BASE_URL: 'http://127.0.0.1:41300/v1',
        GOOGLE_API_KEY: 'scripted',
        GOOGLE_BASE_URL: 'http://127.0.0.1:41300',
      },
      world: 'sqlite:/home/.holdfast/world.sqlite',
      providerUrl: 'http://127.0.0.1:41300',
    });
  });

  it.each(['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'])('leaves the providers alone when %s is set', (key) => {
    const { env, providerUrl } = workerSurroundings({ env: { [key]: 'sk-real' }, dev });
    expect(env).toEqual({ [key]: 'sk-real', HOLDFAST_WORLD: 'sqlite:/home/.holdfast/world.sqlite' });
    expect(providerUrl).toBeUndefined();
  });

  it('prefers the world it is told over the variable, and the variable over the dev', () => {
    const env = { HOLDFAST_WORLD: 'sqlite:/variable' };
    expect(workerSurroundings({ env, dev, world: 'sqlite:/told' }).world).toBe('sqlite:/told');
    expect(workerSurroundings({ env, dev }).world).toBe('sqlite:/variable');
  });

  it('knows no world and no provider where no dev runs', () => {
    expect(workerSurroundings({ env: {}, dev: undefined })).toEqual({ env: {} });
  });
});
