import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startScriptedUpstream, type ScriptedUpstream } from '@gptget/testkit'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { startPlatform, type Platform } from './platform/start-platform.ts'

type Value = {
  stringValue?: string
  intValue?: number
  doubleValue?: number
  arrayValue?: { values: Value[] }
}
type Span = {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: { key: string; value: Value }[]
}
type Export = {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[]
}

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }

/** What the OTLP collector received, by service. */
const received: (Span & { service: string | undefined })[] = []
const collector = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as Export
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = attributesOf(resource)['service.name'] as string
      for (const { spans } of scopeSpans) received.push(...spans.map((span) => ({ ...span, service })))
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
})

const attributesOf = ({ attributes }: Pick<Span, 'attributes'>): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]))
const readValue = ({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown =>
  stringValue ?? intValue ?? doubleValue ?? arrayValue?.values.map(readValue).join(',')

let upstream: ScriptedUpstream
let platform: Platform

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  upstream = await startScriptedUpstream()
  platform = await startPlatform({
    mode: 'processes',
    config: scriptedConfig(upstream, ['text-5']),
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  })
})
afterAll(async () => {
  await platform.stop()
  await upstream.stop()
  collector.close()
})

describe('a trace', () => {
  it('spans caller, edge, router and provider, and has the model’s usage', async () => {
    const { apiKey } = await platform.admin.createAccount()
    const body = { model: modelOf('text-5'), messages: USER_TURN }
    const headers = { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` }
    expect((await postChat(platform.baseUrl, apiKey, body, { headers })).status).toBe(200)
    await expect.poll(() => received.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(2)

    const edge = received.find(({ service }) => service === 'gptget-edge-gateway')!
    const router = received.find(({ service }) => service === 'gptget-router')!
    expect(edge).toMatchObject({ traceId: CALLER.traceId, parentSpanId: CALLER.spanId })
    expect(router).toMatchObject({ traceId: CALLER.traceId, parentSpanId: edge.spanId })
    expect(upstream.requests().at(-1)?.headers.traceparent).toBe(`00-${CALLER.traceId}-${router.spanId}-01`)
    expect(attributesOf(router)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': modelOf('text-5'),
      'gen_ai.provider.name': expect.any(String),
      'gen_ai.response.id': expect.stringMatching(/^chatcmpl-/),
      'gen_ai.response.model': 'scripted:text-5',
      'gen_ai.response.finish_reasons': 'stop',
      'gen_ai.usage.input_tokens': expect.anything(),
      'gen_ai.usage.output_tokens': expect.anything(),
      'gen_ai.usage.cache_read.input_tokens': expect.anything(),
    })
    expect(attributesOf(edge)).toMatchObject({ 'http.response.status_code': 200 })
  })
})
