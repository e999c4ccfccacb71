import type { OutputLimitField } from '../../core/charter/model-options.ts';
import { given } from '../../core/values/given.ts';
import type { ModelAnswer, ModelRequest, WirePort } from '../model-port.ts';
import { patientConnection } from './patient-connection.ts';
import { otherOutputLimit, refusesLimitName, refusesStream } from './refused-field.ts';
import { UnsentSettingError, unsentSettings } from './unsent-settings.ts';
import { wireBody } from './wire-body.ts';

/** What was asked for as a stream came whole. Never leaves this file. */
class CameWhole extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super('the answer came whole');
    this.response = response;
  }
}

/**
 * The `fetch` of one call: it sends what the call's settings say and the SDK has no field for, keeps the output limit at
 * what was reserved, and lets a slow model take its time.
 */
function settingsFetch(request: ModelRequest, outputLimitField: OutputLimitField | undefined): typeof fetch {
  return async (input, init) => {
    const body = wireBody(init?.body, request, outputLimitField);
    const unsent = unsentIn(body ?? init?.body, request);
    if (unsent.length > 0) throw new UnsentSettingError(unsent.join('. '));
    const response = await fetch(input, {
      ...init,
      ...given({ body }),
      ...patientConnection(),
    } as RequestInit);
    return request.onText !== undefined && response.ok ? asStream(response) : response;
  };
}

/** A stream, whatever its type says. A body that is none is thrown: it came whole. */
async function asStream(response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('event-stream')) return response;
  if (/\bjson\b/.test(type)) throw new CameWhole(response);
  const text = await response.text();
  const { status, statusText } = response;
  const told = (contentType: string) => {
    const headers = new Headers(response.headers);
    headers.set('content-type', contentType);
    return new Response(text, { status, statusText, headers });
  };
  if (/^\s*[{[]/.test(text)) throw new CameWhole(told('application/json'));
  // No event in it at all: a page, or a line of text, which tells who answered instead.
  if (text.trim() !== '' && !/^(data|event|id|retry)?:/m.test(text)) throw new CameWhole(told(type));
  return told('text/event-stream');
}

function unsentIn(body: unknown, request: ModelRequest): string[] {
  if (typeof body !== 'string' || !body.startsWith('{')) return [];
  return unsentSettings(JSON.parse(body) as Record<string, unknown>, request);
}

/** Find what of a request's settings its adapter would not send as asked, by the body that it makes. Sends nothing. */
export async function unsentOnTheWire(request: ModelRequest, port: WirePort): Promise<readonly string[]> {
  const { onText: _, ...unstreamed } = request;
  let unsent: readonly string[] = [];
  const keep: typeof fetch = async (_input, init) => {
    unsent = unsentIn(init?.body, request);
    throw new UnsentSettingError('nothing is sent');
  };
  await port.generate(unstreamed, keep).catch(() => {});
  return unsent;
}

/**
 * Make a call so that neither watching it nor the name of a field decides how it ends.
 *
 * A server that refuses a streamed request, or to say in a stream what was used, is asked unstreamed; one that knows the
 * output limit by its other name is asked with that, and from then on once it has answered so. Both were refused before
 * any model ran, and cost nothing. A server that answers a streamed request with a whole answer is read as it answered.
 */
export async function onTheWire(
  request: ModelRequest,
  learned: Map<string, OutputLimitField>,
  port: WirePort,
): Promise<ModelAnswer> {
  const { onText: _, ...unstreamed } = request;
  const chosen = request.options?.outputLimitField;
  const usual = chosen ?? learned.get(request.model) ?? port.outputLimitField;
  const attempt = async (asked: ModelRequest, field: OutputLimitField | undefined): Promise<ModelAnswer> => {
    try {
      const answer = await port.generate(asked, settingsFetch(asked, field));
      if (field !== undefined && field !== usual) learned.set(request.model, field);
      return answer;
    } catch (error) {
      const whole = cameWhole(error);
      if (whole !== undefined) return port.generate(unstreamed, async () => whole);
      if (asked.onText !== undefined && refusesStream(error)) return attempt(unstreamed, field);
      const mayRename = field !== undefined && field === usual && chosen === undefined;
      if (!mayRename || !refusesLimitName(error, field)) throw error;
      return attempt(asked, otherOutputLimit[field]);
    }
  };
  return attempt(request, usual);
}

/** SDKs wrap what `fetch` throws. */
function cameWhole(error: unknown): Response | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if (one instanceof CameWhole) return one.response;
  return undefined;
}
