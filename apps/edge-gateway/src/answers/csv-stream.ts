import { printCsv } from '@gptget/money'
import type { ExportRow } from '@gptget/money'
import type { Context } from 'hono'

/** A page of an export, and how to get the next one. null: it is the last. */
export type Page = { rows: ExportRow[]; next: (() => Promise<Page>) | null }

/**
 * A whole export as CSV, with one page in memory at a time. If a later page fails, the connection is cut, so an export
 * that ends normally is complete. `first` is read before, so that its failure is an ordinary error.
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

/** Whether the caller wants an export as CSV: from `format=csv`, else from the `accept` header. */
export const wantsCsv = (format: string | undefined, accept: string | undefined): boolean =>
  format === undefined ? accept?.includes('text/csv') === true : format === 'csv'

/** Answers an export as a file to save. */
export const answerCsv = (c: Context, body: ReadableStream<Uint8Array>, name: string): Response =>
  c.body(body, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  })
