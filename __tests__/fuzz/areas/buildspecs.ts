// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells replace
// Buildspecs that a pull request brings: commands made of pieces of what the rules look for, a few of them very often, and
// whole buildspecs with places changed. Looking at one ends soon, in findings or in a refusal with a code.
import fc from 'fast-check';
import { checkBlocks } from '../../../src/buildspec/edit/check.ts';
import { includeSnippets } from '../../../src/buildspec/edit/include.ts';
import { removeSnippets } from '../../../src/buildspec/edit/remove.ts';
import { lintBuildspec } from '../../../src/buildspec/lint/lint.ts';
import { readBuildspec } from '../../../src/buildspec/runner/buildspec.ts';
import { renderWhole, WHOLE_BUILDSPECS } from '../../../src/buildspec/templates/whole-buildspecs.ts';
import { endOf, type FuzzArea, promise } from '../engine/area.ts';
import { changeText, textChanges } from '../engine/changes.ts';

const PIECES: readonly string[] = [
  ...[
    'echo ',
    'printf ',
    '$A_TOKEN',
    '${NPM_TOKEN}',
    ';',
    '&& ',
    '|| ',
    '| ',
    '> ',
    '>> ',
    '\n',
    ' ',
    '\\',
    '# ',
    '"',
    "'",
  ],
  ...[
    'npm publish',
    'npm ci',
    'npm i -g x',
    'npm config get ',
    '_authToken',
    '.npmrc',
    'pip install ',
    'awscli',
    'yarn',
  ],
  ...[
    'mvn ',
    'deploy ',
    '-DaltDeploymentRepository=x::file:y ',
    'gradle ',
    'publish ',
    'twine upload ',
    '--skip-existing',
  ],
  ...['aws codeartifact login ', 'aws codeartifact get-authorization-token', '--namespace @', '--duration 0', 'true'],
  ...[
    '[ ',
    ' ] && ',
    'test x',
    '( set -e',
    ') ',
    'if ',
    'then ',
    'fi',
    'exit 0',
    '. a',
    'set -x',
    'cd a',
    'f() {',
    'f',
    'a=(',
  ],
  ...[
    'docker build ',
    '--build-arg TOKEN',
    'V_TAG=',
    '$CODEBUILD_SOURCE_VERSION',
    'eyJ',
    'AKIA',
    '-',
    'x',
    ': ',
    '*a',
    '{a: ',
  ],
];

const bases = WHOLE_BUILDSPECS.map(renderWhole);

const run = fc.record({
  piece: fc.constantFrom(...PIECES),
  other: fc.constantFrom(...PIECES),
  times: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 1_500 })),
});

const commandLines = fc
  .array(run, { minLength: 1, maxLength: 6 })
  .map((runs) => runs.map(({ piece, other, times }) => `${piece}${other}`.repeat(times)).join(''));

const block = (text: string) => `      - |\n        ${text.replaceAll('\n', '\n        ')}\n`;

export const buildspecs: FuzzArea<string> = {
  name: 'buildspecs',
  share: 4,
  longestMs: 3_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => ({
    inputs: fc.oneof(
      fc
        .record({ phase: fc.constantFrom('install', 'post_build'), commands: fc.array(commandLines, { maxLength: 4 }) })
        .map(
          ({ phase, commands }) =>
            `version: 0.2\nphases:\n  ${phase}:\n    commands:\n      - a\n${commands.map(block).join('')}`,
        ),
      fc
        .record({ which: fc.nat({ max: bases.length - 1 }), changes: textChanges })
        .map(({ which, changes }) => changeText(bases[which] as string, changes)),
    ),
    written: (text) => text,
    attempt: async (text) => {
      const findings = lintBuildspec(text);
      const last = text.split('\n').length;
      for (const { line } of findings) promise(line >= 1 && line <= last, () => `a finding in line ${line} of ${last}`);
      for (const look of [() => checkBlocks(text), () => removeSnippets(text, ['login']), () => readBuildspec(text)])
        await endOf(look);
      return endOf(() => includeSnippets(text, ['login']));
    },
  }),
};
