import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { etagOf, type PageFile } from '../page-files.ts'

const zip = promisify(gzip)

/** The data is written before this. */
const END = '</body>'

/** JSON for a script element. A name may contain `</script>`, which would end the element. */
const asScriptData = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/**
 * The document of a page, with data that its scripts would otherwise have to request first. It is data and not code:
 * the content security policy forbids inline code.
 */
export const printPage = async (document: PageFile, known: Record<string, unknown>): Promise<PageFile> => {
  const text = document.bytes.toString('utf8')
  const data = `<script id="known" type="application/json">${asScriptData(known)}</script>`
  // A function, because `$` is special in a replacement text.
  const bytes = Buffer.from(text.replace(END, () => `${data}${END}`))
  return { ...document, bytes, packed: { gzip: await zip(bytes) }, etag: etagOf(bytes) }
}
