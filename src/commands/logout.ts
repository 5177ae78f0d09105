import { RegistryError } from '../core/errors/registry-error.ts';
import {
  type CleanUpReport,
  cleanUp,
  type FoundLogin,
  findLogins,
  type Whose,
} from '../core/operations/login/logout.ts';
import { IS_GONE, MAY_STAY } from '../core/operations/login/revert-login.ts';
import type { Host } from '../core/ports/host.ts';
import { shownWord } from '../core/text/shown-text.ts';
import { valueEditors } from '../formats/value-editors.ts';
import type { Command, CommandRequest } from './definition/command.ts';
import { type CommandResult, nothing } from './definition/result.ts';
import { textTable } from './report/tables.ts';

/**
 * `logout`: takes back every login of this job, newest first; it fails where a token may have stayed, and for nothing
 * else. `--stale`: what dead jobs left. `--all`: everything, for the owner of the machine; these two fail where anything
 * stays.
 */
export const logoutCommand: Command = async (request) => {
  const { host, inputs } = request;
  const whose = chosen(request);
  if (inputs.flag('dry-run')) return listed(await findLogins({ whose }, host));
  const found = whose === 'job' ? [] : await findLogins({ whose }, host);
  const report = await cleanUp({ whose, editors: valueEditors }, host);
  for (const warning of report.warnings) host.log.warning(warning);
  const rest = whose === 'all' ? [] : await findLogins({ whose: 'all' }, host);
  if (report.sessions.length === 0 && rest.length > 0) tellOfOthers(rest, host);
  return {
    ...nothing,
    exit: (whose === 'job' ? leftToken(report) : leftSomething(report)) ? 1 : 0,
    // Empty is as good as unset for the tools, and the only way to take a variable back from later steps.
    variables: Object.fromEntries(report.variables.map((name) => [name, ''])),
    json: report,
    lines: report.sessions.length === 0 ? ['nothing to take back'] : linesOf(report, found),
  };
};

function chosen({ extra }: CommandRequest): Whose {
  const isGiven = (flag: string) => extra[flag] === 'true';
  if (isGiven('all') && isGiven('stale'))
    throw new RegistryError('CA-INPUT-001', '`--all` takes back what `--stale` does and more: give one of them');
  return isGiven('all') ? 'all' : isGiven('stale') ? 'stale' : 'job';
}

/** Whether a file of the login may still hold its token: nobody shall take such a machine for clean. */
const leftToken = ({ files, warnings }: CleanUpReport) =>
  files.some(({ outcome }) => outcome === 'failed') || warnings.some((warning) => warning.includes(MAY_STAY));

/** What others changed since stays with a warning, and without the token: that is no failure. */
const leftSomething = ({ files, warnings }: CleanUpReport) =>
  files.some(({ outcome }) => outcome === 'failed') ||
  warnings.some((warning) => !warning.includes('others changed lines') && !warning.includes(IS_GONE));

/** One line a file: job, tool, file. */
const linesOfLogin = ({ job, files }: FoundLogin): string[] =>
  files.length === 0
    ? [`${shownWord(job)} - -`]
    : files.map(({ path, tools }) => `${shownWord(job)} ${tools.join(',') || '-'} ${shownWord(path)}`);

function listed(found: readonly FoundLogin[]): CommandResult {
  const lines = found.flatMap(linesOfLogin);
  return { ...nothing, exit: 0, json: { logins: found }, lines: lines.length > 0 ? lines : ['nothing to take back'] };
}

function linesOf(report: CleanUpReport, found: readonly FoundLogin[]): string[] {
  const taken = found.filter(({ id }) => report.sessions.includes(id));
  return [
    ...taken.flatMap(linesOfLogin),
    ...textTable(
      ['file', ''],
      report.files.map(({ path, outcome }) => [path, outcome]),
    ),
  ];
}

function tellOfOthers(rest: readonly FoundLogin[], { log }: Pick<Host, 'log'>): void {
  const jobs = [...new Set(rest.map(({ job }) => shownWord(job)))];
  log.info(
    `logins of other jobs are left alone (${jobs.join(', ')}): \`logout --stale\` takes back those whose job is dead, \`logout --all\` every one`,
  );
}
