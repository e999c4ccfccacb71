import { userInfo } from 'node:os';

/** Who is logged in, for messages that name their sender. */
export function loginName(env: Readonly<Record<string, string | undefined>> = process.env): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id without a name.
    return env['USER'] || 'unknown';
  }
}
