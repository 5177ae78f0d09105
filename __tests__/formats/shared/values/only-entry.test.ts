// A file that holds nothing but the entry of a login, written in another way since: it holds nothing of ours afterwards.
import { expect, test } from '@jest/globals';
import { undoStep } from '../../../../src/core/text/revert-file.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';

const single = "BUNDLE_A: 'aws:of-the-login'\n";
const double = 'BUNDLE_A: "aws:of-the-login"\n';

test.each([
  [undefined, `---\n${single}`, `---\n${double}`, undefined],
  [undefined, single, `---\n${double}`, undefined],
  ['', `---\n${double}`, `---\n${single}`, '---\n'],
  ['---\n', `---\n${single}`, `---\n${double}`, '---\n'],
  ['# a comment\n', `# a comment\n${single}`, `# a comment\n---\n${double}`, '# a comment\n---\n'],
])('before %j, after %j, now %j: left %j', async (before, after, now, left) => {
  const step = {
    ...{ before: before === undefined ? undefined : Buffer.from(before), after: Buffer.from(after) },
    ...{ syntax: 'yaml', language: 'yaml', skeleton: undefined },
  } as unknown as Parameters<typeof undoStep>[0];
  const { content } = await undoStep(step, Buffer.from(now), ['of-the-login'], valueEditors);
  expect(content?.toString()).toBe(left);
});
