/** Say that the shop's database cannot be used: not there, not a database, of a kind not built, or empty. */
export class WorldUnavailableError extends Error {
  override readonly name = 'WorldUnavailableError';
}
