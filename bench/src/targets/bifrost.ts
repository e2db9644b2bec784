import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { installOnce, runInstaller } from '../install/run-installer.ts'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, MODELS, type Surroundings, type Target } from './target.ts'

const MODULE = 'github.com/maximhq/bifrost/transports/bifrost-http@latest'

const install = (surroundings: Surroundings): Promise<string> =>
  installOnce(surroundings, 'bifrost', async (directory) => {
    await runInstaller('go', ['install', MODULE], {
      cwd: directory,
      env: { GOBIN: directory, GOFLAGS: '-mod=mod' },
      timeoutMs: 720_000,
    })
  })

/** Configured by a file, as https://docs.getbifrost.ai/quickstart/gateway/setting-up says. */
export const bifrost: Target = {
  id: 'bifrost',
  title: 'Bifrost',
  does: 'translation, routing; keys and budgets need its database and are off; one process',
  prepare: async (surroundings) => {
    const directory = await install(surroundings)
    const facts = await runInstaller('go', ['version', '-m', path.join(directory, 'bifrost-http')], {
      cwd: directory,
      timeoutMs: 30_000,
    })
    return /mod\s+\S+\s+(\S+)/.exec(facts)?.[1] ?? 'unknown'
  },
  start: async (surroundings) => {
    const directory = await install(surroundings)
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const home = path.join(surroundings.directory, 'bifrost')
    await mkdir(home, { recursive: true })
    const configuration = JSON.stringify(configurationFor(surroundings.upstreamUrl))
    await writeFile(path.join(home, 'config.json'), configuration)
    const args = ['-app-dir', home, '-host', '127.0.0.1', '-port', String(port), '-log-level', 'error']
    const program = await startProgram(path.join(directory, 'bifrost-http'), args, {
      isReady: () => answers(`${origin}/health`),
    })
    return {
      endpoint: { origins: [origin], path: CHAT_PATH, headers: {}, modelPrefix: 'openai/' },
      pids: [program.pid],
      stop: program.stop,
    }
  },
}

const configurationFor = (upstreamUrl: string) => ({
  client: { enable_logging: false, initial_pool_size: 1000, drop_excess_requests: false },
  providers: {
    openai: {
      keys: [{ name: 'bench', value: 'key', models: Object.values(MODELS), weight: 1 }],
      network_config: { base_url: upstreamUrl, default_request_timeout_in_seconds: 600 },
      concurrency_and_buffer_size: { concurrency: 1000, buffer_size: 2000 },
    },
  },
})
