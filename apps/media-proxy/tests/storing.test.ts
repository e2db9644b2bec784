import { OpenSends } from '../src/sends/open-sends.ts'
import { FoundFiles } from '../src/recall/found-files.ts'
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { convertSpeech, ffmpegOnce, SPEECH_FORMATS } from '@gptget/audio'
import type { NewFile } from '@gptget/contracts'
import { migrate, openDatabase } from '@gptget/postgres'
import { createLogger } from '@gptget/runtime'
import { createTestDatabase, startTestS3, type TestS3, type TestServer } from '@gptget/testkit'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULTS } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { migrations } from '../src/db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from '../src/db/schema/index.ts'
import { deleteMedium } from '../src/files/delete-medium.ts'
import { findFile } from '../src/files/find-file.ts'
import { storeFile } from '../src/files/store-file.ts'
import { sweepFiles } from '../src/files/sweep-files.ts'
import { measureSound } from '../src/sound/measure-sound.ts'
import { createMediaMetrics } from '../src/metrics.ts'
import { createSigningKeys } from '../src/signing/signing-keys.ts'
import { openStorage } from '../src/storage/open-storage.ts'
import type { Storage, StorageConfig } from '../src/storage/storage.ts'

const DAY_MS = 86_400_000
const MIB = 1024 * 1024

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Database
let server: TestServer & { s3: TestS3 }
let directory: string
let today = Date.parse('2026-11-29T00:00:00Z')
let nextId = 0

beforeAll(async () => {
  ;[database, server, directory] = await Promise.all([
    createTestDatabase(),
    startTestS3(),
    mkdtemp(path.join(tmpdir(), 'gptget-media-')),
  ])
  db = openDatabase<Schema>(database.url, { schema: SCHEMA_NAME })
  await migrate(db, migrations, { schema: SCHEMA_NAME })
}, 600_000)
afterAll(async () => {
  await db.destroy()
  await Promise.all([database.drop(), server.stop(), rm(directory, { recursive: true, force: true })])
})

const now = (): Date => new Date(today)
const makeId = (): string => `object${(nextId += 1)}`

const contextOn = (storage: Storage): Context => {
  return {
    address: { url: null },
    found: new FoundFiles(),
    sends: new OpenSends(),
    config: { ...DEFAULTS, natsUrl: '', databaseUrl: '', storage: { type: 'filesystem', directory } },
    db,
    storage,
    signingKeys: createSigningKeys({ db, now, makeId }),
    ffmpeg: ffmpegOnce({ env: process.env, report: (line) => process.stderr.write(`${line}\n`) }),
    keys: { keys: { resolve: () => null, accountOf: () => null }, now: Date.now },
    metrics: createMediaMetrics(),
    logger: createLogger('media-proxy', { LOG_LEVEL: 'silent' }),
    now,
    makeId,
  }
}

/** As Node and as S3 report it. */
const MISSING = /ENOENT|does not exist/

const MP4 = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex')

/** A video of this many bytes, in pieces, and whether it was closed. */
const video = async function* (byteLength: number, fault?: Error): AsyncGenerator<Uint8Array> {
  yield MP4
  for (let left = byteLength - MP4.byteLength; left > 0; left -= MIB) {
    if (fault && left < byteLength / 2) throw fault
    yield Buffer.alloc(Math.min(MIB, left), left % 251)
  }
}

const named = (mediaId: string): NewFile => ({
  accountId: 'acct',
  mediaId,
  index: 0,
  variant: '',
  kind: 'video',
  declaredType: null,
})

const read = async (storage: Storage, key: string, start: number, end: number): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(await storage.read(key, start, end)))

const bytesOfAccount = async (accountId = 'acct'): Promise<bigint> => {
  const asked = db.selectFrom('account_bytes').select('byte_length').where('account_id', '=', accountId)
  return (await asked.executeTakeFirst())?.byte_length ?? 0n
}

describe.each(['filesystem', 's3'] as const)('a store that is a %s', (type) => {
  let context: Context
  const configOf = (): StorageConfig =>
    type === 'filesystem' ? { type, directory } : { type, region: 'us-east-1', ...server.s3 }

  beforeAll(async () => {
    context = contextOn(await openStorage(configOf()))
  })

  it('stores pieces, and returns any part', async () => {
    const stored = await storeFile(context, named(`${type}-whole`), video(20 * MIB))
    expect(stored).toMatchObject({ contentType: 'video/mp4', byteLength: 20 * MIB })
    const { object_id } = await findFile(context, stored, 'acct')
    const whole = await read(context.storage, object_id, 0, 20 * MIB - 1)
    expect(whole.byteLength).toBe(20 * MIB)
    const [start, end] = [8 * MIB - 3, 8 * MIB + 3]
    expect((await read(context.storage, object_id, start, end)).equals(whole.subarray(start, end + 1))).toBe(
      true,
    )
  })

  it('keeps nothing of a file whose source broke off', async () => {
    const before = await bytesOfAccount()
    const broken = storeFile(context, named(`${type}-broken`), video(20 * MIB, new Error('upstream was cut')))
    await expect(broken).rejects.toThrow('upstream was cut')
    expect(
      await db.selectFrom('files').where('media_id', '=', `${type}-broken`).selectAll().execute(),
    ).toEqual([])
    await expect(read(context.storage, `object${nextId}`, 0, 1)).rejects.toThrow(MISSING)
    expect(await bytesOfAccount()).toBe(before)
  })

  it('keeps nothing of deleted files', async () => {
    const stored = await storeFile(context, named(`${type}-deleted`), video(MIB))
    const { object_id } = await findFile(context, stored, 'acct')
    expect(await deleteMedium(context, { accountId: 'acct', mediaId: stored.mediaId })).toBe(1)
    await expect(read(context.storage, object_id, 0, 1)).rejects.toThrow(MISSING)
    expect(await deleteMedium(context, { accountId: 'acct', mediaId: stored.mediaId })).toBe(0)
  })

  it('lets two files that are written at once not take more than the account may store', async () => {
    const config = { ...context.config, quotaBytes: 3 * MIB }
    const names = ['one', 'other'].map((name) => ({ ...named(`${type}-${name}`), accountId: `${type}-full` }))
    const stored = await Promise.allSettled(
      names.map((name) => storeFile({ ...context, config }, name, video(2 * MIB))),
    )
    expect(stored.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = stored.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject({ code: 'storage_quota_exceeded' })
    const rows = await db
      .selectFrom('files')
      .where('account_id', '=', `${type}-full`)
      .select('status')
      .execute()
    expect(rows).toEqual([{ status: 'stored' }])
    expect(await bytesOfAccount(`${type}-full`)).toBe(BigInt(2 * MIB))
  })

  it('keeps files for as long as their account chose, and no longer than everyone', async () => {
    const lived: number[] = []
    for (const days of [null, 2, 3_000]) {
      const accountId = `${type}-${days}`
      if (days !== null) await db.insertInto('retention').values({ account_id: accountId, days }).execute()
      const name = { ...named(`${type}-kept-${days}`), accountId }
      const { createdAt, expiresAt } = await storeFile(context, name, video(1_000))
      lived.push((Date.parse(expiresAt) - Date.parse(createdAt)) / DAY_MS)
    }
    const everyone = DEFAULTS.retentionMs / DAY_MS
    expect(lived).toEqual([everyone, 2, everyone])
  })

  it('loses expired files, which are remembered for a month', async () => {
    const before = await bytesOfAccount()
    const stored = await storeFile(context, named(`${type}-expired`), video(MIB))
    const { object_id } = await findFile(context, stored, 'acct')
    expect(await bytesOfAccount()).toBe(before + BigInt(MIB))
    today += 7 * DAY_MS
    await Promise.all([sweepFiles(context), sweepFiles(context)])
    expect(await bytesOfAccount()).toBe(0n)
    await expect(read(context.storage, object_id, 0, 1)).rejects.toThrow(MISSING)
    await expect(findFile(context, stored, 'acct')).rejects.toMatchObject({ code: 'content_expired' })
    today += 31 * DAY_MS
    await sweepFiles(context)
    await expect(findFile(context, stored, 'acct')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('loses the files of crashed writers, but not of living ones', async () => {
    const { storage, makeId } = context
    const left = makeId()
    await storage.write(left, video(MIB))
    const row = {
      account_id: 'acct',
      media_id: `${type}-left`,
      file_index: 0,
      variant: '',
      kind: 'video' as const,
      status: 'writing' as const,
      gone_reason: null,
      content_type: null,
      sha256: null,
      created_at: new Date(today),
      expires_at: new Date(today + DAY_MS),
    }
    const silentFor = (ms: number): Date => new Date(today - ms)
    await db
      .insertInto('files')
      .values([
        { ...row, object_id: left, seen_at: silentFor(600_000) },
        { ...row, object_id: `${type}-living`, seen_at: silentFor(10_000) },
      ])
      .execute()
    await sweepFiles(context)
    await expect(read(storage, left, 0, 1)).rejects.toThrow(MISSING)
    const rows = await db.selectFrom('files').where('media_id', '=', `${type}-left`).selectAll().execute()
    expect(Object.fromEntries(rows.map(({ object_id, status }) => [object_id, status]))).toEqual({
      [left]: 'gone',
      [`${type}-living`]: 'writing',
    })
  })

  it('that cannot be reached fails the write, and nothing stays behind', async () => {
    const unreachable: Storage = {
      ...context.storage,
      write: () => Promise.reject(new Error('no space left')),
    }
    const failed = storeFile({ ...context, storage: unreachable }, named(`${type}-full`), video(MIB))
    await expect(failed).rejects.toThrow('no space left')
    expect(await db.selectFrom('files').where('media_id', '=', `${type}-full`).selectAll().execute()).toEqual(
      [],
    )
    expect(await context.storage.requireReachable()).toBeNull()
  })
})

it('an upload to S3 that a crash interrupted is ended together with its file', async () => {
  const { bucket, ...where } = server.s3
  const client = new S3Client({ ...where, region: 'us-east-1', forcePathStyle: true })
  const file = { Bucket: bucket, Key: 'cut-off' }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(file))
  await client.send(new UploadPartCommand({ ...file, UploadId, PartNumber: 1, Body: Buffer.alloc(MIB) }))
  const storage = await openStorage({ type: 's3', region: 'us-east-1', ...server.s3 })
  await storage.remove('cut-off')
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  expect(Uploads).toEqual([])
  client.destroy()
})

it('a folder has only the bytes of stored files after all that', async () => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  const rows = await db.selectFrom('files').select('object_id').where('status', '=', 'stored').execute()
  const stored = new Set(rows.map(({ object_id }) => object_id))
  expect(names.filter((name) => !stored.has(name))).toEqual([])
})

it('URLs are signed with a key that is replaced after a week and valid for another day', async () => {
  const { signingKeys } = contextOn(await openStorage({ type: 'filesystem', directory }))
  const first = await signingKeys.current()
  expect(await signingKeys.current()).toEqual(first)
  today += 7 * DAY_MS
  const second = await signingKeys.current()
  expect(second.keyId).not.toBe(first.keyId)
  expect(await signingKeys.find(first.keyId)).toMatchObject(first)
  today += 8 * DAY_MS
  await signingKeys.current()
  expect(await signingKeys.find(first.keyId)).toBeNull()
})

/** 2.5 s of a hum at 16 kHz. */
const hum = async function* (): AsyncGenerator<Uint8Array> {
  yield Buffer.from(Int16Array.from({ length: 40_000 }, (_, at) => 8_000 * Math.sin(at / 20)).buffer)
}

const storeSound = async (context: Context, mediaId: string, bytes: AsyncIterable<Uint8Array>) =>
  storeFile(context, { ...named(mediaId), kind: 'input', declaredType: 'audio/mpeg' }, bytes)

describe('the length of stored audio', () => {
  it.each(SPEECH_FORMATS.filter((format) => format !== 'pcm'))(
    'is counted in samples, not read from a header: %s',
    async (format) => {
      const context = contextOn(await openStorage({ type: 'filesystem', directory }))
      const source = { type: 'samples', rateHz: 16_000 } as const
      const signal = AbortSignal.timeout(30_000)
      const sound = convertSpeech(hum(), { ffmpeg: await context.ffmpeg(), source, format, signal })
      const name = await storeSound(context, `sound-${format}`, sound)
      const measured = await measureSound(context, { accountId: 'acct', ...name })
      expect(Math.abs(measured - 2_500)).toBeLessThan(150)
      await expect(measureSound(context, { accountId: 'other', ...name })).rejects.toMatchObject({
        status: 404,
      })
    },
  )

  it('is refused if there is no audio', async () => {
    const context = contextOn(await openStorage({ type: 'filesystem', directory }))
    const name = await storeFile(context, { ...named('no-sound'), kind: 'input' }, video(MIB))
    await expect(measureSound(context, { accountId: 'acct', ...name })).rejects.toMatchObject({
      status: 400,
      details: { param: 'file' },
    })
  })
})
