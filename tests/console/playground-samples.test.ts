import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findPython } from '../platform/find-python.ts'
import { openPlayground, PDF, PICTURE, saying, usePlayground } from './use-playground.ts'

const world = usePlayground()
const run = promisify(execFile)

let folder = ''
let python = ''
beforeAll(async () => {
  python = await findPython()
  // Where the packages of the tests are found.
  folder = await mkdtemp(path.join(import.meta.dirname, '.samples-'))
  await writeFile(path.join(folder, PICTURE.name), PICTURE.buffer)
  await writeFile(path.join(folder, PDF.name), PDF.buffer)
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const PROGRAMS: Record<string, { file: string; command: () => string }> = {
  curl: { file: 'sample.sh', command: () => 'sh' },
  Python: { file: 'sample.py', command: () => python },
  JavaScript: { file: 'openai.mjs', command: () => process.execPath },
  Anthropic: { file: 'anthropic.mjs', command: () => process.execPath },
  Google: { file: 'google.mjs', command: () => process.execPath },
}

/** Runs the sample of a language as a reader does who copied it. */
const runSample = async (page: Page, language: string): Promise<string> => {
  await page.getByRole('tab', { name: language, exact: true }).click()
  const code = (await page.getByRole('tabpanel').locator('pre').textContent())!
  const { file, command } = PROGRAMS[language]!
  await writeFile(path.join(folder, file), code)
  const env = { ...process.env, GPTGET_API_KEY: world.account.apiKey }
  return (await run(command(), [file], { cwd: folder, env })).stdout
}

/** How an answer is sent, and what one of the formats has no place for. */
const NOT_COMPARED = ['stream', 'stream_options', 'seed', 'frequency_penalty', 'presence_penalty']

type Asked = { response_format: { json_schema: { schema: unknown } } }

/** What a provider is asked. Google's format has no names of files, and others none of a schema. */
const askedNow = (): unknown => {
  const body = world.upstream.requests().at(-1)!.json as Asked
  const { schema } = body.response_format.json_schema
  const compared = Object.entries({ ...body, response_format: schema }).filter(
    ([name]) => !NOT_COMPARED.includes(name),
  )
  const text = JSON.stringify(Object.fromEntries(compared))
  return JSON.parse(text.replaceAll(/"filename":"[^"]*"/g, '"filename":""'))
}

it('the program of every language asks what the page asked: files, tools, schema, reasoning, parameters', async () => {
  const page = await openPlayground(world)
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('System prompt').fill('Costs $5 and `more` \\ "quoted" it’s')
  await dialog.getByLabel('Temperature').fill('0.5')
  await dialog.getByLabel('Top P').fill('0.9')
  await dialog.getByLabel('Longest answer').fill('200')
  await dialog.getByLabel('Seed').fill('7')
  await dialog.getByLabel('Stop at').fill('END')
  await dialog.getByLabel('Reasoning effort').selectOption('high')
  await dialog.getByRole('button', { name: 'Insert an example' }).click()
  await dialog.getByLabel('Output').selectOption('schema')
  await dialog.getByRole('button', { name: 'Insert an example' }).click()
  await page.keyboard.press('Escape')
  world.upstream.script({ choose: () => saying('{"name":"Zoë","age":41}') })
  await page.getByLabel('Attach files').setInputFiles([PICTURE, PDF])
  await page.getByRole('button', { name: `Remove ${PDF.name}` }).waitFor()
  await page.getByLabel('Ask anything').fill('What’s $HOME in the "picture"?')
  await page.keyboard.press('Enter')
  await page.getByText(/\d+ in, \d+ out/).waitFor()
  const asked = askedNow()
  expect(JSON.stringify(asked)).toContain(PICTURE.buffer.toString('base64'))
  await page.getByRole('button', { name: 'Code' }).click()
  for (const language of Object.keys(PROGRAMS)) {
    world.upstream.clear()
    world.upstream.script({ choose: () => saying('{"name":"Zoë","age":41}') })
    expect([language, await runSample(page, language)]).toEqual([language, expect.stringContaining('Zoë')])
    expect({ language, asked: askedNow() }).toEqual({ language, asked })
  }
}, 120_000)
