// A registry in this process that answers at once: what a command then costs is its own work. It fulfils the two ports
// of the core and holds numbers instead of packages, so that it takes next to nothing of the time and memory measured.
import { setImmediate as turn } from 'node:timers/promises';

export const OWNER = '111122223333';
export const DOMAIN = 'my-org';
export const REGION = 'eu-central-1';

const pad = (number, length) => String(number).padStart(length, '0');

/** Answers of one turn of the event loop come together, as those of many sockets do. */
function turns() {
  let next;
  return () => {
    next ??= turn().then(() => {
      next = undefined;
    });
    return next;
  };
}

/** `packages` of `versions` each, `@acme/package-00000` at `1.0.0` and so on. */
export class Contents {
  constructor(packages, versions, { dependencies = () => [], prefix = 'package', latest = true } = {}) {
    this.packages = packages;
    this.versions = versions;
    this.dependencies = dependencies;
    this.latest = latest;
    this.prefix = prefix;
  }

  name(index) {
    return `${this.prefix}-${pad(index, 5)}`;
  }

  indexOf(name) {
    const index = name.startsWith(this.prefix) ? Number(name.slice(this.prefix.length + 1)) : Number.NaN;
    return index < this.packages ? index : undefined;
  }

  /** Place of a version among all; undefined when there is none. */
  placeOf({ name, version }) {
    const index = this.indexOf(name);
    const number = version.startsWith('1.0.') ? Number(version.slice(4)) : Number.NaN;
    return index === undefined || !(number < this.versions) ? undefined : index * this.versions + number;
  }

  *coordinates() {
    for (let index = 0; index < this.packages; index++)
      for (let number = 0; number < this.versions; number++) yield `npm:@acme/${this.name(index)}@1.0.${number}`;
  }
}

/** As JSON.parse gives it: one piece, where texts put together here would be many, and take three times the memory. */
const received = (text) => Buffer.from(text, 'latin1').toString('latin1');

const revisionOf = (place) => received(`revision${pad(place, 12)}=`);
const assetsOf = (place) => [
  { name: 'package.tgz', size: 1000 + (place % 1000), digests: { 'SHA-256': received(pad(place.toString(16), 64)) } },
];

/** One repository of it. `holds`: one byte a version, 1 for Published, 2 for Unlisted. */
export class InstantRepository {
  constructor(name, contents, isFull) {
    this.name = name;
    this.contents = contents;
    this.holds = new Uint8Array(contents.packages * contents.versions).fill(isFull ? 1 : 0);
    this.calls = 0;
    /** Name of a package -> its tags, once somebody wrote them. */
    this.written = new Map();
  }

  statusOf(place) {
    return place === undefined ? undefined : [undefined, 'Published', 'Unlisted'][this.holds[place]];
  }

  holdsAnyOf(index) {
    const { versions } = this.contents;
    return this.holds.subarray(index * versions, (index + 1) * versions).some((held) => held > 0);
  }

  tagsOf(name) {
    const { contents } = this;
    const written = this.written.get(name);
    if (written) return written;
    const index = contents.indexOf(name);
    if (index === undefined || !contents.latest || !this.holdsAnyOf(index)) return undefined;
    return { latest: `1.0.${contents.versions - 1}` };
  }

  /** Null: the tag is removed. */
  writeTag(name, tag, version) {
    const { [tag]: _, ...others } = this.tagsOf(name) ?? {};
    this.written.set(name, version === null ? others : { ...others, [tag]: version });
  }
}

/**
 * Reader and writer over repositories of one domain. `paced`: what stands between a command and the wire (the pacer and
 * the retry policy), as `(label, work) => promise`.
 */
export function instantRegistry(repositories, paced = (_label, work) => work()) {
  const byName = new Map(repositories.map((one) => [one.name, one]));
  const answered = turns();
  const call = (at, label, work) =>
    paced(label, async () => {
      const repository = byName.get(at.repository);
      if (repository) repository.calls++;
      await answered();
      return repository && work(repository);
    });
  const origin = { type: 'INTERNAL', repository: 'staging' };
  const summary = (repository, place) => ({
    version: `1.0.${place % repository.contents.versions}`,
    revision: revisionOf(place),
    status: repository.statusOf(place),
    origin,
  });
  const writeTag = ({ name }, tag, version, { address }) =>
    call(address, 'npm:PUT', (repository) => repository.writeTag(name, tag, version));
  const change = (at, ref, versions, status) =>
    call(at, 'UpdatePackageVersionsStatus', (repository) => {
      const successful = {};
      for (const version of versions) {
        const place = repository.contents.placeOf({ ...ref, version });
        repository.holds[place] = status === 'Published' ? 1 : 2;
        successful[version] = { revision: revisionOf(place), status };
      }
      return { successful, failed: {} };
    });
  const reader = {
    describeRepository: (at) =>
      call(at, 'DescribeRepository', ({ name }) => ({
        name,
        domain: DOMAIN,
        domainOwner: OWNER,
        administratorAccount: OWNER,
        arn: `arn:aws:codeartifact:${REGION}:${OWNER}:repository/${DOMAIN}/${name}`,
        upstreams: [],
        externalConnections: [],
      })),
    listRepositoriesInDomain: async () => [...byName.keys()],
    getRepositoryEndpoint: async (at, format) => `https://registry.invalid/${format}/${at.repository}/`,
    async *listPackages(at) {
      const { contents } = byName.get(at.repository);
      for (let index = 0; index < contents.packages; index++) {
        if (index % 1000 === 0) await call(at, 'ListPackages', () => {});
        if (byName.get(at.repository).holdsAnyOf(index))
          yield { format: 'npm', namespace: 'acme', name: contents.name(index) };
      }
    },
    describePackage: (at, ref) =>
      call(at, 'DescribePackage', (repository) => {
        const index = repository.contents.indexOf(ref.name);
        return index !== undefined && repository.holdsAnyOf(index) ? { ...ref } : undefined;
      }),
    async *listPackageVersions(at, ref) {
      const repository = byName.get(at.repository);
      const { versions } = repository.contents;
      const index = repository.contents.indexOf(ref.name);
      for (let number = 0; index !== undefined && number < versions; number++) {
        if (number % 1000 === 0) await call(at, 'ListPackageVersions', () => {});
        const place = index * versions + number;
        if (repository.holds[place] > 0) yield summary(repository, place);
      }
      if (index === undefined) await call(at, 'ListPackageVersions', () => {});
    },
    describePackageVersion: (at, ref) =>
      call(at, 'DescribePackageVersion', (repository) => {
        const place = repository.contents.placeOf(ref);
        const status = repository.statusOf(place);
        if (status === undefined) return undefined;
        // Put together of parts it would take three times the memory.
        const { format, namespace, name, version } = ref;
        const publishedAt = 1_700_000_000_000 + place;
        return { format, namespace, name, version, revision: revisionOf(place), status, origin, publishedAt };
      }),
    listPackageVersionAssets: (at, ref) =>
      call(at, 'ListPackageVersionAssets', (repository) => {
        const place = repository.contents.placeOf(ref);
        if (repository.statusOf(place) === undefined) return undefined;
        return { revision: revisionOf(place), assets: assetsOf(place) };
      }),
    listPackageVersionDependencies: (at, ref) =>
      call(at, 'ListPackageVersionDependencies', ({ contents }) =>
        contents.dependencies(contents.indexOf(ref.name), ref),
      ),
    getPackageVersionAsset: async () => undefined,
  };
  const writer = {
    copyPackageVersions: ({ destinationRepository, package: ref, revisions }) =>
      call({ repository: destinationRepository }, 'CopyPackageVersions', (repository) => {
        const successful = {};
        for (const [version, revision] of Object.entries(revisions)) {
          repository.holds[repository.contents.placeOf({ ...ref, version })] = 1;
          successful[version] = { revision, status: 'Published' };
        }
        return { successful, failed: {} };
      }),
    updatePackageVersionsStatus: (at, ref, { versions, target }) => change(at, ref, versions, target),
    disposePackageVersions: (at, ref, versions) => change(at, ref, versions, 'Disposed'),
    deletePackageVersions: (at, ref, versions) => change(at, ref, versions, 'Deleted'),
    putPackageOriginConfiguration: async () => {},
    publishPackageVersion: async () => ({ revision: '', status: 'Published' }),
  };
  const side = (repository) => ({
    address: { domain: DOMAIN, domainOwner: OWNER, repository },
    region: REGION,
    reader,
    writer,
    attempts: 12,
    tags: (at, ref) => call(at, 'npm:GET', (found) => found.tagsOf(ref.name)),
    wire: {
      token: async () => ({ reveal: () => 'token' }),
      http: async () => {
        throw new Error('nothing is sent');
      },
      files: undefined,
      attempts: 12,
    },
  });
  const tags = {
    set: writeTag,
    remove: (ref, tag, target) => writeTag(ref, tag, null, target),
  };
  return { reader, writer, side, tags };
}
