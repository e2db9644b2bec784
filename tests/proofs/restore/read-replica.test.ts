import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startScriptedUpstream, startTestNats, type ScriptedUpstream } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { getJson, postChat, USER_TURN } from '../../platform/ask.ts'
import type { Account } from '../../platform/admin.ts'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import { authorization, startPlatform, type Platform } from '../../platform/start-platform.ts'
import { startReplica } from '../cluster/start-replica.ts'
import {
  findOperatorPostgres,
  makeFolder,
  NEEDS_POSTGRES,
  startOperatorPostgres,
  type OperatorPostgres,
} from './operator-postgres.ts'

const binaries = findOperatorPostgres()

type Activity = { data: { requests: number }[] }

describe.skipIf(binaries === null)(
  `exports${binaries === null ? ` — NOT RUN: ${NEEDS_POSTGRES}` : ''}`,
  () => {
    vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
    let directory: string
    let primary: OperatorPostgres
    let replica: OperatorPostgres
    let upstream: ScriptedUpstream
    let platform: Platform
    let account: Account

    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'gptget-replica-'))
      const folder = (name: string): Promise<string> => makeFolder(path.join(directory, name))
      await makeFolder(directory)
      primary = await startOperatorPostgres({ binaries: binaries!, dataDir: await folder('primary') })
      replica = await startReplica(primary, { binaries: binaries!, dataDir: await folder('replica') })
      upstream = await startScriptedUpstream()
      platform = await startPlatform({
        config: scriptedConfig(upstream, ['text-5']),
        servers: { postgres: primary, nats: await startTestNats({ authorization }) },
        env: { DATABASE_READ_URL: replica.url },
      })
      account = await platform.admin.createAccount({ creditsUsd: '1.00' })
    })
    afterAll(async () => {
      await platform?.stop()
      await upstream?.stop()
      await replica?.stop()
      await primary?.stop()
      await rm(directory, { recursive: true, force: true })
    })

    const ask = async (): Promise<void> => {
      await (
        await postChat(platform.baseUrl, account.apiKey, { model: modelOf('text-5'), messages: USER_TURN })
      ).text()
    }
    const requests = async (): Promise<number> => {
      const { data } = (await getJson(`${platform.baseUrl}/activity`, account.apiKey)) as Activity
      return data.reduce((sum, row) => sum + row.requests, 0)
    }
    /** Connections to the replica whose last query read the activity. */
    const readsOfReplica = async (): Promise<number> => {
      const [row] = await replica.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
       where query like '%k.name as "keyName"%' and pid <> pg_backend_pid()`,
      )
      return row!.count
    }

    it('are read from a replica, and include the newest charges', async () => {
      await ask()
      expect(await requests()).toBe(1)
      expect(await readsOfReplica()).toBe(1)
    })

    it('are read from the primary if the replica lags behind', async () => {
      await replica.query('select pg_wal_replay_pause()')
      await ask()
      expect(await requests()).toBe(2)
      await replica.query('select pg_wal_replay_resume()')
    })

    it('are read from the primary if the replica is down', async () => {
      await replica.kill()
      await ask()
      expect(await requests()).toBe(3)
      expect(
        (await getJson(`${platform.baseUrl}/ledger?kind=usage`, account.apiKey)) as object,
      ).toMatchObject({
        data: [{}, {}, {}],
      })
    })
  },
)
