/** The calls of Temporal's API that a holding proxy stops. */
export const heldCalls = ['UpdateWorkflowExecution', 'RespondActivityTaskCompleted'] as const;

export type HeldCall = (typeof heldCalls)[number];

/** What the thread of a holding proxy tells. */
export type ProxyNews = { readonly address: string } | { readonly held: HeldCall };

export interface ProxyTask {
  /** `host:port` of the real server. */
  readonly upstream: string;
  /** One Int32: 1 while a call is held. */
  readonly gate: SharedArrayBuffer;
}
