import { startRealtimeUpstream, type RealtimeUpstream } from '@gptget/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startChromium } from '../console/chromium.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'

const MODEL = 'openai/gpt-realtime'

let upstream: RealtimeUpstream
let platform: Platform
let browser: Browser

beforeAll(async () => {
  upstream = await startRealtimeUpstream()
  platform = await startPlatform({
    realtimes: 1,
    config: {
      providers: { openai: { dialect: 'openai', base_url: upstream.baseUrl, api_key: 'k' } },
      models: {
        [MODEL]: {
          routes: [{ provider: 'openai', model: 'gpt-realtime' }],
          price: { input: 4, output: 16, audio_input: 32, audio_output: 64 },
          input_modalities: ['text', 'audio'],
          output_modalities: ['text', 'audio'],
        },
      },
    },
  })
  browser = await startChromium()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await platform?.stop()
  await upstream?.stop()
})

/** The snippet of the API page with another host and key. */
const snippet = (host: string, apiKey: string): string => `
  const ws = new WebSocket(
    "${host}/realtime?model=${MODEL}",
    ["openai-realtime", "openai-insecure-api-key.${apiKey}"]
  );
  ws.onopen = () => {
    ws.send(JSON.stringify({
      type: "session.update",
      session: { modalities: ["text", "audio"], voice: "alloy" }
    }));
    ws.send(JSON.stringify({
      type: "conversation.item.create",
      item: { type: "message", role: "user",
        content: [{ type: "input_text", text: "Hi there!" }] }
    }));
    ws.send(JSON.stringify({ type: "response.create" }));
  };
  ws.onmessage = (ev) => {
    const event = JSON.parse(ev.data);
    if (event.type === "response.output_audio.delta") {
      chunks.push(event.delta);
    }
  };`

it('runs the page’s snippet in Chromium, with the key as subprotocol and in the query', async () => {
  const { apiKey } = await platform.admin.createAccount()
  const host = platform.baseUrl.replace('http', 'ws')
  const page = await (await browser.newContext()).newPage()
  const run = (code: string) =>
    page.evaluate(`new Promise((resolve, reject) => {
      const chunks = [];
      ${code}
      ws.addEventListener("close", ({ code }) => reject(new Error("closed with " + code)));
      ws.addEventListener("message", ({ data }) => {
        const { type, error } = JSON.parse(data);
        if (type === "error") reject(new Error(error.message));
        if (type === "response.done") resolve({ protocol: ws.protocol, chunks });
      });
    })`) as Promise<{ protocol: string; chunks: string[] }>
  const spoken = await run(snippet(host, apiKey))
  expect(spoken.protocol).toBe('openai-realtime')
  expect(Buffer.concat(spoken.chunks.map((chunk) => Buffer.from(chunk, 'base64'))).byteLength).toBe(4 * 4_800)
  expect(upstream.events.find(({ type }) => type === 'session.update')).toMatchObject({
    session: { output_modalities: ['audio'], audio: { output: { voice: 'alloy' } } },
  })
  // Or pass ?api_key= in the query.
  const queried = snippet(host, apiKey)
    .replace(`model=${MODEL}`, `model=${MODEL}&api_key=${apiKey}`)
    .replace(`, "openai-insecure-api-key.${apiKey}"`, '')
  expect((await run(queried)).chunks).toHaveLength(4)
})
