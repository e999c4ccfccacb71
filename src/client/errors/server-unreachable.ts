import { HoldfastError } from './holdfast-error.ts';

/** What OpenSSL and Node say when the two sides do not agree on who they are. */
const tlsTrouble =
  /certificate|altname|ERR_TLS|ERR_SSL|SSL routines|wrong version number|unable to get (local )?issuer|tlsv1/i;

/**
 * Say that a server does not answer, or does not prove who it is, and what to do about it: `temporal_unreachable` or
 * `temporal_tls_failed`. `why` is what the connection's own error says.
 */
export function serverUnreachable(
  { address }: { readonly address: string },
  why: string,
  cause?: unknown,
): HoldfastError {
  // The client's own words around the reason say nothing more.
  const reason = why
    .replace(/^No connection established\. Last error: /, '')
    .replace(/ Resolution note: $/, '');
  const common = { kind: 'unreachable' as const, why: reason, unchanged: 'Nothing was sent.', cause };
  if (tlsTrouble.test(reason)) {
    return new HoldfastError({
      ...common,
      code: 'temporal_tls_failed',
      message: `There is no trusted connection to the Temporal server at ${address}.`,
      next: [
        { action: 'set-connection', settings: ['tlsCaPath', 'tlsServerName', 'tlsCertPath', 'tlsKeyPath'] },
      ],
      advice:
        'Check who signed its certificate, the name in it, your own certificate with its key, or the profile and TEMPORAL_TLS_* variables that set them.',
    });
  }
  return new HoldfastError({
    ...common,
    code: 'temporal_unreachable',
    message: `No Temporal server answers at ${address}.`,
    next: [{ action: 'start-dev' }, { action: 'set-connection', settings: ['address'] }],
    advice: 'Start one, or name yours (TEMPORAL_ADDRESS).',
  });
}
