/** Write when something is on a day that everybody knows: `20:51:07 UTC`. Takes ISO 8601. */
export function timeOfDay(iso: string): string {
  return `${iso.slice(11, 19)} UTC`;
}
