import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { openAiImageAnswer, openAiImageStream } from '@gptget/testkit'
import { findPython } from './platform/find-python.ts'
import { pngOf } from './platform/pictures.ts'
import { faultConfig, PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const CHATS = ['text-5', 'parallel-tools', 'json', 'text-8+cut-after-3', 'status-429', 'status-500']

/** A model `vectors/<provider>` for each dialect with embeddings. */
const VECTORS = { openai: 'openai-chat', google: 'gemini' } as const

const PNG = pngOf(16, 16).toString('base64')

const world = usePlatform((upstream) => {
  const { providers, models } = faultConfig(upstream, CHATS)
  for (const [id, dialect] of Object.entries(VECTORS)) {
    providers[id] = { ...scriptedProvider(upstream.baseUrl(dialect)), dialect }
    const routes = [{ provider: id, model: 'scripted:text' }]
    models[`vectors/${id}`] = { routes, price: PRICE, output_modalities: ['embeddings'] }
  }
  models['pictures/openai'] = {
    routes: [{ provider: 'openai', model: 'gpt-image-2' }],
    price: PRICE,
    output_modalities: ['image'],
  }
  return { config: { providers, models } }
})

let python = ''
beforeAll(async () => {
  world.upstream.script({
    match: { path: /images/ },
    choose: ({ body }) => ({
      steps: body.includes('"stream":true') ? openAiImageStream([PNG], PNG) : openAiImageAnswer([PNG]),
    }),
  })
  python = await findPython()
}, 180_000)

it('the platform works with the official Python SDKs like OpenAI, and for embeddings like Google', async () => {
  const folder = fileURLToPath(new URL('./python', import.meta.url))
  const { code, output } = await run(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', folder])
  expect(code, `pytest said:\n${output}`).toBe(0)
}, 60_000)

const run = (command: string, args: string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        GPTGET_TEST_PNG: PNG,
        GPTGET_BASE_URL: world.platform.baseUrl,
        GPTGET_API_KEY: world.account.apiKey,
      },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output += data.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
