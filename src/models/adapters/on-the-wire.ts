import { AsyncLocalStorage } from 'node:async_hooks';
import type { OutputLimitField } from '../../core/charter/model-options.ts';
import { readProviderError } from '../errors/read-provider-error.ts';
import type { ModelAnswer, ModelRequest } from '../model-port.ts';
import { withKnownEvents } from './known-events.ts';
import { patientConnection } from './patient-connection.ts';
import { wireBody } from './wire-body.ts';

/** One call, as the requests under it see it. */
interface WireCall {
  readonly request: ModelRequest;
  readonly outputLimitField: OutputLimitField | undefined;
  /** An answer that came whole although a stream was asked for: given to the unstreamed reading of it. */
  readonly whole?: Response;
}

const calls = new AsyncLocalStorage<WireCall>();

/** What was asked for as a stream came whole. Never leaves this file. */
class CameWhole extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super('the answer came whole');
    this.response = response;
  }
}

/**
 * The `fetch` that adapters give their SDKs: it sends what the call's settings say and the SDK has no field for, keeps the
 * output limit at what was reserved, and lets a slow model take its time.
 */
export async function settingsFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const call = calls.getStore();
  if (call?.whole !== undefined) return call.whole;
  const body = call === undefined ? undefined : wireBody(init?.body, call.request, call.outputLimitField);
  const response = await fetch(input, {
    ...init,
    ...(body === undefined ? {} : { body }),
    ...patientConnection(),
  } as RequestInit);
  const isWhole =
    call?.request.onText !== undefined &&
    response.ok &&
    /\bjson\b/.test(response.headers.get('content-type') ?? '');
  if (isWhole) throw new CameWhole(response);
  return withKnownEvents(response, input instanceof Request ? input.url : String(input));
}

/**
 * Make a call so that neither watching it nor the name of a field decides how it ends.
 *
 * A server that refuses a streamed request, or to say in a stream what was used, is asked unstreamed; one that takes the
 * output limit under its other name is asked with that from then on. Both were refused before any model ran, and cost
 * nothing. A server that answers a streamed request with a whole answer is read as it answered.
 */
export async function onTheWire(
  request: ModelRequest,
  learned: Map<string, OutputLimitField>,
  generate: (request: ModelRequest) => Promise<ModelAnswer>,
): Promise<ModelAnswer> {
  const make = (asked: ModelRequest, whole?: Response) => {
    const outputLimitField = request.options?.outputLimitField ?? learned.get(request.model);
    const call = { request: asked, outputLimitField, ...(whole === undefined ? {} : { whole }) };
    return calls.run(call, () => generate(asked));
  };
  const { onText: _, ...unstreamed } = request;
  const attempt = async (asked: ModelRequest, mayRename = true): Promise<ModelAnswer> => {
    try {
      return await make(asked);
    } catch (error) {
      const whole = cameWhole(error);
      if (whole !== undefined) return make(unstreamed, whole);
      const refused = refusedField(error);
      if (refused === 'stream' && asked.onText !== undefined) return attempt(unstreamed, mayRename);
      const other = otherField(refused);
      if (other === undefined || request.options?.outputLimitField || !mayRename) throw error;
      learned.set(request.model, other);
      return attempt(asked, false);
    }
  };
  return attempt(request);
}

/** SDKs wrap what `fetch` throws. */
function cameWhole(error: unknown): Response | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if (one instanceof CameWhole) return one.response;
  return undefined;
}

type RefusedField = OutputLimitField | 'stream';

/** The field that a request was refused for, where nothing was made of it yet. */
function refusedField(error: unknown): RefusedField | undefined {
  const read = readProviderError(error);
  if (read.kind !== 'http' || (read.status !== 400 && read.status !== 422)) return undefined;
  const words = `${read.report.message ?? ''} ${read.report.detail ?? ''} ${read.text ?? ''} ${read.report.code ?? ''}`;
  if (
    !/unsupported|not support|not permitted|unrecognized|unknown|unexpected|not allowed|invalid|extra_forbidden|use '/i.test(
      words,
    )
  )
    return undefined;
  if (/stream_options|include_usage|\bstream(?:ing)?\b/i.test(words)) return 'stream';
  // Of the two names the one that stands first is refused, and the other recommended.
  const first = /max_completion_tokens|max_tokens/.exec(words)?.[0];
  return first as OutputLimitField | undefined;
}

function otherField(refused: RefusedField | undefined): OutputLimitField | undefined {
  if (refused === 'max_tokens') return 'max_completion_tokens';
  return refused === 'max_completion_tokens' ? 'max_tokens' : undefined;
}
