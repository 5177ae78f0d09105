// The post step. Looks only at what main recorded, explains what it does, warns instead of failing.
import { cleanUp } from '../core/operations/login/logout.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createActionHost, givenProxy } from './host.ts';
import { exportVariable } from './runner.ts';
import { readState } from './state.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export async function runPost(env: Environment, interruption: Interruption): Promise<void> {
  const state = readState();
  if (!state) return;
  // The inputs of the step are there in its post step as well.
  const given = givenProxy(env);
  const host = createActionHost({ env, ...given, interruption });
  try {
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
    const report = await cleanUp({ sessions: state.sessions }, host);
    for (const file of report.files) host.log.info(`${file.path}: ${file.outcome}`);
    for (const warning of report.warnings) host.log.warning(warning);
    const lost = state.sessions.filter((id) => !report.sessions.includes(id));
    // What failed has said so itself.
    if (lost.length > 0 && report.warnings.length === 0 && !report.files.some(({ outcome }) => outcome === 'failed'))
      host.log.info(
        `${host.home} has no record of login ${lost.join(', ')}: it was taken back before, or this step has another home than the login`,
      );
    // Later post steps of others still see GITHUB_ENV variables: an empty value is as good as none for every tool.
    for (const variable of report.variables) exportVariable(variable, '');
  } finally {
    interruption.close();
    host.close();
  }
}
