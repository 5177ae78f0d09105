import { cleanUp } from '../core/operations/login/logout.ts';
import type { Command } from './definition/command.ts';
import { nothing } from './definition/result.ts';
import { textTable } from './report/tables.ts';

/** `logout`: takes back every login of this job, newest first. Never fails. */
export const logoutCommand: Command = async ({ host }) => {
  const report = await cleanUp({}, host);
  for (const warning of report.warnings) host.log.warning(warning);
  return {
    ...nothing,
    exit: 0,
    // Empty is as good as unset for the tools, and the only way to take a variable back from later steps.
    variables: Object.fromEntries(report.variables.map((name) => [name, ''])),
    json: report,
    lines:
      report.sessions.length === 0
        ? ['nothing to take back']
        : textTable(
            ['file', ''],
            report.files.map(({ path, outcome }) => [path, outcome]),
          ),
  };
};
