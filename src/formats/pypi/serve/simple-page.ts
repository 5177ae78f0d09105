// Project pages of the simple repository API 1.1 (PEP 503, 592, 629, 691, 700), built once and kept as bytes.
import type { DescribedAsset, Json, ServedPackage, ServedVersion } from '../../../core/ports/format-server.ts';

/** What we keep with each asset. All of it may be missing on assets that came another way (copied, older). */
export interface AssetAttributes {
  readonly requiresPython?: string;
  /** ISO 8601; only in data folders of before 0.2, where it made two uploads of one file two revisions. */
  readonly uploadTime?: string;
  /** From public sources only: true, or the reason. */
  readonly yanked?: boolean | string;
  /** SHA-256 of the wheel's METADATA. */
  readonly coreMetadata?: string;
}

export interface PageOptions {
  readonly coreMetadata: boolean;
}

export function attributesOf(asset: { readonly attributes?: Json | undefined }): AssetAttributes {
  const { attributes } = asset;
  if (attributes === null || typeof attributes !== 'object' || Array.isArray(attributes)) return {};
  const known = attributes as { readonly [key: string]: Json };
  const text = (key: string) => (typeof known[key] === 'string' ? { [key]: known[key] } : {});
  const { yanked } = known;
  return {
    ...text('requiresPython'),
    ...text('uploadTime'),
    ...text('coreMetadata'),
    ...(typeof yanked === 'string' || typeof yanked === 'boolean' ? { yanked } : {}),
  };
}

interface ListedFile {
  readonly asset: DescribedAsset;
  readonly attributes: AssetAttributes;
  /** Relative to the page, as the service gives it: VERSION/FILE. */
  readonly url: string;
  readonly uploadTime: string | undefined;
  readonly yanked: boolean | string;
}

/** Unlisted, archived and unfinished versions are not offered; their files can still be asked for by name. */
function listed(versions: readonly ServedVersion[]): readonly ServedVersion[] {
  return versions.filter(({ status }) => status === 'Published');
}

function* filesOf(versions: readonly ServedVersion[]): Generator<ListedFile> {
  for (const version of versions) {
    for (const asset of version.assets) {
      const attributes = attributesOf(asset);
      yield {
        asset,
        attributes,
        url: `${encodeURIComponent(version.version)}/${encodeURIComponent(asset.name)}`,
        uploadTime: asset.uploadedAt ?? attributes.uploadTime,
        // Own packages cannot be yanked; what a public source says holds for what came from there.
        yanked: version.origin.type === 'INTERNAL' ? false : (attributes.yanked ?? false),
      };
    }
  }
}

export function jsonPage(found: ServedPackage, options: PageOptions): string {
  const versions = listed(found.versions);
  const files = [...filesOf(versions)].map(({ asset, attributes, url, uploadTime, yanked }) => {
    const core = options.coreMetadata && attributes.coreMetadata ? { sha256: attributes.coreMetadata } : undefined;
    return {
      filename: asset.name,
      url,
      hashes: {
        ...(asset.digests['SHA-256'] ? { sha256: asset.digests['SHA-256'] } : {}),
        ...(asset.digests.MD5 ? { md5: asset.digests.MD5 } : {}),
      },
      ...(attributes.requiresPython ? { 'requires-python': attributes.requiresPython } : {}),
      ...(asset.size === undefined ? {} : { size: asset.size }),
      ...(uploadTime ? { 'upload-time': uploadTime } : {}),
      yanked,
      ...(core ? { 'core-metadata': core, 'dist-info-metadata': core } : {}),
    };
  });
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    name: found.name,
    versions: versions.map(({ version }) => version),
    files,
  });
}

export function htmlPage(found: ServedPackage, options: PageOptions): string {
  const title = `Links for ${escapeHtml(found.name)}`;
  const links = [...filesOf(listed(found.versions))].map((file) => htmlLink(file, options));
  return [
    '<!DOCTYPE html>',
    '<html>',
    '<head>',
    '<meta name="pypi:repository-version" content="1.1">',
    `<title>${title}</title>`,
    '</head>',
    '<body>',
    `<h1>${title}</h1>`,
    ...links,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function htmlLink({ asset, attributes, url, uploadTime, yanked }: ListedFile, options: PageOptions): string {
  const sha256 = asset.digests['SHA-256'];
  const core = options.coreMetadata ? attributes.coreMetadata : undefined;
  const marks: [string, string | undefined][] = [
    ['data-requires-python', attributes.requiresPython],
    ['data-upload-time', uploadTime],
    ['data-yanked', yanked === false ? undefined : yanked === true ? '' : yanked],
    ['data-core-metadata', core && `sha256=${core}`],
    ['data-dist-info-metadata', core && `sha256=${core}`],
  ];
  const written = marks.map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeHtml(value)}"`)).join('');
  const href = escapeHtml(`${url}${sha256 ? `#sha256=${sha256}` : ''}`);
  return `<a href="${href}"${written}>${escapeHtml(asset.name)}</a><br>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Metadata is written by strangers: nothing in it may become markup. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
