// The Python conversation, from the server's side:
//
//   GET  simple/NAME/                  project page: HTML, or JSON when Accept asks for it; else 406
//   GET  simple/NAME/VERSION/FILE      the file; FILE.metadata only when switched on (PEP 658)
//   POST <endpoint>                    upload: multipart/form-data, one file a request -> 200; 400, 403, 409 by reason phrase
//   GET  simple/                       404: the service does not list projects; neither JSON API, XML-RPC nor search
//
// Names that are not normalised are redirected. https://peps.python.org/pep-0691/, https://docs.pypi.org/api/upload/
import type {
  FormatServer,
  ServedRepository,
  ServedRequest,
  ServedResponse,
} from '../../../core/ports/format-server.ts';
import { readCoreMetadata } from '../artifact/read-core-metadata.ts';
import { describeVersion } from '../artifact/version-details.ts';
import { isName, normaliseName } from '../names/coordinates.ts';
import { external } from './external.ts';
import { negotiate } from './negotiation.ts';
import { readUpload } from './parse-upload.ts';
import { type AssetAttributes, htmlPage, jsonPage } from './simple-page.ts';
import { PYPI_SWITCHES, type PypiSwitches, pypiSwitches } from './switches.ts';
import { checkDigests, checkForm, requireCoordinates } from './upload-checks.ts';

const METADATA_ENDING = '.metadata';

export const pypiServer: FormatServer = { format: 'pypi', switches: PYPI_SWITCHES, external, refuse, handle };

async function handle(request: ServedRequest, repository: ServedRepository): Promise<ServedResponse> {
  const switches = pypiSwitches(repository);
  if (request.path === '') {
    return request.method === 'POST' ? receiveUpload(request, repository, switches) : notAllowed('POST');
  }
  const segments = decodeSegments(request.path);
  if (segments?.[0] !== 'simple') return refuse({ status: 404, message: 'Not Found' });
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
  repository.authorize('read');
  const [, name = '', version = '', file = ''] = segments;
  if (!isName(name)) return refuse({ status: 404, message: 'Not Found' });
  if (segments.length === 2 || (segments.length === 3 && version === '')) {
    return projectPage(request, repository, name, switches);
  }
  if (segments.length === 4 && version !== '' && file !== '')
    return download(repository, { name, version, file }, switches);
  return refuse({ status: 404, message: 'Not Found' });
}

/** Undefined for broken percent-encoding, and for separators hidden in it: no name we store has any. */
function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.split('/').map(decodeURIComponent);
    return segments.some((segment) => /[/\\\p{Cc}]/u.test(segment) || segment === '..') ? undefined : segments;
  } catch {
    return undefined;
  }
}

// ---- reading ----------------------------------------------------------------------------------------------------

async function projectPage(
  request: ServedRequest,
  repository: ServedRepository,
  name: string,
  switches: PypiSwitches,
): Promise<ServedResponse> {
  const normal = normaliseName(name);
  const isCanonical = request.path.endsWith('/') && (name === normal || switches.unnormalisedNames === 'serve');
  if (!isCanonical) return redirect(`${repository.endpoint}simple/${normal}/`);
  const type = negotiate(request.headers.accept);
  if (!type) return refuse({ status: 406, message: 'Not Acceptable' });
  const build = type.form === 'json' ? jsonPage : htmlPage;
  const page = await repository.page({ format: 'pypi', name: normal }, pageKind(type.form, switches), (found) =>
    build(found, switches),
  );
  if (!page) return refuse({ status: 404, message: 'Not Found' });
  const headers = { 'content-type': type.contentType, etag: page.etag, vary: 'Accept' };
  if (request.headers['if-none-match'] === page.etag) return { status: 304, headers };
  return { status: 200, headers, body: page.bytes };
}

const pageKind = (form: string, switches: PypiSwitches) => (switches.coreMetadata ? `${form}-with-metadata` : form);

async function download(
  repository: ServedRepository,
  wanted: { name: string; version: string; file: string },
  switches: PypiSwitches,
): Promise<ServedResponse> {
  const { version, file } = wanted;
  const ref = { format: 'pypi', name: normaliseName(wanted.name) } as const;
  const isMetadata = switches.coreMetadata && file.endsWith(`.whl${METADATA_ENDING}`);
  const asset = await repository.openAsset(ref, version, isMetadata ? file.slice(0, -METADATA_ENDING.length) : file);
  if (!asset) return refuse({ status: 404, message: 'Not Found' });
  if (!isMetadata) {
    const ranges = switches.servesRanges ? {} : { 'accept-ranges': 'none' };
    return { status: 200, headers: { 'content-type': 'application/octet-stream', ...ranges }, body: asset };
  }
  const metadata = await readCoreMetadata(repository.blobPath(asset));
  if (!metadata) return refuse({ status: 404, message: 'Not Found' });
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: metadata.bytes };
}

// ---- uploading --------------------------------------------------------------------------------------------------

async function receiveUpload(
  request: ServedRequest,
  repository: ServedRepository,
  switches: PypiSwitches,
): Promise<ServedResponse> {
  const reference = (name: string) => ({ format: 'pypi', name }) as const;
  const { fields, file } = await readUpload(request, repository, (known) => {
    // Clients send the name first; whoever may not publish it is told before the bytes are taken.
    if (known.has('name') && known.has('version'))
      repository.authorize('publish', reference(requireCoordinates(known).name));
  });
  const { displayName, name, version } = requireCoordinates(fields);
  repository.authorize('publish', reference(name));
  if (!file) return refuse({ status: 400, message: 'the file (field content) is missing' });
  checkForm(fields, file.fileName);
  await checkDigests(fields, file, repository, switches);
  const metadata = file.fileName.endsWith('.whl') ? await readCoreMetadata(repository.blobPath(file.blob)) : undefined;
  const requiresPython = fields.get('requires_python')?.[0];
  const attributes: AssetAttributes = {
    ...(requiresPython ? { requiresPython } : {}),
    ...(metadata ? { coreMetadata: metadata.sha256 } : {}),
  };
  await repository.publish({
    ...reference(name),
    ...(displayName === name ? {} : { displayName }),
    version,
    assets: [
      {
        ...{ name: file.fileName, blob: file.blob, attributes: { ...attributes } },
        uploadedAt: new Date(repository.now()).toISOString(),
      },
    ],
    metadata: {},
    assetPolicy: 'open',
    description: describeVersion(fields),
  });
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' };
}

// ---- answers ----------------------------------------------------------------------------------------------------

function redirect(location: string): ServedResponse {
  return { status: 301, headers: { location } };
}

function notAllowed(allow: string): ServedResponse {
  const answer = refuse({ status: 405, message: 'Method Not Allowed' });
  return { ...answer, headers: { ...answer.headers, allow } };
}

/** twine prints the reason phrase and nothing else, Poetry and uv the body: both say the same. */
function refuse({ status, message }: { status: number; message: string }): ServedResponse {
  return {
    status,
    reason: message
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, 200),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `${message}\n`,
  };
}
