import type { OutputLimitField } from '../../core/charter/model-options.ts';
import type { Fields } from '../../core/values/fields-of.ts';
import type { ModelAnswer, ModelRequest, WirePort } from '../model-port.ts';
import { CameOtherwise, inFormAsked } from './answer-form.ts';
import { patientConnection } from './patient-connection.ts';
import { otherOutputLimit, refusesLimitName, refusesStream } from './refused-field.ts';
import { UnsentSettingError, unsentSettings } from './unsent-settings.ts';
import { wireBody } from './wire-body.ts';

/**
 * The `fetch` of one call: it sends what the call's settings say and the SDK has no field for, keeps the output limit at
 * what was reserved, and lets a slow model take its time.
 */
function settingsFetch(request: ModelRequest, outputLimitField: OutputLimitField | undefined): typeof fetch {
  return async (input, init) => {
    const made = jsonBody(init);
    const body = made && wireBody(made, request, outputLimitField);
    const unsent = body ? unsentSettings(body, request) : [];
    if (unsent.length > 0) throw new UnsentSettingError(unsent.join('. '));
    const response = await fetch(input, {
      ...init,
      ...(body === made ? {} : { body: JSON.stringify(body) }),
      ...patientConnection(),
    } as RequestInit);
    return response.ok ? inFormAsked(response, request.onText !== undefined) : response;
  };
}

/** The body that an SDK made; undefined where it is no JSON object. */
function jsonBody(init: RequestInit | undefined): Fields | undefined {
  const body = init?.body;
  return typeof body === 'string' && body.startsWith('{') ? (JSON.parse(body) as Fields) : undefined;
}

/** Find what of a request's settings its adapter would not send as asked, by the body that it makes. Sends nothing. */
export async function unsentOnTheWire(request: ModelRequest, port: WirePort): Promise<readonly string[]> {
  const { onText: _, ...unstreamed } = request;
  let unsent: readonly string[] = [];
  const keep: typeof fetch = async (_input, init) => {
    const body = jsonBody(init);
    if (body) unsent = unsentSettings(body, request);
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
 * any model ran, and cost nothing. An answer that is a stream or whole where the other was asked for is read as it came.
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
      const other = cameOtherwise(error);
      if (other !== undefined) {
        const as = other.streamed ? { ...asked, onText: () => {} } : unstreamed;
        return port.generate(as, async () => other.response);
      }
      if (asked.onText !== undefined && refusesStream(error)) return attempt(unstreamed, field);
      const mayRename = field !== undefined && field === usual && chosen === undefined;
      if (!mayRename || !refusesLimitName(error, field)) throw error;
      return attempt(asked, otherOutputLimit[field]);
    }
  };
  return attempt(request, usual);
}

/** SDKs wrap what `fetch` throws. */
function cameOtherwise(error: unknown): CameOtherwise | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if (one instanceof CameOtherwise) return one;
  return undefined;
}
