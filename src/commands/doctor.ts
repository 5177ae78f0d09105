import { identityOf, signIn } from '../aws/sign-in.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { INPUTS } from '../core/inputs/definitions.ts';
import { parseCoordinate, splitCoordinates } from '../core/model/coordinates.ts';
import { diagnose } from '../core/operations/doctor/diagnose.ts';
import { exitOf, type Finding } from '../core/operations/doctor/finding.ts';
import type { PackageFormat } from '../core/ports/package-format.ts';
import { shownWord } from '../core/text/shown-text.ts';
import { formatList } from '../formats/index.ts';
import type { Command, CommandRequest } from './definition/command.ts';
import { type CommandResult, nothing } from './definition/result.ts';
import { registryUrl, repositoryAddress } from './registry/address.ts';
import { chosenTools, detectedTools } from './registry/chosen-tools.ts';
import { USUAL_FILES } from './registry/usual-files.ts';
import { markdownTable } from './report/tables.ts';
import { recordedRuns } from './unfinished/recorded-runs.ts';

const marks = { ok: '✓', warning: '!', problem: '✗' } as const;

/** What a run takes at most where nobody says otherwise, which nobody can see of a run on another machine. */
const LONGEST_RUN_MS = Number(INPUTS.find((input) => input.name === 'timeout')?.default) * 1000;

/** `doctor [COORDINATE…] [--publish]`: what works, what does not, why, and the fix. */
export const doctorCommand: Command = async (request) => {
  const findings = await findingsOf(request);
  const result: CommandResult = {
    ...nothing,
    exit: exitOf(findings),
    json: { findings },
    lines: findings.flatMap(({ probe, health, found, fix }) => [
      `${marks[health]} ${shownWord(probe)}: ${shownWord(found)}`,
      ...(fix ? fix.split('\n').map((line) => `    fix: ${shownWord(line)}`) : []),
    ]),
    summary: [
      '### Doctor',
      markdownTable(
        ['', 'probe', 'found', 'fix'],
        findings.map((each) => [marks[each.health], each.probe, each.found, each.fix ?? '']),
      ),
    ].join('\n\n'),
  };
  return result;
};

async function findingsOf({ inputs, host, operands, extra }: CommandRequest): Promise<readonly Finding[]> {
  const address = repositoryAddress(inputs);
  const packages = operands.flatMap(splitCoordinates).map(parseCoordinate);
  const tools = inputs.list('tools');
  const chosen = chosenTools(tools, await detectedTools([tools], host));
  const isAsked = ({ name }: PackageFormat) =>
    packages.some(({ format }) => format === name) || chosen.some(({ format }) => format === name);
  // Where nobody names a tool, the repository is tried in every format that may be published to it.
  const triesAll = tools.includes('auto') || chosen.length === 0;
  const formats = formatList.filter((format) => isAsked(format) || (triesAll && format.publishing !== undefined));
  try {
    const signedIn = await signIn(host, identityOf(inputs, host, registryUrl(inputs)?.region));
    return await diagnose(
      {
        address,
        formats,
        tools: chosen.map(({ tool }) => tool.name),
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        durationSeconds: inputs.integer('duration-seconds'),
        packages,
        wantsToPublish: extra.publish === 'true',
        attempts: inputs.integer('retry-max-attempts'),
        journalPath: inputs.text('journal') ?? USUAL_FILES.journal,
        longestRunMs: LONGEST_RUN_MS,
      },
      {
        client: signedIn.client,
        enquiries: await signedIn.enquiries(),
        host,
        recordedRuns: () => recordedRuns(host, { address, reader: signedIn.client }),
      },
    );
  } catch (error) {
    // What stops the sign-in is the diagnosis people came for.
    if (!(error instanceof RegistryError)) throw error;
    return [{ probe: 'credentials', health: 'problem', found: error.message, fix: error.remedy, code: error.code }];
  }
}
