import { TEST_HOST } from '@gptget/testkit'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pngOf } from './platform/pictures.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const PNG = pngOf(16, 16)
const DATA_URL = `data:image/png;base64,${PNG.toString('base64')}`

const world = usePlatform((upstream) => {
  const provider = (dialect: 'anthropic-messages' | 'openai-chat', fetches: boolean) => ({
    ...scriptedProvider(upstream.baseUrl(dialect)),
    dialect,
    quirks: { has_media_urls: fetches },
  })
  const model = (name: string) => ({
    routes: [{ provider: name, model: 'scripted:text-5' }],
    price: PRICE,
    input_modalities: ['text', 'image'],
  })
  return {
    config: {
      providers: {
        own: provider('openai-chat', false),
        other: provider('anthropic-messages', false),
        fetching: provider('openai-chat', true),
      },
      models: { 'test/own': model('own'), 'test/other': model('other'), 'test/fetching': model('fetching') },
    },
    env: { MEDIA_ALLOWED_HOSTS: TEST_HOST },
  }
})

let server: Server
let url: string
let askedCount = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    askedCount += 1
    response.writeHead(200, { 'content-type': 'image/png' }).end(PNG)
  })
  server.listen(0, TEST_HOST)
  await once(server, 'listening')
  url = `http://${TEST_HOST}:${(server.address() as AddressInfo).port}/fox.png`
})
afterAll(() => void server.close())

const ask = (model: string, address: string) =>
  world.openai.chat.completions.create({
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: address } },
        ],
      },
    ],
  })

const sent = (): string => world.upstream.requests().at(-1)!.body.toString()

describe('an image URL', () => {
  it('is fetched here for a provider that does not fetch URLs, in each dialect', async () => {
    await ask('test/own', url)
    expect(sent()).toContain(DATA_URL)
    await ask('test/other', url)
    expect(JSON.parse(sent())).toMatchObject({
      messages: [
        {
          content: [
            { type: 'text' },
            {
              type: 'image',
              source: { type: 'base64', media_type: 'image/png', data: PNG.toString('base64') },
            },
          ],
        },
      ],
    })
    expect(askedCount).toBe(2)
  })

  it('is passed on to a provider that fetches URLs', async () => {
    const before = askedCount
    await ask('test/fetching', url)
    expect(sent()).toContain(url)
    expect(askedCount).toBe(before)
  })

  it('on a private network is refused without a call of the provider', async () => {
    const before = world.upstream.requests().length
    for (const address of ['http://10.0.0.1/a.png', 'http://169.254.169.254/latest/meta-data'])
      await expect(ask('test/own', address)).rejects.toMatchObject({ status: 400 })
    expect(world.upstream.requests()).toHaveLength(before)
  })
})
