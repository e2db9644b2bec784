import { OPERATIONS } from '@gptget/api'
import { buildDocument } from '@gptget/api/document'
import { renderPage } from './page/render-page.ts'

export { PAGE_SCRIPT } from './page/page-script.ts'
export { PAGE_STYLE } from './page/page-style.ts'

const document = buildDocument(OPERATIONS)
const printed = JSON.stringify(document)
const page = await renderPage(document)

export const readDocument = (): string => printed

export const readPage = (): string => page
