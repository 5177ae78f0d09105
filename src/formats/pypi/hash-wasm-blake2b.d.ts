// The package has types for its main file only.
declare module 'hash-wasm/dist/blake2b.umd.min.js' {
  import type { createBLAKE2b } from 'hash-wasm';

  const hashWasm: { readonly createBLAKE2b: typeof createBLAKE2b };
  export default hashWasm;
}
