import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const program: string = 'openssl';

/** Why tests on certificates are skipped, or false. */
export const missingOpenssl: string | false = findMissing();

export interface Certificate {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface Authority {
  readonly caPath: string;
  /** Make a certificate for these names, `DNS:…` or `IP:…`; none for a client's. */
  issue(name: string, names?: readonly string[]): Certificate;
}

/** Make a certificate authority of a test's own in a folder; what it signs is good for two days. */
export function createAuthority(folder: string, name: string): Authority {
  const path = (file: string) => join(folder, `${name}-${file}`);
  const openssl = (...args: string[]) => execFileSync(program, args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const [caPath, caKey] = [path('ca.pem'), path('ca.key')];
  openssl('req', '-x509', ...newKey, '-days', '2', '-keyout', caKey, '-out', caPath, '-subj', `/CN=${name}`);
  return {
    caPath,
    issue: (subject, names = []) => {
      const [certPath, keyPath, request] = [`${subject}.pem`, `${subject}.key`, `${subject}.csr`].map(
        path,
      ) as [string, string, string];
      const extensions = path(`${subject}.ext`);
      writeFileSync(
        extensions,
        names.length > 0 ? `subjectAltName=${names.join(',')}\n` : 'extendedKeyUsage=clientAuth\n',
      );
      openssl('req', ...newKey, '-keyout', keyPath, '-out', request, '-subj', `/CN=${subject}`);
      const signer = ['-CA', caPath, '-CAkey', caKey, '-CAcreateserial', '-days', '2'];
      openssl('x509', '-req', '-in', request, ...signer, '-out', certPath, '-extfile', extensions);
      return { certPath, keyPath };
    },
  };
}

function findMissing(): string | false {
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'openssl is not installed';
  }
}
