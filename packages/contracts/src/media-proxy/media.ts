import { z } from 'zod'
import { retentionAnswer, retentionChange } from '../retention.ts'
import { defineCall, defineDirect, defineStream } from '../subject.ts'

/*
 * Served by media-proxy: the bytes of everything that is not text. A medium is one or more files under one id, which is
 * that of the generation or task that made them: `/v1/images/{mediaId}/content?index=N`.
 */

/** `input`: a caller's upload for a request. It is never served to callers and is deleted within the hour. */
export const MEDIA_KINDS = ['image', 'video', 'audio', 'input'] as const
export const mediaKind = z.enum(MEDIA_KINDS)
export type MediaKind = z.output<typeof mediaKind>

/** The name of each kind in paths. */
export const MEDIA_COLLECTIONS = { image: 'images', video: 'videos', audio: 'audio' } as const
export type ServedMediaKind = keyof typeof MEDIA_COLLECTIONS

/** The path of a stored file, below the public address. */
export const contentPathOf = (kind: ServedMediaKind, mediaId: string, index: number, variant = ''): string =>
  `/v1/${MEDIA_COLLECTIONS[kind]}/${mediaId}/content?index=${index}${variant === '' ? '' : `&variant=${variant}`}`

const byteCount = z.number().int().nonnegative()

/** Identifies a file. `variant`: another form of it, for example `thumbnail`; empty for the file itself. */
const fileOfMedium = {
  accountId: z.string(),
  mediaId: z.string().max(100),
  index: z.number().int().min(0).max(999),
  variant: z.string().max(40),
}

/** A stored file. Times are ISO 8601 in UTC. */
export const storedFile = z.object({
  mediaId: z.string(),
  index: z.number().int(),
  variant: z.string(),
  kind: mediaKind,
  /** Its type by its first bytes, not as declared by its maker. */
  contentType: z.string(),
  byteLength: byteCount,
  /** In hexadecimal. */
  sha256: z.string(),
  /** In pixels, for an image; null if its bytes do not contain it, or it is none. */
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** For audio or video, from its container. */
  durationMs: z.number().int().nonnegative().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type StoredFile = z.output<typeof storedFile>

/** The name under which a file is stored. Storing it again returns the existing file. */
const newFile = z.object({
  ...fileOfMedium,
  kind: mediaKind,
  /** The declared type; used only if bytes do not tell, as for raw PCM. */
  declaredType: z.string().nullable(),
  /** The largest size. Default: that of the kind. */
  maxBytes: byteCount.optional(),
  /** Default: the retention of the kind. */
  retentionMs: z.number().int().positive().optional(),
})
export type NewFile = z.output<typeof newFile>

/**
 * Stores the stream's body; the trailer describes it, once it is durable. Fails with `invalid_request` (unsupported
 * format), `request_too_large`, `storage_quota_exceeded`.
 */
export const storeFile = defineDirect('media.store', newFile, storedFile)

const bytesOfFile = z.object({
  ...fileOfMedium,
  /** The first and the last byte; default: from the start, to the end. */
  start: byteCount.optional(),
  end: byteCount.optional(),
})

/** The bytes of a stored file. Fails with `not_found`, or `content_expired` if they were removed. */
export const readFile = defineStream('media.read', bytesOfFile, storedFile, z.null())

/** Every existing file of a medium, in order. */
export const listFiles = defineCall(
  'media.list',
  z.object({ accountId: z.string(), mediaId: z.string() }),
  z.object({ files: z.array(storedFile) }),
)

/**
 * The length of stored audio, by its samples, because headers may be wrong. Fails with `invalid_request` if the file is
 * not audio, or is too long.
 */
export const measureSound = defineCall(
  'media.measure',
  z.object(fileOfMedium),
  z.object({ durationMs: z.number().int().nonnegative() }),
)

/** Removes the bytes of a medium at once. `isDeleted`: false if it did not exist. */
export const deleteMedium = defineCall(
  'media.delete',
  z.object({ accountId: z.string(), mediaId: z.string() }),
  z.object({ isDeleted: z.boolean() }),
)

/** The longest validity of a signed URL. */
export const MAX_SIGNATURE_MS = 86_400_000

/** A URL that temporarily needs no key: path and query, below the public address. */
export const signContent = defineCall(
  'media.sign',
  z.object({ ...fileOfMedium, lifetimeMs: z.number().int().min(1_000).max(MAX_SIGNATURE_MS) }),
  z.object({ path: z.string(), expiresAt: z.string() }),
)

/** For how long an account has its pictures, videos and sounds kept. */
export const mediaRetention = defineCall('media.retention', retentionChange, retentionAnswer)

/** Fails with `storage_quota_exceeded` if an account may store no more; call it before spending money. */
export const requireRoom = defineCall(
  'media.room',
  z.object({ accountId: z.string() }),
  z.object({ bytesLeft: byteCount }),
)
