import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { auditOrganization } from '../../audit/audit-organization.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { createAskApi } from '../../export/ask-api.ts'
import { organizationFiles } from '../../export/organization-files.ts'
import { zip } from '../../export/zip.ts'

/** `GET /console/api/export`: a ZIP archive of all data of the organization, created while it is downloaded. */
export const exportData = (context: Context): Handler<ConsoleEnv> => {
  const exporting = new Set<string>()
  return async (c) => {
    const { organizationId, email } = c.var.member
    if (exporting.has(organizationId))
      throw new PublicError(
        'conflict',
        'This organization is being exported already. Wait until that has ended.',
      )
    exporting.add(organizationId)
    try {
      const leave = new AbortController()
      const files = await organizationFiles(
        context,
        c.var.member,
        createAskApi(context, c.var.member, leave.signal),
      )
      const change = { organizationId, by: email, subject: organizationId }
      await auditOrganization(context, { ...change, action: 'data.exported' })
      const end = () => {
        leave.abort()
        exporting.delete(organizationId)
      }
      const day = context.now().toISOString().slice(0, 10)
      return c.body(ReadableStream.from(followed(zip(files), end)) as ReadableStream<Uint8Array>, 200, {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="gptget-${day}.zip"`,
      })
    } catch (error) {
      exporting.delete(organizationId)
      throw error
    }
  }
}

/** Calls `end` when reading has ended, complete or not. */
async function* followed<Item>(items: AsyncIterable<Item>, end: () => void): AsyncGenerator<Item> {
  try {
    yield* items
  } finally {
    end()
  }
}
