import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime'
import { transcript } from '@gptget/testkit'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findPython } from '../platform/find-python.ts'
import { modelOf } from '../platform/scripted-config.ts'
import { humOf } from '../platform/sounds.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { cascadePlatform, scriptSound } from './cascade-platform.ts'
import { startTlsFront } from './tls-front.ts'

/*
 * Unmodified published clients, with only another URL and key.
 */

const MODEL = modelOf('text-5')
const SOUND = humOf(1).subarray(0, 9_600)

const world = usePlatform(cascadePlatform)

let front: Awaited<ReturnType<typeof startTlsFront>>
let python: string

beforeAll(async () => {
  front = await startTlsFront(world.platform.baseUrl)
  python = await findPython()
}, 180_000)
afterAll(() => front?.stop())
beforeEach(() => {
  world.upstream.clear()
  scriptSound(world.upstream, SOUND, 'Hello there.')
})

const socketUrl = (): string => `${world.platform.baseUrl.replace('http', 'ws')}/realtime?model=${MODEL}`

describe('a published client', () => {
  it('of openai for JavaScript gets events, audio and the end of a response', async () => {
    const client = new OpenAI({ baseURL: front.baseUrl, apiKey: world.account.apiKey })
    const realtime = new OpenAIRealtimeWS({ model: MODEL, options: { rejectUnauthorized: false } }, client)
    const done = new Promise<Record<string, unknown>>((resolve, reject) => {
      realtime.on('response.done', (event) => resolve(event.response as never))
      realtime.on('error', reject)
    })
    let soundBytes = 0
    realtime.on(
      'response.output_audio.delta',
      ({ delta }) => (soundBytes += Buffer.from(delta, 'base64').length),
    )
    realtime.socket.on('open', () => {
      realtime.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be brief.' } })
      const content = [{ type: 'input_text' as const, text: 'Hello' }]
      realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
      realtime.send({ type: 'response.create' })
    })
    expect(await done).toMatchObject({
      status: 'completed',
      output: [{ content: [{ transcript: expect.stringContaining('Hello') }] }],
    })
    expect(soundBytes).toBe(SOUND.byteLength)
    realtime.close()
  })

  it('of openai for Python works as in its guide', { timeout: 60_000 }, async () => {
    const { stdout } = await promisify(execFile)(python, ['-c', PYTHON], {
      env: {
        ...process.env,
        OPENAI_BASE_URL: world.platform.baseUrl,
        OPENAI_API_KEY: world.account.apiKey,
        MODEL,
      },
    })
    const [text, status, soundBytes] = stdout.trim().split('\n')
    expect(text).toContain('Hello')
    expect(status).toBe('completed')
    expect(Number(soundBytes)).toBe(SOUND.byteLength)
  })

  it('of the agents SDK runs a session with a tool and audio', async () => {
    const called: string[] = []
    const weather = tool({
      name: 'get_weather',
      description: 'The weather of a city',
      parameters: z.object({ city: z.string(), unit: z.string() }),
      execute: async ({ city }) => {
        called.push(city)
        return 'Sunny.'
      },
    })
    let calls = 0
    world.upstream.script({
      match: { path: /chat\/completions$/ },
      choose: () => ({
        transcript:
          (calls += 1) === 1
            ? transcript({
                toolCalls: [
                  { id: 'call_1', name: 'get_weather', argumentPieces: ['{"city":"Paris",', '"unit":"c"}'] },
                ],
              })
            : transcript({ text: ['It is ', 'sunny in Paris.'] }),
      }),
    })
    const agent = new RealtimeAgent({ name: 'helper', instructions: 'Help.', tools: [weather] })
    const transport = new OpenAIRealtimeWebSocket({ url: socketUrl(), useInsecureApiKey: true })
    const session = new RealtimeSession(agent, { transport, model: MODEL })
    const sounds: ArrayBuffer[] = []
    const errors: unknown[] = []
    transport.on('audio', ({ data }) => sounds.push(data))
    session.on('error', (error) => errors.push(error))
    const said = new Promise<string>((resolve) =>
      session.on('agent_end', (_context, _agent, output) => output && resolve(output)),
    )
    await session.connect({ apiKey: world.account.apiKey })
    session.sendMessage('What is the weather in Paris?')
    expect(await said).toBe('It is sunny in Paris.')
    expect(called).toEqual(['Paris'])
    expect(Buffer.concat(sounds.map((sound) => Buffer.from(sound))).byteLength).toBe(SOUND.byteLength)
    expect(errors).toEqual([])
    session.close()
  })

  it('with the browser’s WebSocket runs the page’s snippet', async () => {
    const url = `${world.platform.baseUrl.replace('http', 'ws')}/realtime?model=${MODEL}`
    const ws = new WebSocket(url, ['openai-realtime', `openai-insecure-api-key.${world.account.apiKey}`])
    ws.addEventListener('open', () => {
      ws.send(
        JSON.stringify({
          type: 'session.update',
          session: { modalities: ['text', 'audio'], voice: 'alloy' },
        }),
      )
      ws.send(
        JSON.stringify({
          type: 'conversation.item.create',
          item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi there!' }] },
        }),
      )
      ws.send(JSON.stringify({ type: 'response.create' }))
    })
    let sound = Buffer.alloc(0)
    await new Promise<void>((resolve, reject) => {
      ws.addEventListener('message', (message) => {
        const event = JSON.parse(String(message.data)) as { type: string; delta: string }
        if (event.type === 'response.output_audio.delta')
          sound = Buffer.concat([sound, Buffer.from(event.delta, 'base64')])
        if (event.type === 'error') reject(new Error(String(message.data)))
        if (event.type === 'response.done') resolve()
      })
    })
    expect(ws.protocol).toBe('openai-realtime')
    expect(sound.equals(SOUND)).toBe(true)
    ws.close()
  })
})

const PYTHON = `
import asyncio, base64, os
from openai import AsyncOpenAI

async def main():
    client = AsyncOpenAI()
    text, sound = "", 0
    async with client.realtime.connect(model=os.environ["MODEL"]) as connection:
        await connection.session.update(session={"type": "realtime", "output_modalities": ["audio"]})
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Say hello!"}]}
        )
        await connection.response.create()
        async for event in connection:
            if event.type == "response.output_audio_transcript.delta":
                text += event.delta
            elif event.type == "response.output_audio.delta":
                sound += len(base64.b64decode(event.delta))
            elif event.type == "error":
                raise SystemExit(event.error.message)
            elif event.type == "response.done":
                print(text.replace(chr(10), " "))
                print(event.response.status)
                print(sound)
                return

asyncio.run(main())
`
