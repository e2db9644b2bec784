import path from 'node:path'
import { SERVICES } from '@gptget/host/services'
import { build } from 'esbuild'

export const REPOSITORY = path.resolve(import.meta.dirname, '../../..')

/** The services that can be bundled. */
export const BUNDLED_SERVICES: readonly string[] = SERVICES.filter(({ isBundled }) => isBundled).map(
  ({ name }) => name,
)

/** Native code cannot be bundled. Loaded only by who needs it. */
const NATIVE_PACKAGES = ['sharp', 'onnxruntime-node', 'node-llama-cpp']

/** Starts threads from a file of its own beside it, so it stays as it is: it needs no other package. */
export const KEPT_WHOLE = 'piscina'

/** Some packages are CommonJS and ask for Node's own modules by `require`, which an ES module does not have. */
const REQUIRE_FOR_COMMONJS = `import { createRequire as createRequireOfBundle } from 'node:module'
const require = createRequireOfBundle(import.meta.url)`

/** `in`: a source file, from the top of the repository. `out`: the name of its bundle. */
type EntryPoint = { in: string; out: string }

/**
 * Writes services into `directory` as ES modules `<name>.mjs`, `host.mjs` for several in one process, and `others`.
 * What they share is shared as chunks. They need no packages but `KEPT_WHOLE` and the native ones, and the content of
 * the services in `content`. Returns every file that went into the bundles, by its path in the repository.
 */
export const bundleCode = async (
  directory: string,
  others: readonly EntryPoint[] = [],
): Promise<string[]> => {
  const { metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [
      ...BUNDLED_SERVICES.map((name) => ({ in: `apps/${name}/src/main.ts`, out: name })),
      { in: 'infra/host/src/main.ts', out: 'host' },
      ...others,
    ],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Keeps what is imported on demand (tracing) out of every start that does not ask for it.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: REQUIRE_FOR_COMMONJS },
    // pg loads its native binding where it is installed.
    external: ['pg-native', KEPT_WHOLE, ...NATIVE_PACKAGES],
    // Not `keepNames`: it sets the name of each function whenever one is made. Nothing is minified, so names stay.
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  })
  return Object.keys(metafile.inputs)
}
