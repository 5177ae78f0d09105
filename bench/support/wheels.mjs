// A generated wheel: a zip of stored members, enough for uploaders and indexes.
import { createHash } from 'node:crypto';
import { crc32 } from './crc32.mjs';

export function wheel(name, version) {
  const info = `${name}-${version}.dist-info`;
  const members = [
    [`${name}/__init__.py`, `__version__ = "${version}"\n`],
    [
      `${info}/METADATA`,
      `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: generated to be measured\n`,
    ],
    [`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
  ].map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  const hash = (bytes) => createHash('sha256').update(bytes).digest('base64url');
  const record = members.map(({ path, bytes }) => `${path},sha256=${hash(bytes)},${bytes.length}\n`).join('');
  return zip([...members, { path: `${info}/RECORD`, bytes: Buffer.from(`${record}${info}/RECORD,,\n`) }]);
}

function zip(members) {
  const locals = [];
  const centrals = [];
  let offset = 0;
  for (const { path, bytes } of members) {
    const name = Buffer.from(path);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(bytes.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
