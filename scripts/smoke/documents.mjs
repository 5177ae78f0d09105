// @ts-check
// What of docs/smoke.md is printed by the program itself.
import { USAGE } from './arguments.mjs';
import { callsOf, costTable } from './cost.mjs';
import { policyOf } from './policy.mjs';

/** @returns {{ path: string, name: string, text: string }[]} Texts between the marks of the page. */
export function smokeBlocks() {
  const place = { domain: 'my-org', domainOwner: '111122223333', prefix: 'ci-smoke', region: 'us-east-1' };
  const policy = JSON.stringify(policyOf({ ...place, createDomain: false }), undefined, 2);
  const texts = {
    usage: fenced('text', USAGE.trimEnd()),
    cost: fenced('text', costTable(callsOf({ tools: ['npm', 'pip'], createDomain: false }))),
    policy: fenced('json', policy),
  };
  return Object.entries(texts).map(([name, text]) => ({ path: 'docs/smoke.md', name, text }));
}

/** @param {string} language @param {string} text */
const fenced = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;
