// The form of the upload API, from the client's side: fields in the order twine sends them, then the file as a stream.
import { randomBytes } from 'node:crypto';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Files } from '../../../core/ports/host.ts';
import type { Artifact } from '../../../core/ports/package-format.ts';
import type { FileMetadata } from '../artifact/distribution.ts';

/** Core metadata field to form field, in twine's order. Fields that may repeat are sent once for each value. */
const METADATA_FIELDS: readonly (readonly [metadataField: string, formField: string])[] = [
  ['summary', 'summary'],
  ['home-page', 'home_page'],
  ['author', 'author'],
  ['author-email', 'author_email'],
  ['maintainer', 'maintainer'],
  ['maintainer-email', 'maintainer_email'],
  ['license', 'license'],
  ['description', 'description'],
  ['keywords', 'keywords'],
  ['platform', 'platform'],
  ['classifier', 'classifiers'],
  ['download-url', 'download_url'],
  ['supported-platform', 'supported_platform'],
  ['provides', 'provides'],
  ['requires', 'requires'],
  ['obsoletes', 'obsoletes'],
  ['project-url', 'project_urls'],
  ['provides-dist', 'provides_dist'],
  ['obsoletes-dist', 'obsoletes_dist'],
  ['requires-dist', 'requires_dist'],
  ['requires-external', 'requires_external'],
  ['requires-python', 'requires_python'],
  ['provides-extra', 'provides_extra'],
  ['description-content-type', 'description_content_type'],
  ['license-expression', 'license_expression'],
  ['license-file', 'license_file'],
  ['dynamic', 'dynamic'],
  ['import-name', 'import_name'],
  ['import-namespace', 'import_namespace'],
];

/** All fields but the file. `version` is the publication's: one spelling for all its files. */
export function formFields(
  publication: { readonly name: string; readonly displayName?: string; readonly version: string },
  artifact: Artifact,
  file: FileMetadata,
): [name: string, value: string][] {
  const fields: [string, string][] = [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['name', publication.displayName ?? publication.name],
    ['version', publication.version],
    ['filetype', file.filetype],
    ['pyversion', file.pyversion],
    ['metadata_version', file.metadataVersion],
  ];
  for (const [metadataField, formField] of METADATA_FIELDS) {
    for (const value of file.fields[metadataField] ?? []) fields.push([formField, value]);
  }
  fields.push(
    ['md5_digest', artifact.digests.MD5],
    ['sha256_digest', artifact.digests['SHA-256']],
    ['blake2_256_digest', file.blake2_256],
  );
  return fields;
}

export interface UploadBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly open: () => AsyncGenerator<Uint8Array>;
}

/**
 * A multipart body of known length. form-data-encoder would do, but it rewrites the line ends of values, as browsers
 * do, and so would change the description.
 */
export function uploadBody(
  fields: readonly [string, string][],
  artifact: Artifact,
  files: Pick<Files, 'open'>,
): UploadBody {
  const boundary = randomBytes(16).toString('hex');
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  // Asset names were checked against a pattern without quotes and line ends when they were gathered.
  const head = Buffer.from(
    `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${artifact.assetName}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + artifact.size + tail.length),
    },
    async *open() {
      yield head;
      yield* exactly(artifact, files);
      yield tail;
    },
  };
}

/** A file that grew or shrank since it was read must not go out under the old length. */
async function* exactly(artifact: Artifact, files: Pick<Files, 'open'>): AsyncGenerator<Uint8Array> {
  let size = 0;
  const changed = () => new RegistryError('CA-FILE-001', `${artifact.path} changed while it was being published`);
  for await (const chunk of files.open(artifact.path)) {
    size += chunk.length;
    if (size > artifact.size) throw changed();
    yield chunk;
  }
  if (size < artifact.size) throw changed();
}
