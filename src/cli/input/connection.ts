import type { ConnectionTarget } from '../../client/connection/connection-target.ts';

/** A server to connect to, and who named it. */
export type Connection = ConnectionTarget;
