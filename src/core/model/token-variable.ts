// The rule of `token-env-var`: a token in the environment reaches every later step, so it goes there only when asked
// for, or when a chosen tool can take it no other way.
import { Secret } from './secret.ts';

/** The name AWS documents, which build files therefore read. */
export const TOKEN_VARIABLE = 'CODEARTIFACT_AUTH_TOKEN';

type Variables = Readonly<Record<string, string | Secret>>;

/** What is exported of what the tools ask for, and notes on what is not. */
export function tokenVariables(
  rule: string,
  asked: Variables,
  token: Secret | undefined,
): { readonly variables: Variables; readonly notes: readonly string[] } {
  if (rule === 'auto') return { variables: asked, notes: [] };
  if (rule === 'none') {
    const dropped = Object.keys(asked).filter((name) => asked[name] instanceof Secret);
    const variables = Object.fromEntries(Object.entries(asked).filter(([name]) => !dropped.includes(name)));
    const notes = dropped.map((name) => `${name} is needed but not exported, because token-env-var is \`none\``);
    return { variables, notes };
  }
  return { variables: token ? { ...asked, [rule]: token } : asked, notes: [] };
}
