// Everything that is generated, as text; scripts/docs.mjs writes or compares it.
import { renderWholeFiles } from '../buildspec/templates/template-files.ts';
import { SCHEMAS } from '../core/documents/schemas.ts';
import { RETIRED_INPUTS } from '../core/inputs/definitions.ts';
import {
  renderActionMetadata,
  renderCommandTable,
  renderErrors,
  renderInputTables,
  renderOutputTable,
  renderProjectSchema,
} from '../core/inputs/render.ts';
import { FORMATS } from '../core/model/package.ts';
import { VERSION } from '../core/model/version.ts';
import { formats } from '../formats/index.ts';
import { servers } from '../formats/servers.ts';
import { ANY, DECIDED, QUOTAS, switchesOf } from '../local/registry/switches.ts';
import { EXTERNAL_CONNECTIONS } from '../local/registry/upstream/external-connections.ts';
import { setupSchema } from '../local/setup/schema.ts';

export interface Documents {
  /** Path -> whole text. */
  readonly files: Readonly<Record<string, string>>;
  /** Text between `<!-- name:begin -->` and `<!-- name:end -->` of a file. */
  readonly blocks: readonly { readonly path: string; readonly name: string; readonly text: string }[];
}

export function renderDocuments(): Documents {
  const schemas = Object.entries({ ...SCHEMAS, 'setup.json': setupSchema(switchesOf(servers)) }).map(
    ([name, schema]) => [`schemas/${name}`, `${JSON.stringify(schema, undefined, 2)}\n`],
  );
  return {
    files: {
      'action.yml': renderActionMetadata({ inputs: RETIRED_INPUTS, version: VERSION }),
      'docs/errors.md': renderErrors(),
      'docs/switches.md': renderSwitches(),
      ...Object.fromEntries(schemas),
      'schemas/codeartifact-ci.json': renderProjectSchema(),
      ...Object.fromEntries([...renderWholeFiles()].map(([name, text]) => [`buildspec-templates/${name}`, text])),
    },
    blocks: [
      { path: 'README.md', name: 'commands', text: renderCommandTable() },
      { path: 'README.md', name: 'support', text: renderSupport() },
      { path: 'docs/inputs.md', name: 'inputs', text: renderInputTables() },
      { path: 'docs/inputs.md', name: 'outputs', text: renderOutputTable() },
    ],
  };
}

/** What each format can do here, read off the code: a cell cannot promise more than there is. */
function renderSupport(): string {
  const mark = (is: boolean) => (is ? '✓' : '–');
  const rows = FORMATS.map((name) => {
    const format = formats[name];
    const server = servers[name];
    const tools = format?.tools.map((tool) => tool.name).join(', ') || '–';
    const publishing = format?.publishing;
    return `| ${name} | ${tools} | ${mark(publishing !== undefined)} | ${mark(publishing?.project !== undefined)} | ${mark(publishing !== undefined)} | ${mark(server !== undefined)} | ${mark(server?.external !== undefined)} | ${format?.notes ?? 'not yet'} |`;
  });
  return [
    '| format | login configures | publish | packs projects | promote, roll back, retire | local server | public upstream | |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function renderSwitches(): string {
  const rows = switchesOf(servers).map(
    (each) =>
      `| \`${each.name}\` | \`${each.values[0]}\` | ${each.values
        .slice(1)
        .map((value) => `\`${value}\``)
        .join(', ')} | ${each.source} | ${each.why} |`,
  );
  const limits = QUOTAS.map(
    ({ range: [min, max], ...each }) =>
      `| \`${each.name}\` | ${each.default} | ${min} ${max === ANY ? 'or more' : `to ${max}`} ${each.unit} | ${each.source} | ${each.why} |`,
  );
  const connections = Object.keys(EXTERNAL_CONNECTIONS).map((name) => `- \`${name}\``);
  return [
    '# Switches of the local server',
    '',
    "Generated from `src/local/registry/switches.ts` and the `switches.ts` of each format. Where a default comes from: `documented`, the user guide or the API reference of the service says so; `seen`, answers of the service show it, or software of AWS that works with it; `open`, neither tells, and the default is this server's choice and no fact about AWS.",
    '',
    '| switch | default | other values | source | why |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## Decided points',
    '',
    'What the documentation does not say either, and what follows from what it does say.',
    '',
    '| point | choice | why |',
    '|---|---|---|',
    ...DECIDED.map(({ point, choice, why }) => `| ${point} | ${choice} | ${why} |`),
    '',
    '## Limits',
    '',
    'Numbers, set in the same way.',
    '',
    '| limit | default | range | source | why |',
    '|---|---|---|---|---|',
    ...limits,
    '',
    '## External connections',
    '',
    'Each can be redirected to any address or folder with `--external NAME=URL`.',
    '',
    ...connections,
    '',
  ].join('\n');
}
