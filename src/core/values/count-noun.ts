/** Write a number of things in plain words: `1 effect`, `2 effects`. */
export function countNoun(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
