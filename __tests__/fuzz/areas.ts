// The parts of the program that read what strangers wrote.
import { answers } from './areas/answers.ts';
import { archives } from './areas/archives.ts';
import { buildspecs } from './areas/buildspecs.ts';
import { coordinates } from './areas/coordinates.ts';
import { documents } from './areas/documents.ts';
import { editors } from './areas/editors.ts';
import { requests } from './areas/requests.ts';
import { versions } from './areas/versions.ts';
import type { AnyArea } from './engine/area.ts';

export const AREAS: readonly AnyArea[] = [
  coordinates,
  versions,
  editors,
  archives,
  buildspecs,
  documents,
  requests,
  answers,
] as unknown as readonly AnyArea[];
