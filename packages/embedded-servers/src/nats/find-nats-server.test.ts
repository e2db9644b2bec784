import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findNatsServer } from './find-nats-server.ts'

let root: string
let cacheDir: string
let binDir: string
const reported: string[] = []

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gptget-find-'))
  cacheDir = path.join(root, 'cache')
  binDir = path.join(root, 'bin')
  await mkdir(binDir, { recursive: true })
  await mkdir(cacheDir)
  reported.length = 0
})
afterEach(() => rm(root, { recursive: true, force: true }))

const program = async (file: string, script: string): Promise<string> => {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}
const server = (file: string, version: string) => program(file, `echo "nats-server: v${version}"`)

/** A `go` that "builds" a server of this version. */
const fakeGo = (version: string) =>
  program(
    path.join(binDir, 'go'),
    `[ "$1" = version ] && echo "go version go1.26" && exit 0
printf '#!/bin/sh\\necho "nats-server: v${version}"\\n' > "$GOBIN/nats-server"; /bin/chmod +x "$GOBIN/nats-server"`,
  )
const find = (env: NodeJS.ProcessEnv = {}) =>
  findNatsServer({
    cacheDir,
    report: (line) => reported.push(line),
    env: { PATH: binDir, HOME: root, ...env },
    goCommands: ['go'],
  })

describe('findNatsServer', () => {
  it('takes NATS_SERVER_BIN before the PATH', async () => {
    const named = await server(path.join(root, 'named'), '2.11.0')
    await server(path.join(binDir, 'nats-server'), '2.12.1')
    expect(await find({ NATS_SERVER_BIN: named })).toBe(named)
  })

  it('does not look further when NATS_SERVER_BIN is too old', async () => {
    const named = await server(path.join(root, 'named'), '2.9.10')
    await server(path.join(binDir, 'nats-server'), '2.12.1')
    await expect(find({ NATS_SERVER_BIN: named })).rejects.toThrow(/NATS_SERVER_BIN/)
  })

  it('takes the PATH before the cache', async () => {
    const onPath = await server(path.join(binDir, 'nats-server'), '2.10.0')
    await server(path.join(cacheDir, 'nats-server/nats-server'), '2.12.1')
    expect(await find()).toBe(onPath)
  })

  it('passes over one on the PATH that is too old', async () => {
    await server(path.join(binDir, 'nats-server'), '2.9.10')
    const cached = await server(path.join(cacheDir, 'nats-server/nats-server'), '2.12.1')
    expect(await find()).toBe(cached)
  })

  it('builds one with Go when there is none, and uses that the next time', async () => {
    await fakeGo('2.12.1')
    const built = await find()
    expect(built).toBe(path.join(cacheDir, 'nats-server/nats-server'))
    expect(reported).toHaveLength(1)
    expect(await find()).toBe(built)
    expect(reported).toHaveLength(1)
  })

  it('builds one whole server when two runs need it at once', async () => {
    await fakeGo('2.12.1')
    const [first, second] = await Promise.all([find(), find()])
    expect(first).toBe(second)
    expect(await readFile(first, 'utf8')).toContain('2.12.1')
  })

  it('says what to install when nothing can be had', async () => {
    await expect(find()).rejects.toThrow(/there is no Go; there is no apt[^]*NATS_SERVER_BIN/)
  })
})
