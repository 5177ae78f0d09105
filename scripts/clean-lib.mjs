// A file that was renamed in src must not live on in lib and from there in a bundle.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

rmSync(fileURLToPath(new URL('../lib', import.meta.url)), { recursive: true, force: true });
