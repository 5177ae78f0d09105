// The post step. Looks only at what main recorded, explains what it does, warns instead of failing.
import { type CleanUpReport, cleanUp } from '../core/operations/login/logout.ts';
import { valueEditors } from '../formats/value-editors.ts';
import type { MachineHost } from '../machine/host.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createActionHost, givenProxy, rawInputs } from './host.ts';
import { exportVariable } from './runner.ts';
import { readState } from './state.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export async function runPost(env: Environment, interruption: Interruption): Promise<void> {
  const state = readState();
  // A main that was killed could not say what it had done; its record can. Other commands write none.
  if (!state && !isCleaningLogin(env)) return;
  // The inputs of the step are there in its post step as well.
  const given = givenProxy(env);
  const host = createActionHost({ env, ...given, interruption, isPlaceless: true });
  try {
    if (!state) {
      const report = await cleanUp({ whose: 'step', editors: valueEditors }, host);
      if (report.sessions.length + report.files.length === 0) return;
      host.log.info('the main step was ended before it could say what it had done; its record tells');
      show(report, host);
      return;
    }
    // Stores are saved first: they need no token, and cleaning up must not make them stale.
    if (state.cache?.length) {
      const { saveCaches } = await import('./cache.ts');
      await saveCaches(host, state.cache, given);
    }
    if (!state.cleanup) {
      host.log.info('cleanup is false: the configuration stays as it is');
      return;
    }
    if (state.tokenExpiresAt !== undefined && state.tokenExpiresAt < host.clock.now()) {
      host.log.warning(
        `the authorization token lapsed during the job (${new Date(state.tokenExpiresAt).toISOString()}); a longer \`duration-seconds\` or a second login before publishing avoids 401 errors`,
      );
    }
    if (state.sessions.length === 0) return;
    const report = await cleanUp({ sessions: state.sessions, folders: state.folders, editors: valueEditors }, host);
    show(report, host);
    const lost = state.sessions.filter((id) => !report.sessions.includes(id));
    // What failed has said so itself.
    if (lost.length > 0 && report.warnings.length === 0 && !report.files.some(({ outcome }) => outcome === 'failed'))
      host.log.info(
        `there is no record of login ${lost.join(', ')} in ${(state.folders ?? [host.home]).join(', ')}: it was taken back before`,
      );
  } finally {
    interruption.close();
    host.close();
  }
}

/** Whether the step signs in and wants it taken back. */
function isCleaningLogin(env: Environment): boolean {
  const raw = rawInputs(env);
  return (raw('command') ?? 'login') === 'login' && !/^false$/i.test(raw('cleanup') ?? '');
}

function show(report: CleanUpReport, host: MachineHost): void {
  for (const file of report.files) host.log.info(`${file.path}: ${file.outcome}`);
  for (const warning of report.warnings) host.log.warning(warning);
  // Later post steps of others still see GITHUB_ENV variables: an empty value is as good as none for every tool.
  for (const variable of report.variables) exportVariable(variable, '');
}
