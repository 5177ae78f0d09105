// From a request to the input of an operation, with every problem reported at once.
import { invalid } from '../registry/service-exception.ts';
import { type Fields, missing, type Values } from './schema.ts';

/** Throws ValidationException that lists all problems. */
export function readInput<F extends Fields>(
  fields: F,
  query: URLSearchParams,
  headers: Readonly<Record<string, string | undefined>>,
  content: Readonly<Record<string, unknown>>,
): Values<F> {
  const problems: string[] = [];
  const input: Record<string, unknown> = {};
  for (const [member, field] of Object.entries(fields)) {
    const raw =
      field.place === 'query'
        ? query.get(field.wire)
        : field.place === 'header'
          ? headers[field.wire]
          : content[field.wire];
    if (raw === undefined || raw === null) {
      if (field.required) problems.push(missing(member));
      continue;
    }
    input[member] = field.read(raw, member, problems);
  }
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
    throw invalid(`${count} detected: ${problems.join('; ')}`);
  }
  return input as Values<F>;
}

/** A JSON body as an object; an empty one has no members. */
export function parseContent(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw invalid('The request body is not valid JSON', 'CANNOT_PARSE');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The request body must be a JSON object', 'CANNOT_PARSE');
  }
  return value as Readonly<Record<string, unknown>>;
}

export function hasContent(fields: Fields): boolean {
  return Object.values(fields).some((field) => field.place === 'body');
}
