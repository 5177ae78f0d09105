// Paths in variables, as Python expands them: what is expected here is what `os.path.expanduser(os.path.expandvars(…))`
// of Python 3.11 gives (`ntpath` on Windows).
import { expect, test } from '@jest/globals';
import { expandedPath } from '../../../src/core/text/expanded-path.ts';

const env = { HOME: '/home/me', ONE: 'first', A_B: 'second', 'A-B': 'third', EMPTY: '', TILDE: '~', NESTED: '$ONE' };

test.each([
  ['$HOME/.aws/config', '/home/me/.aws/config'],
  [`\${HOME}/.aws/config`, '/home/me/.aws/config'],
  ['/x/$ONE$A_B/$A-B', '/x/firstsecond/$A-B'],
  [`/x/\${A-B}/$EMPTY/y`, '/x/third//y'],
  [`/x/$NOBODY/\${NOBODY}/$constructor`, `/x/$NOBODY/\${NOBODY}/$constructor`],
  ['/x/$NESTED', '/x/$ONE'],
  ["/x/'$ONE'", "/x/'first'"],
  ['/x/%ONE%/$', '/x/%ONE%/$'],
  ['~/x', '/home/me/x'],
  ['~', '/home/me'],
  ['$TILDE/x', '/home/me/x'],
  ['~somebody/x', '~somebody/x'],
  ['/x/~', '/x/~'],
])('%s', (path, expanded) => {
  expect(expandedPath(path, { env, home: '/home/me/', platform: 'linux' })).toBe(expanded);
});

test.each([
  ['%USERPROFILE%\\.aws\\config', 'C:\\me\\.aws\\config'],
  ['%userprofile%\\x', 'C:\\me\\x'],
  [`$ONE\\\${A-B}\\$A-B`, 'first\\third\\third'],
  [`%NOBODY%\\$NOBODY\\\${NOBODY}`, `%NOBODY%\\$NOBODY\\\${NOBODY}`],
  ["'%ONE%'\\%ONE%", "'%ONE%'\\first"],
  ['%%\\$$', '%\\$'],
  ['~\\x', 'C:\\me\\x'],
  ['~/x', 'C:\\me/x'],
])('on Windows: %s', (path, expanded) => {
  const place = { env: { ...env, UserProfile: 'C:\\me' }, home: 'C:\\me\\', platform: 'win32' };
  expect(expandedPath(path, place)).toBe(expanded);
});
