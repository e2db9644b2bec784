import type { MediaKind, NewFile, StoredFile } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { isDuplicate } from '@gptget/postgres'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Context } from '../context.ts'
import { describeFile } from './describe-file.ts'
import { findFile } from './find-file.ts'
import { sniffFormat, SNIFFED_BYTES } from './formats.ts'
import { Measure, peek } from './measure.ts'
import type { Peeked } from './measure.ts'
import { bytesLeftOf, noRoom } from './room.ts'
import { shapeOf } from './shape-of.ts'
import type { Shape } from './shape-of.ts'

const MIB = 1024 * 1024

/** The largest file of each kind, even if its maker allows more. */
const MAX_BYTES: Record<MediaKind, number> = {
  image: 64 * MIB,
  audio: 1024 * MIB,
  video: Infinity,
  input: 512 * MIB,
}

/** A request's input has no use after it. */
const INPUT_RETENTION_MS = 3_600_000

/** In a photograph, the size comes after the camera's data. */
const PEEKED_BYTES = 64 * 1024

const SIGN_OF_LIFE_MS = 30_000

/**
 * Stores a source under a name, and returns once it is durable. The first file under a name stays, and a repeat returns
 * it. After a crash, the sweeper knows from the row what to remove.
 * @throws PublicError `invalid_request` for an unsupported format, `request_too_large`, `storage_quota_exceeded`
 */
export const storeFile = async (
  context: Context,
  file: NewFile,
  source: AsyncIterable<Uint8Array>,
): Promise<StoredFile> => {
  const objectId = context.makeId()
  const alive = setInterval(() => void tellAlive(context, objectId), SIGN_OF_LIFE_MS)
  const peeking = peek(source, PEEKED_BYTES)
  // In parallel: nothing of this takes extra time while the first bytes arrive.
  const asked = [
    begin(context, file, objectId),
    findEarlier(context, file),
    context.storage.prepare?.(objectId),
  ] as const
  try {
    const [room, earlier] = await Promise.all(asked)
    const { start, whole } = await peeking
    if (earlier === null) {
      const contentType = await sniffFormat(file.kind, start.subarray(0, SNIFFED_BYTES), file.declaredType)
      if (contentType === null) throw noFormat(file.kind)
      return await write(context, { objectId, kind: file.kind, contentType, start }, room, whole)
    }
    await abandon(context, objectId)
    return earlier
  } catch (error) {
    await Promise.allSettled(asked)
    await abandon(context, objectId)
    // Another request with the same name was faster.
    const earlier = isDuplicate(error) ? await findEarlier(context, file) : null
    if (earlier !== null) return earlier
    throw error
  } finally {
    clearInterval(alive)
    await close(peeking)
  }
}

/** Closes the source, whether or not any of it was read. */
const close = async (peeking: Promise<Peeked>): Promise<void> => {
  const [peeked] = await Promise.allSettled([peeking])
  if (peeked.status === 'fulfilled') await peeked.value.whole.return(undefined)
}

/** The largest size of a file, and the error beyond it. */
type Room = { maxBytes: number; refuse: () => PublicError }

/** @throws PublicError `storage_quota_exceeded` */
const roomOf = (
  { config }: Context,
  { kind, maxBytes = Infinity }: NewFile,
  takenBytes: bigint | null,
): Room => {
  const bytesLeft = bytesLeftOf(config, takenBytes)
  const most = Math.min(maxBytes, MAX_BYTES[kind], config.maxFileBytes)
  return bytesLeft < most
    ? { maxBytes: bytesLeft, refuse: () => noRoom(config.quotaBytes) }
    : { maxBytes: most, refuse: () => tooLong(most) }
}

const findEarlier = async (context: Context, file: NewFile): Promise<StoredFile | null> => {
  try {
    return describeFile(await findFile(context, file, file.accountId))
  } catch (error) {
    if (error instanceof PublicError && error.code === 'not_found') return null
    throw error
  }
}

type Begun = { objectId: string; kind: MediaKind; contentType: string; start: Buffer }

const write = async (
  context: Context,
  begun: Begun,
  { maxBytes, refuse }: Room,
  source: AsyncIterable<Uint8Array>,
): Promise<StoredFile> => {
  const { storage, metrics } = context
  const { objectId, kind, contentType } = begun
  const measure = new Measure(maxBytes, refuse)
  await storage.write(objectId, measure.pass(source))
  const { byteLength } = measure
  const stored = await commit(context, objectId, {
    content_type: contentType,
    byte_length: BigInt(byteLength),
    sha256: measure.sha256(),
    ...(await shapeOf(storage, { ...begun, byteLength })),
  })
  metrics.storedBytes.inc({ kind }, byteLength)
  return stored
}

/** One statement, because the first byte is written only after it. */
const begin = async (context: Context, file: NewFile, objectId: string): Promise<Room> => {
  const at = context.now()
  const { taken } = await context.db
    .insertInto('files')
    .values({
      object_id: objectId,
      account_id: file.accountId,
      media_id: file.mediaId,
      file_index: file.index,
      variant: file.variant,
      kind: file.kind,
      status: 'writing',
      gone_reason: null,
      content_type: null,
      sha256: null,
      created_at: at,
      seen_at: at,
      expires_at: expiryOf(context, file, at),
    })
    .returning((row) =>
      row
        .selectFrom('account_bytes')
        .select('account_bytes.byte_length')
        .whereRef('account_bytes.account_id', '=', 'files.account_id')
        .as('taken'),
    )
    .executeTakeFirstOrThrow()
  return roomOf(context, file, taken)
}

/** As the request says, or as the account chose, if that is earlier than for everyone. */
const expiryOf = ({ config }: Context, file: NewFile, at: Date): Date | RawBuilder<Date> => {
  const after = (ms: number): Date => new Date(at.getTime() + ms)
  if (file.retentionMs !== undefined) return after(file.retentionMs)
  if (file.kind === 'input') return after(INPUT_RETENTION_MS)
  return sql<Date>`least(${after(config.retentionMs)}::timestamptz, ${at}::timestamptz +
    (select days from retention where account_id = ${file.accountId}) * interval '1 day')`
}

type Known = { content_type: string; byte_length: bigint; sha256: string } & Shape

/**
 * Marks a file as stored, if its account has the space: in one statement, because its maker waits for it. Rows are
 * locked in the order of `takeOut`.
 */
const commit = async ({ db, config }: Context, objectId: string, known: Known): Promise<StoredFile> => {
  const row = await db
    .with('written', (query) =>
      query
        .selectFrom('files')
        .select(['account_id', sql<bigint>`${known.byte_length}::bigint`.as('byte_length')])
        .where('object_id', '=', objectId)
        .where('status', '=', 'writing')
        .forUpdate(),
    )
    .with('taken', (query) =>
      query
        .insertInto('account_bytes')
        .columns(['account_id', 'byte_length'])
        .expression(query.selectFrom('written').select(['account_id', 'byte_length']))
        .onConflict((conflict) =>
          conflict
            .column('account_id')
            .doUpdateSet({ byte_length: sql<bigint>`account_bytes.byte_length + excluded.byte_length` })
            .where(
              sql<boolean>`account_bytes.byte_length + excluded.byte_length <= ${BigInt(config.quotaBytes)}`,
            ),
        )
        .returning('account_id'),
    )
    .with('stored', (query) =>
      query
        .updateTable('files')
        .set({ ...known, status: 'stored' })
        .where('object_id', '=', objectId)
        .where('account_id', 'in', query.selectFrom('taken').select('account_id'))
        .returningAll(),
    )
    .selectFrom('stored')
    .selectAll()
    .executeTakeFirst()
  return row === undefined ? refuse({ db, config }, objectId) : describeFile(row)
}

/** Why a file was not marked as stored. */
const refuse = async ({ db, config }: Pick<Context, 'db' | 'config'>, objectId: string): Promise<never> => {
  const row = await db
    .selectFrom('files')
    .select('object_id')
    .where('object_id', '=', objectId)
    .where('status', '=', 'writing')
    .executeTakeFirst()
  if (row !== undefined) throw noRoom(config.quotaBytes)
  // The sweeper considered the writer dead.
  throw new Error(`the file ${objectId} was abandoned before it was written`)
}

const tellAlive = async ({ db, now, logger }: Context, objectId: string): Promise<void> => {
  try {
    await db.updateTable('files').set({ seen_at: now() }).where('object_id', '=', objectId).execute()
  } catch (error) {
    logger.warn({ err: error, objectId }, 'a writer could not say that it lives')
  }
}

/** Removes a file that was not stored; the sweeper removes what fails now. */
const abandon = async ({ db, storage, logger }: Context, objectId: string): Promise<void> => {
  try {
    await storage.remove(objectId)
    await db.deleteFrom('files').where('object_id', '=', objectId).where('status', '=', 'writing').execute()
  } catch (error) {
    logger.warn({ err: error, objectId }, 'a half-written file is left to the sweeper')
  }
}

const noFormat = (kind: MediaKind): PublicError =>
  new PublicError(
    'invalid_request',
    `The bytes are no ${kind === 'input' ? 'media' : kind} format that is supported here.`,
  )

const tooLong = (maxBytes: number): PublicError =>
  new PublicError('request_too_large', `The file is larger than ${maxBytes} bytes.`, {
    metadata: { max_bytes: maxBytes },
  })
