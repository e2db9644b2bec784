import { OPERATIONS } from '../operations.ts'
import { buildDocument } from './build-document.ts'
import { printJson } from './print-json.ts'

/** The committed document, so that reviews show changes of the public API. */
export const DOCUMENT_FILE = new URL('../../../../openapi.json', import.meta.url)

export const printDocument = (): string => `${printJson(buildDocument(OPERATIONS), 120)}\n`
