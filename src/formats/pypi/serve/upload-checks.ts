// What an uploaded form must say before its file becomes an asset. The service's own checks are not documented; these
// are the ones of PyPI that keep an index consistent, with all digests checked.
import { ServedRefusal, type ServedRepository } from '../../../core/ports/format-server.ts';
import { Blake2Stream } from '../artifact/blake2.ts';
import { isName, normaliseName } from '../names/coordinates.ts';
import { isSafeFileName, parseFileName, sameVersion } from '../names/file-name.ts';
import { normalVersion } from '../names/version.ts';
import type { UploadedFile, UploadForm } from './parse-upload.ts';
import type { PypiSwitches } from './switches.ts';

type Fields = UploadForm['fields'];

const refusal = (message: string) => new ServedRefusal('invalid', message);

/** The only value of a field; a form that gives two different ones means to say two things to two readers. */
function single(fields: Fields, name: string): string | undefined {
  const values = fields.get(name);
  if (values?.some((value) => value !== values[0])) throw refusal(`the field ${name} is given twice`);
  return values?.[0];
}

/** Name as its author spells it and version as given; refused when they are none. */
export function requireCoordinates(fields: Fields): { displayName: string; name: string; version: string } {
  const displayName = single(fields, 'name') ?? '';
  const version = (single(fields, 'version') ?? '').trim();
  if (!isName(displayName))
    throw refusal(displayName === '' ? 'the name is missing' : 'the name is not a valid project name (PEP 508)');
  if (normalVersion(version) === undefined) {
    throw refusal(version === '' ? 'the version is missing' : 'the version is not a valid version (PEP 440)');
  }
  return { displayName, name: normaliseName(displayName), version };
}

/** Everything but the digests. */
export function checkForm(fields: Fields, fileName: string): void {
  const { name, version } = requireCoordinates(fields);
  if (single(fields, ':action') !== 'file_upload') throw refusal('only :action=file_upload is supported');
  if ((single(fields, 'protocol_version') ?? '1') !== '1') throw refusal('only protocol_version 1 is supported');
  const metadataVersion = single(fields, 'metadata_version') ?? '';
  if (!/^(?:1\.\d|2\.\d{1,2})$/.test(metadataVersion))
    throw refusal('the metadata_version is missing or not a known one');
  checkFileName(fileName, name, version, single(fields, 'filetype') ?? '');
}

function checkFileName(fileName: string, name: string, version: string, filetype: string): void {
  if (filetype !== 'bdist_wheel' && filetype !== 'sdist') throw refusal('the filetype must be bdist_wheel or sdist');
  if (!isSafeFileName(fileName)) throw refusal('the file name is not valid');
  const ending = filetype === 'sdist' ? /\.(?:tar\.gz|zip)$/ : /\.whl$/;
  const parsed = ending.test(fileName) ? parseFileName(fileName, name) : undefined;
  if (!parsed) throw refusal(`the file name is not that of a ${filetype} of ${name}`);
  if (!sameVersion(parsed.version, version)) throw refusal('the version in the file name is not that of the metadata');
}

/** Compares each digest that the form carries with the bytes received. */
export async function checkDigests(
  fields: Fields,
  file: UploadedFile,
  repository: Pick<ServedRepository, 'readBlob'>,
  switches: Pick<PypiSwitches, 'digestRequired'>,
): Promise<void> {
  const announced = (name: string) => single(fields, name)?.toLowerCase();
  const blake2 = announced('blake2_256_digest');
  const pairs: [name: string, announced: string | undefined, received: string][] = [
    ['md5_digest', announced('md5_digest'), file.blob.digests.MD5],
    ['sha256_digest', announced('sha256_digest'), file.blob.digests['SHA-256']],
    ['blake2_256_digest', blake2, blake2 === undefined ? '' : (file.blake2_256 ?? (await blake2Of(file, repository)))],
  ];
  if (switches.digestRequired && pairs.every(([, given]) => given === undefined))
    throw refusal('a digest of the file is missing');
  for (const [name, given, received] of pairs) {
    if (given !== undefined && given !== received) throw refusal(`the ${name} does not match the uploaded file`);
  }
}

async function blake2Of(file: UploadedFile, repository: Pick<ServedRepository, 'readBlob'>): Promise<string> {
  const blake2 = new Blake2Stream();
  for await (const _ of blake2.through(repository.readBlob(file.blob)));
  return blake2.result();
}
