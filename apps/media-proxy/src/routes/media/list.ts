import { mediaQuerySchema, type mediaFileSchema } from '@gptget/api/schemas/media-content'
import { contentPathOf, type ServedMediaKind } from '@gptget/contracts'
import { publicUrlOf, type HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { Handler } from 'hono'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../context.ts'
import type { FileRow } from '../../db/schema/files.ts'
import { listFilesOfAccount } from '../../files/list-files-of-account.ts'

/** `GET /v1/media`: the stored media of an account, newest first. */
export const listMedia =
  (context: Context): Handler<HttpEnv> =>
  async (c) => {
    const { accountId } = c.var.key
    const { kind, after, limit } = parseAt(mediaQuerySchema, c.req.query())
    const { rows, hasMore } = await listFilesOfAccount(context, { accountId, kind, after, limit })
    const publicUrl = publicUrlOf(c.env.incoming)
    const data = rows.map((row) => describeFile(row, publicUrl))
    return c.json({
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: hasMore,
    })
  }

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000)

const describeFile = (row: Selectable<FileRow>, publicUrl: string): z.output<typeof mediaFileSchema> => {
  const kind = row.kind as ServedMediaKind
  return {
    id: `${row.media_id}/${row.file_index}`,
    object: 'media.file',
    media_id: row.media_id,
    index: row.file_index,
    kind,
    content_type: row.content_type ?? '',
    bytes: Number(row.byte_length),
    width: row.width,
    height: row.height,
    duration_ms: row.duration_ms,
    url: publicUrl + contentPathOf(kind, row.media_id, row.file_index),
    created_at: secondsOf(row.created_at),
    expires_at: secondsOf(row.expires_at),
  }
}
