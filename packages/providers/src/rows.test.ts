import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AuthScheme, Provider } from './provider.ts'
import { DEFAULT_TIMEOUTS } from './provider.ts'
import { endpointUrl, operationUrl, requestHeaders } from './request-address.ts'
import {
  baseUrlFromEnv,
  credentialFromEnv,
  PROVIDER_ROWS,
  providerRow,
  sharedCredentialFromEnv,
} from './rows.ts'
import { createUpstreamTransport } from './transport.ts'

const provider = (baseUrl: string, auth: AuthScheme): Provider => ({
  id: 'test',
  name: 'Test',
  dialect: 'openai-chat',
  baseUrl,
  auth,
  credentials: [],
  headers: {},
  timeouts: DEFAULT_TIMEOUTS,
  quirks: {},
})

describe('provider rows', () => {
  it('have unique ids', () => {
    const ids = PROVIDER_ROWS.map(({ id }) => id)
    expect(ids.length).toBe(new Set(ids).size)
  })

  it('have addresses, once the environment is filled in', () => {
    const env = {
      AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com',
      GOOGLE_CLOUD_PROJECT: 'p',
      MIDJOURNEY_PROXY_URL: 'https://mj.example.com',
      SUNO_API_URL: 'https://suno.example.com',
    }
    for (const row of PROVIDER_ROWS) expect(URL.canParse(baseUrlFromEnv(row, env)!)).toBe(true)
  })
})

describe('Azure OpenAI', () => {
  const azure = providerRow('azure')!

  it('is called at its deployment, with the API version at the end', () => {
    const baseUrl = baseUrlFromEnv(azure, { AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com/' })!
    expect(operationUrl({ ...provider(baseUrl, 'api-key') }, 'chat', { model: 'my gpt' })).toBe(
      'https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21',
    )
  })

  it('has no address without an endpoint', () => {
    expect(baseUrlFromEnv(azure, {})).toBeUndefined()
  })
})

describe('credentials', () => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }
  const bedrock = providerRow('bedrock')!

  it('for more than one provider do not enable it', () => {
    expect(credentialFromEnv(bedrock, env)).toBeUndefined()
    expect(sharedCredentialFromEnv(bedrock, env)).toBe('AKIAEXAMPLE:secret:')
  })

  it('that are incomplete do not count', () => {
    expect(sharedCredentialFromEnv(bedrock, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' })).toBeUndefined()
  })
})

describe('endpointUrl', () => {
  it('keeps a query in the path', () => {
    expect(endpointUrl({ baseUrl: 'https://x/v1/?key=1' }, 'm', '/models/m:go?alt=sse')).toBe(
      'https://x/v1/models/m:go?alt=sse&key=1',
    )
  })
})

describe('the transport', () => {
  it('adds the headers of a signing scheme, and never sends its credential', async () => {
    const received: IncomingHttpHeaders[] = []
    const server = createServer((incoming, outgoing) => {
      received.push(incoming.headers)
      incoming.resume().on('end', () => outgoing.end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const aws = provider(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'aws')
    const transport = createUpstreamTransport()
    const credential = 'AKIAIOSFODNN7EXAMPLE:topsecret'
    const answer = await transport.send(aws, {
      url: `${aws.baseUrl}/chat/completions`,
      headers: requestHeaders(aws, credential, {}),
      credential,
      body: Buffer.from('{}'),
      signal: AbortSignal.timeout(5_000),
    })
    await answer.body.read(() => {})
    expect(received[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\//)
    expect(JSON.stringify(received[0])).not.toContain('topsecret')
    await transport.close()
    server.close()
  })
})
