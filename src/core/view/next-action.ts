/** What can be done about one run: a button on a page, a command in a terminal. */
export type RunAction =
  | {
      readonly action: 'show' | 'trace' | 'watch' | 'say' | 'end' | 'resume' | 'cancel';
      readonly run: string;
    }
  | {
      readonly action: 'approve' | 'reject';
      readonly run: string;
      readonly approval: string;
      /** Of what is decided about, whole. */
      readonly digest: string;
    }
  | {
      readonly action: 'settle';
      readonly run: string;
      readonly effect: string;
      readonly outcome: 'applied' | 'absent';
      /** `result`: with what the tool returned, which whoever settles it has to give. */
      readonly from?: 'result';
    }
  | { readonly action: 'probe'; readonly run: string; readonly effect: string }
  | {
      /** A plan, unless `apply` says that it is to be done. */
      readonly action: 'undo';
      readonly run: string;
      /** Only this one; all of the run's unless told. */
      readonly effect?: string;
      readonly apply?: true;
    };

/** What can be done next, by whoever reads of it. Data: each surface says it in words of its own. */
export type NextAction =
  | RunAction
  | { readonly action: 'list' /** In Temporal's list language. */; readonly query?: string }
  | { readonly action: 'inbox' | 'start-dev' | 'start-worker' | 'list-profiles' }
  | { readonly action: 'start'; readonly agent?: string }
  | { readonly action: 'doctor'; readonly address?: string }
  | { readonly action: 'setup'; readonly address?: string; readonly namespace?: string }
  | { readonly action: 'set-connection'; readonly settings: readonly ConnectionSettingName[] }
  | {
      readonly action: 'remove-search-attributes';
      readonly namespace: string;
      readonly names: readonly string[];
    };

/** Settings of a connection that an error may be about. */
export type ConnectionSettingName =
  | 'address'
  | 'apiKey'
  | 'profile'
  | 'tlsCaPath'
  | 'tlsServerName'
  | 'tlsCertPath'
  | 'tlsKeyPath';
