/** Where bad inputs are tried: a folder with files, and a server of the test's own. */
export interface BadInputPlace {
  /** Holds the files that the command lines name. */
  readonly folder: string;
  readonly address: string;
  /** Ready, with workers where a case needs one. */
  readonly namespace: string;
  /** Registered, without Holdfast's search attributes. */
  readonly bareNamespace: string;
}

/** One bad input and what must come of it. */
export interface BadInput {
  readonly name: string;
  readonly argv: (place: BadInputPlace) => readonly string[];
  readonly stdin?: string;
  readonly exitCode: number;
  /** Of `holdfast.error/v1`; of the outcome where the run itself finds out. */
  readonly code: string;
  /** What has to be there. `worker-without-key` and `worker` are workers of the sample agents. */
  readonly needs: 'nothing' | 'server' | 'worker-without-key' | 'worker';
  /** The run that must not exist afterwards. */
  readonly neverStarted?: string;
}

/** An id that is in use before its case is tried. */
export const takenTaskId = 'taken';

/** Flags that name the server of the place. */
export const onServer = ({ address, namespace }: BadInputPlace) => [
  '--address',
  address,
  '--namespace',
  namespace,
];
/** Flags that name a server which must not be asked. */
export const noServer = ['--address', '127.0.0.1:1'];
