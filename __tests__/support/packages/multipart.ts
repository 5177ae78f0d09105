// Takes a multipart body apart, by its definition and without any library, to see what a client really sent.

export interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly data: Buffer;
}

export function readParts(contentType: string, body: Buffer): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) throw new Error(`no boundary in ${contentType}`);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  let at = whole.indexOf(delimiter);
  while (at >= 0 && whole.subarray(at + delimiter.length, at + delimiter.length + 2).toString() === '\r\n') {
    const end = whole.indexOf(delimiter, at + delimiter.length);
    if (end < 0) throw new Error('the body ends in the middle of a part');
    parts.push(readPart(whole.subarray(at + delimiter.length + 2, end)));
    at = end;
  }
  return parts;
}

function readPart(bytes: Buffer): Part {
  const split = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, split).toString();
  return {
    name: /[; ]name="([^"]*)"/.exec(head)?.[1] ?? '',
    fileName: /filename="([^"]*)"/.exec(head)?.[1],
    data: bytes.subarray(split + 4),
  };
}
