/** `210 MiB`. */
export function inMiB(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}
