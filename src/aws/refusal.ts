// A refusal as it stands in an answer, whoever wrote it. The SDK reads what its service sends; gateways, emulators and
// older front ends send the same names and sentences in other forms.

export interface Refusal {
  readonly exception: string | undefined;
  readonly message: string | undefined;
  readonly resourceType: string | undefined;
  readonly requestId: string | undefined;
}

const NOTHING: Refusal = { exception: undefined, message: undefined, resourceType: undefined, requestId: undefined };
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** JSON (`__type`, `code`, `message`, `Message`) or XML (`Code`, `Message`, `RequestId`), as text: a few fields. */
function parse(body: string): Refusal {
  if (body.trimStart().startsWith('<')) {
    const field = (name: string) =>
      new RegExp(`<${name}>([^<]*)</${name}>`)
        .exec(body)?.[1]
        ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
    return { ...NOTHING, exception: field('Code'), message: field('Message'), requestId: field('RequestId') };
  }
  try {
    const json = JSON.parse(body) as Record<string, unknown> | null;
    return {
      ...NOTHING,
      exception: text(json?.__type) ?? text(json?.code),
      message: text(json?.message) ?? text(json?.Message),
      resourceType: text(json?.resourceType),
    };
  } catch {
    return NOTHING;
  }
}

/** The name in the header stands before the one in the body; `com.amazonaws#Name` and `Name:http://…` are in use. */
export function readRefusal(headers: Readonly<Record<string, string>>, body: string): Refusal {
  const found = parse(body);
  const name = headers['x-amzn-errortype'] ?? found.exception;
  return { ...found, exception: name?.replace(/:.*$/s, '').replace(/^.*#/s, '') };
}
