// Runs of other machines, by the records that they left in the repository, where nobody named another package for them.
import type { JournalRun } from '../../core/documents/journal-runs.ts';
import { INPUTS, type InputDefinition } from '../../core/inputs/definitions.ts';
import { readOnly } from '../../core/operations/repository/repository-access.ts';
import type { CodeArtifactReader, RepositoryAddress } from '../../core/ports/code-artifact.ts';
import type { Host } from '../../core/ports/host.ts';

/** None where they cannot be read: they only say more of what is there. */
export async function recordedRuns(
  host: Pick<Host, 'log' | 'clock' | 'interrupted'>,
  { address, reader }: { readonly address: RepositoryAddress; readonly reader: CodeArtifactReader },
): Promise<readonly JournalRun[]> {
  const [{ RunRecords }, { recordsPackage }] = await Promise.all([
    import('../../core/operations/rollback/undo/records.ts'),
    import('../../core/operations/promote/promotion-record.ts'),
  ]);
  const usual = (INPUTS as readonly InputDefinition[]).find(({ name }) => name === 'promotion-record')?.default ?? '';
  const side = { address, reader: readOnly(reader), region: '', attempts: 1 };
  return (await new RunRecords(host, side, recordsPackage(usual)).since(undefined)).runs;
}
