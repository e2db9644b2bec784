import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { discoverKeys, withoutSecrets } from './discover-keys.ts'
import { discoverOllama, ollamaOrigin } from './jobs/discover-ollama.ts'

const ROWS = [
  { id: 'gemini', name: 'Google Gemini', apiKeyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'] },
  { id: 'openai', name: 'OpenAI', apiKeyVariables: ['OPENAI_API_KEY'] },
]

describe('discoverKeys', () => {
  it('names the first variable that holds a key', () => {
    const env = { GEMINI_API_KEY: ' ', GOOGLE_API_KEY: 'g', UNRELATED: 'x' }
    expect(discoverKeys(ROWS, env)).toEqual([
      { id: 'gemini', name: 'Google Gemini', variable: 'GOOGLE_API_KEY' },
    ])
  })
})

describe('withoutSecrets', () => {
  it('keeps variables that are not secret', () => {
    const kept = { PATH: '/bin', LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector' }
    const secret = {
      OPENAI_API_KEY: '1',
      HF_TOKEN: '2',
      AWS_SECRET_ACCESS_KEY: '3',
      DATABASE_URL: 'postgres://u:p@h/d',
    }
    expect(withoutSecrets({ ...kept, ...secret })).toEqual(kept)
  })
})

const withServer = async <Result>(
  body: string,
  use: (host: string) => Promise<Result>,
): Promise<{ result: Result; paths: string[] }> => {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url ?? '')
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return { result: await use(`127.0.0.1:${(server.address() as AddressInfo).port}`), paths }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('discoverOllama', () => {
  it('lists its models and marks those for embeddings', async () => {
    const body = JSON.stringify({
      models: [
        { name: 'qwen3:4b', details: { family: 'qwen3' } },
        { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
      ],
    })
    const { result, paths } = await withServer(body, async (host) => ({
      host,
      provider: await discoverOllama({ OLLAMA_HOST: host }),
    }))
    expect(paths).toEqual(['/api/tags'])
    expect(result.provider).toEqual({
      id: 'ollama',
      dialect: 'openai-chat',
      base_url: `http://${result.host}/v1`,
      models: [
        { id: 'ollama/qwen3:4b', upstream_model: 'qwen3:4b' },
        {
          id: 'ollama/nomic-embed-text:latest',
          upstream_model: 'nomic-embed-text:latest',
          output: 'embeddings',
        },
      ],
    })
  })

  it('ignores another program on its port', async () => {
    const { result } = await withServer('<html>', (host) => discoverOllama({ OLLAMA_HOST: host }))
    expect(result).toBeNull()
  })

  it('is not found if nothing listens on its port', async () => {
    expect(await discoverOllama({ OLLAMA_HOST: '127.0.0.1:1' })).toBeNull()
  })

  it('is not found if the address is invalid', async () => {
    expect(await discoverOllama({ OLLAMA_HOST: 'http://[' })).toBeNull()
  })

  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['0.0.0.0:9999', 'http://127.0.0.1:9999'],
    ['box', 'http://box:11434'],
    ['https://ollama.example.com', 'https://ollama.example.com'],
  ])('reads OLLAMA_HOST %j as %s', (host, origin) => {
    expect(ollamaOrigin(host)).toBe(origin)
  })
})
