import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveCacheDirectory } from '@gptget/package-files'
import { startPostgres } from './start-postgres.ts'

const cacheDir = resolveCacheDirectory(process.env)
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'gptget-postgres-'))
  await chmod(dataDir, 0o755)
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const result = await client.query<Record<string, unknown>>(sql).finally(() => client.end())
  return result.rows
}

describe('startPostgres', () => {
  it('keeps its data through a stop and a kill -9', async () => {
    const first = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    await query(first.url, 'create table note (text text); insert into note values ($$kept$$)')
    await first.stop()
    const second = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    await query(second.url, 'insert into note values ($$too$$)')
    await second.kill()
    const third = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust', port: second.port })
    expect(third.port).toBe(second.port)
    expect(await query(third.url, 'select text from note')).toEqual([{ text: 'kept' }, { text: 'too' }])
    await third.stop()
  })

  it('requires its generated password, and keeps that readable by the owner only', async () => {
    const server = await startPostgres({ dataDir, cacheDir, fsync: false })
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    const wrong = new URL(server.url)
    wrong.password = 'wrong'
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    expect((await stat(path.join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
    await server.stop()
  })

  it('takes over from a server that an earlier run left on its data', async () => {
    const left = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    const next = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await left.crashed).toMatch(/Postgres ended/)
    await next.stop()
  })

  it('starts although the pid in its pid file is now another program', async () => {
    const first = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    await first.stop()
    const home = process.getuid?.() === 0 ? path.join(dataDir, 'state') : dataDir
    await writeFile(path.join(home, 'cluster/postmaster.pid'), `${process.pid}\n`)
    const second = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await second.stop()
  })

  it('reports Postgres’s message if it cannot start', async () => {
    const server = await startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })
    await server.stop()
    const home = process.getuid?.() === 0 ? path.join(dataDir, 'state') : dataDir
    await writeFile(path.join(home, 'cluster/postgresql.conf'), 'max_connections = nonsense\n')
    await expect(startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust' })).rejects.toThrow(
      /max_connections/,
    )
  })
})
