// Values of pip's files and variables at which it ends before it does anything, as pip 23 and 26 judge them.
import type { ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { ageGateRemark } from '../../shared/inspection.ts';
import { absolute } from '../../shared/machine-paths.ts';

export interface PipOption {
  readonly source: string;
  readonly variable?: string;
  readonly setting: string;
  readonly name: string;
  readonly value: string;
  readonly isOfRequirements?: boolean;
}

const SWITCH = /^(?:y|yes|t|true|on|1|n|no|f|false|off|0)$/i;
const COUNT = /^(?:y|yes|t|true|on|n|no|f|false|off|\d+)$/i;
const oneOf = (...values: readonly string[]) => new RegExp(`^(?:${values.join('|')})$`);

/** What an option of every command that installs may hold. */
const KINDS: Readonly<Record<string, RegExp>> = {
  quiet: COUNT,
  verbose: COUNT,
  timeout: /^[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i,
  retries: /^[+-]?\d[\d_]*$/,
  'keyring-provider': oneOf('auto', 'disabled', 'import', 'subprocess'),
  ...Object.fromEntries(
    'isolated require-virtualenv no-input disable-pip-version-check no-color debug pre no-deps require-hashes no-index prefer-binary ignore-requires-python no-build-isolation no-clean'
      .split(' ')
      .map((name) => [name, SWITCH]),
  ),
};

/** Of each option the first counts: variables, sections of commands, [global]. */
export function refusedOptions(options: readonly PipOption[], machine: ToolMachine): ToolRemark[] {
  const counting = new Map<string, PipOption>();
  for (const one of options)
    if (!one.isOfRequirements && !counting.has(one.name) && (one.variable === undefined || one.value !== ''))
      counting.set(one.name, one);
  return [...counting.values()].flatMap((one): ToolRemark[] => {
    const { source, setting, name, value, variable } = one;
    if (name === 'uploaded-prior-to') return [ageGateRemark('pip', one)];
    const why = wrong(name, value, machine);
    if (why === undefined) return [];
    return [
      {
        name: 'refused-value',
        found: `\`${setting}\` in ${source} is \`${shownBriefly(value, 60)}\`, ${why}: pip refuses every command`,
        fix: variable === undefined ? `Correct \`${setting}\` in ${source}, or take it out.` : `unset ${variable}`,
      },
    ];
  });
}

function wrong(name: string, value: string, machine: ToolMachine): string | undefined {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind !== undefined && !kind.test(value.trim())) return 'which that option does not take';
  return name === 'python' && !machine.exists(absolute(machine, value)) ? 'where no Python is' : undefined;
}
