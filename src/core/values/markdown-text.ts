/**
 * Write a foreign text as one line of a Markdown page, so that it reads as it is: no part of it becomes markup, a
 * command, a link or, between two amounts of money, a formula.
 */
export function markdownText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_~[\]<>$|#!]/g, (mark) => `\\${mark}`);
}
