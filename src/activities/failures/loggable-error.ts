/** What may be logged of an error. Only these fields: clients hang requests on theirs, with keys and whole prompts. */
export function loggableError(error: unknown): { name: string; message: string; stack?: string | undefined } {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}
