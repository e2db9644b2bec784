import type { Generated } from 'kysely'
import type { MediaKind } from '@gptget/contracts'

/** `writing`: its bytes are arriving. `gone`: it is no longer served. */
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
  /** False once the bytes of a deleted file are removed. */
  has_bytes: Generated<boolean>
  /** This and the next two exist only once it is stored. */
  content_type: string | null
  byte_length: Generated<bigint>
  sha256: string | null
  /** For an image whose first bytes contain it, else null; likewise the next two. */
  width: Generated<number | null>
  height: Generated<number | null>
  /** For audio or video. */
  duration_ms: Generated<number | null>
  created_at: Date
  /** The last renewal by its writer. */
  seen_at: Date
  expires_at: Date
}

/** The total size of an account's stored files. */
export type AccountBytesRow = { account_id: string; byte_length: bigint }

/** An account's retention in days, if it is shorter than the operator's. */
export type RetentionRow = { account_id: string; days: number }

/** Signed URLs name the key that signed them. */
export type SigningKeyRow = { key_id: string; secret: string; created_at: Date }
