const bytes = 2_048;

/** What the model says in every step: 2 KiB of prose that no two steps share. */
export function modelText(step: number): string {
  return fill(`Step ${step}. I read the next page and keep what matters of it. `);
}

/** What the tool finds in every step: 2 KiB. */
export function pageText(step: number): string {
  return fill(`Page ${step} holds names, dates, amounts and a remark or two. `);
}

function fill(line: string): string {
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}
