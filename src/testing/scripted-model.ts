import { pointProviders } from '../models/point-providers.ts';
import type { ProviderFaultRule } from '../scripted-provider/provider-faults.ts';
import type { MeterPrice, ProviderMeter } from '../scripted-provider/provider-meter.ts';
import { readScript, type ScriptSource } from '../scripted-provider/read-script.ts';
import { scriptedBaseUrls } from '../scripted-provider/scripted-base-urls.ts';
import type { ScriptedRequest, SentRequest } from '../scripted-provider/scripted-request.ts';
import { startScriptedProvider } from '../scripted-provider/start-scripted-provider.ts';

/** A request that a model got: what every wire has in common, and the body as it came. */
export type ModelRequest = ScriptedRequest & Pick<SentRequest, 'path' | 'body' | 'streamed'>;

export interface ScriptedModelOptions {
  /** Of what its meter books, in USD per million tokens. */
  readonly price?: MeterPrice;
  /** What goes wrong on purpose, and with which requests. */
  readonly faults?: readonly ProviderFaultRule[];
}

/** A local HTTP server that plays a script over the wires of all providers. */
export interface ScriptedModel {
  readonly url: string;
  /** For a worker: the variables that name it in the place of every provider. */
  readonly env: Readonly<Record<string, string>>;
  /** What it was asked, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** What its own bill would show. */
  meter(): ProviderMeter;
  /** Replaces all faults; throws for what is none. */
  setFaults(faults: readonly ProviderFaultRule[]): void;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const keptRequests = 10_000;

/**
 * Start a model that plays a script: turns in their order, or a function of the request.
 *
 * The adapters, their HTTP and all that is behind them are the real ones.
 *
 * @throws Error for a script that cannot be played, faults or a price that could not be; with each mistake and where it stands.
 */
export async function scriptedModel(
  source: ScriptSource,
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const read = readScript(source);
  if (read.kind === 'invalid') throw new Error(`The script cannot be played: ${read.mistakes.join('; ')}.`);
  const provider = await startScriptedProvider({
    script: read.script,
    journalLength: keptRequests,
    ...options,
  });
  const { url, meter, setFaults, stop } = provider;
  return {
    url,
    env: pointProviders({}, scriptedBaseUrls(url), 'scripted') as Record<string, string>,
    get requests() {
      return provider.journal.flatMap(({ request, sent }) =>
        request === undefined || sent === undefined
          ? []
          : [{ ...request, path: sent.path, body: sent.body, streamed: sent.streamed }],
      );
    },
    meter,
    setFaults,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
