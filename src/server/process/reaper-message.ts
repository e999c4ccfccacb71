/** One line to the reaper process. `startTime` guards against a pid that was given out again; `null` where unknown. */
export type ReaperMessage =
  | { readonly watch: number; readonly startTime: string | null; readonly graceMs: number }
  | { readonly forget: number };
