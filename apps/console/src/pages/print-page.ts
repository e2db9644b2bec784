import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { etagOf, type PageFile } from '../page-files.ts'

const zip = promisify(gzip)

/** Where `web/index.html` ends, and what is known is written. */
const END = '</body>'

/** JSON that no browser reads as HTML, whatever names people have: `</script>` in one would end the element. */
const asScriptData = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/**
 * The document of a page with what its scripts would have to ask for first. It is data and no script: the content
 * security policy allows no inline code.
 */
export const printPage = async (document: PageFile, known: Record<string, unknown>): Promise<PageFile> => {
  const text = document.bytes.toString('utf8')
  const data = `<script id="known" type="application/json">${asScriptData(known)}</script>`
  // A function: `$` in a replacement text has a meaning of its own.
  const bytes = Buffer.from(text.replace(END, () => `${data}${END}`))
  return { ...document, bytes, packed: { gzip: await zip(bytes) }, etag: etagOf(bytes) }
}
