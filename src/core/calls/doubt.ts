// Writes whose answer does not tell whether they had their effect.
import { RegistryError } from '../errors/registry-error.ts';

/** No answer came, or one of something between here and the service, or the run was ended meanwhile. */
const DOUBTFUL = /^CA-(NET-00[2346]|RUN-00[23])$/;

/** Whether a write that ended with this error may have had its effect, or have it yet. A refusal says that it had none. */
export const leavesDoubt = (error: unknown): boolean => !(error instanceof RegistryError) || DOUBTFUL.test(error.code);
