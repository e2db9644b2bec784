import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { resolveCacheDirectory } from '@gptget/package-files'
import { findNatsServer } from './find-nats-server.ts'
import { startNats } from './start-nats.ts'

let serverPath: string
let dataDir: string

beforeAll(async () => {
  serverPath = await findNatsServer({ cacheDir: resolveCacheDirectory(process.env), report: () => {} })
}, 300_000)
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'gptget-nats-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

describe('startNats', () => {
  it('keeps a stored message through a kill -9, on the same port', async () => {
    const first = await startNats({ dataDir, serverPath })
    const before = await connect({ servers: first.url, reconnect: false })
    await (await jetstreamManager(before)).streams.add({ name: 'kept', subjects: ['kept.>'] })
    await jetstream(before).publish('kept.one', 'text')
    await first.kill()
    const second = await startNats({ dataDir, serverPath, port: first.port })
    const after = await connect({ servers: second.url })
    expect((await (await jetstreamManager(after)).streams.info('kept')).state.messages).toBe(1)
    await after.close()
    await second.stop()
  })

  it('refuses a client that its authorization does not name, and keeps that readable by the owner only', async () => {
    const authorization = 'authorization { user: owner, password: "a-password-of-a-test" }'
    const server = await startNats({ dataDir, serverPath, authorization })
    const { host } = new URL(server.url)
    await expect(connect({ servers: host, reconnect: false })).rejects.toThrow(/authorization/i)
    const client = await connect({ servers: host, user: 'owner', pass: 'a-password-of-a-test' })
    expect(client.info?.max_payload).toBe(1024 * 1024)
    expect((await stat(path.join(dataDir, 'nats.conf'))).mode & 0o777).toBe(0o600)
    await client.close()
    await server.stop()
  })

  it('takes over from a server that an earlier run left on its data', async () => {
    const left = await startNats({ dataDir, serverPath })
    const next = await startNats({ dataDir, serverPath })
    expect(await left.crashed).toMatch(/NATS ended/)
    await next.stop()
  })

  it('reports the server’s message if it cannot start', async () => {
    await writeFile(path.join(dataDir, 'jetstream'), 'a file where the folder should be')
    const options = { dataDir, serverPath }
    await expect(startNats(options)).rejects.toThrow(/NATS did not start[^]*not a directory/)
  })
})
