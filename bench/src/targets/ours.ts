import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { connectBus } from '@gptget/bus'
import { createAccount, createKey } from '@gptget/contracts'
import { parseUsd } from '@gptget/money'
import { startProgram, type Program } from '../processes/start-program.ts'
import { findPortRange } from './find-port-range.ts'
import { CHAT_PATH, MODELS, type Surroundings, type Target } from './target.ts'

/** `together`: edge and router in one process; `one`: all services in one process, like `npm start`. */
export type Shape = { id: string; title: string; replicas: number; processes: 'one' | 'together' | 'apart' }

const ARGUMENTS: Record<Shape['processes'], readonly string[]> = {
  one: [],
  together: ['--colocate', 'edge-gateway,router'],
  apart: ['--apart'],
}

/**
 * The platform of `npm start`, including embedded Postgres and NATS, with a key that has limits and a wallet.
 */
export const ours = (shape: Shape): Target => ({
  id: shape.id,
  title: shape.title,
  does: 'authentication, limits, credit, usage on disk, receipts, routing, failover',
  prepare: async () => 'this commit',
  start: async (surroundings) => {
    const dataDirectory = await mkdtemp(path.join(surroundings.directory, `${shape.id}-`))
    // If started by root, Postgres runs as another user, who needs access to its data.
    await chmod(dataDirectory, 0o755)
    const port = await findPortRange(shape.replicas)
    // The first start creates the database (1 to 1.5 s). The others are what is measured.
    const first = await startPlatform(surroundings, shape, dataDirectory, port)
    await first.stop()
    const startedAtMs = performance.now()
    const program = await startPlatform(surroundings, shape, dataDirectory, port)
    const readyMs = performance.now() - startedAtMs
    const apiKey = await openAccount(dataDirectory)
    return {
      endpoint: {
        origins: Array.from({ length: shape.replicas }, (_, index) => `http://127.0.0.1:${port + index}`),
        path: CHAT_PATH,
        headers: { authorization: `Bearer ${apiKey}` },
        modelPrefix: 'bench/',
      },
      pids: [program.pid],
      readyMs,
      stop: async () => {
        await program.stop()
        await rm(dataDirectory, { recursive: true, force: true })
      },
    }
  },
})

const startPlatform = async (
  { repository, cacheDirectory, upstreamUrl }: Surroundings,
  { replicas, processes }: Shape,
  dataDirectory: string,
  port: number,
): Promise<Program> => {
  const configuration = path.join(dataDirectory, 'gptget.yaml')
  await writeFile(configuration, JSON.stringify(configurationFor(upstreamUrl)))
  const program = path.join(repository, 'infra/onebox/src/start/main.ts')
  const args = ['--port', String(port), '--config', configuration, ...ARGUMENTS[processes]]
  if (replicas > 1) args.push('--replicas', `edge-gateway=${replicas},router=${replicas}`)
  return startProgram(process.execPath, [program, ...args], {
    env: {
      GPTGET_DATA_DIR: dataDirectory,
      GPTGET_CACHE_DIR: cacheDirectory,
      // Without a local model and Ollama, which are not measured.
      LOCAL_GGUF: '/none',
      OLLAMA_HOST: 'http://127.0.0.1:9',
    },
    isReady: (lines) => lines.some((line) => line.includes('GptGet is ready')),
    timeoutMs: 120_000,
  })
}

const configurationFor = (upstreamUrl: string) => ({
  providers: { bench: { dialect: 'openai', base_url: `${upstreamUrl}/v1`, api_key: 'key-of-the-operator' } },
  models: Object.fromEntries(
    Object.values(MODELS).map((model) => [
      `bench/${model}`,
      { routes: [{ provider: 'bench', model }], price: { input: 1, output: 2 }, max_output_tokens: 4096 },
    ]),
  ),
})

/** The value of every limit of the key, too high to be reached. */
const UNREACHED = 1_000_000_000

const openAccount = async (dataDirectory: string): Promise<string> => {
  const { nats_url } = JSON.parse(await readFile(path.join(dataDirectory, 'platform.json'), 'utf8')) as {
    nats_url: string
  }
  const bus = await connectBus({ url: nats_url, name: 'admin', onError: (error) => console.error(error) })
  try {
    const { accountId } = await bus.call(createAccount, {
      name: 'admin',
      creditsNanoUsd: parseUsd('1000000.00'),
    })
    const limits = { requestsPerMinute: UNREACHED, tokensPerMinute: UNREACHED }
    const { apiKey } = await bus.call(createKey, {
      accountId,
      ...limits,
      creditLimitNanoUsd: parseUsd('500000.00'),
    })
    return apiKey
  } finally {
    await bus.close()
  }
}
