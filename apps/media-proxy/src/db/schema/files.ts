import type { Generated } from 'kysely'
import type { MediaKind } from '@gptget/contracts'

/** `writing`: its bytes are on their way in. `gone`: it is not served any more. */
export type FileStatus = 'writing' | 'stored' | 'gone'
export type GoneReason = 'expired' | 'deleted' | 'failed'

/** A file, from before its first byte is written until after its last one is removed. */
export type FileRow = {
  /** The key of its bytes in the store. */
  object_id: string
  account_id: string
  media_id: string
  file_index: number
  variant: string
  kind: MediaKind
  status: FileStatus
  gone_reason: GoneReason | null
  /** False once the bytes of a file that is gone are removed. */
  has_bytes: Generated<boolean>
  /** Of this and the next two: only once it is stored. */
  content_type: string | null
  byte_length: Generated<bigint>
  sha256: string | null
  /** Of a picture, where its beginning says so; null else, as with the next two. */
  width: Generated<number | null>
  height: Generated<number | null>
  /** Of a sound or a video. */
  duration_ms: Generated<number | null>
  created_at: Date
  /** When its writer last said that it lives. */
  seen_at: Date
  expires_at: Date
}

/** What the stored files of an account take together. */
export type AccountBytesRow = { account_id: string; byte_length: bigint }

/** Signed addresses name the key that they were signed with. */
export type SigningKeyRow = { key_id: string; secret: string; created_at: Date }
