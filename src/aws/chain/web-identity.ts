// A role by an identity that somebody keeps in a file: EKS (IRSA) and other issuers.
import { RegistryError } from '../../core/errors/registry-error.ts';
import { conceal } from '../../core/model/secret.ts';
import type { Host } from '../../core/ports/host.ts';
import type { Credentials } from '../credential-values.ts';
import { LONGEST_IDENTITY, readClaims } from '../oidc.ts';
import { explainRefusal } from '../role-refusal.ts';
import type { ChainSettings } from './settings.ts';

export interface TokenFile {
  /** What names the file, for messages. */
  readonly from: string;
  readonly tokenFile: string;
  readonly roleArn: string | undefined;
  /** Where the role belongs, for messages. */
  readonly roleArnIn: string;
  readonly sessionName: string | undefined;
}

/** Shorter than any role's limit, and what STS gives by itself. */
const AN_HOUR = 3600;

/** The token is read each time: whoever keeps it renews it there. */
export async function webIdentityCredentials(
  host: Host,
  settings: ChainSettings,
  file: TokenFile,
): Promise<Credentials> {
  const { from, tokenFile, roleArn } = file;
  if (!roleArn)
    throw new RegistryError('CA-AUTH-001', `${from} is set, and ${file.roleArnIn} is not`, {
      remedy: `Set ${file.roleArnIn} to the role that the token is for, or unset ${from}.`,
    });
  const text = (await host.files.readText(tokenFile))?.trim();
  if (!text)
    throw new RegistryError(
      'CA-AUTH-001',
      `${from} names ${tokenFile}, which is ${text === undefined ? 'missing' : 'empty'}`,
      {
        remedy: `Check that the token is mounted at ${tokenFile}, or unset ${from}.`,
      },
    );
  if (text.length > LONGEST_IDENTITY)
    throw new RegistryError(
      'CA-AUTH-001',
      `${from} names ${tokenFile}, which has ${text.length} characters: STS takes no token of more than ${LONGEST_IDENTITY}`,
      { remedy: `Check that the token is mounted at ${tokenFile}, or unset ${from}.` },
    );
  const identity = conceal(text, host.mask);
  const role = { roleArn, sessionName: file.sessionName || settings.sessionName, durationSeconds: AN_HOUR };
  const { assumeRoleWithWebIdentity } = await import('../sts.ts');
  try {
    return await assumeRoleWithWebIdentity(host, { ...settings.sts, credentials: undefined }, role, identity);
  } catch (error) {
    throw explainRefusal(error, roleArn, await readClaims(identity), `the identity in ${tokenFile} (${from})`);
  }
}
