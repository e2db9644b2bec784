import { printCsv } from '@gptget/money'
import type { ExportRow } from '@gptget/money'
import type { Context } from 'hono'

/** A page of an export, and how to get the next one; null: it is the last. */
export type Page = { rows: ExportRow[]; next: (() => Promise<Page>) | null }

/**
 * A whole export as CSV, one page in memory at a time. Should a later page fail, the connection breaks: an export that
 * ends is whole. `first` is read before, so that its failure is an answer like any other.
 */
export const streamCsv = (first: Page, columns: readonly string[]): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let page: Page | null = first
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close()
      controller.enqueue(encoder.encode(printCsv(page.rows, columns, page === first)))
      page = page.next === null ? null : await page.next()
    },
  })
}

/** Whether an export is wanted as CSV: by `format=csv`, else by the `accept` header. */
export const wantsCsv = (format: string | undefined, accept: string | undefined): boolean =>
  format === undefined ? accept?.includes('text/csv') === true : format === 'csv'

/** Answers an export as a file to save. */
export const answerCsv = (c: Context, body: ReadableStream<Uint8Array>, name: string): Response =>
  c.body(body, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  })
