import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { installOnce, runInstaller } from '../install/run-installer.ts'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, type Surroundings, type Target } from './target.ts'

const VERSION = '1.15.2'
/** With a newer version, its streams answer 500, because it cannot change the headers of an upstream's response. */
const NODE_SERVER = '1.13.5'

const install = (surroundings: Surroundings): Promise<string> =>
  installOnce(surroundings, `portkey-${VERSION}`, async (directory) => {
    const manifest = {
      private: true,
      dependencies: { '@portkey-ai/gateway': VERSION },
      overrides: { '@hono/node-server': NODE_SERVER },
    }
    await writeFile(path.join(directory, 'package.json'), JSON.stringify(manifest))
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund']
    await runInstaller('npm', args, { cwd: directory, timeoutMs: 300_000 })
  })

export const portkey: Target = {
  id: 'portkey',
  title: 'Portkey',
  does: 'translation, no more: keys, budgets and usage are its hosted service’s; one process',
  prepare: async (surroundings) => {
    await install(surroundings)
    return `${VERSION} with @hono/node-server ${NODE_SERVER}`
  },
  start: async (surroundings) => {
    const directory = await install(surroundings)
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const script = path.join(directory, 'node_modules/@portkey-ai/gateway/build/start-server.js')
    const program = await startProgram(process.execPath, [script, '--headless', `--port=${port}`], {
      env: { NODE_ENV: 'production' },
      isReady: () => answers(origin),
    })
    return {
      endpoint: {
        origins: [origin],
        path: CHAT_PATH,
        headers: {
          authorization: 'Bearer key',
          'x-portkey-provider': 'openai',
          'x-portkey-custom-host': `${surroundings.upstreamUrl}/v1`,
        },
        modelPrefix: '',
      },
      pids: [program.pid],
      stop: program.stop,
    }
  },
}
