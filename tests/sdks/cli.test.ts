import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runProgram } from '../conformance/suites/run-program.ts'
import { packCli, shellWith } from './cli-package.ts'
import { describeSdk } from './describe-sdk.ts'
import { interrupt } from './interrupt.ts'
import { CLI_LINES } from './page.ts'
import { DRAWN } from './sdk-world.ts'
import { ownerOf, signInBy } from './sign-in.ts'

/** The environment of a user without a key in it. */
const NOBODY = { GPTGET_API_KEY: '' }

describeSdk('the command line, from its package', ({ call, world, environment }) => {
  let directory = ''
  let archive = ''

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'gptget-cli-'))
    await Promise.all(['home', 'work', 'prefix'].map((name) => mkdir(path.join(directory, name))))
    archive = await packCli(directory)
    await sh(`npm i -g ${archive}`)
  }, 120_000)

  afterAll(() => rm(directory, { recursive: true, force: true }))

  const place = (more: Record<string, string> = {}) => ({
    cwd: path.join(directory, 'work'),
    env: { ...shellWith(directory, environment()), ...more },
  })
  const sh = (line: string, more: Record<string, string> = {}) =>
    runProgram('bash', ['-c', line], { ...place(more), timeoutMs: 120_000 })

  it('runs the lines of the page unchanged', async () => {
    let id = ''
    for (const line of CLI_LINES) {
      const typed = line.replace('<id>', id).replace('-g gptget', `-g ${archive}`)
      const { code, output } = line.startsWith('gptget login')
        ? await signInBy(ownerOf(world), typed, { isApproved: true, ...place(NOBODY) })
        : await sh(typed, NOBODY)
      expect(code, `${typed}\n${output}`).toBe(0)
      id ||= /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(output)?.[0] ?? ''
    }
    const picture = await readFile(path.join(directory, 'work/shot.png'))
    expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    const { body } = await call<{ data: unknown[] }>('GET', '/computers')
    expect(body.data).toEqual([])
  })

  it('stores a piped key in a file that only its owner can read, and removes it on logout', async () => {
    await sh('gptget logout', NOBODY)
    const refused = await sh('gptget credits', NOBODY)
    expect(refused).toMatchObject({ code: 3, output: expect.stringContaining('gptget login') as string })
    const login = `printf %s "${world.account.apiKey}" | gptget login --with-key`
    expect(await sh(login, NOBODY)).toMatchObject({ code: 0 })
    const file = path.join(directory, 'home/.config/gptget/config.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await sh('gptget credits', NOBODY)).output).toMatch(/left of \$100\.00/)
    expect(await sh('gptget credits', { GPTGET_API_KEY: 'sk-getgpt-wrong' })).toMatchObject({ code: 3 })
    expect(await sh('gptget logout', NOBODY)).toMatchObject({ code: 0 })
    expect(await readFile(file, 'utf8')).not.toContain(world.account.apiKey)
    expect(await sh('gptget credits', NOBODY)).toMatchObject({ code: 3 })
  })

  it('reports that the user denied the sign-in', async () => {
    expect(
      await signInBy(ownerOf(world), 'gptget login', { isApproved: false, ...place(NOBODY) }),
    ).toMatchObject({
      code: 3,
      output: expect.stringContaining('The sign-in was denied.') as string,
    })
  })

  it('writes answers to stdout and messages to stderr, and streams plain text into a pipe', async () => {
    expect((await sh('echo Is it done? | gptget chat 2>/dev/null')).output).toBe('It is done.\n')
    expect((await sh('gptget chat "Is it done?" 2>&1 >/dev/null')).output).toMatch(/^\d+ tokens, \$0\.\d+\n$/)
    const whole = await sh('gptget chat --json "Is it done?" 2>/dev/null')
    expect(JSON.parse(whole.output)).toMatchObject({ object: 'chat.completion' })
    const models = await sh('gptget models sonnet --json 2>/dev/null')
    expect(JSON.parse(models.output)).toMatchObject({ data: [{ id: 'anthropic/claude-sonnet-4.5' }] })
  })

  it('exits with a code for the kind of failure and prints what to do', async () => {
    const gone = { GPTGET_BASE_URL: 'http://127.0.0.1:65533/v1' }
    const expected: [string, number, RegExp, Record<string, string>?][] = [
      ['gptget nonsense', 2, /unknown command/],
      ['gptget chat </dev/null', 2, /The question is empty/],
      ['gptget video fox', 4, /--model/],
      ['gptget start nothing', 4, /gptget computers create/],
      ['gptget generation nope', 4, /nope/],
      ['gptget keys', 3, /management key[^]*--manage/],
      ['gptget chat hi -m acme/nothing', 4, /acme\/nothing/],
      ['gptget credits', 6, /npm start/, gone],
      ['gptget doctor', 1, /no server is listening there/, gone],
      ['gptget doctor', 0, /models +\d+ available/],
      ['gptget shell x </dev/null', 2, /gptget exec/],
    ]
    const ended = await Promise.all(expected.map(([line, , , env]) => sh(line, env)))
    for (const [index, [line, code, said]] of expected.entries()) {
      expect({ line, ...ended[index] }).toEqual({ line, code, output: expect.stringMatching(said) as string })
    }
  })

  it("writes the text of a model that uses a computer to stdout, and the model's actions to stderr", async () => {
    await sh('gptget computers create --name box-8')
    const { output } = await sh('gptget run box-8 "Write the file" 2>talk.txt')
    expect(output).toBe('One moment.\nIt is done.\n')
    const talk = await readFile(path.join(directory, 'work/talk.txt'), 'utf8')
    expect(talk).toMatch(/^· bash command="echo from the model > model.txt".*\n· click x=50 y=60/)
    expect(talk).toMatch(/2 steps, \$0\.\d+, thread thread_/)
    expect((await sh('gptget exec box-8 cat model.txt')).output).toBe('from the model\n')
    const lines = (await sh('gptget run box-8 "Write the file" --json 2>/dev/null')).output.trim().split('\n')
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ computer: { type: 'run.finished', reason: 'stop' } })
    expect(await sh('gptget run box-8 "Write the file" --max-steps 1')).toMatchObject({
      code: 1,
      output: expect.stringContaining('Raise --max-steps') as string,
    })
    await sh('gptget delete box-8')
  })

  it('makes images and never overwrites a file', async () => {
    const made = await sh('gptget image "A fox in a misty forest" -m openai/gpt-image-1 -n 2 -o fox.png')
    expect(made).toMatchObject({
      code: 0,
      output: expect.stringContaining('fox.png\nfox-2.png\n') as string,
    })
    expect(made.output).toMatch(/\$0\.\d+\n$/)
    for (const name of ['fox.png', 'fox-2.png'])
      expect(await readFile(path.join(directory, 'work', name))).toEqual(DRAWN)
    expect((await sh('gptget image "A fox" -o fox.png 2>/dev/null')).output).toBe('fox-3.png\n')
    const piped = await sh(
      'gptget image "A fox" -m openai/gpt-image-1 -o - 2>/dev/null | head -c 4 | tail -c 3',
    )
    expect(piped.output).toBe('PNG')
  })

  it('creates a key that works at once, rotates it, and revokes it', async () => {
    const manager = await world.platform.admin.createManagementKey(world.account.accountId)
    const asManager = { GPTGET_API_KEY: manager.apiKey }
    const made = JSON.parse(
      (await sh('gptget keys create --name ci --limit 1 --json 2>/dev/null', asManager)).output,
    ) as { key: string; data: { id: string } }
    expect((await sh('gptget chat hi 2>/dev/null', { GPTGET_API_KEY: made.key })).output).toBe(
      'It is done.\n',
    )
    expect((await sh('gptget keys', asManager)).output).toMatch(/ci .*active/)
    const rotated = (await sh(`gptget keys rotate ${made.data.id} 2>/dev/null`, asManager)).output.trim()
    expect(await sh('gptget whoami', { GPTGET_API_KEY: rotated })).toMatchObject({ code: 0 })
    expect(await sh(`gptget keys revoke ${made.data.id}`, asManager)).toMatchObject({ code: 0 })
    expect(await sh('gptget whoami', { GPTGET_API_KEY: rotated })).toMatchObject({ code: 3 })
  })

  it('pauses and resumes a model from another terminal', async () => {
    await sh('gptget computers create --name box-6')
    expect(await sh('gptget pause box-6')).toMatchObject({
      code: 4,
      output: expect.stringContaining('No model is using box-6.') as string,
    })
    const run = sh('gptget run box-6 "Wait long"')
    const status = async () => (await sh('gptget runs box-6')).output
    await expect.poll(status, { timeout: 20_000 }).toContain('running')
    expect(await sh('gptget pause box-6')).toMatchObject({ code: 0 })
    await expect.poll(status, { timeout: 20_000 }).toContain('paused')
    expect(await sh('gptget resume box-6')).toMatchObject({ code: 0 })
    expect(await run).toMatchObject({
      code: 0,
      output: expect.stringMatching(/paused: `gptget resume[^]*resumed[^]*It is done\./) as string,
    })
    expect(await status()).toContain('stop')
    await sh('gptget delete box-6')
  })

  it('ends the run on the server on Ctrl-C, or says that it continues there', async () => {
    const { id } = JSON.parse(
      (await sh('gptget computers create --name box-7 --json 2>/dev/null')).output,
    ) as { id: string }
    const gptget = path.join(directory, 'prefix/bin/gptget')
    const run = { after: /· bash/, ...place() }
    expect(await interrupt(gptget, ['run', 'box-7', 'Wait long'], run)).toMatchObject({
      code: 130,
      output: expect.stringMatching(/Stopped\. Completed actions stay.*\n.*--thread thread_/) as string,
    })
    const ended = async () => {
      const { body } = await call<{ data: { finish_reason: string }[] }>('GET', `/computers/${id}/runs`)
      return body.data[0]?.finish_reason
    }
    await expect.poll(ended, { timeout: 20_000 }).toBe('cancelled')
    const exec = { after: /begun/, ...place() }
    expect(await interrupt(gptget, ['exec', 'box-7', 'echo begun; sleep 2'], exec)).toMatchObject({
      code: 130,
      output: expect.stringContaining('continues on box-7') as string,
    })
    const create = { after: /launching/, ...place() }
    expect(await interrupt(gptget, ['computers', 'create', '--name', 'box-5'], create)).toMatchObject({
      code: 130,
      output: expect.stringMatching(/request for box-5[^]*gptget delete box-5/) as string,
    })
    const image = { after: /making the image/, ...place() }
    expect(await interrupt(gptget, ['image', 'A fox, slowly'], image)).toMatchObject({
      code: 130,
      output: expect.stringMatching(/may still be made and charged[^]*gptget credits/) as string,
    })
    const login = { after: /waiting for the confirmation/, ...place(NOBODY) }
    expect(await interrupt(gptget, ['login'], login)).toMatchObject({ code: 130 })
    await sh('gptget delete box-7; gptget delete box-5')
  })

  it('reports that the key was revoked', async () => {
    const { admin } = world.platform
    const { keyId, apiKey } = await admin.createKey(world.account.accountId)
    await admin.revokeKey(world.account.accountId, keyId)
    expect(await sh('gptget credits', { GPTGET_API_KEY: apiKey })).toMatchObject({
      code: 3,
      output: expect.stringMatching(/revoked[^]*GPTGET_API_KEY[^]*gptget login/) as string,
    })
  })

  it('copies files both ways and exits with the exit code of a command', async () => {
    const made = JSON.parse((await sh('gptget computers create --name box-9 --json 2>/dev/null')).output) as {
      id: string
    }
    expect(await sh('gptget exec box-9 "echo out; exit 4" 2>/dev/null')).toEqual({ code: 4, output: 'out\n' })
    const events = (await sh('gptget exec --json box-9 "echo out; exit 4" 2>/dev/null')).output.trim()
    expect(events.split('\n').map((line) => JSON.parse(line) as object)).toEqual([
      { type: 'output', data: 'out\n' },
      expect.objectContaining({ type: 'exit', exit_code: 4 }),
    ])
    await sh('printf "Zoë\\0" > a.bin && gptget cp a.bin box-9:folder/ && gptget cp box-9:folder/a.bin b.bin')
    expect(await readFile(path.join(directory, 'work/b.bin'), 'utf8')).toBe('Zoë\0')
    const folder = 'gptget cp box-9:folder . >/dev/null && tar tzf folder.tar.gz'
    expect((await sh(folder)).output).toContain('folder/a.bin')
    expect((await sh('gptget cp box-9:. home.tgz >/dev/null && tar tzf home.tgz')).output).toContain(
      'folder/a.bin',
    )
    expect(await sh(`gptget delete ${made.id.slice(0, 8)}`)).toMatchObject({ code: 0 })
  })
})
