import { identityOf, signIn } from '../aws/sign-in.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { parseCoordinate } from '../core/model/coordinates.ts';
import { diagnose, exitOf, type Finding } from '../core/operations/diagnose.ts';
import { toolSets } from '../formats/tools.ts';
import { registryUrl, repositoryAddress } from './address.ts';
import { nothing, type VerbResult } from './result.ts';
import { markdownTable, printable } from './tables.ts';
import type { Verb } from './verb.ts';

const marks = { ok: '✓', warning: '!', problem: '✗' } as const;

/** `doctor [COORDINATE…]`: what works, what does not, why, and the fix. */
export const doctor: Verb = async ({ inputs, host, operands }) => {
  const address = repositoryAddress(inputs);
  let findings: readonly Finding[];
  try {
    const { client } = await signIn(host, identityOf(inputs, host, registryUrl(inputs)?.region));
    const named = inputs.list('tools').filter((tool) => tool !== 'auto' && tool !== 'none');
    const formats = toolSets.filter(
      (format) => format.isPublished && (named.length === 0 || format.tools.some(({ name }) => named.includes(name))),
    );
    findings = await diagnose(
      {
        address,
        formats: formats.map(({ name }) => name),
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        durationSeconds: inputs.integer('duration-seconds'),
        packages: operands.map(parseCoordinate),
      },
      { client, host },
    );
  } catch (error) {
    // What stops the sign-in is the diagnosis people came for.
    if (!(error instanceof RegistryError) || error.code === 'CA-INPUT-001' || error.code === 'CA-INPUT-002')
      throw error;
    findings = [{ probe: 'credentials', health: 'problem', found: error.message, fix: error.remedy, code: error.code }];
  }
  const result: VerbResult = {
    ...nothing,
    exit: exitOf(findings),
    json: { findings },
    lines: findings.flatMap(({ probe, health, found, fix }) => [
      `${marks[health]} ${printable(probe)}: ${printable(found)}`,
      ...(fix ? fix.split('\n').map((line) => `    fix: ${printable(line)}`) : []),
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
