import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { installOnce, runInstaller } from '../install/run-installer.ts'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, MODELS, type Surroundings, type Target } from './target.ts'

const VERSION = '1.106.2'
const MASTER_KEY = 'sk-bench'

const install = (surroundings: Surroundings): Promise<string> =>
  installOnce(surroundings, `litellm-${VERSION}`, async (directory) => {
    const options = { cwd: directory, timeoutMs: 600_000 }
    await runInstaller('python3', ['-m', 'venv', 'venv'], options)
    const python = path.join(directory, 'venv/bin/python')
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '-q']
    await runInstaller(python, [...pip, `litellm[proxy]==${VERSION}`], options)
  })

/**
 * Configured by its page on production (https://docs.litellm.ai/docs/proxy/prod), with a worker for each core. Virtual
 * keys, budgets and usage are off, because they need Prisma's engine, a binary that no package registry has.
 */
export const litellm: Target = {
  id: 'litellm',
  title: 'LiteLLM',
  does: 'one master key, translation, routing; no keys, budgets or usage, which need a database',
  prepare: async (surroundings) => {
    await install(surroundings)
    return `${VERSION}, ${availableParallelism()} workers, no database`
  },
  start: async (surroundings) => {
    const directory = await install(surroundings)
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const configuration = path.join(surroundings.directory, 'litellm.yaml')
    await writeFile(configuration, JSON.stringify(configurationFor(surroundings.upstreamUrl)))
    const args = ['--config', configuration, '--host', '127.0.0.1', '--port', String(port)]
    args.push('--num_workers', String(availableParallelism()))
    // By default, its supervisor kills workers that are busy for five seconds, which happens to all with few cores.
    args.push('--timeout_worker_healthcheck', '120')
    const program = await startProgram(path.join(directory, 'venv/bin/litellm'), args, {
      env: { LITELLM_MODE: 'PRODUCTION', LITELLM_LOG: 'ERROR', LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
      cwd: surroundings.directory,
      isReady: () => answers(`${origin}/health/liveliness`),
      timeoutMs: 180_000,
    })
    return {
      endpoint: {
        origins: [origin],
        path: CHAT_PATH,
        headers: { authorization: `Bearer ${MASTER_KEY}` },
        modelPrefix: '',
      },
      pids: [program.pid],
      stop: program.stop,
    }
  },
}

const configurationFor = (upstreamUrl: string) => ({
  model_list: Object.values(MODELS).map((model) => ({
    model_name: model,
    litellm_params: { model: `openai/${model}`, api_base: `${upstreamUrl}/v1`, api_key: 'key' },
  })),
  litellm_settings: { request_timeout: 600, set_verbose: false },
  general_settings: { master_key: MASTER_KEY },
})
