import { statusSchema } from '@gptget/api/schemas/status'
import { expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => {
  const row = scriptedProvider(upstream.baseUrl('openai-chat'))
  const model = (provider: string) => ({ routes: [{ provider, model: `any-${provider}` }], price: PRICE })
  return {
    config: {
      providers: { well: row, ill: row },
      models: { 'test/well': model('well'), 'test/ill': model('ill') },
    },
  }
})

const readStatus = async () => {
  const response = await fetch(`${world.platform.baseUrl}/v1/status`)
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('public, max-age=5')
  return statusSchema.parse(await response.json())
}

it('the status page shows the state of the platform and each provider without a key', async () => {
  expect(await readStatus()).toMatchObject({
    status: 'operational',
    services: expect.arrayContaining(
      ['gateway', 'models', 'accounts', 'tasks-worker'].map((id) => ({ id, status: 'operational' })),
    ),
    providers: [
      { id: 'ill', status: 'operational' },
      { id: 'well', status: 'operational' },
    ],
  })

  world.upstream.script({
    match: { model: 'any-ill' },
    faults: [{ kind: 'status', status: 503, headers: { 'retry-after': '60' } }],
  })
  const refused = await postChat(world.platform.baseUrl, world.account.apiKey, {
    model: 'test/ill',
    messages: USER_TURN,
  })
  expect(refused.status).toBe(503)
  await expect
    .poll(readStatus, { timeout: 15_000, interval: 500 })
    .toMatchObject({ status: 'degraded', providers: [{ id: 'ill', status: 'down' }, { id: 'well' }] })
})

it('the status page checks the services once for many simultaneous requests', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, readStatus))
  expect(new Set(answers.map(({ checked_at }) => checked_at)).size).toBe(1)
})
