import { OPERATIONS } from '../operations.ts'
import { buildDocument } from './build-document.ts'
import { printJson } from './print-json.ts'

/** Where the document is committed, so that a change of the public API is seen in review. */
export const DOCUMENT_FILE = new URL('../../../../openapi.json', import.meta.url)

export const printDocument = (): string => `${printJson(buildDocument(OPERATIONS), 120)}\n`
