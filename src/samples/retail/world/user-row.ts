import type { RetailUser } from '../world-schema.ts';
import type { WorldTables } from './world-tables.ts';

/** Make a user's row: the document and the columns that find it. */
export function userRow(user: RetailUser): WorldTables['users'] {
  return {
    user_id: user.user_id,
    email: user.email.toLowerCase(),
    first_name: user.name.first_name.toLowerCase(),
    last_name: user.name.last_name.toLowerCase(),
    zip: user.address.zip,
    document: JSON.stringify(user),
  };
}
