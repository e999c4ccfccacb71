/** Read how long Google asks to wait, as the header that it does not send: the `RetryInfo` among an error's details. */
export function googleRetryAfter(body: Readonly<Record<string, unknown>> | undefined): {
  readonly 'retry-after'?: string;
} {
  const error = body?.['error'] as { readonly details?: unknown } | undefined;
  const details = Array.isArray(error?.details) ? (error.details as { retryDelay?: unknown }[]) : [];
  const told = details.map((detail) => detail?.retryDelay).find((delay) => typeof delay === 'string');
  return told?.endsWith('s') ? { 'retry-after': told.slice(0, -1) } : {};
}
