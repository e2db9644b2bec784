import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { findPython } from './platform/find-python.ts'
import { faultConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({
  config: faultConfig(upstream, [
    'text-5',
    'parallel-tools',
    'json',
    'text-8+cut-after-3',
    'status-429',
    'status-500',
  ]),
}))

let python = ''
beforeAll(async () => {
  python = await findPython()
}, 180_000)

it('the official Python SDK sees what it would see at OpenAI', async () => {
  const folder = fileURLToPath(new URL('./python', import.meta.url))
  const { code, output } = await run(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', folder])
  expect({ code, output }).toMatchObject({ code: 0 })
}, 60_000)

const run = (command: string, args: string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
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
