import type { CharterTool } from '../charter/charter.ts';
import type { JsonObject } from '../values/json.ts';

/** A look at the world for one call: it changes nothing. */
export interface LookAtCall {
  readonly id: string;
  readonly callId: string;
  readonly tool: string;
  readonly policy: CharterTool;
  readonly arguments: JsonObject;
  readonly idempotencyKey: string;
  /** What the call means, in a person's words. */
  readonly summary: string;
}
