import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createUpstreamTransport, DEFAULT_TIMEOUTS, type Provider } from '@gptget/providers'
import { taskWireOf } from '@gptget/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sendCall } from './send-call.ts'
import type { TaskProvider } from './route-of-task.ts'

/** An answer in the size of one with pictures: base64 has no values but itself. */
const PICTURE = `{"image":"${'A'.repeat(8 * 1024 ** 2)}"}`
const MANY_VALUES = `{"state":[${'0,'.repeat(600_000)}0]}`

const transport = createUpstreamTransport()
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(request.url!.endsWith('/picture') ? PICTURE : MANY_VALUES)
})
let provider: TaskProvider & { model: string }

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const played: Provider = {
    id: 'played',
    name: 'Played',
    dialect: 'openai-chat',
    baseUrl,
    auth: 'bearer',
    credentials: [],
    headers: {},
    timeouts: DEFAULT_TIMEOUTS,
    quirks: {},
  }
  provider = {
    provider: played,
    wire: taskWireOf('gemini', { taskMethod: 'veo' })!,
    credential: null,
    model: 'm',
  }
})
afterAll(async () => {
  server.close()
  await transport.close()
})

it('a call to a provider of tasks reads an answer with a large picture', async () => {
  const sent = await sendCall({ transport }, provider, { method: 'GET', path: '/picture' })
  expect(sent).toMatchObject({ type: 'answered', answer: { status: 200 } })
})

it('a call to a provider of tasks refuses an answer with so many values that parsing would block others', async () => {
  const sent = await sendCall({ transport }, provider, { method: 'GET', path: '/values' })
  expect(sent).toMatchObject({ type: 'lost', isSent: true })
  expect(sent.type === 'lost' && sent.error.message).toContain('more than 500000 values')
})
