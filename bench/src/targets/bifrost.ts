import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '@gptget/embedded-servers'
import { installOnce, runInstaller } from '../install/run-installer.ts'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, type Surroundings, type Target } from './target.ts'

const VERSION = '1.4.0'
const SOURCE = fileURLToPath(new URL('../peers/bifrost-engine', import.meta.url))
const PROGRAM = 'bifrost-engine'

/** Installs only the engine, because its HTTP server needs modules that the Go proxy does not serve. */
const install = (surroundings: Surroundings): Promise<string> =>
  installOnce(surroundings, `bifrost-engine-${VERSION}`, async (directory) => {
    for (const file of ['main.go', 'go.mod', 'go.sum'])
      await copyFile(path.join(SOURCE, file), path.join(directory, file))
    await runInstaller('go', ['build', '-o', PROGRAM, '.'], { cwd: directory, timeoutMs: 900_000 })
  })

export const bifrost: Target = {
  id: 'bifrost',
  title: 'Bifrost’s engine',
  does: 'translation, routing; no accounts, limits, usage or logs: its best case; one process',
  prepare: async (surroundings) => {
    await install(surroundings)
    return `core ${VERSION} in fasthttp`
  },
  start: async (surroundings) => {
    const directory = await install(surroundings)
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const args = [surroundings.upstreamUrl, String(port)]
    const program = await startProgram(path.join(directory, PROGRAM), args, {
      isReady: () => answers(origin),
    })
    return {
      endpoint: { origins: [origin], path: CHAT_PATH, headers: {}, modelPrefix: '' },
      pids: [program.pid],
      stop: program.stop,
    }
  },
}
