// The generated files of the templates: the texts that travel in the bundle, and the whole buildspecs.
import { renderWhole, WHOLE_BUILDSPECS } from './whole-buildspecs.ts';

const embeddedHeader = `// Generated from buildspec-templates/snippets. Do not edit.
`;

/** The module src/buildspec/templates/embedded-snippets.ts for these files (name without \`.yml\` to text). */
export function renderEmbedded(texts: Readonly<Record<string, string>>): string {
  const entries = Object.keys(texts)
    .sort()
    .map((name) => {
      const lines = (texts[name] ?? '')
        .split('\n')
        .slice(0, -1)
        .map((line) => `    ${quote(line)},`);
      return `  ${/^[a-z]+$/.test(name) ? name : quote(name)}: text([\n${lines.join('\n')}\n  ]),`;
    });
  return `${embeddedHeader}// biome-ignore-all format: one line of the file is one line here
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are shell variables
const text = (lines: readonly string[]) => \`\${lines.join('\\n')}\\n\`;

export const SNIPPET_TEXTS: Readonly<Record<string, string>> = {
${entries.join('\n')}
};
`;
}

/** Path below buildspec-templates to text, of every whole buildspec. */
export function renderWholeFiles(): Map<string, string> {
  return new Map(WHOLE_BUILDSPECS.map((whole) => [`${whole.name}.yml`, renderWhole(whole)]));
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
