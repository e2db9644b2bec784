import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runProgram } from '../conformance/suites/run-program.ts'
import { useTaskPlatform } from '../tasks/use-task-platform.ts'
import { interrupt } from './interrupt.ts'
import { PYTHON_SDK, pythonWith } from './python-package.ts'
import { mustRun } from './run.ts'

const CLI = path.resolve(import.meta.dirname, '../../apps/cli')
/** Of a provider that cancels what it was asked for. */
const MODEL = 'test/runway'

const world = useTaskPlatform()

let directory = ''
let python = ''
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gptget-sdk-tasks-'))
  python = await pythonWith('tests/requirements.txt')
  await mustRun(process.execPath, ['src/build/main.ts', path.join(directory, 'cli')], { cwd: CLI })
}, 180_000)
afterAll(() => rm(directory, { recursive: true, force: true }))

const environment = () => ({
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  HOME: directory,
  GPTGET_BASE_URL: world.platform.baseUrl,
  GPTGET_API_KEY: world.account.apiKey,
  GPTGET_VIDEO_MODEL: MODEL,
})
const gptget = (...args: string[]) =>
  runProgram(process.execPath, [path.join(directory, 'cli/gptget.js'), ...args], {
    cwd: directory,
    env: environment(),
    timeoutMs: 60_000,
  })

it('the Python SDK makes videos, waits for tasks and manages webhooks', async () => {
  const env = { ...environment(), PYTHONPATH: path.join(PYTHON_SDK, 'src'), PYTHONDONTWRITEBYTECODE: '1' }
  const output = await mustRun(python, ['-m', 'pytest', 'tests/tasks'], { cwd: PYTHON_SDK, env })
  expect(output).toMatch(/\d+ passed/)
}, 120_000)

it('the command line creates a video, shows the progress, and prints the file name', async () => {
  const made = await gptget('video', 'a lighthouse {{polls=1}}', '-m', MODEL)
  expect(made).toMatchObject({
    code: 0,
    output: expect.stringMatching(/completed|queued|video\.mp4/) as string,
  })
  const bytes = await readFile(path.join(directory, 'video.mp4'))
  expect(bytes.subarray(4, 8).toString()).toBe('ftyp')
  expect((await gptget('tasks')).output).toMatch(/video +completed +100%/)
}, 90_000)

it('Ctrl-C ends the waiting but not the task, which can be waited for again or cancelled', async () => {
  const args = [path.join(directory, 'cli/gptget.js'), 'video', 'a boat {{end=never}}', '-m', MODEL]
  const place = { cwd: directory, env: environment() }
  const stopped = await interrupt(process.execPath, args, { after: /queued|in_progress/, ...place })
  expect(stopped).toMatchObject({
    code: 130,
    output: expect.stringMatching(/continues on the server/) as string,
  })
  const id = /gptget tasks cancel (\S+?)`/.exec(stopped.output)?.[1] ?? ''
  expect((await gptget('tasks', 'show', id)).output).toMatch(/"status": "(queued|in_progress)"/)
  expect(await gptget('tasks', 'cancel', id)).toMatchObject({ code: 0 })
}, 90_000)

it('a failed command says why, with a specific exit code', async () => {
  const failed = await gptget('video', 'a boat {{end=refuse}}', '-m', MODEL)
  expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/is failed: /) as string })
}, 90_000)
