import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { transcript, words } from '@gptget/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findPython } from './platform/find-python.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const EXAMPLES = path.resolve(import.meta.dirname, '../examples')
const TEXT = words(8).join('')

/** The expected output of each example with this script of the model. */
const SHOWN: Record<string, { script: string; output: string }> = {
  'javascript/openai-stream.js': { script: 'text-8', output: `${TEXT}\n19 tokens, $0.00027\n` },
  'javascript/openai-structured.js': { script: 'json', output: 'Zoë, 41: a, b\n' },
  'javascript/openai-tools.js': {
    script: 'tools',
    output: `calls get_weather({"city":"Paris","unit":"c"})\nParis: 18\n`,
  },
  'javascript/anthropic.js': { script: 'text-8', output: `${TEXT}\n11 tokens in, 8 out\n` },
  'javascript/google.js': { script: 'text-8', output: `${TEXT}\n11 tokens in, 8 out\n` },
  'python/openai_stream.py': { script: 'text-8', output: `${TEXT}\n19 tokens, $0.00027\n` },
  'python/anthropic_message.py': { script: 'text-8', output: `${TEXT}\n11 tokens in, 8 out\n` },
}

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-8', 'json', 'tools']) }))

type Message = { role: string; content: string }

/** The model uses the tool's result if there is one. */
beforeEach(() => {
  world.upstream.clear()
  world.upstream.script({
    match: { model: 'scripted:tools' },
    choose: ({ json }) => {
      const result = (json as { messages: Message[] }).messages.find(({ role }) => role === 'tool')
      if (!result) return { transcript: TOOL_CALL }
      const { city, celsius } = JSON.parse(result.content) as { city: string; celsius: number }
      return { transcript: transcript({ text: [city, ': ', String(celsius)] }) }
    },
  })
})

const TOOL_CALL = transcript({
  toolCalls: [{ id: 'call_1', name: 'get_weather', argumentPieces: ['{"city":"Paris",', '"unit":"c"}'] }],
})

let python = ''
beforeAll(async () => {
  python = await findPython()
}, 180_000)

const run = promisify(execFile)

describe('the examples', () => {
  it('are all tested', () => {
    const files = ['javascript', 'python'].flatMap((folder) =>
      readdirSync(path.join(EXAMPLES, folder))
        .filter((name) => /\.(js|py)$/.test(name))
        .map((name) => `${folder}/${name}`),
    )
    expect(files.toSorted()).toEqual(Object.keys(SHOWN).toSorted())
  })

  it.each(Object.entries(SHOWN))(
    '%s prints the model’s answer',
    async (file, { script, output }) => {
      const env = {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONIOENCODING: 'utf-8',
        GPTGET_BASE_URL: world.platform.baseUrl,
        GPTGET_API_KEY: world.account.apiKey,
        GPTGET_MODEL: modelOf(script),
      }
      const program = file.endsWith('.py') ? python : process.execPath
      const { stdout } = await run(program, [path.join(EXAMPLES, file)], { env })
      expect(stdout).toBe(output)
    },
    60_000,
  )
})
