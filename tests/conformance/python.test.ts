import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ScriptedUpstream, UpstreamDialect } from '@gptget/testkit'
import { beforeAll, expect, it } from 'vitest'
import { findPython } from '../platform/find-python.ts'
import { PRICE, scriptedProvider } from '../platform/scripted-config.ts'
import type { OperatorConfig } from '../platform/start-platform.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { UPSTREAMS } from './outcomes.ts'
import { READ_RECEIVED } from './received/index.ts'
import { numberCalls } from './received/seen.ts'

const SCRIPTS = [
  'text-5',
  'parallel-tools',
  'json',
  'reasoning-5',
  'reasoned-tools',
  'length-5',
  'cached-5',
  'status-400',
  'status-429',
  'text-8+cut-after-3',
]

/** A provider for each dialect and script, so that failures do not affect the health of the others. */
const configFor = (upstream: ScriptedUpstream): OperatorConfig => {
  const rows = UPSTREAMS.flatMap((dialect) =>
    SCRIPTS.map((script) => ({ dialect, script, name: `${dialect}.${script.replaceAll('+', '.')}` })),
  )
  return {
    providers: Object.fromEntries(
      rows.map(({ dialect, name }) => [name, { ...scriptedProvider(upstream.baseUrl(dialect)), dialect }]),
    ),
    models: Object.fromEntries(
      rows.map(({ script, name }) => [
        `test/${name}`,
        { routes: [{ provider: name, model: `scripted:${script}` }], price: PRICE },
      ]),
    ),
  }
}

const world = usePlatform((upstream) => ({ config: configFor(upstream) }))

let python = ''
beforeAll(async () => {
  python = await findPython()
}, 180_000)

it('the official Python SDKs get their answers from providers of every dialect', async () => {
  const folder = fileURLToPath(new URL('./python', import.meta.url))
  const { code, output } = await run(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', folder])
  expect(code, `pytest said:\n${output}`).toBe(0)

  const received = world.upstream.requests()
  expect(received.length).toBeGreaterThan(300)
  for (const { path, json } of received) {
    const { turns } = READ_RECEIVED[dialectOf(path)](json)
    expect(() => numberCalls(turns)).not.toThrow()
  }
}, 300_000)

const dialectOf = (path: string): UpstreamDialect => {
  if (path.endsWith('/chat/completions')) return 'openai-chat'
  if (path.endsWith('/responses')) return 'openai-responses'
  return path.endsWith('/messages') ? 'anthropic-messages' : 'gemini'
}

const run = (args: string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(python, args, {
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        GPTGET_ORIGIN: world.platform.baseUrl.replace(/\/v1$/, ''),
        GPTGET_API_KEY: world.account.apiKey,
      },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output += data.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
