import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { transcript } from '@gptget/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { findPython } from '../platform/find-python.ts'
import { findBarriers, keepPicture } from './use-pages.ts'
import { openPlayground, PDF, PICTURE, saying, usePlayground } from './use-playground.ts'

const world = usePlayground()

type Body = {
  model: string
  messages: { role: string; content: unknown; tool_calls?: unknown; tool_call_id?: string }[]
}

beforeEach(() => {
  world.upstream.clear()
  world.complaints.length = 0
})

const bodies = (model: string): Body[] =>
  world.upstream
    .requests()
    .map(({ json }) => json as Body)
    .filter((body) => body.model === model)

const base64 = (file: { buffer: Buffer }): string => file.buffer.toString('base64')

it('sends images, PDFs and text files with the question, and refuses other files by name', async () => {
  const page = await openPlayground(world)
  const attach = page.getByLabel('Attach files')
  await attach.setInputFiles({
    name: 'tool.bin',
    mimeType: '',
    buffer: Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  })
  await page.getByText('No model can read tool.bin').waitFor()
  await attach.setInputFiles([
    PICTURE,
    PDF,
    { name: 'notes.md', mimeType: '', buffer: Buffer.from('# Größe\n') },
  ])
  await page.getByRole('button', { name: 'Remove notes.md' }).waitFor()
  await page.getByLabel('Ask anything').fill('What are these?')
  await keepPicture(page, 'playground-attached')
  await page.keyboard.press('Enter')
  await page.getByText(/\d+ in, \d+ out/).waitFor()
  const [asked] = bodies('scripted:text-5')
  expect(asked!.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${base64(PICTURE)}` } },
        {
          type: 'file',
          file: { filename: PDF.name, file_data: `data:application/pdf;base64,${base64(PDF)}` },
        },
        { type: 'text', text: 'notes.md:\n\n# Größe\n' },
        { type: 'text', text: 'What are these?' },
      ],
    },
  ])
  expect(await findBarriers(page)).toEqual([])
  expect(world.complaints).toEqual([])
}, 60_000)

it('warns before sending that a model does not accept images', async () => {
  const page = await openPlayground(world)
  await page.goto('/playground?model=test%2Fblind')
  await page.getByLabel('Model: test/blind').waitFor()
  await page.getByLabel('Attach files').setInputFiles(PICTURE)
  await page.getByLabel('Ask anything').fill('What is this?')
  await page.getByText('test/blind cannot read images').waitFor()
  expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: `Remove ${PICTURE.name}` }).click()
  expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(false)
})

it('shows the answers of two models side by side, and continues tool calls with typed results', async () => {
  world.upstream.script({
    match: { model: 'scripted:tools' },
    choose: ({ json }) =>
      (json as Body).messages.some(({ role }) => role === 'tool') ? saying('It is warm.') : TWO_CALLS,
  })
  const page = await openPlayground(world)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel('Model: test/text-5').last().click()
  await page.getByPlaceholder('Search models').fill('tools')
  await page.getByRole('option', { name: 'test/tools' }).click()
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Tools', { exact: true }).fill('[{"name": 1}]')
  await page.getByText('function 1 needs a name').first().waitFor()
  await page.getByLabel('Tools', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Insert an example' }).click()
  await keepPicture(page, 'playground-settings')
  expect(await findBarriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByLabel('Ask anything').fill('Is it warm?')
  await page.keyboard.press('Enter')
  const calling = page.getByRole('log', { name: 'test/tools' })
  await calling.getByLabel('What get_weather returns (1)').fill('{"celsius": 21}')
  await calling.getByLabel('What get_weather returns (2)').fill('no such city')
  await keepPicture(page, 'playground-tools')
  expect(await findBarriers(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await keepPicture(page, 'playground-tools-phone')
  expect(await findBarriers(page)).toEqual([])
  await calling.getByRole('button', { name: 'Send the results' }).click()
  await calling.getByText('It is warm.').waitFor()
  await keepPicture(page, 'playground-tools-answered')
  expect(bodies('scripted:tools').at(-1)!.messages.slice(1)).toEqual([
    { role: 'assistant', content: null, tool_calls: CALLS_AS_SENT },
    { role: 'tool', tool_call_id: expect.any(String), content: '{"celsius": 21}' },
    { role: 'tool', tool_call_id: expect.any(String), content: 'no such city' },
  ])
  expect(bodies('scripted:text-5')).toHaveLength(1)
  await page.getByLabel('Ask anything').fill('And tomorrow?')
  await page.keyboard.press('Enter')
  await expect.poll(() => bodies('scripted:text-5').length).toBe(2)
  await expect
    .poll(() =>
      bodies('scripted:tools')
        .at(-1)!
        .messages.map(({ role }) => role),
    )
    .toEqual(ROLES)
  expect(world.complaints).toEqual([])
}, 60_000)

const call = (id: string, city: string) => ({
  id,
  name: 'get_weather',
  argumentPieces: ['{"city":', `"${city}"}`],
})
const TWO_CALLS = { transcript: transcript({ toolCalls: [call('call_1', 'Paris'), call('call_2', 'Ys')] }) }
const CALLS_AS_SENT = ['Paris', 'Ys'].map((city) => ({
  id: expect.any(String),
  type: 'function',
  function: { name: 'get_weather', arguments: `{"city":"${city}"}` },
}))
const ROLES = ['user', 'assistant', 'tool', 'tool', 'assistant', 'user']

it('shows reasoning separately from the answer, and JSON as JSON', async () => {
  const page = await openPlayground(world)
  await page.goto('/playground?model=test%2Freasoning-4')
  await page.getByLabel('Model: test/reasoning-4').waitFor()
  await page.getByLabel('Ask anything').fill('Think')
  await page.keyboard.press('Enter')
  await page.getByText('4 for reasoning').waitFor()
  await page.getByText('Reasoning', { exact: true }).click()
  await page.getByText('Let me think…').waitFor()
  world.upstream.script({ choose: () => saying('{"name":"Zoë","age":41}') })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Output').selectOption('schema')
  await page.getByText('JSON schema: write one').waitFor()
  await page.getByRole('button', { name: 'Insert an example' }).last().click()
  await page.keyboard.press('Escape')
  await page.getByLabel('Ask anything').fill('Who?')
  await page.keyboard.press('Enter')
  await page.locator('pre').filter({ hasText: '"name": "Zoë",\n' }).waitFor()
  expect(bodies('scripted:reasoning-4').at(-1)).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { schema: { required: ['name', 'age'] } } },
  })
  await keepPicture(page, 'playground-json')
  expect(await findBarriers(page)).toEqual([])
  expect(world.complaints).toEqual([])
})

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
  const code = (await page
    .getByRole('tabpanel', { name: language, exact: true })
    .locator('pre')
    .textContent())!
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

it('the shown code in every language sends the request of the page: files, tools, schema, reasoning, parameters', async () => {
  const page = await openPlayground(world)
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('System prompt').fill('Costs $5 and `more` \\ "quoted" it’s')
  await dialog.getByLabel('Temperature').fill('0.5')
  await dialog.getByLabel('Top P').fill('0.9')
  await dialog.getByLabel('Maximum tokens').fill('200')
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
