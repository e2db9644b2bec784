import type { StoredFile } from '@gptget/contracts'
import type { Selectable } from 'kysely'
import type { FileRow } from '../db/schema/files.ts'

/** A stored file as other services see it. */
export const describeFile = (row: Selectable<FileRow>): StoredFile => ({
  mediaId: row.media_id,
  index: row.file_index,
  variant: row.variant,
  kind: row.kind,
  contentType: row.content_type!,
  byteLength: Number(row.byte_length),
  sha256: row.sha256!,
  width: row.width,
  height: row.height,
  durationMs: row.duration_ms,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
})
