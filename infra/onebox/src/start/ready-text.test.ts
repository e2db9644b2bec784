import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SERVICES } from '@gptget/host/services'
import { describe, expect, it } from 'vitest'
import { readyText, type ReadyFacts } from './ready-text.ts'

const facts: ReadyFacts = {
  edgeUrls: ['http://127.0.0.1:8080'],
  apiKey: 'sk-getgpt-V1BoYr6RFceUo9XQJkges3aiHEBk6GbuMKyHuQIrT-w',
  isNewAccount: true,
  keys: [],
  discovered: [
    {
      id: 'local',
      dialect: 'openai-chat',
      base_url: 'http://127.0.0.1:8160/v1',
      models: [
        'local/smollm2-135m-instruct',
        'local/universal-sentence-encoder-lite',
        'local/flite',
        'local/moonshine-tiny',
      ].map((id) => ({
        id,
        upstream_model: id,
      })),
    },
  ],
  localModelReason: undefined,
  console: 'http://127.0.0.1:8080/welcome#wGpX2u5SV1xO0pPRQkC7kX8cyk0PVLtnbGT4CBM2Rzo',
  computers: 'bubblewrap with limits and networks',
  configurationFile: undefined,
  exampleModel: 'local/smollm2-135m-instruct',
  // Every service, so that the README omits none.
  processes: [
    { metrics: SERVICES.map(({ name, metricsPortOffset }) => ({ name, port: 8080 + metricsPortOffset })) },
  ],
  logDirectory: '/home/me/gptget/.gptget/logs',
}

describe('what npm start prints', () => {
  it('matches the README', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../../README.md'), 'utf8')
    expect(readme).toContain(readyText(facts).trim())
  })

  it('contains the exports, the console link, all metrics URLs and the folder of logs', () => {
    const lines = readyText(facts).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        `export GPTGET_API_KEY=${facts.apiKey}`,
        'export GPTGET_BASE_URL=http://127.0.0.1:8080/v1',
        '  Docs        http://127.0.0.1:8080/docs',
        '  Metrics     http://127.0.0.1:8100/metrics (router), :8120 (billing), :8140 (tasks-worker), :8160 (local-model), :8180 (edge-gateway), :8200 (docs), :8220 (media-proxy), :8240 (computers), :8260 (realtime), :8280 (console)',
        '  Logs        /home/me/gptget/.gptget/logs',
      ]),
    )
  })
})
