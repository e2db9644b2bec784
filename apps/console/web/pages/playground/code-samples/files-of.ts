import { base64Of, type Attachment } from '../attachments.ts'
import type { Files, FileUse } from './literal.ts'

/** The forms in which a request may contain these files. */
export const filesOf = (attachments: readonly Attachment[]): Files =>
  new Map(
    attachments.flatMap(({ name, kind, content }): [string, FileUse][] => {
      if (kind === 'text') return []
      const mediaType = mediaTypeOf(content)
      return [
        [content, { name, mediaType, form: 'data-url' }],
        [base64Of(content), { name, mediaType, form: 'base64' }],
      ]
    }),
  )

/** The media type of a data URL. */
export const mediaTypeOf = (url: string): string => /^data:([^;,]*)/.exec(url)?.[1] ?? ''
