import { userInfo } from 'node:os';

/** Who is logged in, for messages that name their sender. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id without a name.
    return process.env['USER'] || 'unknown';
  }
}
