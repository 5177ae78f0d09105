// A version that a registry holds as a publication for another: the tarball as it is, and the document around it made
// from the package.json inside, as on a first publication.
import type { Republishing } from '../../../core/ports/package-format.ts';
import { readStoredTarball } from '../artifact/artifact.ts';
import { fullName, TARBALL } from '../names/coordinates.ts';
import { REQUEST_LIMIT } from './publish.ts';

export const npmRepublishing: Republishing = {
  async problems(_, assets) {
    return assets.flatMap(({ name, size }) => {
      if (name !== TARBALL) return [`${JSON.stringify(name)}: an npm version is published with its ${TARBALL} alone`];
      const isTooLarge = Math.ceil(size / 3) * 4 > REQUEST_LIMIT;
      return isTooLarge
        ? [`${name}: in base64 it is larger than the ${REQUEST_LIMIT} bytes that the service takes`]
        : [];
    });
  },

  async recompose(reference, [asset], host) {
    if (!asset) return { problem: 'the version has no asset' };
    const reading = await readStoredTarball(asset.path, host);
    if ('reason' in reading) return { problem: `${asset.name}: ${reading.reason}` };
    const { publication } = reading;
    const said = `${fullName(publication)}@${publication.version}`;
    if (said !== `${fullName(reference)}@${reference.version}`)
      return { problem: `${asset.name}: its package.json says ${said}` };
    return { publication: { ...publication, ...reference } };
  },
};
