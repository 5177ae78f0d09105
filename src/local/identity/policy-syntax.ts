// What IAM takes for actions, resources, principals and condition keys: what it would refuse matches nothing here, and
// an exception of nothing (`NotAction`, `NotPrincipal`) would be an allow for everything.
const ACTION = /^(?:\*|\*:\*|[a-z0-9-]{1,64}:[\w*?-]{1,128})$/i;
const PRINCIPALS: Readonly<Record<string, RegExp>> = {
  '*': /^\*$/,
  AWS: /^(?:\*|\d{12}|arn:aws(?:-[a-z-]+)?:(?:iam|sts)::\d{12}:(?:root|(?:user|role|federated-user|assumed-role)\/[\x21-\x29\x2b-\x3e\x40-\x7e]+)|A[A-Z]{3}[A-Z0-9]{12,124})$/,
  Federated:
    /^(?:arn:aws(?:-[a-z-]+)?:iam::\d{12}:(?:oidc|saml)-provider\/[\x21-\x29\x2b-\x3e\x40-\x7e]+|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i,
  Service: /^(?:\*|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?)$/i,
  CanonicalUser: /^[0-9a-f]{64}$/i,
};
const CONDITION_KEY = /^[A-Za-z0-9][\w./-]*:.+$/;

const shown = (text: string) => JSON.stringify(text.slice(0, 100));

/** What is wrong with an action, in words; undefined when nothing is. */
export function actionProblem(action: string): string | undefined {
  return ACTION.test(action) ? undefined : `${shown(action)} is not an action (service:name)`;
}

/** What is wrong with a resource, in words; undefined when nothing is. */
export function resourceProblem(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const isArn = resource.startsWith('arn:') && (resource.split(':').length >= 6 || resource.includes('*'));
  return isArn ? undefined : `${shown(resource)} is not an ARN or "*"`;
}

/** What is wrong with a principal of a type, in words; undefined when nothing is. */
export function principalProblem(type: string, principal: string): string | undefined {
  return PRINCIPALS[type]?.test(principal) === true ? undefined : `${shown(principal)} is not a principal`;
}

/** What is wrong with the name of a condition key, in words; undefined when nothing is. */
export function conditionKeyProblem(key: string): string | undefined {
  return CONDITION_KEY.test(key) ? undefined : `${shown(key)} is not a condition key (prefix:name)`;
}
