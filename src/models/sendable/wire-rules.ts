/** What a provider's wire takes in a request, where the four differ. */
export interface WireRules {
  /** Of a tool that is declared or was called. */
  readonly toolName: RegExp;
  /** Of the id that a call and its result share. */
  readonly callId: RegExp;
  /** Whether servers of this wire may refuse a user message right after a tool's or another user's. */
  readonly rolesAlternate: boolean;
  readonly schema: SchemaRules;
}

export interface SchemaRules {
  /** Names of fields that may be declared; absent: any. */
  readonly fieldName?: RegExp;
  /** Whether an array has to say what its items are, and knows no tuples. */
  readonly itemsOfArrays: boolean;
}

const name = /^[A-Za-z0-9_-]{1,64}$/;

/** One row a wire. Lengths are the shortest that a server of the wire is known to ask for. */
export const wireRules = {
  anthropic: {
    toolName: name,
    callId: /^[A-Za-z0-9_-]{1,64}$/,
    rolesAlternate: false,
    schema: { fieldName: /^[A-Za-z0-9_.-]{1,64}$/, itemsOfArrays: false },
  },
  openai: {
    toolName: name,
    callId: /^[\x21-\x7e]{1,64}$/,
    rolesAlternate: false,
    schema: { itemsOfArrays: true },
  },
  'openai-chat': {
    toolName: name,
    callId: /^[\x21-\x7e]{1,40}$/,
    rolesAlternate: true,
    schema: { itemsOfArrays: true },
  },
  google: {
    toolName: /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/,
    callId: /^[\x21-\x7e]{1,64}$/,
    rolesAlternate: false,
    schema: { itemsOfArrays: true },
  },
} as const satisfies Readonly<Record<string, WireRules>>;
