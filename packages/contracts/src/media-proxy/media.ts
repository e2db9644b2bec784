import { z } from 'zod'
import { retentionAnswer, retentionChange } from '../retention.ts'
import { defineCall, defineStream } from '../subject.ts'

/*
 * Served by media-proxy: the bytes of everything that is not text. A medium is one or more files under one id, which
 * is that of the generation or task that made them: `/v1/images/{mediaId}/content?index=N`.
 */

/** `input`: what a caller sent for a request. It is never served to callers and is gone within the hour. */
export const MEDIA_KINDS = ['image', 'video', 'audio', 'input'] as const
export const mediaKind = z.enum(MEDIA_KINDS)
export type MediaKind = z.output<typeof mediaKind>

/** How callers see each kind in a path. */
export const MEDIA_COLLECTIONS = { image: 'images', video: 'videos', audio: 'audio' } as const
export type ServedMediaKind = keyof typeof MEDIA_COLLECTIONS

/** Where a stored file is served, below the public address. */
export const contentPathOf = (kind: ServedMediaKind, mediaId: string, index: number, variant = ''): string =>
  `/v1/${MEDIA_COLLECTIONS[kind]}/${mediaId}/content?index=${index}${variant === '' ? '' : `&variant=${variant}`}`

const byteCount = z.number().int().nonnegative()

/** Which file is meant. `variant`: another form of it, such as `thumbnail`; empty for the thing itself. */
const fileOfMedium = {
  accountId: z.string(),
  mediaId: z.string().max(100),
  index: z.number().int().min(0).max(999),
  variant: z.string().max(40),
}

/** What is known of a stored file. Times are ISO 8601 in UTC. */
export const storedFile = z.object({
  mediaId: z.string(),
  index: z.number().int(),
  variant: z.string(),
  kind: mediaKind,
  /** What it is by its own first bytes, even if its maker said otherwise. */
  contentType: z.string(),
  byteLength: byteCount,
  /** In hexadecimal. */
  sha256: z.string(),
  /** In pixels, of a picture; null where its bytes do not say, or it is none. */
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** Of a sound or a video, as its container says. */
  durationMs: z.number().int().nonnegative().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type StoredFile = z.output<typeof storedFile>

/** What a file is stored as. Storing it again under the same name answers what is stored already. */
const newFile = z.object({
  ...fileOfMedium,
  kind: mediaKind,
  /** What its maker says that it is; it decides only where bytes do not tell, as with raw PCM. */
  declaredType: z.string().nullable(),
  /** More than this is refused. Left out: what the kind may have. */
  maxBytes: byteCount.optional(),
  /** Left out: what the kind is kept for. */
  retentionMs: z.number().int().positive().optional(),
})
export type NewFile = z.output<typeof newFile>

/**
 * Stores the stream's body; the trailer says what it is, once it is durable.
 * Fails with `invalid_request` (no format of the kind), `request_too_large`, `storage_quota_exceeded`.
 */
export const storeFile = defineStream('media.store', newFile, z.null(), storedFile)

const bytesOfFile = z.object({
  ...fileOfMedium,
  /** The first and the last byte that are wanted; left out: from the start, to the end. */
  start: byteCount.optional(),
  end: byteCount.optional(),
})

/** The bytes of a stored file. Fails with `not_found`, or `content_expired` where they are gone. */
export const readFile = defineStream('media.read', bytesOfFile, storedFile, z.null())

/** Every file of a medium that is still there, in order. */
export const listFiles = defineCall(
  'media.list',
  z.object({ accountId: z.string(), mediaId: z.string() }),
  z.object({ files: z.array(storedFile) }),
)

/**
 * How long a stored sound is, by its samples: headers say other things. Fails with `invalid_request` where the file is
 * no sound, or is longer than is taken.
 */
export const measureSound = defineCall(
  'media.measure',
  z.object(fileOfMedium),
  z.object({ durationMs: z.number().int().nonnegative() }),
)

/** Removes the bytes of a medium at once. `isDeleted`: false where there was nothing any more. */
export const deleteMedium = defineCall(
  'media.delete',
  z.object({ accountId: z.string(), mediaId: z.string() }),
  z.object({ isDeleted: z.boolean() }),
)

/** The longest that a signed address is good for. */
export const MAX_SIGNATURE_MS = 86_400_000

/** An address that needs no key for a while: path and query, below the public address. */
export const signContent = defineCall(
  'media.sign',
  z.object({ ...fileOfMedium, lifetimeMs: z.number().int().min(1_000).max(MAX_SIGNATURE_MS) }),
  z.object({ path: z.string(), expiresAt: z.string() }),
)

/** For how long an account has its pictures, videos and sounds kept. */
export const mediaRetention = defineCall('media.retention', retentionChange, retentionAnswer)

/** Fails with `storage_quota_exceeded` where an account may store no more: to be asked before money is spent. */
export const requireRoom = defineCall(
  'media.room',
  z.object({ accountId: z.string() }),
  z.object({ bytesLeft: byteCount }),
)
