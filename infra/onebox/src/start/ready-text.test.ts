import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readyText, type ReadyFacts } from './ready-text.ts'

const facts: ReadyFacts = {
  edgeUrls: ['http://127.0.0.1:8080'],
  apiKey: 'sk-getgpt-0kXHONlitqKERjlbf6T78ZHxllowDyfSGq2OO3tUAdg',
  isNewAccount: true,
  keys: [],
  discovered: [
    {
      id: 'local',
      dialect: 'openai-chat',
      base_url: 'http://127.0.0.1:8160/v1',
      models: ['local/smollm2-135m-instruct', 'local/universal-sentence-encoder-lite'].map((id) => ({
        id,
        upstream_model: id,
      })),
    },
  ],
  localModelReason: undefined,
  configurationFile: undefined,
  exampleModel: 'local/smollm2-135m-instruct',
  processes: [
    { services: ['local-model'], url: 'http://127.0.0.1:8160' },
    { services: ['billing'], url: 'http://127.0.0.1:8120' },
    { services: ['router'], url: 'http://127.0.0.1:8100' },
    { services: ['edge-gateway'], url: 'http://127.0.0.1:8080' },
    { services: ['tasks-worker'], url: 'http://127.0.0.1:8140' },
  ],
  logDirectory: '/home/me/gptget/.gptget/logs',
}

describe('what npm start prints', () => {
  it('is what the README shows', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../../README.md'), 'utf8')
    expect(readme).toContain(readyText(facts).trim())
  })

  it('has what to export, the page to open, the metrics of every process and the logs', () => {
    const lines = readyText(facts).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        `export GPTGET_API_KEY=${facts.apiKey}`,
        'export GPTGET_BASE_URL=http://127.0.0.1:8080/v1',
        '  Docs        http://127.0.0.1:8080/docs   (open it in a browser)',
        '  Metrics     http://127.0.0.1:8080/metrics (edge-gateway), :8100 (router), :8120 (billing), :8140 (tasks-worker), :8160 (local-model)',
        '  Logs        /home/me/gptget/.gptget/logs',
      ]),
    )
  })
})
