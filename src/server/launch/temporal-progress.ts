/** What getting and starting a server is doing now. Counts are packages or modules, times milliseconds. */
export type TemporalProgress =
  | { readonly phase: 'download-cli'; readonly receivedBytes: number }
  | { readonly phase: 'fetch-modules'; readonly done: number; readonly module: string }
  | {
      readonly phase: 'build';
      readonly target: string;
      readonly done: number;
      readonly total: number;
      /** Absent until enough packages are compiled to tell. */
      readonly etaMs?: number;
    }
  | { readonly phase: 'wait-for-build'; readonly waitedMs: number }
  | { readonly phase: 'start'; readonly binary: string; readonly version: string };

export type OnTemporalProgress = (progress: TemporalProgress) => void;
