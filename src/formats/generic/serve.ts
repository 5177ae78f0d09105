// Generic packages have an endpoint and no conversation: no client speaks to it, assets come and go through
// PublishPackageVersion and GetPackageVersionAsset of the control plane. Every request here is answered 404.
import type { FormatServer, ServedResponse } from '../../core/ports/format-server.ts';

export const genericServer: FormatServer = {
  format: 'generic',
  handle: async () =>
    refuse({
      status: 404,
      message: 'Generic packages are read and published through the CodeArtifact API, not through this endpoint',
    }),
  refuse,
};

function refuse({ status, message }: { status: number; message: string }): ServedResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
